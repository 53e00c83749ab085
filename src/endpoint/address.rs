//! Addresses that are safe to send keys to: an endpoint of the API, and where its tokens come from.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::str::FromStr;

use url::{Host, Url};

use super::known::{ApiHost, HOSTS, Region, names};
use crate::error::{Error, debug_as_sentence};

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
    base_url: String,
    host: Option<&'static ApiHost>,
    is_loopback: bool,
}

/// What can be wrong with an endpoint, or with the URL of its tokens.
///
/// The text is only repeated where it cannot hold a password.
#[derive(Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EndpointError {
    /// Neither a known name nor a URL.
    #[error(
        "unknown endpoint `{0}`; use a URL or one of {names}",
        names = names().collect::<Vec<_>>().join(", ")
    )]
    UnknownName(String),
    /// Not a URL that can be read.
    #[error("not a valid URL")]
    Url(#[source] url::ParseError),
    /// Not http or https.
    #[error("the URL's scheme is `{0}`; use https")]
    Scheme(String),
    /// Plain http to another machine: keys and orders would travel unprotected.
    #[error("http to `{0}` would send keys unprotected; use https (http is for this machine only)")]
    PlainHttp(String),
    /// A URL with a user or password in it.
    #[error("the URL has a user or password in it; remove it")]
    UserInfo,
    /// A URL with a query or fragment.
    #[error("the URL has a query or fragment; remove it")]
    Query,
    /// A path on a known host that is no version of the API.
    #[error("the API is not served at this path; use {0}")]
    Path(&'static str),
}

debug_as_sentence!(EndpointError);

impl From<EndpointError> for Error {
    fn from(error: EndpointError) -> Self {
        Self::config(error)
    }
}

impl Endpoint {
    /// The name, when it is one of the known endpoints.
    #[must_use]
    pub fn name(&self) -> Option<&'static str> {
        // A known host can serve another version of the API, which has no name.
        let host = self.host?;
        let is_named = same_api(host.base_url) == same_api(&self.base_url);
        host.name.filter(|_| is_named)
    }

    /// The base URL without a slash at its end, such as `https://eu.api.ovh.com/v1`.
    #[must_use]
    pub fn base_url(&self) -> &str {
        &self.base_url
    }

    /// Where a path of the API is called: below the base URL, unless it begins with a version itself,
    /// as `/v2/iam/policy` does.
    ///
    /// ```
    /// use ovh_order::endpoint::Endpoint;
    ///
    /// let endpoint: Endpoint = "ovh-eu".parse()?;
    /// assert_eq!(endpoint.url_of("/v1/me"), "https://eu.api.ovh.com/v1/me");
    /// assert_eq!(endpoint.url_of("/v2/iam/policy"), "https://eu.api.ovh.com/v2/iam/policy");
    /// # Ok::<(), ovh_order::endpoint::EndpointError>(())
    /// ```
    #[must_use]
    pub fn url_of(&self, path: &str) -> String {
        let (root, is_first) = same_api(&self.base_url);
        let root = root.strip_suffix("/v2").unwrap_or(root);
        match first_version(path) {
            Some(below) if is_first => format!("{}{below}", self.base_url),
            None if !path.starts_with("/v2/") => format!("{}{path}", self.base_url),
            _ => format!("{root}{path}"),
        }
    }

    /// The path of the API that a URL calls, with its query. A version stays in it when it is neither
    /// the base URL's nor the first.
    pub(crate) fn path_of<'a>(&self, url: &'a str) -> &'a str {
        let (root, _) = same_api(&self.base_url);
        let root = root.strip_suffix("/v2").unwrap_or(root);
        let below = [self.base_url(), root].into_iter().find_map(|base| {
            let below = url.strip_prefix(base)?;
            below.starts_with('/').then_some(below)
        });
        let below = below.unwrap_or_default();
        first_version(below).unwrap_or(below)
    }

    /// The base URL without its path, such as `https://eu.api.ovh.com`: the same for every version of
    /// the API.
    #[must_use]
    pub fn origin(&self) -> &str {
        let host = self.base_url.find("://").map_or(0, |at| at + 3);
        let path = self.base_url.get(host..).and_then(|rest| rest.find('/'));
        let end = path.map(|at| host + at);
        end.and_then(|end| self.base_url.get(..end))
            .unwrap_or(&self.base_url)
    }

    /// The region, when the host is a known one.
    #[must_use]
    pub fn region(&self) -> Option<Region> {
        self.host.map(|host| host.region)
    }

    /// Whether the endpoint is this machine.
    #[must_use]
    pub fn is_loopback(&self) -> bool {
        self.is_loopback
    }

    /// Whether a subsidiary (`FR`, upper case) can order here. An unknown host accepts any, because
    /// only the API can tell.
    #[must_use]
    pub fn accepts(&self, subsidiary: &str) -> bool {
        self.region()
            .is_none_or(|region| region.subsidiaries().contains(&subsidiary))
    }

    /// Where an OAuth2 client asks for a token, when that is known: for `ovh-eu`, `ovh-ca`, `ovh-us`
    /// and URLs of their hosts. `kimsufi-…` and `soyoustart-…` have none.
    #[must_use]
    pub fn token_url(&self) -> Option<TokenUrl> {
        self.host?.token_url?.parse().ok()
    }
}

/// `ovh-eu`.
impl Default for Endpoint {
    fn default() -> Self {
        let [ovh_eu, ..] = &HOSTS;
        ovh_eu.into()
    }
}

impl From<&'static ApiHost> for Endpoint {
    fn from(host: &'static ApiHost) -> Self {
        Self {
            base_url: host.base_url.to_owned(),
            host: Some(host),
            is_loopback: false,
        }
    }
}

/// Reads a known name, or a URL; blanks around it do not matter. The URL of a known host gets the
/// version that it lacks.
impl FromStr for Endpoint {
    type Err = EndpointError;

    fn from_str(text: &str) -> Result<Self, EndpointError> {
        let text = text.trim();
        if let Some(host) = HOSTS.iter().find(|host| host.name == Some(text)) {
            return Ok(host.into());
        }
        if !text.contains("://") {
            // An `@` hints at a password in a URL without a scheme.
            let shown = if text.contains('@') { "…" } else { text };
            return Err(EndpointError::UnknownName(shown.to_owned()));
        }
        let mut url = safe_url(text)?;
        let mut hosts = HOSTS.iter();
        let host = hosts.find(|host| host.base_url.split('/').nth(2) == url.host_str());
        if let Some(host) = host {
            match url.path().trim_end_matches('/') {
                "" => url.set_path(host.base_url.rsplit('/').next().unwrap_or_default()),
                "/v1" | "/1.0" | "/v2" => {}
                _ => return Err(EndpointError::Path(host.base_url)),
            }
        }
        Ok(Self {
            base_url: url.as_str().trim_end_matches('/').to_owned(),
            host,
            is_loopback: is_loopback(&url),
        })
    }
}

/// The name, or the base URL.
impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name().unwrap_or(&self.base_url))
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

/// A URL that is safe to send a client's secret to: https, or http to this machine.
///
/// ```
/// use ovh_order::endpoint::{Endpoint, TokenUrl};
///
/// let endpoint: Endpoint = "ovh-ca".parse()?;
/// let known = endpoint.token_url().map(|url| url.to_string());
/// assert_eq!(known.as_deref(), Some("https://ca.ovh.com/auth/oauth2/token"));
/// assert!("http://example.org/token".parse::<TokenUrl>().is_err());
/// # Ok::<(), ovh_order::endpoint::EndpointError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenUrl(Url);

impl TokenUrl {
    /// The URL as it is called.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// The host, for messages.
    #[must_use]
    pub fn host(&self) -> &str {
        self.0.host_str().unwrap_or_default()
    }
}

/// Reads a URL; blanks around it do not matter.
impl FromStr for TokenUrl {
    type Err = EndpointError;

    fn from_str(text: &str) -> Result<Self, EndpointError> {
        safe_url(text.trim()).map(Self)
    }
}

impl fmt::Display for TokenUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
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

/// The rest of a path that begins with the first version.
fn first_version(path: &str) -> Option<&str> {
    let below = path
        .strip_prefix("/v1")
        .or_else(|| path.strip_prefix("/1.0"));
    below.filter(|below| below.starts_with('/'))
}

/// A URL that keys may be sent to.
fn safe_url(text: &str) -> Result<Url, EndpointError> {
    let url = Url::parse(text).map_err(EndpointError::Url)?;
    if !url.username().is_empty() || url.password().is_some() {
        return Err(EndpointError::UserInfo);
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err(EndpointError::Query);
    }
    match (url.scheme(), url.host_str()) {
        ("https", _) => Ok(url),
        ("http", _) if is_loopback(&url) => Ok(url),
        ("http", host) => Err(EndpointError::PlainHttp(
            host.unwrap_or_default().to_owned(),
        )),
        (other, _) => Err(EndpointError::Scheme(other.to_owned())),
    }
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

#[cfg(test)]
mod tests;
