//! Snapshots of what a sandbox remembers, and sandboxes that are given them.

use serde_json::{Value, json};

use crate::fixture::caller::{Caller, refused, sent};

/// Everything that an account is told about a cart and all orders.
async fn told(caller: &Caller, cart: &str) -> Vec<Value> {
    let orders = caller.get("/me/order").await.1;
    let mut seen = vec![
        orders.clone(),
        caller.get(&format!("{cart}/summary")).await.1,
    ];
    for path in ["", "/item", "/checkout", "/coupon"] {
        seen.push(caller.get(&format!("{cart}{path}")).await.1);
    }
    for id in orders.as_array().unwrap() {
        for path in ["", "/details", "/status", "/payment", "/followUp"] {
            let mut answer = caller.get(&format!("/me/order/{id}{path}")).await.1;
            // They hold the address of the sandbox.
            for link in ["url", "pdfUrl"] {
                answer.as_object_mut().map(|order| order.remove(link));
            }
            seen.push(answer);
        }
    }
    seen
}

/// A paid order, one that nobody paid, and a cart with a coupon.
async fn lived(caller: &Caller) -> String {
    for autopay in [true, false] {
        caller.order(&caller.vps_cart().await, autopay).await;
    }
    let cart = caller.vps_cart().await;
    let coupon = json!({ "coupon": "SANDBOX10" });
    caller.open("POST", &format!("{cart}/coupon"), coupon).await;
    let day = json!({ "pace": "frozen", "advance": "PT15S" });
    assert_eq!(caller.control("POST", "/clock", day).await.0, 200);
    cart
}

#[tokio::test]
async fn a_sandbox_goes_on_where_a_snapshot_was_taken() {
    let first = Caller::start().await;
    let cart = lived(&first).await;
    let (status, snapshot) = first.control("GET", "/state", Value::Null).await;
    assert_eq!((status, &snapshot["version"]), (200, &json!(1)));
    let expected = told(&first, &cart).await;

    let second = Caller::with(|options| options.seed(9)).await;
    second.order(&second.vps_cart().await, false).await;
    let restored = second.control("PUT", "/state", snapshot).await;
    assert_eq!(restored, (200, Value::Null));
    assert_eq!(told(&second, &cart).await, expected);
    // Both make the same new ids.
    let (one, two) = (first.cart().await, second.cart().await);
    assert_eq!(one, two);

    // A snapshot of all applications is for the start.
    let state = first.sandbox.state().unwrap();
    let third = Caller::with(|options| options.state(state)).await;
    assert_eq!(told(&third, &cart).await, expected);
}

#[tokio::test]
async fn an_isolated_application_takes_the_snapshot_of_another() {
    let caller = Caller::with(|options| options.isolated()).await;
    caller.order(&caller.vps_cart().await, true).await;
    let snapshot = caller.control("GET", "/state", Value::Null).await.1;
    let url = format!("{}/state", caller.sandbox.control_url());
    let put = caller
        .http
        .put(url)
        .bearer_auth(caller.sandbox.control_token());
    let put = put
        .header("X-Ovh-Application", "other")
        .body(snapshot.to_string());
    assert_eq!(sent(put).await.0, 200);
    let mut keys = caller.sandbox.credentials();
    let mut seen = Vec::new();
    for application in ["other", "third"] {
        keys.application_key = application.to_owned();
        let list = caller.sign(&keys, "GET", "/me/order", &Value::Null);
        seen.push(sent(list).await.1.as_array().unwrap().len());
    }
    assert_eq!(seen, [1, 0]);
}

#[tokio::test]
async fn a_snapshot_that_cannot_be_restored_is_refused_and_nothing_changes() {
    let caller = Caller::start().await;
    caller.order(&caller.vps_cart().await, true).await;
    let snapshot = caller.control("GET", "/state", Value::Null).await.1;
    let mut newer = snapshot.clone();
    newer["version"] = json!(2);
    let mut unknown = snapshot.clone();
    let orders = unknown["state"]["orders"].as_object_mut().unwrap();
    for order in orders.values_mut() {
        order["details"][0]["item"]["plan"] = json!("vps-of-tomorrow");
    }
    for (body, message) in [
        (
            newer,
            "the snapshot has version 2; this sandbox reads version 1 only",
        ),
        (
            unknown,
            "the catalogue has no plan vps-of-tomorrow any more",
        ),
        (
            json!({ "version": 1, "state": {} }),
            "unreadable snapshot: missing field `subsidiary`",
        ),
    ] {
        let answer = caller.control("PUT", "/state", body).await;
        assert_eq!(answer, refused(400, "BadRequest", message));
    }
    assert_eq!(caller.get("/me/order").await.1.as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_snapshot_brings_back_what_was_counted() {
    let first = Caller::start().await;
    lived(&first).await;
    let counted = first.control("GET", "/counters", Value::Null).await;
    assert_eq!(
        ["carts", "checkouts", "payments"].map(|name| counted.1[name].clone()),
        [3, 2, 1]
    );
    let snapshot = first.control("GET", "/state", Value::Null).await.1;
    let second = Caller::start().await;
    second.order(&second.vps_cart().await, false).await;
    second.control("PUT", "/state", snapshot).await;
    assert_eq!(
        second.control("GET", "/counters", Value::Null).await,
        counted
    );
    assert_eq!(
        second.control("GET", "/log", Value::Null).await.1,
        json!([])
    );
}

#[tokio::test]
async fn a_snapshot_of_another_subsidiary_is_refused() {
    let french = Caller::start().await;
    let snapshot = french.control("GET", "/state", Value::Null).await.1;
    let american = Caller::with(|options| options.subsidiary("US")).await;
    let message =
        "the snapshot is of an account of FR, not US; start the sandbox with --subsidiary FR";
    let answer = american.control("PUT", "/state", snapshot).await;
    assert_eq!(answer, refused(400, "BadRequest", message));
    assert_eq!(american.get("/me").await.1["ovhSubsidiary"], "US");
}
