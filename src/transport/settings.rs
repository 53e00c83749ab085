//! How a client sends: what its builder was told, and the HTTP client that follows from it.
//!
//! It must not send anything.

use std::fmt;
use std::time::Duration;

use http::header::{self, HeaderMap, HeaderName, HeaderValue};
use reqwest::redirect::Policy;
use secrecy::{ExposeSecret, SecretString};

use super::body;
use super::pace::Pace;
use super::retry::RetryPolicy;
use super::tls;
use crate::endpoint::Endpoint;
use crate::error::{Error, MASK};

const TIMEOUT: Duration = Duration::from_secs(180);
const CONNECT_TIMEOUT: Duration = Duration::from_secs(30);
const USER_AGENT: &str = concat!("ovh-order/", env!("CARGO_PKG_VERSION"));

/// Headers that say who calls, what a body is or how a connection is used, which is ours to say.
const OURS: [HeaderName; 11] = [
    header::ACCEPT,
    header::ACCEPT_ENCODING,
    header::AUTHORIZATION,
    header::CONNECTION,
    header::CONTENT_ENCODING,
    header::CONTENT_LENGTH,
    header::CONTENT_TYPE,
    header::HOST,
    header::PROXY_AUTHORIZATION,
    header::TRANSFER_ENCODING,
    header::USER_AGENT,
];

/// How requests are sent.
#[derive(Clone)]
pub(crate) struct Settings {
    /// How long one attempt may take, if not as long as by default.
    pub(crate) timeout: Option<Duration>,
    /// How long a connection may take to be established, likewise.
    pub(crate) connect_timeout: Option<Duration>,
    /// What the client calls itself, likewise.
    pub(crate) user_agent: Option<String>,
    /// The URL of a proxy, perhaps with a password.
    pub(crate) proxy: Option<SecretString>,
    /// A client to send with, which has these four settings of its own.
    pub(crate) http: Option<reqwest::Client>,
    /// Further headers by name.
    pub(crate) headers: Vec<(String, SecretString)>,
    /// The largest body that is read, in bytes.
    pub(crate) answer_limit: usize,
    /// How fast requests follow each other, if not as the endpoint has it by default.
    pub(crate) pace: Option<Pace>,
    /// When a failed request is sent again.
    pub(crate) retries: RetryPolicy,
    /// Whether operations that the endpoint's region does not describe are sent.
    pub(crate) any_region: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            timeout: None,
            connect_timeout: None,
            user_agent: None,
            proxy: None,
            http: None,
            headers: Vec::new(),
            answer_limit: body::LIMIT,
            pace: None,
            retries: RetryPolicy::default(),
            any_region: false,
        }
    }
}

/// What a setting that cannot be used is refused for.
#[derive(Debug, PartialEq, thiserror::Error)]
enum Unusable {
    #[error("`{0}` is not the name of a header")]
    HeaderName(String),
    #[error("the value of the header `{0}` holds characters that a header cannot carry")]
    HeaderValue(HeaderName),
    #[error("the header `{0}` is set by the client itself")]
    OurHeader(HeaderName),
    #[error("the proxy is not a URL")]
    Proxy,
    #[error(
        "timeout, connect timeout, user agent and proxy of an HTTP client of your own are set \
         where it is built"
    )]
    OwnClient,
}

impl Settings {
    /// What sends: the client that was given, or one of ours.
    pub(super) fn http(&self, endpoint: &Endpoint) -> Result<reqwest::Client, Error> {
        let Some(own) = &self.http else {
            return self.our_http(endpoint);
        };
        let timed = self.timeout.is_some() || self.connect_timeout.is_some();
        match timed || self.user_agent.is_some() || self.proxy.is_some() {
            true => Err(Error::config(Unusable::OwnClient)),
            false => Ok(own.clone()),
        }
    }

    fn our_http(&self, endpoint: &Endpoint) -> Result<reqwest::Client, Error> {
        let mut builder = reqwest::Client::builder()
            .timeout(self.timeout.unwrap_or(TIMEOUT))
            .connect_timeout(self.connect_timeout.unwrap_or(CONNECT_TIMEOUT))
            .user_agent(self.user_agent.as_deref().unwrap_or(USER_AGENT))
            // A redirect would carry signed headers to where it points.
            .redirect(Policy::none())
            .tls_backend_preconfigured(tls::config(endpoint).map_err(Error::config)?)
            // Only we know what may be sent twice.
            .retry(reqwest::retry::never());
        // A proxy of the environment does not reach this machine, and need not see its calls.
        if endpoint.is_loopback() {
            builder = builder.no_proxy();
        }
        if let Some(url) = &self.proxy {
            // The cause would repeat the URL, and with it a password.
            let proxy = reqwest::Proxy::all(url.expose_secret());
            builder = builder.proxy(proxy.map_err(|_| Error::config(Unusable::Proxy))?);
        }
        builder.build().map_err(Error::config)
    }

    /// Further headers, marked as sensitive. Of one name the last counts.
    pub(super) fn headers(&self) -> Result<HeaderMap, Error> {
        let mut headers = HeaderMap::new();
        for (name, value) in &self.headers {
            let (name, value) = header(name, value).map_err(Error::config)?;
            headers.insert(name, value);
        }
        Ok(headers)
    }

    /// How fast requests follow each other.
    pub(super) fn pace(&self, endpoint: &Endpoint) -> Pace {
        self.pace.unwrap_or_else(|| match endpoint.is_loopback() {
            true => Pace::unlimited(),
            false => Pace::default(),
        })
    }
}

/// Whether a header is ours alone to set: neither a builder nor a call can.
pub(crate) fn is_ours(name: &HeaderName) -> bool {
    OURS.contains(name) || name.as_str().starts_with("x-ovh-")
}

fn header(name: &str, value: &SecretString) -> Result<(HeaderName, HeaderValue), Unusable> {
    let parsed = HeaderName::from_bytes(name.as_bytes());
    let name = parsed.map_err(|_| Unusable::HeaderName(name.to_owned()))?;
    if is_ours(&name) {
        return Err(Unusable::OurHeader(name));
    }
    match HeaderValue::from_str(value.expose_secret()) {
        Ok(mut value) => {
            value.set_sensitive(true);
            Ok((name, value))
        }
        Err(_) => Err(Unusable::HeaderValue(name)),
    }
}

impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = self.headers.iter().map(|(name, _)| name).collect();
        let proxy = self.proxy.as_ref().map(|_| MASK);
        f.debug_struct("Settings")
            .field("timeout", &self.timeout)
            .field("connect_timeout", &self.connect_timeout)
            .field("user_agent", &self.user_agent)
            .field("proxy", &proxy)
            .field("own_client", &self.http.is_some())
            .field("headers", &names)
            .field("answer_limit", &self.answer_limit)
            .field("pace", &self.pace)
            .field("retries", &self.retries)
            .field("any_region", &self.any_region)
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_that_are_ours_to_set_are_refused() {
        let ours = |name: &'static str| Unusable::OurHeader(HeaderName::from_static(name));
        let table = [
            ("X-Ovh-Consumer", "x", ours("x-ovh-consumer")),
            ("x-ovh-anything", "x", ours("x-ovh-anything")),
            ("Authorization", "x", ours("authorization")),
            ("CONTENT-TYPE", "x", ours("content-type")),
            ("host", "x", ours("host")),
            ("a b", "x", Unusable::HeaderName("a b".to_owned())),
            ("", "x", Unusable::HeaderName(String::new())),
            (
                "x-mine",
                "a\nb",
                Unusable::HeaderValue(HeaderName::from_static("x-mine")),
            ),
        ];
        for (name, value, expected) in table {
            assert_eq!(header(name, &value.into()).unwrap_err(), expected);
        }
    }

    #[test]
    fn other_headers_are_carried_and_not_shown() {
        let (name, value) = header("X-Mine", &"s3cret".into()).unwrap();
        assert_eq!(
            (name.as_str(), value.to_str().unwrap()),
            ("x-mine", "s3cret")
        );
        assert_eq!(format!("{value:?}"), "Sensitive");
    }

    #[test]
    fn the_pace_is_off_on_this_machine_unless_it_was_set() {
        let slow = Pace::per_minute(1);
        let table = [
            ("ovh-eu", None, Pace::default()),
            ("http://127.0.0.1:1", None, Pace::unlimited()),
            ("ovh-eu", Some(slow), slow),
            ("http://127.0.0.1:1", Some(slow), slow),
        ];
        for (endpoint, pace, expected) in table {
            let settings = Settings {
                pace,
                ..Settings::default()
            };
            assert_eq!(settings.pace(&endpoint.parse().unwrap()), expected);
        }
    }
}
