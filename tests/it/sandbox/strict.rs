//! Answers that are as strange as the live API's may be: whoever reads carelessly does not survive them.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::fixture::caller::{Caller, plan_body, sent};

const SEEDS: u64 = 16;

/// A habit of clients that works with plain answers: something that is read, if the habit holds.
type Habit = fn(&Value) -> Option<()>;

const HABITS: [(&str, Habit); 5] = [
    ("the general terms are the first contract", |order| {
        (order["contracts"][0]["name"] == "Sandbox terms of service").then_some(())
    }),
    ("amounts are whole numbers of a known scale", |order| {
        let lines = order["details"].as_array()?;
        lines
            .iter()
            .all(|line| line["originalTotalPrice"]["value"].is_number())
            .then_some(())
    }),
    ("no field is new", |order| {
        (order.as_object()?.len() == 5).then_some(())
    }),
    ("every line has a description", |order| {
        let lines = order["details"].as_array()?;
        lines
            .iter()
            .all(|line| line["description"].is_string())
            .then_some(())
    }),
    ("the types of lines are known", |order| {
        let known = ["INSTALLATION", "DURATION", "GIFT"];
        let lines = order["details"].as_array()?;
        lines
            .iter()
            .all(|line| known.iter().any(|kind| line["detailType"] == *kind))
            .then_some(())
    }),
];

/// The habits that fail on the checkout of a server.
async fn failing(caller: &Caller) -> BTreeSet<&'static str> {
    let cart = caller_cart(caller).await;
    let order = call(caller, "GET", &format!("{cart}/checkout"), Value::Null).await;
    let broken = HABITS.iter().filter(|(_, habit)| habit(&order).is_none());
    broken.map(|(name, _)| *name).collect()
}

/// A signed call whose answer is not compared with the description, which it is stranger than.
async fn call(caller: &Caller, method: &str, path: &str, body: Value) -> Value {
    let keys = caller.sandbox.credentials();
    let (status, answer) = sent(caller.sign(&keys, method, path, &body)).await;
    assert_eq!(status, 200, "{method} {path}: {answer}");
    answer
}

async fn caller_cart(caller: &Caller) -> String {
    let cart = call(
        caller,
        "POST",
        "/order/cart",
        json!({ "ovhSubsidiary": "FR" }),
    )
    .await;
    let cart = format!("/order/cart/{}", cart["cartId"].as_str().unwrap());
    let plan = plan_body("vps-2025-model1");
    let item = call(caller, "POST", &format!("{cart}/vps"), plan).await["itemId"].clone();
    for (label, value) in [("vps_datacenter", "GRA"), ("vps_os", "Debian 13")] {
        let set = json!({ "label": label, "value": value });
        let path = format!("{cart}/item/{item}/configuration");
        call(caller, "POST", &path, set).await;
    }
    call(caller, "POST", &format!("{cart}/assign"), Value::Null).await;
    cart
}

#[tokio::test]
async fn a_careless_reader_fails_at_strange_answers_and_not_at_plain_ones() {
    let plain = failing(&Caller::start().await).await;
    assert!(plain.is_empty(), "{plain:?}");
    let mut broken = BTreeSet::new();
    for seed in 0..SEEDS {
        let strict = Caller::with(|options| options.strict().seed(seed)).await;
        broken.extend(failing(&strict).await);
    }
    let all: BTreeSet<_> = HABITS.iter().map(|(name, _)| *name).collect();
    assert_eq!(broken, all);
}

#[tokio::test]
async fn ids_do_not_grow_and_none_comes_twice() {
    let strict = Caller::with(|options| options.strict()).await;
    let cart = caller_cart(&strict).await;
    let mut ids = Vec::new();
    for _ in 0..20 {
        let set = json!({ "label": "a", "value": "b" });
        let items = call(&strict, "GET", &format!("{cart}/item"), Value::Null).await;
        let path = format!("{cart}/item/{}/configuration", items[0]);
        ids.push(
            call(&strict, "POST", &path, set).await["id"]
                .as_i64()
                .unwrap(),
        );
    }
    assert!(!ids.is_sorted());
    let count = ids.len();
    assert_eq!(ids.into_iter().collect::<BTreeSet<_>>().len(), count);
}
