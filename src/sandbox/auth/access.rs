//! Whether a request is let in: application, clock, signature, rights.

use jiff::Timestamp;

use crate::sandbox::auth::keys::State;
use crate::sandbox::auth::oauth2;
use crate::sandbox::http::refusal::Refusal;
use crate::sandbox::http::request::Request;
use crate::sandbox::ids::digest;
use crate::sandbox::world::World;

/// How far the timestamp of a request may be from the clock of the sandbox.
const WINDOW_SECONDS: i64 = 30;

/// What an operation asks of its caller.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Access {
    /// Nothing; a signed call is checked all the same.
    Open,
    /// A known application.
    Application,
    /// A signature with any consumer key, even one that is not validated.
    Key,
    /// A signature with a validated consumer key that has the right.
    Account,
}

/// Lets a request in, with the consumer key that signed it.
pub fn admit(
    world: &mut World,
    request: &Request,
    access: Access,
) -> Result<Option<String>, Refusal> {
    if let Some(token) = request.authorization("Bearer") {
        return admit_token(world, request, token, access);
    }
    check_application(world, request, access)?;
    let Some(consumer) = &request.consumer else {
        return admit_unsigned(access);
    };
    check_time(request)?;
    check_signature(world, request, consumer)?;
    check_rights(world, request, consumer, access)?;
    if let Some(key) = world.keys.get_mut(consumer) {
        key.last_use = Some(request.now);
    }
    Ok(Some(consumer.clone()))
}

/// A token speaks for the account; it is neither an application nor a consumer key.
fn admit_token(
    world: &World,
    request: &Request,
    token: &str,
    access: Access,
) -> Result<Option<String>, Refusal> {
    match access {
        Access::Open | Access::Account if oauth2::is_valid(world, token, request.now) => Ok(None),
        Access::Application => Err(Refusal::invalid_key()),
        _ => Err(Refusal::login_first()),
    }
}

fn check_application(world: &World, request: &Request, access: Access) -> Result<(), Refusal> {
    let needed = access == Access::Application || request.consumer.is_some();
    match &request.application {
        Some(key) if *key == world.credentials.application_key => Ok(()),
        None if !needed => Ok(()),
        _ => Err(Refusal::invalid_key()),
    }
}

fn admit_unsigned(access: Access) -> Result<Option<String>, Refusal> {
    match access {
        Access::Open | Access::Application => Ok(None),
        Access::Key | Access::Account => Err(Refusal::login_first()),
    }
}

fn check_time(request: &Request) -> Result<(), Refusal> {
    let sent = request.timestamp.as_deref().unwrap_or_default();
    if is_in_time(sent, request.now) {
        Ok(())
    } else {
        Err(Refusal::query_time_out())
    }
}

fn is_in_time(sent: &str, now: Timestamp) -> bool {
    let sent: Result<i64, _> = sent.parse();
    sent.is_ok_and(|sent| sent.abs_diff(now.as_second()) <= WINDOW_SECONDS.unsigned_abs())
}

fn check_signature(world: &World, request: &Request, consumer: &str) -> Result<(), Refusal> {
    if !world.keys.contains_key(consumer) {
        return Err(Refusal::not_credential());
    }
    let secret = &world.credentials.application_secret;
    let timestamp = request.timestamp.as_deref().unwrap_or_default();
    let expected = signature(request, secret, consumer, timestamp);
    if request.signature.as_deref() == Some(expected.as_str()) {
        Ok(())
    } else {
        Err(Refusal::invalid_signature())
    }
}

fn check_rights(
    world: &World,
    request: &Request,
    consumer: &str,
    access: Access,
) -> Result<(), Refusal> {
    let key = world
        .keys
        .get(consumer)
        .ok_or_else(Refusal::not_credential)?;
    if access == Access::Key {
        return Ok(());
    }
    if key.state != State::Validated {
        return Err(Refusal::invalid_credential());
    }
    let path = request.api_path().unwrap_or_default();
    if path.starts_with("/auth/") || key.grants(&request.method, path) {
        return Ok(());
    }
    Err(Refusal::not_granted())
}

/// The signature that this request should carry: SHA-1 over secret, consumer key, method, URL,
/// body and timestamp, joined by `+`.
///
/// The URL is `http`, the `Host` header and the request target as received, since that is what
/// the client sent.
fn signature(request: &Request, secret: &str, consumer: &str, timestamp: &str) -> String {
    let url = format!("http://{}{}", request.host, request.target);
    let mut signed = [secret, consumer, &request.method, &url, ""]
        .join("+")
        .into_bytes();
    signed.extend_from_slice(&request.body);
    signed.extend_from_slice(format!("+{timestamp}").as_bytes());
    format!("$1${}", digest(signed))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_a_minute_of_clock_error_is_accepted() {
        let now = Timestamp::from_second(1_000).unwrap();
        for (sent, accepted) in [
            ("1000", true),
            ("970", true),
            ("1030", true),
            ("969", false),
            ("1031", false),
            ("", false),
            ("now", false),
            ("-9223372036854775808", false),
        ] {
            assert_eq!(is_in_time(sent, now), accepted, "{sent}");
        }
    }

    #[test]
    fn the_signature_covers_method_url_body_and_time() {
        let request = Request {
            method: "POST".into(),
            host: "127.0.0.1:8080".into(),
            target: "/v1/order/cart?a=%20b".into(),
            body: br#"{"ovhSubsidiary":"FR"}"#.to_vec(),
            ..Request::default()
        };
        assert_eq!(
            signature(&request, "secret", "consumer", "1700000042"),
            "$1$fa58d72d2e2ceb3568566c2e0818f1eedc5e5ec1"
        );
    }
}
