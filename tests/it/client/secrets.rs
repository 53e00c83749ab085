//! Nothing that is shown shows a secret.

use std::error::Error as _;
use std::fmt::Debug;

use ovh_order::order::{CartId, Context, Event, OrderError, OrderId};
use ovh_order::types::{AuthApiCredentialRequest, AuthToken, BillingOrder, Order, Secret};
use ovh_order::{Client, Error};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::fixture::client::{
    CONSUMER, KEY, SECRET, answering, credentials, replying, signing, soon,
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
    };
    assert_hidden(&format!("{created:?}"));
    let ordered = Event::Ordered {
        order: OrderId(7),
        url: Some(Secret::from(PASSWORD)),
    };
    assert_hidden(&format!("{ordered} {ordered:?}"));
}
