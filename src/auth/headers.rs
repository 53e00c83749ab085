//! The headers that say who calls, by the credentials and whether the request is signed.

use http::header::{AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use secrecy::{ExposeSecret, SecretString};

use super::credentials::{ApplicationKeys, Credentials};
use super::signature::{Signable, sign};
use crate::error::Error;

const APPLICATION: HeaderName = HeaderName::from_static("x-ovh-application");
const TIMESTAMP: HeaderName = HeaderName::from_static("x-ovh-timestamp");
const CONSUMER: HeaderName = HeaderName::from_static("x-ovh-consumer");
const SIGNATURE: HeaderName = HeaderName::from_static("x-ovh-signature");

/// How a request says who calls.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub enum Signing<'a> {
    /// Signed, at this time of the server's clock.
    At {
        /// The server's time in Unix seconds; see [`ClockOffset`](super::ClockOffset).
        server_unix_seconds: i64,
    },
    /// With an access token.
    Bearer {
        /// The token.
        token: &'a SecretString,
    },
    /// Unsigned: the operation may be called without authentication.
    Unsigned,
}

/// The headers of a request. Those that hold a key or a signature are marked as sensitive.
///
/// | | `X-Ovh-Application` | `-Timestamp`, `-Consumer`, `-Signature` | `Authorization` | `Content-Type` |
/// | --- | --- | --- | --- | --- |
/// | signed | yes | yes | – | only with a body |
/// | unsigned, application key known | yes | – | – | only with a body |
/// | with a token | – | – | `Bearer …` | only with a body |
/// | unsigned, OAuth2, a token or no credentials | – | – | – | only with a body |
///
/// # Errors
/// [`Kind::Refused`](crate::Kind::Refused) when a request is to be signed and the credentials
/// cannot, and when a key holds characters that no header can carry. Nothing was sent.
pub fn headers(
    credentials: &Credentials,
    request: &Signable<'_>,
    signing: Signing<'_>,
) -> Result<HeaderMap, Error> {
    let mut headers = HeaderMap::new();
    if !request.body.is_empty() {
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    }
    if let Some(key) = application_key(credentials) {
        headers.insert(APPLICATION, sensitive("application key", key)?);
    }
    match signing {
        Signing::Unsigned => {}
        Signing::Bearer { token } => {
            // Wiped from memory with the text that it is made in.
            let bearer = SecretString::from(format!("Bearer {}", token.expose_secret()));
            let value = sensitive("access token", bearer.expose_secret())?;
            headers.insert(AUTHORIZATION, value);
        }
        Signing::At {
            server_unix_seconds,
        } => {
            let keys = signing_keys(credentials)?;
            let signature = sign(keys, request, server_unix_seconds);
            let consumer_key = keys.consumer_key.expose_secret();
            headers.insert(TIMESTAMP, server_unix_seconds.into());
            headers.insert(CONSUMER, sensitive("consumer key", consumer_key)?);
            headers.insert(SIGNATURE, sensitive("signature", &signature)?);
        }
    }
    Ok(headers)
}

fn application_key(credentials: &Credentials) -> Option<&str> {
    match credentials {
        Credentials::ApplicationKeyOnly { application_key } => {
            Some(application_key.expose_secret())
        }
        Credentials::Application(keys) => Some(keys.application_key.expose_secret()),
        Credentials::None
        | Credentials::OAuth2(_)
        | Credentials::AccessToken { .. }
        | Credentials::Unusable(_) => None,
    }
}

fn signing_keys(credentials: &Credentials) -> Result<&ApplicationKeys, Error> {
    match credentials {
        Credentials::Application(keys) => Ok(keys),
        Credentials::None => Err(Error::refused(
            "this call needs credentials; set application_key, application_secret and consumer_key, or \
             client_id and client_secret, or access_token",
        )),
        Credentials::ApplicationKeyOnly { .. } => Err(Error::refused(
            "this call needs a consumer key, not only an application key; log in to get one",
        )),
        Credentials::OAuth2(_) | Credentials::AccessToken { .. } => Err(Error::refused(
            "this call must be signed, which access tokens cannot do",
        )),
        Credentials::Unusable(error) => Err(error.clone().into()),
    }
}

fn sensitive(name: &str, value: &str) -> Result<HeaderValue, Error> {
    let mut value = HeaderValue::from_str(value).map_err(|_| {
        Error::refused(format!(
            "the {name} has characters that a header cannot carry"
        ))
    })?;
    value.set_sensitive(true);
    Ok(value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Kind;

    const SIGNED: Signing<'_> = Signing::At {
        server_unix_seconds: 1_700_000_042,
    };

    fn request(body: &str) -> Signable<'_> {
        Signable {
            method: "GET",
            url: "https://eu.api.ovh.com/1.0/me",
            body: body.as_bytes(),
        }
    }

    fn application() -> Credentials {
        Credentials::application(
            "fake-application-key",
            "fake-application-secret",
            "fake-consumer-key",
        )
    }

    fn key_only() -> Credentials {
        Credentials::ApplicationKeyOnly {
            application_key: "fake-application-key".into(),
        }
    }

    fn lines(headers: &HeaderMap) -> Vec<String> {
        let mut lines: Vec<String> = headers
            .iter()
            .map(|(name, value)| format!("{name}: {}", value.to_str().unwrap()))
            .collect();
        lines.sort();
        lines
    }

    #[test]
    fn the_headers_follow_the_table() {
        let content_type = "content-type: application/json";
        let application_key = "x-ovh-application: fake-application-key";
        let authorization = "authorization: Bearer fake-token";
        let token = SecretString::from("fake-token");
        let bearer = Signing::Bearer { token: &token };
        let oauth2 = Credentials::oauth2("fake-id", "fake-secret");
        let given = Credentials::access_token("fake-token");
        let signed = [
            application_key,
            "x-ovh-consumer: fake-consumer-key",
            "x-ovh-signature: $1$12d05dedb0471c08b60e39e8bf64777d5425f27e",
            "x-ovh-timestamp: 1700000042",
        ];
        let table = [
            (application(), "", SIGNED, signed.to_vec()),
            (application(), "", Signing::Unsigned, vec![application_key]),
            (key_only(), "", Signing::Unsigned, vec![application_key]),
            (
                key_only(),
                "{}",
                Signing::Unsigned,
                vec![content_type, application_key],
            ),
            (Credentials::None, "", Signing::Unsigned, vec![]),
            (oauth2.clone(), "", bearer, vec![authorization]),
            (
                oauth2.clone(),
                "{}",
                bearer,
                vec![authorization, content_type],
            ),
            (oauth2.clone(), "{}", Signing::Unsigned, vec![content_type]),
            (given.clone(), "", bearer, vec![authorization]),
            (given.clone(), "", Signing::Unsigned, vec![]),
            (
                Credentials::None,
                "{}",
                Signing::Unsigned,
                vec![content_type],
            ),
        ];
        for (credentials, body, signing, expected) in table {
            let headers = headers(&credentials, &request(body), signing).unwrap();
            assert_eq!(lines(&headers), expected, "{credentials:?} {signing:?}");
        }
    }

    #[test]
    fn a_signed_body_has_a_content_type() {
        let headers = headers(&application(), &request("{}"), SIGNED).unwrap();
        assert_eq!(headers.len(), 5);
        assert_eq!(headers[CONTENT_TYPE], "application/json");
    }

    #[test]
    fn signing_without_keys_is_refused() {
        let token = Credentials::access_token("t");
        for credentials in [Credentials::None, key_only(), token] {
            let error = headers(&credentials, &request(""), SIGNED).unwrap_err();
            assert_eq!(error.kind(), Kind::Refused, "{credentials:?}");
            assert!(!error.may_have_happened());
        }
    }

    #[test]
    fn a_key_that_no_header_can_carry_is_refused_without_showing_it() {
        let credentials = Credentials::application("s3\ncret", "as", "ck");
        let error = headers(&credentials, &request(""), SIGNED).unwrap_err();
        assert_eq!(
            (error.kind(), error.to_string()),
            (
                Kind::Refused,
                "the application key has characters that a header cannot carry".to_owned()
            )
        );
    }

    #[test]
    fn keys_and_signature_are_not_shown_by_debug() {
        let token = SecretString::from("fake-token");
        let bearer = Signing::Bearer { token: &token };
        for signing in [SIGNED, bearer] {
            let headers = headers(&application(), &request(""), signing).unwrap();
            let shown = format!("{headers:?} {signing:?}");
            assert!(
                !shown.contains("fake-") && !shown.contains("$1$"),
                "{shown}"
            );
        }
    }
}
