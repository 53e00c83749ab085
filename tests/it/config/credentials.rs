//! Which way to authenticate a configuration means.

use super::*;

#[test]
fn two_methods_at_once_are_named_with_the_source_of_each_value() {
    let config = load(&sources(
        &[("OVH_ACCESS_TOKEN", "s3cret")],
        &[
            (HERE, "[ovh-eu]\napplication_key = s3cret"),
            (ETC, "[ovh-eu]\nclient_id = s3cret"),
        ],
    ))
    .unwrap();
    assert_eq!(
        Credentials::from_config(&config).unwrap_err().to_string(),
        "more than one way to authenticate: application_key (./ovh.conf:2), \
         client_id (/etc/ovh.conf:2), \
         access_token (environment variable OVH_ACCESS_TOKEN); keep one"
    );
}

#[test]
fn half_a_set_is_named_with_the_source_of_each_value() {
    let config = load(&sources(
        &[("OVH_CONSUMER_KEY", "s3cret")],
        &[(
            HOME,
            "[ovh-eu]\napplication_secret = s3cret\n[ovh-ca]\napplication_key = s3cret",
        )],
    ))
    .unwrap();
    let error = Credentials::from_config(&config).unwrap_err();
    assert_eq!(
        error.to_string(),
        "incomplete application key credentials: application_secret (~/.ovh.conf:2), \
         consumer_key (environment variable OVH_CONSUMER_KEY) set, application_key missing"
    );
    assert_eq!(Error::from(error).kind(), Kind::Config);
}

#[test]
fn every_method_is_read_from_a_file() {
    let table = [
        (
            "application_key=a\napplication_secret=b\nconsumer_key=c",
            "application key",
        ),
        (
            "application_key=a\napplication_secret=b",
            "application key without a consumer key",
        ),
        ("client_id=a\nclient_secret=b", "OAuth2"),
        ("access_token=a", "access token"),
        ("", "none"),
    ];
    for (keys, method) in table {
        let file = format!("[ovh-eu]\n{keys}\n");
        let config = load(&sources(&[], &[(HOME, &file)])).unwrap();
        let credentials = Credentials::from_config(&config).unwrap();
        assert_eq!(credentials.method(), method, "{keys}");
        assert!(config.warnings().is_empty(), "{:?}", config.warnings());
    }
}

#[test]
fn an_oauth2_client_of_a_url_takes_a_token_url_of_its_own() {
    let url = "https://api.example.org/v1";
    let keys = format!("[default]\nendpoint={url}\n[{url}]\nclient_id=a\nclient_secret=b\n");
    let config = load(&sources(&[], &[(HERE, &keys)])).unwrap();
    let error = Credentials::from_config(&config).unwrap_err();
    assert_eq!(
        error.to_string(),
        "no token URL is known for https://api.example.org/v1; set token_url, or use ovh-eu, ovh-ca \
         or ovh-us"
    );
    let with = |token_url| load(&sources(&[("OVH_TOKEN_URL", token_url)], &[(HERE, &keys)]));
    let config = with("https://login.example.org/token").unwrap();
    let Credentials::OAuth2(client) = Credentials::from_config(&config).unwrap() else {
        panic!("not OAuth2");
    };
    let asked = client.token_url(config.endpoint()).unwrap();
    assert_eq!(asked.as_str(), "https://login.example.org/token");
    let error = Credentials::from_config(&with("http://login.example.org/").unwrap()).unwrap_err();
    assert_eq!(
        (error.to_string(), error.source().unwrap().to_string()),
        (
            "the token URL from environment variable OVH_TOKEN_URL cannot be used".to_owned(),
            "http to `login.example.org` would send keys unprotected; use https (http is for \
             this machine only)"
                .to_owned()
        )
    );
}
