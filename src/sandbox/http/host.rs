//! How clients reach this server: the names it answers to, what they sign, and where links lead.

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use axum::http::HeaderMap;
use axum::http::header::HOST;
use axum::http::uri::Authority;
use url::{Host, Url};

use crate::sandbox::http::refusal::Refusal;

/// The addresses of a server, as clients may write them.
#[derive(Debug)]
pub struct Addresses {
    scheme: &'static str,
    /// The URL by which this machine reaches it.
    local: Url,
    /// The base URL by which clients reach it through a proxy.
    public: Option<Url>,
    trusts_forwarded: bool,
}

/// How one request reached the server. Base URLs have no slash at their end.
#[derive(Debug, Default)]
pub struct Reached {
    /// The base URL for links in the answer.
    pub base: String,
    /// The base URLs that the client may have signed.
    pub signed: Vec<String>,
}

impl Addresses {
    /// # Errors
    /// The public URL is none that clients can call.
    pub fn new(
        scheme: &'static str,
        listening: SocketAddr,
        public: Option<&str>,
        trusts_forwarded: bool,
    ) -> io::Result<Self> {
        Ok(Self {
            scheme,
            local: Url::parse(&format!("{scheme}://{}", reachable(listening)))
                .map_err(io::Error::other)?,
            public: public.map(public_url).transpose()?,
            trusts_forwarded,
        })
    }

    /// The base URL by which this machine reaches the server.
    pub fn local(&self) -> &str {
        without_slash(&self.local)
    }

    /// The base URL by which clients reach the server.
    pub fn base(&self) -> &str {
        without_slash(self.public.as_ref().unwrap_or(&self.local))
    }

    /// The hosts that a certificate is for.
    pub fn hosts(&self) -> Vec<String> {
        let bases = [Some(&self.local), self.public.as_ref()]
            .into_iter()
            .flatten();
        let called = bases.filter_map(Url::host_str);
        let hosts = ["localhost", "127.0.0.1", "::1"].into_iter().chain(called);
        hosts
            .map(|host| host.trim_matches(['[', ']']).to_owned())
            .collect()
    }

    /// How a request with these headers reached the server.
    ///
    /// # Errors
    /// A web page may have sent it from somebody's browser to a name of its own.
    pub fn of(&self, headers: &HeaderMap) -> Result<Reached, Refusal> {
        let host = text(headers, HOST.as_str()).unwrap_or_default();
        let direct = self.ours(host)?;
        let called = format!("{}://{direct}", self.scheme);
        // A client that knows no ports but the default signs without one, whatever it calls.
        let without_port = format!("{}://{}", self.scheme, direct.host());
        let base = match &self.public {
            Some(_) => self.base().to_owned(),
            None if self.trusts_forwarded => self.forwarded(headers, &direct)?,
            None => called.clone(),
        };
        let signed = vec![base.clone(), called, without_port];
        Ok(Reached { base, signed })
    }

    /// The base URL that a proxy was called by. Of several proxies, the first is the client's.
    fn forwarded(&self, headers: &HeaderMap, direct: &Authority) -> Result<String, Refusal> {
        let first = |name| Some(text(headers, name)?.split(',').next()?.trim());
        let scheme = match first("x-forwarded-proto") {
            Some("https") => "https",
            Some("http") => "http",
            _ => self.scheme,
        };
        let host = match first("x-forwarded-host") {
            Some(host) => self.ours(host)?,
            None => direct.clone(),
        };
        let port = first("x-forwarded-port").and_then(|port| port.parse().ok());
        let is_default = port == Some(if scheme == "https" { 443 } else { 80_u16 });
        Ok(match port {
            Some(port) if !is_default && host.port().is_none() => {
                format!("{scheme}://{host}:{port}")
            }
            _ => format!("{scheme}://{host}"),
        })
    }

    fn ours(&self, host: &str) -> Result<Authority, Refusal> {
        let authority: Option<Authority> = host.parse().ok();
        let public = self.public.as_ref().and_then(Url::host_str);
        authority
            .filter(|it| is_ours(it.host()) || public == Some(&it.host().to_ascii_lowercase()))
            .ok_or_else(|| Refusal::misdirected(host))
    }
}

/// What programs add that pass on a request for somebody else.
const PASSED_ON: [&str; 5] = [
    "forwarded",
    "via",
    "x-forwarded-for",
    "x-forwarded-host",
    "x-real-ip",
];

/// Whether a request is known to come from this machine. What is passed on comes from anywhere, and so
/// does what was sent to a name of the public URL, which a proxy may pass on without a word.
pub fn is_local(peer: SocketAddr, headers: &HeaderMap) -> bool {
    let is_passed_on = PASSED_ON.iter().any(|name| headers.contains_key(*name));
    let called: Option<Authority> = text(headers, HOST.as_str()).and_then(|host| host.parse().ok());
    let is_ours = called.is_none_or(|called| is_ours(called.host()));
    peer.ip().to_canonical().is_loopback() && !is_passed_on && is_ours
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}

fn without_slash(url: &Url) -> &str {
    url.as_str().trim_end_matches('/')
}

/// A client cannot call the address that stands for all of a machine's.
fn reachable(address: SocketAddr) -> SocketAddr {
    let ip = match address.ip() {
        IpAddr::V4(Ipv4Addr::UNSPECIFIED) => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(Ipv6Addr::UNSPECIFIED) => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    SocketAddr::new(ip, address.port())
}

fn public_url(text: &str) -> io::Result<Url> {
    let usage = "is not a public URL; use one like https://sandbox.example.com";
    let url = Url::parse(text).ok().filter(|url| {
        let is_bare = url.query().is_none() && url.fragment().is_none() && url.username() == "";
        matches!(url.scheme(), "http" | "https") && is_bare
    });
    url.ok_or_else(|| io::Error::new(io::ErrorKind::InvalidInput, format!("`{text}` {usage}")))
}

/// Whether a host is an address, or a name that no stranger can make point here: `localhost`, a name
/// below it, or one without a dot, as containers have.
///
/// Otherwise a web page of `evil.example` could call the sandbox as if it were its own server, once
/// that name points to this machine (DNS rebinding).
fn is_ours(host: &str) -> bool {
    match Host::parse(host) {
        Ok(Host::Domain(name)) => name.ends_with(".localhost") || !name.contains('.'),
        Ok(Host::Ipv4(_) | Host::Ipv6(_)) => true,
        Err(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn addresses(public: Option<&str>, trusts_forwarded: bool) -> Addresses {
        let listening = "127.0.0.1:8080".parse().unwrap();
        Addresses::new("http", listening, public, trusts_forwarded).unwrap()
    }

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        let pairs = pairs.iter();
        pairs
            .map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()))
            .collect()
    }

    #[test]
    fn a_name_that_a_stranger_can_point_here_is_not_ours() {
        for (host, ours) in [
            ("127.0.0.1:8080", true),
            ("192.168.1.5", true),
            ("[::1]:8080", true),
            ("localhost:8080", true),
            ("api.localhost", true),
            ("sandbox:8080", true),
            ("evil.example:8080", false),
            ("127.0.0.1.evil.example", false),
            ("localhost.evil.example", false),
            ("evil.example.:80", false),
            ("", false),
            ("a b", false),
        ] {
            let reached = addresses(None, false).of(&headers(&[("host", host)]));
            assert_eq!(reached.is_ok(), ours, "{host}");
        }
    }

    #[test]
    fn links_and_signatures_follow_the_url_that_was_called() {
        let host = ("host", "localhost:9000");
        let far = [
            ("host", "127.0.0.1:8080"),
            ("x-forwarded-proto", "https, http"),
            ("x-forwarded-host", "localhost, inner"),
            ("x-forwarded-port", "8443"),
        ];
        let plain = [("host", "sandbox"), ("x-forwarded-proto", "https")];
        let default = [("host", "sandbox"), ("x-forwarded-port", "80")];
        let public = Some("https://shop.example/ovh/");
        for (public, trusts_forwarded, sent, base) in [
            (None, false, headers(&[host]), "http://localhost:9000"),
            (None, false, headers(&far), "http://127.0.0.1:8080"),
            (None, true, headers(&far), "https://localhost:8443"),
            (None, true, headers(&plain), "https://sandbox"),
            (None, true, headers(&default), "http://sandbox"),
            (public, false, headers(&far), "https://shop.example/ovh"),
            (public, true, headers(&far), "https://shop.example/ovh"),
        ] {
            let reached = addresses(public, trusts_forwarded).of(&sent).unwrap();
            assert_eq!(reached.base, base);
            assert!(reached.signed.contains(&reached.base));
        }
    }

    #[test]
    fn a_forwarded_host_is_one_that_the_server_answers_to() {
        let evil = headers(&[("host", "sandbox"), ("x-forwarded-host", "evil.example")]);
        let shop = headers(&[("host", "Shop.example")]);
        assert!(addresses(None, true).of(&evil).is_err());
        assert!(addresses(None, true).of(&shop).is_err());
        assert!(
            addresses(Some("https://shop.example"), true)
                .of(&shop)
                .is_ok()
        );
    }

    #[test]
    fn a_public_url_is_one_that_clients_can_call() {
        for wrong in [
            "shop.example",
            "ftp://a",
            "https://a/?b",
            "https://a/#b",
            "https://u@a",
        ] {
            let listening = "127.0.0.1:80".parse().unwrap();
            let refused = Addresses::new("http", listening, Some(wrong), false).unwrap_err();
            let told =
                format!("`{wrong}` is not a public URL; use one like https://sandbox.example.com");
            assert_eq!(refused.to_string(), told);
        }
    }

    #[test]
    fn an_address_that_stands_for_all_is_called_by_its_loopback() {
        for (listening, local) in [
            ("0.0.0.0:80", "https://127.0.0.1:80"),
            ("[::]:443", "https://[::1]"),
            ("192.168.1.5:8080", "https://192.168.1.5:8080"),
        ] {
            let addresses = Addresses::new("https", listening.parse().unwrap(), None, false);
            assert_eq!(addresses.unwrap().local(), local);
        }
    }

    #[test]
    fn only_calls_from_this_machine_that_no_proxy_passed_on_are_local() {
        let none = HeaderMap::new();
        let address = |text: &str| SocketAddr::new(text.parse().unwrap(), 40_000);
        for (peer, local) in [
            ("127.0.0.1", true),
            ("::1", true),
            ("::ffff:127.0.0.1", true),
            ("192.168.1.5", false),
            ("2001:db8::1", false),
            ("0.0.0.0", false),
        ] {
            assert_eq!(is_local(address(peer), &none), local, "{peer}");
        }
        let public = headers(&[("host", "shop.example")]);
        assert!(!is_local(address("127.0.0.1"), &public));
        for name in PASSED_ON {
            let passed_on = HeaderMap::from_iter([(name.parse().unwrap(), "a".parse().unwrap())]);
            assert!(!is_local(address("127.0.0.1"), &passed_on), "{name}");
        }
    }
}
