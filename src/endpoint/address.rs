//! An endpoint: a known name, or a URL that is safe to send keys to.
//!
//! It must not send anything.

use std::borrow::Cow;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::str::FromStr;

use url::{Host, Url};

use super::known::{KNOWN, Known, OVH_EU, names, region_of_host};
use super::region::Region;
use crate::error::Error;

/// Where the API is served: one of the known names, or a URL.
///
/// Two endpoints are equal when they are the same API: slashes at the end do not matter, and
/// `/1.0` and `/v1` are one.
///
/// ```
/// use ovh_order::endpoint::Endpoint;
///
/// let endpoint: Endpoint = "ovh-eu".parse()?;
/// assert_eq!(endpoint.base_url(), "https://eu.api.ovh.com/v1");
/// assert!(endpoint.accepts("FR") && !endpoint.accepts("QC"));
/// assert_eq!(endpoint, "https://eu.api.ovh.com/1.0/".parse()?);
/// # Ok::<(), ovh_order::endpoint::EndpointError>(())
/// ```
#[derive(Debug, Clone)]
pub struct Endpoint {
    name: Option<&'static str>,
    base_url: Cow<'static, str>,
    region: Option<Region>,
    is_loopback: bool,
}

/// What can be wrong with an endpoint, or with the URL of its tokens.
///
/// The text is only repeated where it cannot hold a password.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EndpointError {
    /// Neither a known name nor a URL.
    #[error(
        "unknown endpoint `{0}`: neither a URL nor one of {names}",
        names = names().collect::<Vec<_>>().join(", ")
    )]
    UnknownName(String),
    /// Not a URL that can be read.
    #[error("not a valid URL")]
    Url(#[source] url::ParseError),
    /// Not http or https.
    #[error("the URL's scheme is `{0}`: use https")]
    Scheme(String),
    /// Plain http to another machine: keys and orders would travel unprotected.
    #[error("http to `{0}` would send keys unprotected: use https (http is only for this machine)")]
    PlainHttp(String),
    /// A URL with a user or password in it.
    #[error("the URL has a user or password in it: remove it")]
    UserInfo,
    /// A URL with a query or fragment.
    #[error("the URL has a query or fragment: remove it")]
    Query,
}

impl From<EndpointError> for Error {
    fn from(error: EndpointError) -> Self {
        Self::config(error)
    }
}

impl Endpoint {
    /// The name, when it is one of the known endpoints.
    #[must_use]
    pub fn name(&self) -> Option<&'static str> {
        self.name
    }

    /// The base URL without a slash at its end, such as `https://eu.api.ovh.com/v1`.
    #[must_use]
    pub fn base_url(&self) -> &str {
        &self.base_url
    }

    /// The region, when the host is a known one.
    #[must_use]
    pub fn region(&self) -> Option<Region> {
        self.region
    }

    /// Whether the endpoint is this machine.
    #[must_use]
    pub fn is_loopback(&self) -> bool {
        self.is_loopback
    }

    /// The subsidiaries that can order here; none are known for a host that is not known.
    #[must_use]
    pub fn subsidiaries(&self) -> Option<&'static [&'static str]> {
        self.region.map(Region::subsidiaries)
    }

    /// Whether a subsidiary (`FR`, upper case) can order here. A host that is not known accepts
    /// any, because only the API can tell.
    #[must_use]
    pub fn accepts(&self, subsidiary: &str) -> bool {
        self.subsidiaries()
            .is_none_or(|codes| codes.contains(&subsidiary))
    }

    fn of_url(text: &str) -> Result<Self, EndpointError> {
        let url = Url::parse(text).map_err(EndpointError::Url)?;
        let is_loopback = is_loopback(&url);
        check(&url, is_loopback)?;
        let base_url = url.as_str().trim_end_matches('/').to_owned();
        let known = KNOWN
            .iter()
            .find(|known| same_api(known.base_url) == same_api(&base_url));
        Ok(Self {
            name: known.map(|known| known.name),
            region: url.host_str().and_then(region_of_host),
            base_url: Cow::Owned(base_url),
            is_loopback,
        })
    }
}

/// `ovh-eu`.
impl Default for Endpoint {
    fn default() -> Self {
        (&OVH_EU).into()
    }
}

impl From<&Known> for Endpoint {
    fn from(known: &Known) -> Self {
        Self {
            name: Some(known.name),
            base_url: Cow::Borrowed(known.base_url),
            region: Some(known.region),
            is_loopback: false,
        }
    }
}

/// Reads a known name, or a URL; blanks around it do not matter.
impl FromStr for Endpoint {
    type Err = EndpointError;

    fn from_str(text: &str) -> Result<Self, EndpointError> {
        let text = text.trim();
        if let Some(known) = KNOWN.iter().find(|known| known.name == text) {
            return Ok(known.into());
        }
        if text.contains("://") {
            return Self::of_url(text);
        }
        // An `@` hints at a password in a URL without a scheme.
        let shown = if text.contains('@') { "…" } else { text };
        Err(EndpointError::UnknownName(shown.to_owned()))
    }
}

/// The name, or the base URL.
impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name.unwrap_or(&self.base_url))
    }
}

impl PartialEq for Endpoint {
    fn eq(&self, other: &Self) -> bool {
        same_api(&self.base_url) == same_api(&other.base_url)
    }
}

impl Eq for Endpoint {}

impl Hash for Endpoint {
    fn hash<H: Hasher>(&self, state: &mut H) {
        same_api(&self.base_url).hash(state);
    }
}

/// What is equal for base URLs of the same API: the part before the version, and whether the
/// version is the first.
fn same_api(base_url: &str) -> (&str, bool) {
    let root = base_url
        .strip_suffix("/v1")
        .or_else(|| base_url.strip_suffix("/1.0"));
    (root.unwrap_or(base_url), root.is_some())
}

pub(super) fn check(url: &Url, is_loopback: bool) -> Result<(), EndpointError> {
    if !url.username().is_empty() || url.password().is_some() {
        return Err(EndpointError::UserInfo);
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err(EndpointError::Query);
    }
    match url.scheme() {
        "https" => Ok(()),
        "http" if is_loopback => Ok(()),
        "http" => Err(EndpointError::PlainHttp(
            url.host_str().unwrap_or_default().to_owned(),
        )),
        other => Err(EndpointError::Scheme(other.to_owned())),
    }
}

pub(super) fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_or_a_url_is_an_endpoint() {
        use Region::{Ca, Eu, Us};
        let table = [
            (
                "ovh-eu",
                Some("ovh-eu"),
                "https://eu.api.ovh.com/v1",
                Some(Eu),
            ),
            (
                " ovh-us ",
                Some("ovh-us"),
                "https://api.us.ovhcloud.com/v1",
                Some(Us),
            ),
            (
                "kimsufi-ca",
                Some("kimsufi-ca"),
                "https://ca.api.kimsufi.com/1.0",
                Some(Ca),
            ),
            (
                "https://eu.api.ovh.com/1.0//",
                Some("ovh-eu"),
                "https://eu.api.ovh.com/1.0",
                Some(Eu),
            ),
            (
                "HTTPS://CA.api.ovh.com:443/v1",
                Some("ovh-ca"),
                "https://ca.api.ovh.com/v1",
                Some(Ca),
            ),
            (
                "https://eu.api.ovh.com/v2",
                None,
                "https://eu.api.ovh.com/v2",
                Some(Eu),
            ),
            (
                "https://api.eu.ovhcloud.com/v1",
                None,
                "https://api.eu.ovhcloud.com/v1",
                Some(Eu),
            ),
            (
                "https://api.example.org:8443/v1/",
                None,
                "https://api.example.org:8443/v1",
                None,
            ),
            (
                "http://127.0.0.1:8080/",
                None,
                "http://127.0.0.1:8080",
                None,
            ),
            ("http://localhost:1/v1", None, "http://localhost:1/v1", None),
            ("http://[::1]:1/v1", None, "http://[::1]:1/v1", None),
        ];
        for (text, name, base_url, region) in table {
            let endpoint: Endpoint = text.parse().unwrap();
            assert_eq!(
                (endpoint.name(), endpoint.base_url(), endpoint.region()),
                (name, base_url, region),
                "{text}"
            );
        }
    }

    #[test]
    fn what_is_no_safe_endpoint_is_refused() {
        let unknown = |name: &str| EndpointError::UnknownName(name.to_owned());
        let plain = |host: &str| EndpointError::PlainHttp(host.to_owned());
        let table = [
            ("", unknown("")),
            ("ovh-fr", unknown("ovh-fr")),
            ("OVH-EU", unknown("OVH-EU")),
            ("sandbox", unknown("sandbox")),
            ("eu.api.ovh.com/v1", unknown("eu.api.ovh.com/v1")),
            ("me:s3@h/v1", unknown("…")),
            ("http://eu.api.ovh.com/v1", plain("eu.api.ovh.com")),
            ("http://127.example.org", plain("127.example.org")),
            (
                "http://localhost.example.org",
                plain("localhost.example.org"),
            ),
            ("http://128.0.0.1", plain("128.0.0.1")),
            ("ftp://h/x", EndpointError::Scheme("ftp".to_owned())),
            ("https://", EndpointError::Url(url::ParseError::EmptyHost)),
            ("https://me:s3@h/v1", EndpointError::UserInfo),
            ("https://h/v1?a=b", EndpointError::Query),
            ("https://h/v1#a", EndpointError::Query),
        ];
        for (text, expected) in table {
            assert_eq!(text.parse::<Endpoint>().unwrap_err(), expected, "{text}");
        }
    }

    #[test]
    fn endpoints_of_the_same_api_are_equal() {
        let parse = |text: &str| text.parse::<Endpoint>().unwrap();
        assert_eq!(parse("https://h/v1/"), parse("https://h/1.0"));
        assert_eq!(parse("https://eu.api.kimsufi.com/v1"), parse("kimsufi-eu"));
        assert_ne!(parse("https://h/v1"), parse("https://h"));
        assert_ne!(parse("https://h/v1"), parse("https://h/v2"));
        assert_ne!(parse("ovh-eu"), parse("ovh-ca"));
    }

    #[test]
    fn every_known_name_reads_back_and_is_its_base_url() {
        for known in &KNOWN {
            let named: Endpoint = known.name.parse().unwrap();
            let by_url: Endpoint = known.base_url.parse().unwrap();
            assert_eq!(named.to_string(), known.name);
            assert_eq!(by_url.name(), Some(known.name));
            assert_eq!(by_url.region(), named.region());
        }
        assert_eq!(Endpoint::default().name(), Some("ovh-eu"));
    }

    #[test]
    fn an_endpoint_accepts_the_subsidiaries_of_its_region() {
        let table = [
            ("ovh-eu", "FR", true),
            ("ovh-eu", "fr", false),
            ("ovh-eu", "QC", false),
            ("ovh-ca", "QC", true),
            ("ovh-us", "US", true),
            ("ovh-us", "FR", false),
            ("http://127.0.0.1:8080", "FR", true),
        ];
        for (endpoint, subsidiary, accepted) in table {
            let endpoint: Endpoint = endpoint.parse().unwrap();
            assert_eq!(
                endpoint.accepts(subsidiary),
                accepted,
                "{endpoint} {subsidiary}"
            );
        }
    }

    #[test]
    fn only_this_machine_is_loopback() {
        let table = [
            ("http://127.3.2.1", true),
            ("https://localhost", true),
            ("ovh-eu", false),
        ];
        for (endpoint, expected) in table {
            assert_eq!(
                endpoint.parse::<Endpoint>().unwrap().is_loopback(),
                expected
            );
        }
    }
}
