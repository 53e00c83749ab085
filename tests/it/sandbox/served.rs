//! What the server answers beside the emulated operations, and its life.

use serde_json::{Value, json};

use super::models;
use crate::fixture::caller::{Caller, refused, sent};
use crate::fixture::http;

#[tokio::test]
async fn both_versions_of_the_path_are_the_same_api() {
    let caller = Caller::start().await;
    for version in ["/v1", "/1.0"] {
        let url = format!("http://{}{version}/auth/time", caller.sandbox.address());
        let answer: Value = caller
            .http
            .get(url)
            .send()
            .await
            .unwrap()
            .json()
            .await
            .unwrap();
        assert_eq!(answer, json!(caller.sandbox.now()));
    }
}

#[tokio::test]
async fn a_description_is_served_byte_for_byte_and_listed() {
    let order = models::json("order");
    let server = models::json("dedicated-server");
    let given = (order.clone(), server.clone());
    let caller = Caller::with(|options| options.description(given.0).description(given.1)).await;
    for (path, expected) in [("/order.json", order), ("/dedicated/server.json", server)] {
        let response = caller.request("GET", path).send().await.unwrap();
        assert_eq!(
            response.headers()["content-type"],
            "application/json; charset=utf-8"
        );
        assert!(response.headers().contains_key("x-ovh-queryid"));
        assert_eq!(response.bytes().await.unwrap(), *expected);
    }
    let section = |path| json!({ "path": path, "schema": "{path}.{format}", "format": ["json"] });
    let expected = json!({
        "basePath": caller.sandbox.url(),
        "apis": [section("/order"), section("/dedicated/server")],
    });
    assert_eq!(
        sent(caller.request("GET", "/")).await,
        (200, expected.clone())
    );
    assert_eq!(sent(caller.request("GET", "")).await, (200, expected));
}

#[tokio::test]
async fn a_described_operation_that_is_not_emulated_is_named() {
    let caller = Caller::with(|options| options.description(models::json("order"))).await;
    let not_emulated = |what: &str| {
        let message = format!("the sandbox does not emulate {what}");
        refused(501, "NotImplemented", &message)
    };
    let unknown = refused(404, "NotFound", "Got an invalid (or empty) URL");
    for (method, path, expected) in [
        (
            "POST",
            "/order/cart/7/domain",
            not_emulated("POST /order/cart/{cartId}/domain"),
        ),
        (
            "GET",
            "/order/cart/7/webHosting/options",
            not_emulated("GET /order/cart/{cartId}/webHosting/options"),
        ),
        ("PUT", "/order/cart/7/domain", unknown.clone()),
        ("GET", "/order/basket", unknown.clone()),
        ("GET", "/me/contact", unknown.clone()),
        ("GET", "/ip", unknown),
    ] {
        assert_eq!(
            caller.open(method, path, Value::Null).await,
            expected,
            "{method} {path}"
        );
    }
}

#[tokio::test]
async fn without_descriptions_known_sections_count_as_described() {
    let caller = Caller::start().await;
    let expected = refused(
        501,
        "NotImplemented",
        "the sandbox does not emulate GET /me/contact",
    );
    assert_eq!(
        caller.open("GET", "/me/contact", Value::Null).await,
        expected
    );
    let unknown = refused(404, "NotFound", "Got an invalid (or empty) URL");
    for path in ["/ip", "/domain/zone", "/order.json"] {
        assert_eq!(
            caller.open("GET", path, Value::Null).await,
            unknown,
            "{path}"
        );
    }
    let outside = format!("http://{}/v2/me", caller.sandbox.address());
    assert_eq!(sent(caller.http.get(outside)).await, unknown);
}

#[tokio::test]
async fn every_answer_has_a_query_id_of_its_own() {
    let caller = Caller::start().await;
    let mut ids = Vec::new();
    for path in ["/auth/time", "/auth/time", "/nothing", "/me"] {
        let response = caller.request("GET", path).send().await.unwrap();
        ids.push(
            response.headers()["x-ovh-queryid"]
                .to_str()
                .unwrap()
                .to_owned(),
        );
    }
    assert_eq!(
        ids,
        [
            "EU.sandbox-1.00000001.1",
            "EU.sandbox-1.00000002.2",
            "EU.sandbox-1.00000003.3",
            "EU.sandbox-1.00000004.4",
        ]
    );
}

#[tokio::test]
async fn a_sandbox_ends_when_it_is_shut_down() {
    let caller = Caller::start().await;
    let url = format!("{}/auth/time", caller.sandbox.url());
    assert_eq!(caller.http.get(&url).send().await.unwrap().status(), 200);
    caller.sandbox.shutdown().await;
    assert!(http::client().get(&url).send().await.is_err());
}

#[tokio::test]
async fn waiting_for_a_sandbox_can_be_given_up() {
    let mut caller = Caller::start().await;
    tokio::select! {
        biased;
        ended = caller.sandbox.join() => panic!("{ended:?}"),
        () = std::future::ready(()) => {}
    }
    assert_eq!(caller.open("GET", "/auth/time", Value::Null).await.0, 200);
    caller.sandbox.shutdown().await;
}

#[tokio::test]
async fn sandboxes_do_not_share_anything() {
    let (one, two) = (Caller::start().await, Caller::start().await);
    assert_ne!(one.sandbox.url(), two.sandbox.url());
    let cart = one.cart().await;
    assert_eq!(one.open("GET", &cart, Value::Null).await.0, 200);
    assert_eq!(two.open("GET", &cart, Value::Null).await.0, 404);
    let other = Caller::with(|options| options.seed(1)).await;
    assert_eq!(cart, two.cart().await);
    assert_ne!(cart, other.cart().await);
}

#[tokio::test]
async fn wrong_options_keep_a_sandbox_from_starting() {
    use ovh_order::sandbox::{Options, start};
    use std::sync::Arc;

    let options = || Options::new(Arc::new(jiff::Timestamp::now));
    let unknown = start(options().subsidiary("XX")).await.unwrap_err();
    let message = unknown.to_string();
    assert!(
        message.starts_with("unknown subsidiary XX; use one of CZ, DE, "),
        "{message}"
    );
    let broken: Arc<[u8]> = b"{}".as_slice().into();
    assert!(start(options().description(broken)).await.is_err());
}
