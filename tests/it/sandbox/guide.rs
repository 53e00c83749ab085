//! The calls of a person who follows the documentation by hand.

use serde_json::{Value, json};

use super::bench::{Bench, euros, plan_body};

#[tokio::test]
async fn a_public_cloud_project_is_delivered_by_the_calls_of_the_guide() {
    let bench = Bench::start().await;
    let cart = bench.cart().await;
    let (status, offers) = bench
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
    let (_, item) = bench
        .open("POST", &format!("{cart}/cloud"), plan_body("project.2018"))
        .await;
    let item = item["itemId"].as_i64().unwrap();
    bench
        .open(
            "GET",
            &format!("{cart}/item/{item}/requiredConfiguration"),
            Value::Null,
        )
        .await;
    bench
        .configure(&cart, item, "description", "my project")
        .await;
    let (_, summary) = bench
        .open("GET", &format!("{cart}/summary"), Value::Null)
        .await;
    assert_eq!(summary["prices"]["withTax"], euros("0.00", json!(0)));
    bench
        .done("POST", &format!("{cart}/assign"), Value::Null)
        .await;
    let dry = bench
        .done("GET", &format!("{cart}/checkout"), Value::Null)
        .await;
    assert_eq!((&dry["orderId"], &dry["url"]), (&Value::Null, &Value::Null));
    let order = bench
        .done("POST", &format!("{cart}/checkout"), Value::Null)
        .await;
    let order = format!("/me/order/{}", order["orderId"]);
    delivered(&bench, &order).await;
}

async fn delivered(bench: &Bench, order: &str) {
    let mut seen = Vec::new();
    for seconds in [0, 10, 20] {
        bench.advance(seconds);
        seen.push(bench.status(order).await);
    }
    assert_eq!(seen, ["checking", "delivering", "delivered"]);
    let details = bench.details(order).await;
    let path = format!("{order}/details/{}", details[0]);
    let detail = bench.done("GET", &path, Value::Null).await;
    let project = detail["domain"].as_str().unwrap();
    assert!(is_project(project), "{project}");
    let shown = bench
        .done("GET", &format!("/cloud/project/{project}"), Value::Null)
        .await;
    assert_eq!(shown["description"], "my project");
    let all = bench.done("GET", "/cloud/project", Value::Null).await;
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
    let bench = Bench::with(|_| {
        let millis = millis.clone();
        let clock =
            move || jiff::Timestamp::from_millisecond(millis.load(Ordering::SeqCst)).unwrap();
        ovh_order::sandbox::Options::new(Arc::new(clock))
    })
    .await;
    let cart = bench.vps_cart().await;
    let order = bench.order(&cart, true).await;
    let mut seen = Vec::new();
    for step in [0, 250, 250] {
        millis.fetch_add(step, Ordering::SeqCst);
        seen.push(bench.status(&order).await);
    }
    assert_eq!(seen, ["checking", "delivering", "delivered"]);
}
