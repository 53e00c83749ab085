//! Which way to authenticate a configuration means.

use super::*;

const APPLICATION: &str = "[ovh-eu]\napplication_key=s3cret\napplication_secret=s3cret\n\
                           consumer_key=s3cret\n";
const CLIENT: &str = "[ovh-eu]\nclient_id=s3cret\nclient_secret=s3cret\n";

#[test]
fn the_method_of_the_strongest_source_wins_whole() {
    let token = ("OVH_ACCESS_TOKEN", "s3cret");
    let client = [("OVH_CLIENT_ID", "s3cret"), ("OVH_CLIENT_SECRET", "s3cret")];
    let application = vec![
        Key::ApplicationKey,
        Key::ApplicationSecret,
        Key::ConsumerKey,
    ];
    let table = [
        (
            sources(&[token], &[(HERE, APPLICATION), (ETC, CLIENT)]),
            "access token",
            [&application[..], &[Key::ClientId, Key::ClientSecret]].concat(),
        ),
        (
            sources(&client, &[(ETC, APPLICATION)]),
            "OAuth2",
            application.clone(),
        ),
        (
            sources(&[], &[(HOME, CLIENT), (ETC, APPLICATION)]),
            "OAuth2",
            application,
        ),
        (
            sources(&[], &[(HOME, APPLICATION), (ETC, CLIENT)]),
            "application key",
            vec![Key::ClientId, Key::ClientSecret],
        ),
    ];
    for (sources, method, ignored) in table {
        let config = load(&sources).unwrap();
        let credentials = Credentials::from_config(&config).unwrap();
        assert_eq!(credentials.method(), method);
        assert_eq!(Credentials::ignored(&config), ignored, "{method}");
    }
}

#[test]
fn two_methods_in_one_source_are_named_with_the_source_of_each_value() {
    let file = "[ovh-eu]\napplication_key = s3cret\nclient_id = s3cret\n";
    let config = load(&sources(
        &[],
        &[(HERE, file), (ETC, "[ovh-eu]\nconsumer_key = s3cret")],
    ))
    .unwrap();
    assert_eq!(
        Credentials::from_config(&config).unwrap_err().to_string(),
        "more than one way to authenticate: application_key (./ovh.conf:2), \
         client_id (./ovh.conf:3); keep one"
    );
}

#[test]
fn a_client_is_not_sent_to_the_token_url_of_another_file() {
    let foreign = "[ovh-eu]\ntoken_url = https://example.org/token\n";
    let config = load(&sources(&[], &[(HERE, foreign), (HOME, CLIENT)])).unwrap();
    assert_eq!(
        Credentials::from_config(&config).unwrap_err().to_string(),
        "client_id (~/.ovh.conf:2) is not sent to https://example.org/token, the token_url of \
         ./ovh.conf:2; set both in one file, or OVH_TOKEN_URL in the environment"
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
