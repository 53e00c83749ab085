//! The calls of a person who follows the documentation by hand.

use serde_json::{Value, json};

use crate::fixture::caller::{Caller, euros, plan_body};

#[tokio::test]
async fn a_public_cloud_project_is_delivered_by_the_calls_of_the_guide() {
    let caller = Caller::start().await;
    let cart = caller.cart().await;
    let (status, offers) = caller
        .open(
            "GET",
            &format!("{cart}/cloud?planCode=project.2018"),
            Value::Null,
        )
        .await;
    assert_eq!(
        (status, &offers[0]["planCode"]),
        (200, &json!("project.2018"))
    );
    let (_, item) = caller
        .open("POST", &format!("{cart}/cloud"), plan_body("project.2018"))
        .await;
    let item = item["itemId"].as_i64().unwrap();
    caller
        .open(
            "GET",
            &format!("{cart}/item/{item}/requiredConfiguration"),
            Value::Null,
        )
        .await;
    caller
        .configure(&cart, item, "description", "my project")
        .await;
    let (_, summary) = caller
        .open("GET", &format!("{cart}/summary"), Value::Null)
        .await;
    assert_eq!(summary["prices"]["withTax"], euros("0.00", json!(0)));
    caller
        .done("POST", &format!("{cart}/assign"), Value::Null)
        .await;
    let dry = caller
        .done("GET", &format!("{cart}/checkout"), Value::Null)
        .await;
    assert_eq!((&dry["orderId"], &dry["url"]), (&Value::Null, &Value::Null));
    let order = caller
        .done("POST", &format!("{cart}/checkout"), Value::Null)
        .await;
    let order = format!("/me/order/{}", order["orderId"]);
    delivered(&caller, &order).await;
}

async fn delivered(caller: &Caller, order: &str) {
    let mut seen = Vec::new();
    for seconds in [0, 10, 20] {
        caller.sandbox.advance(seconds);
        seen.push(caller.status(order).await);
    }
    assert_eq!(seen, ["checking", "delivering", "delivered"]);
    let details = caller.details(order).await;
    let path = format!("{order}/details/{}", details[0]);
    let detail = caller.done("GET", &path, Value::Null).await;
    let project = detail["domain"].as_str().unwrap();
    assert!(is_project(project), "{project}");
    let shown = caller
        .done("GET", &format!("/cloud/project/{project}"), Value::Null)
        .await;
    assert_eq!(shown["description"], "my project");
    let all = caller.done("GET", "/cloud/project", Value::Null).await;
    assert_eq!(all, json!([project]));
}

/// `^[0-9a-f]{12}4[0-9a-f]{19}$`
pub fn is_project(text: &str) -> bool {
    let hex = text.bytes().all(|byte| byte.is_ascii_hexdigit());
    text.len() == 32 && text.as_bytes()[12] == b'4' && hex && text == text.to_lowercase()
}

#[tokio::test]
async fn the_default_pace_delivers_within_half_a_second() {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicI64, Ordering};

    let millis = Arc::new(AtomicI64::new(1_767_323_045_000));
    let caller = Caller::with(|_| {
        let millis = millis.clone();
        let clock =
            move || jiff::Timestamp::from_millisecond(millis.load(Ordering::SeqCst)).unwrap();
        ovh_order::sandbox::Options::new(Arc::new(clock))
    })
    .await;
    let cart = caller.vps_cart().await;
    let order = caller.order(&cart, true).await;
    let mut seen = Vec::new();
    for step in [0, 250, 250] {
        millis.fetch_add(step, Ordering::SeqCst);
        seen.push(caller.status(&order).await);
    }
    assert_eq!(seen, ["checking", "delivering", "delivered"]);
}
