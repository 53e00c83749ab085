//! What an address is read as, and what is refused of one.

use Region::{Ca, Eu, Us};

use super::*;

#[test]
fn a_known_name_is_an_endpoint() {
    let table = [
        ("ovh-eu", "https://eu.api.ovh.com/v1", Eu),
        (" ovh-us ", "https://api.us.ovhcloud.com/v1", Us),
        ("kimsufi-ca", "https://ca.api.kimsufi.com/1.0", Ca),
    ];
    for (text, base_url, region) in table {
        let endpoint: Endpoint = text.parse().unwrap();
        assert_eq!(endpoint.name(), Some(text.trim()));
        assert_eq!(endpoint.base_url(), base_url, "{text}");
        assert_eq!(endpoint.region(), Some(region), "{text}");
    }
}

#[test]
fn a_url_is_an_endpoint() {
    let table = [
        ("https://eu.api.ovh.com/1.0//", Some("ovh-eu"), Some(Eu)),
        ("HTTPS://CA.api.ovh.com:443/v1", Some("ovh-ca"), Some(Ca)),
        ("https://eu.api.ovh.com/v2", None, Some(Eu)),
        ("https://ca.api.ovh.com/", Some("ovh-ca"), Some(Ca)),
        (
            "https://eu.api.soyoustart.com",
            Some("soyoustart-eu"),
            Some(Eu),
        ),
        ("https://api.eu.ovhcloud.com/v1", None, Some(Eu)),
        ("https://api.example.org:8443/v1/", None, None),
        ("http://127.0.0.1:8080/", None, None),
        ("http://localhost:1/v1", None, None),
        ("http://[::1]:1/v1", None, None),
    ];
    for (text, name, region) in table {
        let endpoint: Endpoint = text.parse().unwrap();
        let found = (endpoint.name(), endpoint.region());
        assert_eq!(found, (name, region), "{text}");
    }
}

#[test]
fn a_base_url_is_normal_and_has_no_slash_at_its_end() {
    let table = [
        ("https://eu.api.ovh.com/1.0//", "https://eu.api.ovh.com/1.0"),
        ("HTTPS://CA.api.ovh.com:443/v1", "https://ca.api.ovh.com/v1"),
        ("https://h:8443/v1/", "https://h:8443/v1"),
        ("https://eu.api.ovh.com/", "https://eu.api.ovh.com/v1"),
        (
            "https://eu.api.ovh.com:8443",
            "https://eu.api.ovh.com:8443/v1",
        ),
        (
            "https://ca.api.kimsufi.com",
            "https://ca.api.kimsufi.com/1.0",
        ),
        ("http://127.0.0.1:8080/", "http://127.0.0.1:8080"),
        ("http://[::1]:1/v1", "http://[::1]:1/v1"),
    ];
    for (text, base_url) in table {
        let endpoint: Endpoint = text.parse().unwrap();
        assert_eq!(endpoint.base_url(), base_url, "{text}");
    }
}

#[test]
fn an_unsafe_endpoint_is_refused() {
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
        (
            "https://eu.api.ovh.com/console",
            EndpointError::Path("https://eu.api.ovh.com/v1"),
        ),
    ];
    for (text, expected) in table {
        assert_eq!(text.parse::<Endpoint>().unwrap_err(), expected, "{text}");
    }
}

#[test]
fn a_path_with_a_version_is_called_below_that_version_and_known_by_its_path() {
    let table = [
        ("https://h/v1", "/me", "https://h/v1/me", "/me"),
        (
            "https://h/v1",
            "/v1/me?a=b",
            "https://h/v1/me?a=b",
            "/me?a=b",
        ),
        ("https://h/1.0", "/v1/me", "https://h/1.0/me", "/me"),
        ("https://h/v1", "/v1x/me", "https://h/v1/v1x/me", "/v1x/me"),
        ("https://h/v1", "/v2/iam", "https://h/v2/iam", "/v2/iam"),
        ("https://h/v2", "/v1/me", "https://h/v1/me", "/me"),
        ("https://h/v2", "/iam", "https://h/v2/iam", "/iam"),
        ("https://h/v2", "/v2/iam", "https://h/v2/iam", "/iam"),
        ("https://h/api", "/v1/me", "https://h/api/v1/me", "/me"),
        ("https://h/api", "/me", "https://h/api/me", "/me"),
    ];
    for (base, path, url, known) in table {
        let endpoint: Endpoint = base.parse().unwrap();
        assert_eq!(endpoint.url_of(path), url, "{base} {path}");
        assert_eq!(endpoint.path_of(url), known, "{base} {path}");
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
    for host in &HOSTS {
        let by_url: Endpoint = host.base_url.parse().unwrap();
        assert_eq!(
            (by_url.name(), by_url.region()),
            (host.name, Some(host.region))
        );
        if let Some(name) = host.name {
            let named: Endpoint = name.parse().unwrap();
            assert_eq!((named.to_string(), &named), (name.to_owned(), &by_url));
        }
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
fn a_token_url_that_would_show_the_secret_is_refused() {
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
