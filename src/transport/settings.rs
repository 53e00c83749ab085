//! The settings of a client, and the HTTP client that they make.

use std::fmt;
use std::time::Duration;

use http::header::{self, HeaderMap, HeaderName, HeaderValue};
use percent_encoding::percent_decode_str;
use reqwest::redirect::Policy;
use secrecy::{ExposeSecret, SecretString};

use super::pace::Pace;
use super::peer::Proxies;
use super::retry::RetryPolicy;
use super::tls;
use crate::endpoint::Endpoint;
use crate::error::{Error, MASK, Secrets};

/// How many bytes of an answer are read by default: several times the largest catalogue.
pub(super) const ANSWER_LIMIT: usize = 64 * 1024 * 1024;
const TIMEOUT: Duration = Duration::from_secs(180);
const CONNECT_TIMEOUT: Duration = Duration::from_secs(30);
/// How long an unused connection is kept. Firewalls and NATs forget one without a word, some after half
/// a minute; the next request over it is lost, and a change that is lost cannot be repeated.
const IDLE_TIMEOUT: Duration = Duration::from_secs(15);
const USER_AGENT: &str = concat!("ovh-order/", env!("CARGO_PKG_VERSION"));

/// Headers that only the client itself sets: who calls, what the body is, how the connection is
/// used.
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

/// How requests are sent. `None` is the default.
#[derive(Clone, Default)]
pub(crate) struct Settings {
    /// How long one attempt may take.
    pub(crate) timeout: Option<Duration>,
    /// How long a connection may take to be established.
    pub(crate) connect_timeout: Option<Duration>,
    /// The `User-Agent`.
    pub(crate) user_agent: Option<String>,
    /// The URL of a proxy, perhaps with a password.
    pub(crate) proxy: Option<SecretString>,
    /// An HTTP client of the caller's, which brings the four settings above.
    pub(crate) http: Option<reqwest::Client>,
    /// Further headers by name.
    pub(crate) headers: Vec<(String, SecretString)>,
    /// The largest answer that is read, in bytes.
    pub(crate) answer_limit: Option<usize>,
    /// How fast requests follow each other.
    pub(crate) pace: Option<Pace>,
    /// When a failed request is sent again.
    pub(crate) retries: RetryPolicy,
    /// Whether operations are sent that the endpoint's region does not describe.
    pub(crate) any_region: bool,
}

/// The HTTP clients.
#[derive(Debug)]
pub(super) struct Connections {
    /// Keeps connections for the next request.
    pub(super) kept: reqwest::Client,
    /// Makes a connection for each request. What may charge is never sent again, so it must not get
    /// lost in a connection that somebody on the way has forgotten.
    pub(super) fresh: reqwest::Client,
    pub(super) proxies: Proxies,
    /// Whether a caller brought the HTTP client: whether it follows redirects cannot be read from it.
    pub(super) may_follow_redirects: bool,
}

impl Settings {
    /// The HTTP clients: the caller's, or ours.
    pub(super) fn connections(&self, endpoint: &Endpoint) -> Result<Connections, Error> {
        let Some(own) = &self.http else {
            let tls = tls::config(endpoint).map_err(Error::config)?;
            let kept = self.our_http(endpoint, tls.clone())?;
            let fresh = self.our_http(endpoint, tls)?.pool_max_idle_per_host(0);
            return Ok(Connections {
                kept: kept.build().map_err(Error::config)?,
                fresh: fresh.build().map_err(Error::config)?,
                proxies: Proxies::of(self.proxy.as_ref(), endpoint),
                may_follow_redirects: false,
            });
        };
        let is_timed = self.timeout.is_some() || self.connect_timeout.is_some();
        if is_timed || self.user_agent.is_some() || self.proxy.is_some() {
            return Err(Error::config(
                "timeout, connect timeout, user agent and proxy cannot be combined with an HTTP \
                 client of your own; set them where it is built",
            ));
        }
        Ok(Connections {
            kept: own.clone(),
            fresh: own.clone(),
            proxies: Proxies::default(),
            may_follow_redirects: true,
        })
    }

    /// How long one attempt may take. Of an HTTP client that a caller brings it is not known.
    pub(super) fn timeout(&self) -> Duration {
        self.timeout.unwrap_or(TIMEOUT)
    }

    fn our_http(
        &self,
        endpoint: &Endpoint,
        tls: rustls::ClientConfig,
    ) -> Result<reqwest::ClientBuilder, Error> {
        let mut builder = reqwest::Client::builder()
            .timeout(self.timeout())
            .connect_timeout(self.connect_timeout.unwrap_or(CONNECT_TIMEOUT))
            .user_agent(self.user_agent.as_deref().unwrap_or(USER_AGENT))
            // A redirect would carry signed headers to another server.
            .redirect(Policy::none())
            .tls_backend_preconfigured(tls)
            .pool_idle_timeout(IDLE_TIMEOUT)
            // reqwest repeats requests after some protocol errors; only `retry` knows which may be.
            .retry(reqwest::retry::never());
        // A proxy from the environment cannot reach this machine and need not see its calls.
        if endpoint.is_loopback() {
            builder = builder.no_proxy();
        }
        if let Some(url) = &self.proxy {
            // The cause would repeat the URL, and with it a password.
            let proxy = reqwest::Proxy::all(url.expose_secret());
            builder =
                builder.proxy(proxy.map_err(|_| Error::config("the proxy is not a valid URL"))?);
        }
        Ok(builder)
    }

    /// The further headers, marked as sensitive; the last value of a name wins.
    pub(super) fn headers(&self) -> Result<HeaderMap, Error> {
        let mut headers = HeaderMap::new();
        for (name, value) in &self.headers {
            let (name, value) = header(name, value.expose_secret()).map_err(Error::config)?;
            headers.insert(name, value);
        }
        Ok(headers)
    }

    /// Adds what is secret in the settings.
    pub(super) fn tell(&self, secrets: &Secrets) {
        for (_, value) in &self.headers {
            secrets.add(value.expose_secret());
        }
        let proxy = self.proxy.as_ref().map(ExposeSecret::expose_secret);
        let proxy = proxy.and_then(|url| url::Url::parse(url).ok());
        if let Some(password) = proxy.as_ref().and_then(url::Url::password) {
            secrets.add(password);
            secrets.add(&percent_decode_str(password).decode_utf8_lossy());
        }
    }

    /// How fast requests follow each other.
    pub(super) fn pace(&self, endpoint: &Endpoint) -> Pace {
        self.pace.unwrap_or_else(|| {
            if endpoint.is_loopback() {
                Pace::unlimited()
            } else {
                Pace::default()
            }
        })
    }
}

/// A further header, of a client or of a call. Its value may be a secret, so it is marked as
/// sensitive. The error says why it cannot be set.
pub(crate) fn header(name: &str, value: &str) -> Result<(HeaderName, HeaderValue), String> {
    let Ok(name) = HeaderName::from_bytes(name.as_bytes()) else {
        return Err(format!("`{name}` is not a valid header name"));
    };
    if OURS.contains(&name) || name.as_str().starts_with("x-ovh-") {
        return Err(format!("the header `{name}` is set by the client itself"));
    }
    let Ok(mut value) = HeaderValue::from_str(value) else {
        return Err(format!(
            "the value of the header `{name}` has characters that are not allowed in headers"
        ));
    };
    value.set_sensitive(true);
    Ok((name, value))
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
        let ours = |name: &str| format!("the header `{name}` is set by the client itself");
        let unnamed = |name: &str| format!("`{name}` is not a valid header name");
        let broken =
            "the value of the header `x-mine` has characters that are not allowed in headers";
        let table = [
            ("X-Ovh-Consumer", "x", ours("x-ovh-consumer")),
            ("x-ovh-anything", "x", ours("x-ovh-anything")),
            ("Authorization", "x", ours("authorization")),
            ("CONTENT-TYPE", "x", ours("content-type")),
            ("host", "x", ours("host")),
            ("a b", "x", unnamed("a b")),
            ("", "x", unnamed("")),
            ("x-mine", "a\nb", broken.to_owned()),
        ];
        for (name, value, expected) in table {
            assert_eq!(header(name, value).unwrap_err(), expected);
        }
    }

    #[test]
    fn other_headers_are_carried_and_not_shown() {
        let (name, value) = header("X-Mine", "s3cret").unwrap();
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
