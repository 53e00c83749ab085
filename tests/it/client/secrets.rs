//! Nothing that is shown shows a secret.

use std::error::Error as _;
use std::fmt::Debug;

use ovh_order::order::{CartId, Context, Event, OrderError, OrderId};
use ovh_order::types::{AuthApiCredentialRequest, AuthToken, BillingOrder, Order, Secret};
use ovh_order::{Client, Error};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::fixture::client::{
    CONSUMER, KEY, SECRET, answering, builder, credentials, replying, signing, soon,
};
use crate::fixture::wire::{Reply, json as answer};

const CART: &str = "0f3c-cart-id";
const PASSWORD: &str = "0rder-passw0rd";

fn assert_hidden(shown: &str) {
    for secret in [KEY, SECRET, CONSUMER, CART, PASSWORD] {
        assert!(!shown.contains(secret), "{secret} is shown in {shown}");
    }
}

/// An error and all its causes, for people and for developers.
fn all(error: &Error) -> String {
    let mut shown = format!("{error} {error:?} {error:#?}");
    let mut cause = error.source();
    while let Some(inner) = cause {
        shown.push_str(&format!(" {inner} {inner:?}"));
        cause = inner.source();
    }
    shown
}

#[tokio::test]
async fn a_client_shows_its_endpoint_and_no_key() {
    let wire = answering("[]").await;
    let client = signing(&wire);
    client.list_cart().send().await.unwrap();
    let builder = Client::builder(wire.url().parse().unwrap()).credentials(credentials());
    let context = Context::new(client.clone());
    assert_hidden(&format!(
        "{client} {client:?} {client:#?} {builder:?} {context:?}"
    ));
    assert_eq!(client.to_string(), format!("client of {}", wire.url()));
}

#[tokio::test]
async fn errors_of_every_kind_show_no_secret() {
    let quoted = format!(
        r#"{{"message":"bad consumerKey={CONSUMER} at https://www.example.com/order?orderPassword={PASSWORD} of /order/cart/{CART}/eco"}}"#
    );
    let body = format!(r#"{{"orderId":"x","url":"https://x/?orderPassword={PASSWORD}"}}"#);
    let replies: Vec<Box<dyn Fn() -> Reply + Send + Sync>> = vec![
        Box::new(move || answer(400, quoted.clone())),
        Box::new(move || answer(200, body.clone())),
        Box::new(|| Reply::Break),
        Box::new(|| Reply::Half),
        Box::new(|| {
            answer(
                500,
                format!("{{\"details\":{{\"password\":\"{PASSWORD}\"}}}}"),
            )
        }),
        Box::new(|| Reply::Redirect(format!("https://example.com/?orderPassword={PASSWORD}"))),
    ];
    for reply in replies {
        let wire = replying(reply).await;
        let client = signing(&wire);
        let error = client
            .checkout_cart()
            .cart_id(CART)
            .body(ovh_order::types::CartCheckout::builder());
        let error = error.send().await.unwrap_err();
        assert_hidden(&all(&error));
        let unsure = OrderError::Unsure(error);
        assert_hidden(&format!("{unsure} {unsure:?}"));
    }
}

#[tokio::test]
async fn a_refused_parameter_is_not_shown() {
    let wire = answering("{}").await;
    let cart = format!("{CART}/../..");
    let client = signing(&wire);
    let call = client.get_cart_item().cart_id("..").item_id(7);
    assert_hidden(&all(&call.send().await.unwrap_err()));
    let unreachable = Client::builder("http://127.0.0.1:9/v1".parse().unwrap());
    let unreachable = unreachable.credentials(credentials()).retries(soon());
    let client = unreachable.build().unwrap();
    let error = client.get_cart().cart_id(cart).send().await.unwrap_err();
    assert_hidden(&all(&error));
}

fn shown<T: DeserializeOwned + Debug>(json: Value) -> String {
    let value: T = serde_json::from_value(json).unwrap();
    format!("{value:?} {value:#?}")
}

#[test]
fn answers_show_no_secret() {
    let url = format!("https://www.example.com/order?orderId=7&orderPassword={PASSWORD}");
    let order = json!({"orderId": 7, "password": PASSWORD, "pdfUrl": url, "url": url});
    assert_hidden(&shown::<BillingOrder>(order));
    assert_hidden(&shown::<Order>(json!({"orderId": 7, "url": url})));
    assert_hidden(&shown::<AuthToken>(json!({"token": CONSUMER})));
    let request = json!({
        "consumerKey": CONSUMER, "state": "pendingValidation",
        "validationUrl": format!("https://www.example.com/auth/?credentialToken={SECRET}"),
    });
    assert_hidden(&shown::<AuthApiCredentialRequest>(request));
}

#[test]
fn events_show_no_link_and_for_developers_no_cart() {
    let created = Event::CartCreated {
        cart: CartId::from(CART),
        until: None,
    };
    assert_hidden(&format!("{created:?}"));
    let ordered = Event::Ordered {
        order: OrderId(7),
        url: Some(Secret::from(PASSWORD)),
    };
    assert_hidden(&format!("{ordered} {ordered:?}"));
}

/// What a client is given that it must not show.
const GATEWAY: &str = "s3cret/of=gateway";

/// Every place of an answer in which a server can repeat a text, as status, body and query id.
fn echoes(text: &str) -> Vec<(u16, String, String)> {
    let json = json!(text).to_string();
    let body = |status, body: String| (status, body, "EU.1".to_owned());
    vec![
        body(400, format!(r#"{{"message":{json}}}"#)),
        body(
            400,
            format!(r#"{{"message":"no: {}"}}"#, text.replace('"', "")),
        ),
        body(403, format!(r#"{{"class":{json},"message":"m"}}"#)),
        body(403, format!(r#"{{"errorCode":{json},"message":"m"}}"#)),
        body(
            403,
            format!(r#"{{"details":{{"unauthorizedActionsByIAM":{json}}}}}"#),
        ),
        body(403, format!(r#"{{"details":{{{json}:[{json}]}}}}"#)),
        body(500, format!(r#"{{"message":{{"deep":[{json}]}}}}"#)),
        body(500, json.clone()),
        body(500, format!("<e>{text}</e>")),
        body(200, json.clone()),
        body(200, format!(r#"{{"items":{json}}}"#)),
        (400, "{}".to_owned(), text.to_owned()),
        (200, "[".to_owned(), text.to_owned()),
    ]
}

fn gateway() -> impl Iterator<Item = String> {
    let encoded = "s3cret%2Fof%3Dgateway";
    [GATEWAY, encoded].map(str::to_owned).into_iter()
}

#[tokio::test]
async fn a_secret_that_an_answer_repeats_under_another_name_is_not_shown() {
    let keys = [KEY, SECRET, CONSUMER].map(str::to_owned);
    for secret in keys.into_iter().chain(gateway()) {
        for (status, body, query_id) in echoes(&format!("it is {secret}!")) {
            let sent = body.clone();
            let headers = vec![("x-ovh-queryid", query_id)];
            let wire =
                replying(move || Reply::Headed(status, headers.clone(), sent.clone().into_bytes()))
                    .await;
            let builder = builder(&wire).credentials(credentials());
            let client = builder.header("X-Gateway", GATEWAY).build().unwrap();
            let typed = client.get_cart().cart_id("0f3c").send().await.unwrap_err();
            let void = client.assign_cart().cart_id("0f3c").send().await.err();
            let raw = client.call_raw("POST", "/order/cart/0f3c/assign");
            let raw = raw.send::<u8>().await.unwrap_err();
            for error in [Some(typed), void, Some(raw)].into_iter().flatten() {
                let said = [
                    Some(error.message()),
                    error.class(),
                    error.code(),
                    error.query_id(),
                ];
                let shown = format!("{}{said:?}{:?}", all(&error), error.details());
                assert!(!shown.contains(&secret), "{status} {body}: {shown}");
                assert!(!format!("{:?}", error.iam_actions()).contains(&secret));
            }
        }
    }
}

#[tokio::test]
async fn a_long_message_is_cut_before_it_is_shown() {
    let long = format!(r#"{{"message":"{}"}}"#, "password=".repeat(1_000_000));
    let wire = replying(move || answer(400, long.clone())).await;
    let error = signing(&wire).get_cart().cart_id("0f3c").send().await;
    let error = error.unwrap_err();
    assert_eq!(error.message().chars().count(), 4097);
    assert!(error.to_string().len() < 5000);
}
