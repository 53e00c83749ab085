//! Whether a request is meant for this server.

use axum::http::uri::Authority;
use url::Host;

/// Whether the header `Host` is an address, or a name that no stranger can make point here:
/// `localhost`, a name below it, or one without a dot, as containers have.
///
/// Otherwise a web page of `evil.example` could call the sandbox as if it were its own server, once
/// that name points to this machine (DNS rebinding).
pub fn is_ours(host: &str) -> bool {
    let Ok(authority) = host.parse::<Authority>() else {
        return false;
    };
    match Host::parse(authority.host()) {
        Ok(Host::Domain(name)) => name.ends_with(".localhost") || !name.contains('.'),
        Ok(Host::Ipv4(_) | Host::Ipv6(_)) => true,
        Err(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
            assert_eq!(is_ours(host), ours, "{host}");
        }
    }
}
