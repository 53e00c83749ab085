//! Whether a request is admitted: by an access token, or by application, clock, consumer key,
//! signature and rights, checked in this order.

use jiff::Timestamp;

use crate::sandbox::auth::credentials::{ConsumerKey, KeyState};
use crate::sandbox::http::{Refusal, RefusalForm, Request};
use crate::sandbox::ids::digest;
use crate::sandbox::world::World;

/// How far the timestamp of a request may be from the clock of the sandbox.
const WINDOW_SECONDS: u64 = 30;

/// What an operation asks of its caller.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Access {
    /// Nothing; but a call that is signed must be signed well.
    Open,
    /// A known application.
    Application,
    /// A signature with any consumer key, even one that is not validated.
    Key,
    /// A signature with a validated consumer key that has the right.
    Account,
}

/// Admits a request, and answers the consumer key that signed it.
pub fn admit(
    world: &mut World,
    request: &Request,
    access: Access,
) -> Result<Option<String>, Refusal> {
    if let Some(token) = request.authorization("Bearer") {
        let granted = world.tokens.get(token);
        return admit_token(granted.is_some_and(|end| *end > request.now), access);
    }
    let consumer = request.header("x-ovh-consumer");
    // A call that needs neither is not asked who makes it.
    let is_anonymous = access == Access::Open && consumer.is_none();
    if is_anonymous {
        return Ok(None);
    }
    let application = request.header("x-ovh-application");
    if application != Some(&world.credentials.application_key)
        && (application.is_some() || consumer.is_some() || access == Access::Application)
    {
        return Err(Refusal::invalid_key());
    }
    let Some(consumer) = consumer else {
        return match access {
            Access::Open | Access::Application => Ok(None),
            Access::Key | Access::Account => Err(Refusal::login_first()),
        };
    };
    let timestamp = request.header("x-ovh-timestamp").unwrap_or_default();
    if !is_in_time(timestamp, request.wall) {
        return Err(Refusal::query_time_out());
    }
    let Some(key) = world.keys.get_mut(consumer) else {
        return Err(Refusal::not_credential());
    };
    let mut bases = request.reached.signed.iter();
    let sent = request.header("x-ovh-signature");
    let secret = &world.credentials.application_secret;
    if !bases.any(|base| sent == Some(&signature(request, base, secret, consumer))) {
        return Err(Refusal::invalid_signature());
    }
    let is_shut = world.refusals == RefusalForm::Class && key.state == KeyState::Pending;
    if access != Access::Key || is_shut {
        check_rights(key, request)?;
    }
    key.last_use = Some(request.now);
    Ok(Some(consumer.to_owned()))
}

/// A token speaks for the account; it is neither an application nor a consumer key.
fn admit_token(is_valid: bool, access: Access) -> Result<Option<String>, Refusal> {
    match access {
        Access::Open | Access::Account if is_valid => Ok(None),
        Access::Application => Err(Refusal::invalid_key()),
        _ => Err(Refusal::login_first()),
    }
}

fn is_in_time(sent: &str, now: Timestamp) -> bool {
    sent.parse()
        .is_ok_and(|sent: i64| sent.abs_diff(now.as_second()) <= WINDOW_SECONDS)
}

/// The signature this request should carry: SHA-1 over secret, consumer key, method, URL, body and
/// timestamp, joined by `+`. The URL is the base that the client called and the request target, byte
/// for byte as received.
fn signature(request: &Request, base: &str, secret: &str, consumer: &str) -> String {
    let url = format!("{base}{}", request.target());
    let timestamp = request.header("x-ovh-timestamp").unwrap_or_default();
    let head = [secret, consumer, request.method(), &url, ""].join("+");
    let signed = [head.as_bytes(), &request.body, b"+", timestamp.as_bytes()].concat();
    format!("$1${}", digest(signed))
}

/// The operations under `/auth` need no right: a key may always ask about itself and log out.
fn check_rights(key: &ConsumerKey, request: &Request) -> Result<(), Refusal> {
    if key.state != KeyState::Validated {
        return Err(Refusal::invalid_credential());
    }
    let path = request.api_path().unwrap_or_default();
    if path.starts_with("/auth/") || key.grants(request.operation_method(), path) {
        return Ok(());
    }
    Err(Refusal::not_granted())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sandbox::http::tests::request;

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
        let body = r#"{"ovhSubsidiary":"FR"}"#;
        let mut request = request("POST", "/v1/order/cart?a=%20b", body);
        let time = "1700000042".parse().unwrap();
        request.head.headers.insert("x-ovh-timestamp", time);
        assert_eq!(
            signature(&request, "http://127.0.0.1:8080", "secret", "consumer"),
            "$1$fa58d72d2e2ceb3568566c2e0818f1eedc5e5ec1"
        );
    }
}
