//! Which source a value comes from.

use super::*;

#[test]
fn the_first_source_that_sets_a_key_wins() {
    let here = (HERE, "[ovh-eu]\nconsumer_key = here");
    let home = (HOME, "[ovh-eu]\n\nconsumer_key = home");
    let etc = (ETC, "[ovh-eu]\n\n\nconsumer_key = etc");
    let variable = ("OVH_CONSUMER_KEY", "environment");
    let set = Arguments::new().with(Key::ConsumerKey, "argument");
    let unset = Arguments::new();
    let table = [
        (
            &set,
            sources(&[variable], &[here, home, etc]),
            "argument",
            "argument",
        ),
        (
            &unset,
            sources(&[variable], &[here, home, etc]),
            "environment",
            "environment variable OVH_CONSUMER_KEY",
        ),
        (
            &unset,
            sources(&[], &[here, home, etc]),
            "here",
            "./ovh.conf:2",
        ),
        (&unset, sources(&[], &[home, etc]), "home", "~/.ovh.conf:3"),
        (&unset, sources(&[], &[etc]), "etc", "/etc/ovh.conf:4"),
    ];
    for (arguments, sources, value, origin) in table {
        let config = Config::load(arguments, &sources).unwrap();
        assert_eq!(get(&config, Key::ConsumerKey), found(value, origin));
    }
}

#[test]
fn each_key_comes_from_its_own_source() {
    let config = load(&sources(
        &[("OVH_CONSUMER_KEY", "ck")],
        &[
            (HERE, "[ovh-eu]\napplication_secret = as"),
            (
                ETC,
                "[default]\nendpoint=ovh-eu\n[ovh-eu]\napplication_key = ak\nconsumer_key = no",
            ),
        ],
    ))
    .unwrap();
    assert_eq!(
        get(&config, Key::ApplicationKey),
        found("ak", "/etc/ovh.conf:4")
    );
    assert_eq!(
        get(&config, Key::ApplicationSecret),
        found("as", "./ovh.conf:2")
    );
    assert_eq!(
        get(&config, Key::ConsumerKey),
        found("ck", "environment variable OVH_CONSUMER_KEY")
    );
    assert!(
        Credentials::from_config(&config)
            .unwrap()
            .can_authenticate()
    );
}

#[test]
fn an_empty_value_counts_as_unset() {
    let arguments = Arguments::new().with(Key::ConsumerKey, "");
    let files = [
        (HERE, "[ovh-eu]\nconsumer_key ="),
        (HOME, "[ovh-eu]\nconsumer_key = \"\""),
        (ETC, "[ovh-eu]\nconsumer_key = etc"),
    ];
    for empty in ["", " ", "\n"] {
        let sources = sources(
            &[("OVH_CONSUMER_KEY", empty), ("OVH_ENDPOINT", empty)],
            &files,
        );
        let config = Config::load(&arguments, &sources).unwrap();
        assert_eq!(
            get(&config, Key::ConsumerKey),
            found("etc", "/etc/ovh.conf:2")
        );
        assert_eq!(endpoint_origin(&config), &Origin::Default);
    }
}

#[test]
fn nothing_set_is_ovh_eu_without_credentials() {
    let config = load(&sources(&[], &[])).unwrap();
    assert_eq!(config.endpoint().name(), Some("ovh-eu"));
    assert_eq!(endpoint_origin(&config), &Origin::Default);
    assert!(config.warnings().is_empty());
    assert!(matches!(
        Credentials::from_config(&config).unwrap(),
        Credentials::None
    ));
}

#[test]
fn keys_are_read_from_the_section_of_the_endpoint() {
    let file = "[default]\nendpoint: ovh-ca\n\
                [ovh-eu]\nconsumer_key = eu\n\
                [ovh-ca]\nConsumer_Key = ca\n\
                [https://api.example.org:8443/v1]\nconsumer_key = url\n\
                [http://[::1]:8080]\nconsumer_key = six\n";
    let table = [
        ("", "ca", "./ovh.conf:6"),
        ("ovh-eu", "eu", "./ovh.conf:4"),
        ("https://eu.api.ovh.com/1.0/", "eu", "./ovh.conf:4"),
        ("https://api.example.org:8443/v1", "url", "./ovh.conf:8"),
        ("https://api.example.org:8443/1.0/", "url", "./ovh.conf:8"),
        ("http://[::1]:8080/", "six", "./ovh.conf:10"),
    ];
    for (endpoint, value, origin) in table {
        let config = load(&sources(&[("OVH_ENDPOINT", endpoint)], &[(HERE, file)])).unwrap();
        assert_eq!(
            get(&config, Key::ConsumerKey),
            found(value, origin),
            "{endpoint}"
        );
    }
}

#[test]
fn the_endpoint_can_come_from_another_file_than_its_keys() {
    let config = load(&sources(
        &[],
        &[
            (HERE, "[default]\nendpoint=ovh-us"),
            (ETC, "[ovh-us]\nconsumer_key=ck"),
        ],
    ))
    .unwrap();
    assert_eq!(config.endpoint().name(), Some("ovh-us"));
    assert_eq!(endpoint_origin(&config).to_string(), "./ovh.conf:2");
    assert_eq!(
        get(&config, Key::ConsumerKey),
        found("ck", "/etc/ovh.conf:2")
    );
}

#[test]
fn a_wrong_endpoint_is_named_with_its_source() {
    let error = load(&sources(&[], &[(HOME, "[default]\nendpoint = ovh-fr")])).unwrap_err();
    assert_eq!(
        (error.to_string(), error.source().unwrap().to_string()),
        (
            "the endpoint from ~/.ovh.conf:2 cannot be used".to_owned(),
            "unknown endpoint `ovh-fr`; use a URL or one of ovh-eu, ovh-ca, ovh-us, \
             kimsufi-eu, kimsufi-ca, soyoustart-eu, soyoustart-ca"
                .to_owned()
        )
    );
    assert_eq!(Error::from(error).kind(), Kind::Config);
}
