//! Calls by method and path.

use std::collections::BTreeMap;

use ovh_order::auth::Credentials;
use ovh_order::client::Authentication;
use ovh_order::{Client, Error, Kind};
use serde_json::{Value, json};

use super::signing::{TEXTS, assert_signed, only};
use crate::fixture::client::{TIME, anonymous, answering, builder, credentials, signing};
use crate::fixture::wire::{Wire, html, json};

const SIGNED: [&str; 4] = [
    "x-ovh-application",
    "x-ovh-consumer",
    "x-ovh-signature",
    "x-ovh-timestamp",
];

async fn value(client: &Client, method: &str, path: &str) -> Result<Value, Error> {
    client.call_raw(method, path).send().await
}

#[tokio::test]
async fn what_is_signed_is_what_is_sent() {
    for (text, encoded) in TEXTS {
        let wire = answering("{}").await;
        let client = signing(&wire);
        let call = client.call_raw("PUT", "/domain/%C3%A9t%C3%A9+x/a%2Fb?known=1");
        let call = call.query("list", text).query("list", 2);
        let body = json!({"text": text, "none": null});
        call.body(&body).send::<Value>().await.unwrap();
        let got = only(&wire);
        let path = "/v1/domain/%C3%A9t%C3%A9+x/a%2Fb";
        assert_eq!(got.target, format!("{path}?known=1&list={encoded}&list=2"));
        assert_eq!(serde_json::from_slice::<Value>(&got.body).unwrap(), body);
        assert_eq!(got.header("content-type"), Some("application/json"));
        assert_eq!(got.header("accept"), Some("application/json"));
        assert_signed(&got);
    }
}

#[tokio::test]
async fn a_path_is_signed_as_it_is_sent() {
    for path in [
        "/ip/192.0.2.0%2F24",
        "/a+b",
        "/a%zz",
        "/été/🛒",
        "/a'b\"c<d>|e^f`g",
    ] {
        let wire = answering("{}").await;
        value(&signing(&wire), "delete", path).await.unwrap();
        let got = only(&wire);
        assert_eq!((got.method.as_str(), got.body.len()), ("DELETE", 0));
        assert_eq!(got.target.split('/').count(), path.split('/').count() + 1);
        assert_eq!(got.header_names(), SIGNED);
        assert_signed(&got);
    }
}

#[tokio::test]
async fn a_path_that_would_go_elsewhere_is_not_sent() {
    let wire = answering("{}").await;
    let client = signing(&wire);
    for (method, path) in [
        ("GET", "https://example.org/me"),
        ("GET", "//example.org/me"),
        ("GET", "/me/%2e%2e/x"),
        ("GET", "/order/cart/{cartId}"),
        ("GET", "/me#x"),
        ("GET", "@example.org/"),
        ("G T", "/me"),
        ("", "/me"),
    ] {
        let error = value(&client, method, path).await.unwrap_err();
        assert_eq!(
            (error.kind(), error.may_have_happened()),
            (Kind::Refused, false)
        );
    }
    let keys = BTreeMap::from([(vec![1], 2)]);
    let call = client.call_raw("POST", "/x").body(&keys).send::<()>();
    assert_eq!(call.await.unwrap_err().kind(), Kind::Refused);
    assert_eq!(wire.lines(), Vec::<String>::new());
}

/// The headers of a call with these keys, without those that all calls have.
async fn headers(
    credentials: Credentials,
    rule: Authentication,
    call: (&str, &str),
) -> Vec<String> {
    let wire = answering("{}").await;
    let client = builder(&wire).credentials(credentials).build().unwrap();
    let client = client.with_authentication(rule);
    value(&client, call.0, call.1).await.unwrap();
    let got = only(&wire);
    let names = got.header_names().into_iter().map(str::to_owned);
    names.collect()
}

#[tokio::test]
async fn a_call_is_authenticated_as_described_or_when_there_are_credentials() {
    let (unknown, public, private) = (
        ("GET", "/domain"),
        ("POST", "/order/cart"),
        ("POST", "/order/cart/0f3c/assign"),
    );
    let described = Authentication::AsDescribed;
    let application = vec!["x-ovh-application"];
    let cases = [
        (credentials(), described, unknown, SIGNED.to_vec()),
        (credentials(), described, public, application.clone()),
        (credentials(), described, private, SIGNED.to_vec()),
        (credentials(), Authentication::Never, unknown, application),
        (
            credentials(),
            Authentication::Always,
            public,
            SIGNED.to_vec(),
        ),
        (Credentials::None, described, unknown, vec![]),
        (Credentials::None, described, public, vec![]),
        (Credentials::None, Authentication::Never, private, vec![]),
    ];
    for (credentials, rule, call, expected) in cases {
        let names = headers(credentials, rule, call).await;
        assert_eq!(names, expected, "{rule:?} {call:?}");
    }
    let wire = answering("{}").await;
    let client = anonymous(&wire);
    let error = value(&client, private.0, private.1).await.unwrap_err();
    assert_eq!(error.kind(), Kind::Refused);
    let always = client.with_authentication(Authentication::Always);
    let error = value(&always, unknown.0, unknown.1).await.unwrap_err();
    assert_eq!(
        (error.kind(), error.path()),
        (Kind::Refused, Some("/domain"))
    );
    assert_eq!(wire.lines(), Vec::<String>::new());
}

/// How often a call is sent that is answered 429, and how often one that is answered 503.
async fn sent(method: &str, path: &str) -> [usize; 2] {
    let mut counts = [0; 2];
    for (count, status) in counts.iter_mut().zip([429, 503]) {
        let wire = Wire::start(move |got| {
            if got.is_time() {
                json(200, TIME)
            } else {
                html(status)
            }
        })
        .await;
        let error = value(&signing(&wire), method, path).await.unwrap_err();
        assert_eq!(error.status(), Some(status));
        *count = wire.count(|got| !got.is_time());
    }
    counts
}

#[tokio::test]
async fn what_is_not_described_and_no_read_counts_as_what_may_charge() {
    let cases = [
        (("GET", "/domain"), [4, 4]),
        (("POST", "/domain"), [1, 1]),
        (("DELETE", "/domain/x"), [1, 1]),
        (("GET", "/order/cart/0f3c"), [4, 4]),
        (("POST", "/order/cart/0f3c/assign"), [4, 1]),
        (("POST", "/order/cart/0f3c/checkout"), [1, 1]),
        (("POST", "/me/order/7/pay"), [1, 1]),
    ];
    for ((method, path), expected) in cases {
        assert_eq!(sent(method, path).await, expected, "{method} {path}");
    }
}

#[tokio::test]
async fn errors_name_the_described_path_and_never_a_query() {
    let wire = Wire::start(|_| json(404, r#"{"message":"no such thing"}"#)).await;
    let cases = [
        ("/order/cart/0f3c?orderPassword=x", "/order/cart/{cartId}"),
        ("/domain/zone?orderPassword=x", "/domain/zone"),
        (
            "/order/cart/0f3c/unheardOf/x",
            "/order/cart/{cartId}/unheardOf/x",
        ),
    ];
    for (path, named) in cases {
        let error = value(&anonymous(&wire), "GET", path).await.unwrap_err();
        assert_eq!((error.kind(), error.path()), (Kind::NotFound, Some(named)));
    }
}

#[tokio::test]
async fn what_the_region_lacks_is_refused_and_what_nobody_describes_is_not() {
    let us = Client::builder("ovh-us".parse().unwrap()).build().unwrap();
    let error = value(&us, "GET", "/order/cart/0f3c/domain")
        .await
        .unwrap_err();
    let message = "this operation is not available in the US region, according to its description";
    assert_eq!((error.kind(), error.message()), (Kind::Refused, message));
}

#[tokio::test]
async fn an_answer_is_a_value_or_bytes_and_an_empty_one_is_null() {
    let wire = answering(r#"{"a":[1]}"#).await;
    let client = anonymous(&wire);
    let call = client.call_raw("GET", "/x");
    let answer = call.send_response::<Value>().await.unwrap();
    assert_eq!(
        (answer.status, answer.query_id.as_deref()),
        (200, Some("EU.wire-1"))
    );
    assert_eq!(answer.value, json!({"a": [1]}));
    let bytes = client.call_raw("GET", "/x").send_bytes().await.unwrap();
    assert_eq!(bytes, br#"{"a":[1]}"#);
    let error = client.call_raw("GET", "/x").send::<()>().await.unwrap_err();
    assert_eq!(error.kind(), Kind::Decode);
    let wire = answering("").await;
    let client = anonymous(&wire);
    client.call_raw("GET", "/x").send::<()>().await.unwrap();
    assert_eq!(value(&client, "GET", "/x").await.unwrap(), Value::Null);
    let bytes = client.call_raw("GET", "/x").send_bytes().await.unwrap();
    assert_eq!(bytes, b"");
}

#[tokio::test]
async fn a_path_with_a_version_is_not_doubled() {
    let wire = answering("[]").await;
    let client = signing(&wire);
    for path in [
        "/v1/me/order",
        "/1.0/me/order",
        "/v2/iam/policy",
        "/me/order",
    ] {
        client.call_raw("GET", path).send::<Value>().await.unwrap();
    }
    let lines = wire.lines();
    let called: Vec<_> = lines
        .iter()
        .filter(|line| !line.contains("/auth/time"))
        .collect();
    assert_eq!(
        called,
        [
            "GET /v1/me/order",
            "GET /v1/me/order",
            "GET /v2/iam/policy",
            "GET /v1/me/order"
        ]
    );
    let error = client
        .call_raw("POST", "/v2/{x}")
        .send::<Value>()
        .await
        .unwrap_err();
    assert_eq!(error.kind(), Kind::Refused);
}
