//! Where an OAuth2 client asks for a token: known for OVHcloud's own hosts, else given.
//!
//! It must not send anything.

use std::fmt;
use std::str::FromStr;

use url::Url;

use super::address::{Endpoint, EndpointError, check, is_loopback};
use super::known::token_url_of_host;

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

impl Endpoint {
    /// Where an OAuth2 client asks for a token, when that is known: for `ovh-eu`, `ovh-ca`, `ovh-us`
    /// and URLs of their hosts. `kimsufi-…` and `soyoustart-…` have none.
    #[must_use]
    pub fn token_url(&self) -> Option<TokenUrl> {
        let base_url = Url::parse(self.base_url()).ok()?;
        let known = base_url.host_str().and_then(token_url_of_host)?;
        known.parse().ok()
    }
}

/// Reads a URL; blanks around it do not matter.
impl FromStr for TokenUrl {
    type Err = EndpointError;

    fn from_str(text: &str) -> Result<Self, EndpointError> {
        let url = Url::parse(text.trim()).map_err(EndpointError::Url)?;
        check(&url, is_loopback(&url))?;
        Ok(Self(url))
    }
}

impl fmt::Display for TokenUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hosts_of_ovhcloud_have_a_token_url_and_no_others() {
        let table = [
            ("ovh-eu", Some("https://www.ovh.com/auth/oauth2/token")),
            ("ovh-ca", Some("https://ca.ovh.com/auth/oauth2/token")),
            ("ovh-us", Some("https://us.ovhcloud.com/auth/oauth2/token")),
            (
                "https://eu.api.ovh.com/v2",
                Some("https://www.ovh.com/auth/oauth2/token"),
            ),
            (
                "https://api.ca.ovhcloud.com/v1",
                Some("https://ca.ovh.com/auth/oauth2/token"),
            ),
            ("kimsufi-eu", None),
            ("soyoustart-ca", None),
            ("https://api.example.org/v1", None),
            ("http://127.0.0.1:1/v1", None),
        ];
        for (endpoint, expected) in table {
            let endpoint: Endpoint = endpoint.parse().unwrap();
            let found = endpoint.token_url();
            assert_eq!(found.as_ref().map(TokenUrl::as_str), expected, "{endpoint}");
        }
    }

    #[test]
    fn what_would_show_the_secret_is_no_token_url() {
        let plain = EndpointError::PlainHttp("example.org".to_owned());
        let table = [
            ("http://127.0.0.1:1/token", None),
            (" https://example.org/token ", None),
            ("http://example.org/token", Some(plain)),
            (
                "ftp://example.org/",
                Some(EndpointError::Scheme("ftp".to_owned())),
            ),
            ("https://u:p@example.org/", Some(EndpointError::UserInfo)),
            ("https://example.org/?x", Some(EndpointError::Query)),
            (
                "ovh-eu",
                Some(EndpointError::Url(url::ParseError::RelativeUrlWithoutBase)),
            ),
        ];
        for (text, expected) in table {
            assert_eq!(text.parse::<TokenUrl>().err(), expected, "{text}");
        }
    }
}
