//! How clients and web pages reach a sandbox: behind a proxy, under other versions, from other origins.

use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use ovh_order::sandbox::{Options, start};
use reqwest::header::HeaderMap;
use reqwest::{Certificate, Method};
use serde_json::{Value, json};
use tokio::net::TcpStream;

use crate::fixture::caller::{Answer, Caller, sent, signature};
use crate::fixture::http;

/// Where a proxy reaches a sandbox.
fn local(caller: &Caller) -> String {
    caller.sandbox.control_url().replace("/sandbox", "")
}

/// The account, asked by a client that signed `url` and whose proxy added these headers.
async fn me(caller: &Caller, url: &str, headers: &[(&str, &str)]) -> u16 {
    let keys = caller.sandbox.credentials();
    let now = caller.sandbox.now().to_string();
    let request = caller.sign(&keys, "GET", "/me", &Value::Null);
    let mut request = request.build().unwrap();
    *request.url_mut() = format!("{}/v1/me", local(caller)).parse().unwrap();
    let mut add = |name: &str, value: &str| {
        let name: reqwest::header::HeaderName = name.parse().unwrap();
        request.headers_mut().insert(name, value.parse().unwrap());
    };
    add("X-Ovh-Signature", &signature(&keys, "GET", url, "", &now));
    for (name, value) in headers {
        add(name, value);
    }
    let response = caller.http.execute(request).await.unwrap();
    response.status().as_u16()
}

#[tokio::test]
async fn a_signature_covers_the_url_that_the_client_of_a_proxy_called() {
    let direct = Caller::start().await;
    let public = Caller::with(|options| options.public_url("https://shop.example/ovh")).await;
    let trusting = Caller::with(|options| options.trust_forwarded()).await;
    let forwarded = [
        ("x-forwarded-proto", "https"),
        ("x-forwarded-host", "localhost:8443"),
    ];
    for (caller, url, headers, status) in [
        (&public, "https://shop.example/ovh/v1/me", &[][..], 200),
        (&public, "https://shop.example/v1/me", &[], 400),
        (&trusting, "https://localhost:8443/v1/me", &forwarded, 200),
        (&trusting, "https://localhost:8443/v1/me", &[], 400),
        (&direct, "https://localhost:8443/v1/me", &forwarded, 400),
        (&direct, "http://127.0.0.1/v1/me", &[], 200),
        (&direct, "https://127.0.0.1/v1/me", &[], 400),
    ] {
        assert_eq!(me(caller, url, headers).await, status, "{url} {headers:?}");
    }
    assert_eq!(public.sandbox.url(), "https://shop.example/ovh/v1");
    assert!(
        public
            .sandbox
            .control_url()
            .starts_with("http://127.0.0.1:")
    );
}

/// The page on which a key is validated, as a client is told that calls by this host.
async fn page(caller: &Caller, host: &str) -> String {
    let url = format!("{}/v1/auth/credential", local(caller));
    let request = caller.http.post(url).header("host", host);
    let request = request.header("X-Ovh-Application", "sandbox-application-key");
    let (_, answer) = sent(request.body(r#"{"accessRules":[]}"#)).await;
    answer["validationUrl"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn links_begin_with_the_url_that_was_called() {
    let public = Caller::with(|options| options.public_url("https://shop.example/ovh")).await;
    let direct = Caller::start().await;
    for (caller, host, expected) in [
        (&public, "shop.example", "https://shop.example/ovh/auth/?"),
        (&public, "127.0.0.1", "https://shop.example/ovh/auth/?"),
        (&direct, "sandbox:9000", "http://sandbox:9000/auth/?"),
    ] {
        let page = page(caller, host).await;
        assert!(page.starts_with(expected), "{page}");
    }
}

async fn asked(caller: &Caller, method: Method, url: &str, origin: &str) -> (u16, HeaderMap) {
    let request = caller.http.request(method, url).header("Origin", origin);
    let request = request.header("Access-Control-Request-Method", "POST");
    let request = request.header("Access-Control-Request-Headers", "x-ovh-application");
    let response = request.send().await.unwrap();
    (response.status().as_u16(), response.headers().clone())
}

#[tokio::test]
async fn pages_of_the_origin_that_is_allowed_may_call_and_no_others() {
    let shop = "http://localhost:3000";
    let closed = Caller::start().await;
    let open = Caller::with(|options| options.cors(shop)).await;
    let to_all = Caller::with(|options| options.cors("*")).await;
    let evil = "http://evil.example";
    for (caller, origin, allowed) in [
        (&open, shop, Some(shop)),
        (&open, evil, None),
        (&to_all, evil, Some("*")),
        (&closed, shop, None),
    ] {
        for (method, path) in [
            (Method::OPTIONS, "/order/cart"),
            (Method::GET, "/auth/time"),
            (Method::GET, "/me"),
        ] {
            let url = format!("{}{path}", caller.sandbox.url());
            let (_, headers) = asked(caller, method, &url, origin).await;
            let told = headers.get("access-control-allow-origin");
            assert_eq!(
                told.map(|it| it.to_str().unwrap()),
                allowed,
                "{origin} {path}"
            );
        }
    }
    let url = format!("{}/order/cart", open.sandbox.url());
    let (status, headers) = asked(&open, Method::OPTIONS, &url, shop).await;
    assert_eq!(
        (
            status,
            &headers["access-control-allow-headers"],
            &headers["vary"]
        ),
        (
            204,
            &"x-ovh-application".parse().unwrap(),
            &"origin".parse().unwrap()
        )
    );
    let (_, headers) = asked(&open, Method::OPTIONS, &open.sandbox.control_url(), shop).await;
    assert!(!headers.contains_key("access-control-allow-origin"));
}

#[tokio::test]
async fn the_log_has_the_words_of_a_path_that_is_unknown() {
    let caller = Caller::start().await;
    caller
        .open("GET", "/odrer/7c1f/checkout", Value::Null)
        .await;
    let url = caller.sandbox.url().replace("/v1", "/v3/me");
    sent(caller.http.get(url)).await;
    let (_, log) = caller.control("GET", "/log", Value::Null).await;
    let paths: Vec<_> = log
        .as_array()
        .unwrap()
        .iter()
        .map(|it| &it["path"])
        .collect();
    assert_eq!(paths, [&json!("/v1/odrer/*/checkout"), &json!("/*/me")]);
}

#[tokio::test]
async fn over_tls_a_sandbox_answers_whoever_trusts_its_authority() {
    let folder = tempfile::tempdir().unwrap();
    // Certificates are valid by the clock of the sandbox, and clients go by the real one.
    let options = Options::new(Arc::new(Timestamp::now)).tls(folder.path());
    let sandbox = start(options).await.unwrap();
    let authority = std::fs::read(sandbox.certificate_authority().unwrap()).unwrap();
    let authority = Certificate::from_pem(&authority).unwrap();
    let trusting = http::builder().add_root_certificate(authority);
    let trusting = trusting.build().unwrap();
    let url = format!("{}/me", sandbox.url().replace("127.0.0.1", "localhost"));
    let keys = sandbox.credentials();
    let now = Timestamp::now().as_second().to_string();
    let request = trusting
        .get(&url)
        .header("X-Ovh-Application", &keys.application_key)
        .header("X-Ovh-Consumer", &keys.consumer_key)
        .header("X-Ovh-Timestamp", &now)
        .header("X-Ovh-Signature", signature(&keys, "GET", &url, "", &now));
    assert_eq!(sent(request).await.0, 200);
    assert!(http::client().get(&url).send().await.is_err());
}

#[tokio::test]
async fn a_connection_that_never_shakes_hands_does_not_keep_a_sandbox_open() {
    let folder = tempfile::tempdir().unwrap();
    let caller = Caller::with(|options| options.tls(folder.path())).await;
    let silent = TcpStream::connect(caller.sandbox.address()).await.unwrap();
    let begun = Instant::now();
    caller.sandbox.shutdown().await;
    assert!(begun.elapsed() < Duration::from_secs(2));
    drop(silent);
}

/// A signed read of version 2.
async fn resource(caller: &Caller, path: &str) -> Answer {
    let keys = caller.sandbox.credentials();
    let now = caller.sandbox.now().to_string();
    let url = format!("{}/v2/iam/{path}", local(caller));
    let request = caller.http.get(&url);
    let request = request
        .header("X-Ovh-Application", &keys.application_key)
        .header("X-Ovh-Consumer", &keys.consumer_key)
        .header("X-Ovh-Signature", signature(&keys, "GET", &url, "", &now))
        .header("X-Ovh-Timestamp", now);
    sent(request).await
}

#[tokio::test]
async fn a_delivered_service_is_a_resource_with_the_urn_of_its_own_section() {
    let caller = Caller::start().await;
    let cart = caller.vps_cart().await;
    caller.item(&cart, "cloud", "project.2018").await;
    caller.order(&cart, true).await;
    assert_eq!(resource(&caller, "resource").await, (200, json!([])));
    caller.sandbox.advance(30);
    for (section, kind) in [("/vps", "vps"), ("/cloud/project", "publicCloudProject")] {
        let names = caller.done("GET", section, Value::Null).await;
        let name = names[0].as_str().unwrap();
        let path = format!("{section}/{name}");
        let service = caller.done("GET", &path, Value::Null).await;
        let (_, found) = resource(&caller, &format!("resource?resourceType={kind}")).await;
        let expected = json!({
            "displayName": name,
            "id": service["iam"]["id"],
            "name": name,
            "owner": "sb00000-ovh",
            "tags": {},
            "type": kind,
            "urn": service["iam"]["urn"],
        });
        assert_eq!(found, json!([expected]));
        let urn = expected["urn"].as_str().unwrap();
        let one = resource(&caller, &format!("resource/{urn}")).await;
        assert_eq!(one, (200, expected));
    }
    assert_eq!(resource(&caller, "resource/urn:v1:x").await.0, 404);
    assert_eq!(resource(&caller, "policy").await.0, 501);
}
