//! What is signed is what is sent, and only what must be signed is.

use ovh_order::auth::Credentials;
use ovh_order::types::{CartCreation, NichandleOvhSubsidiary};
use ovh_order::{Client, Kind};
use serde_json::json;

use crate::fixture::client::{CONSUMER, KEY, SECRET, anonymous, answering, signing, with};
use crate::fixture::wire::{Received, Wire};

/// The one request that is not about the time.
pub fn only(wire: &Wire) -> Received {
    let received = wire.received().into_iter().filter(|got| !got.is_time());
    let [one] = received.collect::<Vec<_>>().try_into().unwrap();
    one
}

pub fn assert_signed(got: &Received) {
    let keys = ["x-ovh-application", "x-ovh-consumer", "x-ovh-signature"];
    let expected = [KEY, CONSUMER, &got.signature(SECRET, CONSUMER)];
    assert_eq!(
        keys.map(|name| got.header(name).unwrap()),
        expected,
        "{}",
        got.line()
    );
}

/// Texts that encoders disagree about, and what they are in a query.
pub const TEXTS: [(&str, &str); 9] = [
    ("plain", "plain"),
    ("two words", "two%20words"),
    ("a+b", "a%2Bb"),
    ("100%", "100%25"),
    ("%20", "%2520"),
    ("a&b=c", "a%26b%3Dc"),
    ("été", "%C3%A9t%C3%A9"),
    ("🛒", "%F0%9F%9B%92"),
    ("#?/", "%23%3F%2F"),
];

#[tokio::test]
async fn a_query_is_signed_as_it_is_sent() {
    for (text, encoded) in TEXTS {
        let wire = answering("[]").await;
        signing(&wire)
            .list_cart()
            .description(text)
            .send()
            .await
            .unwrap();
        let got = only(&wire);
        assert_eq!(got.target, format!("/v1/order/cart?description={encoded}"));
        assert_signed(&got);
    }
}

#[tokio::test]
async fn a_path_is_signed_as_it_is_sent() {
    for (text, _) in TEXTS {
        let wire = answering("{}").await;
        let client = signing(&wire);
        let call = client.get_me_order_balance().order_id(7).balance_name(text);
        call.send().await.unwrap();
        let got = only(&wire);
        assert_eq!(got.target.split('/').count(), 7, "{}", got.target);
        assert_signed(&got);
    }
}

#[tokio::test]
async fn a_body_is_signed_as_it_is_sent() {
    for (text, _) in TEXTS {
        let wire = answering("null").await;
        let body = json!({"reason": "other", "comment": text});
        let body: ovh_order::types::CreateMeOrderRetractionBody =
            serde_json::from_value(body).unwrap();
        let client = signing(&wire);
        client
            .create_me_order_retraction()
            .order_id(7)
            .body(body)
            .send()
            .await
            .unwrap();
        let got = only(&wire);
        let sent: serde_json::Value = serde_json::from_slice(&got.body).unwrap();
        assert_eq!(sent, json!({"reason": "other", "comment": text}));
        assert_eq!(got.header("content-type"), Some("application/json"));
        assert_signed(&got);
    }
}

#[tokio::test]
async fn an_empty_body_is_signed_and_has_no_content_type() {
    let wire = answering("null").await;
    signing(&wire)
        .assign_cart()
        .cart_id("0f3c")
        .send()
        .await
        .unwrap();
    let got = only(&wire);
    assert_eq!(
        (got.line().as_str(), got.body.len()),
        ("POST /v1/order/cart/0f3c/assign", 0)
    );
    let signed = [
        "x-ovh-application",
        "x-ovh-consumer",
        "x-ovh-signature",
        "x-ovh-timestamp",
    ];
    assert_eq!(got.header_names(), signed);
    assert_signed(&got);
}

async fn created(client: Client) {
    let body = CartCreation::builder().ovh_subsidiary(NichandleOvhSubsidiary::Fr);
    client.create_cart().body(body).send().await.unwrap();
}

#[tokio::test]
async fn what_needs_no_authentication_is_not_signed_and_names_a_known_application() {
    let key_only = Credentials::ApplicationKeyOnly {
        application_key: KEY.into(),
    };
    let named = vec!["content-type", "x-ovh-application"];
    let cases = [
        (crate::fixture::client::credentials(), named.clone()),
        (key_only, named),
        (Credentials::None, vec!["content-type"]),
    ];
    for (credentials, headers) in cases {
        let wire = answering("{}").await;
        created(with(&wire, credentials)).await;
        let got = &wire.received()[..];
        assert_eq!(wire.lines(), ["POST /v1/order/cart"]);
        assert_eq!(got[0].header_names(), headers);
        assert_eq!(got[0].body, br#"{"ovhSubsidiary":"FR"}"#);
    }
}

#[tokio::test]
async fn a_call_that_must_be_signed_is_refused_unsent_without_keys() {
    let wire = answering("{}").await;
    let key_only = Credentials::ApplicationKeyOnly {
        application_key: KEY.into(),
    };
    for client in [anonymous(&wire), with(&wire, key_only)] {
        let error = client.get_me().send().await.unwrap_err();
        assert_eq!(
            (error.kind(), error.may_have_happened()),
            (Kind::Refused, false)
        );
        assert_eq!((error.method(), error.path()), (Some("GET"), Some("/me")));
    }
    assert_eq!(wire.lines(), Vec::<String>::new());
}

#[tokio::test]
async fn the_client_says_what_it_is() {
    let wire = answering("{}").await;
    created(anonymous(&wire)).await;
    let builder = Client::builder(wire.url().parse().unwrap());
    created(builder.user_agent("mine/1").build().unwrap()).await;
    let received = wire.received();
    let agents: Vec<_> = received
        .iter()
        .map(|got| got.header("user-agent").unwrap())
        .collect();
    let own = concat!("ovh-order/", env!("CARGO_PKG_VERSION"));
    assert_eq!(agents, [own, "mine/1"]);
}
