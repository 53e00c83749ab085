//! The signature of a request, version `$1$`, and the server's time that it carries.

use std::fmt::Write as _;

use secrecy::ExposeSecret;
use sha1::{Digest, Sha1};

use super::credentials::ApplicationKeys;

/// What is signed of a request.
#[derive(Clone, Copy)]
pub struct Signable<'a> {
    /// The method, in any case; it is signed in upper case.
    pub method: &'a str,
    /// The whole absolute URL with its query, exactly as it is sent.
    pub url: &'a str,
    /// The exact bytes of the body; empty when there is none.
    pub body: &'a [u8],
}

// The URL and the body can hold the secret of an order or of a cart.
impl std::fmt::Debug for Signable<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Signable")
            .field("method", &self.method)
            .field("url", &crate::error::redact(self.url))
            .field("body", &format_args!("{} bytes", self.body.len()))
            .finish()
    }
}

/// The signature of a request at a time of the server's clock, in Unix seconds.
///
/// `$1$` and the lower-case hexadecimal SHA-1 of secret, consumer key, method, URL, body and
/// timestamp, joined with `+`. It is a plain hash, not an HMAC; that is how the API wants it.
///
/// ```
/// use ovh_order::auth::{ApplicationKeys, Signable, sign};
///
/// let keys = ApplicationKeys {
///     application_key: "fake-application-key".into(),
///     application_secret: "fake-application-secret".into(),
///     consumer_key: "fake-consumer-key".into(),
/// };
/// let request = Signable {
///     method: "GET",
///     url: "https://eu.api.ovh.com/1.0/me",
///     body: b"",
/// };
/// assert_eq!(
///     sign(&keys, &request, 1_700_000_042),
///     "$1$12d05dedb0471c08b60e39e8bf64777d5425f27e",
/// );
/// ```
#[must_use]
pub fn sign(keys: &ApplicationKeys, request: &Signable<'_>, server_unix_seconds: i64) -> String {
    let method = request.method.to_ascii_uppercase();
    let timestamp = server_unix_seconds.to_string();
    let digest = Sha1::new()
        .chain_update(keys.application_secret.expose_secret())
        .chain_update("+")
        .chain_update(keys.consumer_key.expose_secret())
        .chain_update("+")
        .chain_update(method)
        .chain_update("+")
        .chain_update(request.url)
        .chain_update("+")
        .chain_update(request.body)
        .chain_update("+")
        .chain_update(timestamp)
        .finalize();
    digest.iter().fold("$1$".to_owned(), |mut signature, byte| {
        // Writing to a String cannot fail.
        let _ = write!(signature, "{byte:02x}");
        signature
    })
}

/// Server time minus local time, in seconds.
///
/// A signature carries the time of the server's clock: measure once with the answer of
/// `GET /auth/time`, then ask for a timestamp for each attempt.
///
/// ```
/// use ovh_order::auth::ClockOffset;
///
/// let offset = ClockOffset::measured(1_700_000_042, 1_700_000_000);
/// assert_eq!(offset.seconds(), 42);
/// assert_eq!(offset.timestamp(1_700_000_100), 1_700_000_142);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct ClockOffset {
    seconds: i64,
}

impl ClockOffset {
    /// The offset between two clocks read at the same moment, both in Unix seconds.
    #[must_use]
    pub fn measured(server_unix_seconds: i64, local_unix_seconds: i64) -> Self {
        Self {
            seconds: server_unix_seconds.saturating_sub(local_unix_seconds),
        }
    }

    /// The offset in seconds; positive when the server is ahead.
    #[must_use]
    pub fn seconds(self) -> i64 {
        self.seconds
    }

    /// The server's time for a local time, both in Unix seconds.
    #[must_use]
    pub fn timestamp(self, local_unix_seconds: i64) -> i64 {
        local_unix_seconds.saturating_add(self.seconds)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signature(method: &str, url: &str, body: &str) -> String {
        let keys = ApplicationKeys {
            application_key: "ak".into(),
            application_secret: "as".into(),
            consumer_key: "ck".into(),
        };
        let body = body.as_bytes();
        sign(&keys, &Signable { method, url, body }, 1_700_000_042)
    }

    #[test]
    fn the_method_is_signed_in_upper_case() {
        let url = "https://h/v1/me";
        assert_eq!(signature("get", url, ""), signature("GET", url, ""));
    }

    #[test]
    fn url_and_body_are_signed_as_they_are() {
        let signed = signature("POST", "https://h/v1/x?a=%20", "{}");
        for (url, body) in [
            ("https://h/v1/x?a=+", "{}"),
            ("https://h/v1/x?a=%20", "{ }"),
            ("https://h/v1/x?a=%20", ""),
            ("https://H/v1/x?a=%20", "{}"),
        ] {
            assert_ne!(signature("POST", url, body), signed, "{url} {body}");
        }
    }

    #[test]
    fn debug_shows_neither_cart_nor_body() {
        let url = "https://h/v1/order/cart/0a1b/checkout";
        let request = Signable {
            method: "POST",
            url,
            body: b"{}",
        };
        assert_eq!(
            format!("{request:?}"),
            "Signable { method: \"POST\", \
             url: \"https://h/v1/order/cart/{cartId}/checkout\", body: 2 bytes }"
        );
    }

    #[test]
    fn a_timestamp_is_the_time_of_the_server() {
        let table = [
            (100, 100, 500, 500),
            (160, 100, 500, 560),
            (40, 100, 500, 440),
            (i64::MAX, -1, 1, i64::MAX),
        ];
        for (server, local, now, expected) in table {
            let offset = ClockOffset::measured(server, local);
            assert_eq!(offset.timestamp(now), expected, "{server} {local} {now}");
        }
        assert_eq!(ClockOffset::default().timestamp(7), 7);
    }
}
