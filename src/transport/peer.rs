//! The host that a request goes to, and the proxy on the way.

use hyper_util::client::proxy::matcher::Matcher;
use secrecy::{ExposeSecret, SecretString};

use crate::endpoint::Endpoint;

/// Knows the proxy of each host, to name it in errors: the HTTP client does not say which it took.
#[derive(Debug, Default)]
pub(super) struct Proxies(Option<Matcher>);

impl Proxies {
    /// The proxies of our own HTTP client: the given one, or those of the environment.
    pub(super) fn of(given: Option<&SecretString>, endpoint: &Endpoint) -> Self {
        Self(match given {
            Some(url) => Some(Matcher::builder().all(url.expose_secret()).build()),
            None if endpoint.is_loopback() => None,
            None => Some(Matcher::from_system()),
        })
    }

    /// The host and the proxy that a URL is asked through, without path, user or password.
    pub(super) fn peer(&self, url: &url::Url) -> String {
        let host = authority(url.host_str(), url.port());
        let proxy = url.as_str().parse().ok().and_then(|uri| {
            let proxy = self.0.as_ref()?.intercept(&uri)?;
            Some(authority(proxy.uri().host(), proxy.uri().port_u16()))
        });
        match proxy {
            Some(proxy) => format!("{host} through the proxy {proxy}"),
            None => host,
        }
    }
}

fn authority(host: Option<&str>, port: Option<u16>) -> String {
    let host = host.unwrap_or_default();
    port.map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_peer_is_named_with_its_proxy_and_without_secrets() {
        let proxy = SecretString::from("http://user:s3cret@proxy.lan:3128");
        let table = [
            (
                Some(&proxy),
                "https://eu.api.ovh.com/v1/me?x=y",
                "eu.api.ovh.com through the proxy proxy.lan:3128",
            ),
            (None, "http://127.0.0.1:8080/v1", "127.0.0.1:8080"),
            (None, "http://[::1]/v1", "[::1]"),
        ];
        for (given, url, expected) in table {
            let proxies = Proxies::of(given, &"http://127.0.0.1:1".parse().unwrap());
            assert_eq!(proxies.peer(&url.parse().unwrap()), expected);
        }
    }
}
