//! The judges of the other tests find what is wrong.

use serde_json::json;

use crate::answer::sample;
use crate::departure::{NEW_FIELD, difference};
use crate::harness::{Arguments, method};
use crate::native::{Operation, regions};
use crate::recorder::Recorder;
use crate::validate::Validator;
use crate::wire::Received;

#[tokio::test]
async fn a_request_that_is_not_as_described_is_found() {
    let [eu, ..] = regions();
    let is = |o: &&Operation| o.line() == "PUT /order/cart/{cartId}";
    let operation = eu.operations.iter().find(is).unwrap();
    let arguments = Arguments::from([
        ("cartId".to_owned(), json!("a/b")),
        (
            "body".to_owned(),
            json!({"description": "mine", "expire": "2026-07-08T00:00:00Z"}),
        ),
    ]);
    let answer = sample(&eu.models, &operation.answer).value.to_string();
    let recorder = Recorder::start().await;
    let method = method("PUT", "/order/cart/{cartId}");
    let outcome = recorder.call(method, &arguments, answer.as_bytes()).await;
    let [good] = outcome.received.as_slice() else {
        unreachable!("one call is one request");
    };
    let validator = Validator::new(&eu, operation);
    assert_eq!(validator.check(&arguments, good), Ok(()));
    for (what, bad) in spoilt(good) {
        let fault = validator.check(&arguments, &bad).unwrap_err();
        assert!(fault.starts_with(what), "{what}: {fault}");
    }
}

/// The request with one fault each, and what the fault is in.
fn spoilt(good: &Received) -> Vec<(&'static str, Received)> {
    let spoil = |what, change: fn(&mut Received)| {
        let mut bad = good.clone();
        change(&mut bad);
        (what, bad)
    };
    vec![
        spoil("method", |bad| bad.method = "POST".to_owned()),
        spoil("path", |bad| bad.target = "/v1/order/cart/a/b".to_owned()),
        spoil("path", |bad| bad.target.push_str("/summary")),
        spoil("query", |bad| bad.target.push_str("?planCode=x")),
        spoil("body", |bad| bad.body = b"{}".to_vec()),
        spoil("body", |bad| bad.body = br#"{"description":7}"#.to_vec()),
        spoil("body", |bad| bad.body = br#"{"description":null}"#.to_vec()),
        spoil("body", |bad| bad.body = br#"{"expire":"soon"}"#.to_vec()),
        spoil("body", |bad| bad.body = br#"{"readOnly":true}"#.to_vec()),
    ]
}

#[test]
fn what_is_lost_or_made_up_is_found() {
    let read = json!({"a": [{"b": 1}], "c": null, "d": 5, NEW_FIELD: 1});
    let cases = [
        (json!({"a": [{"b": 1}], "d": 5.0}), None),
        (json!({"a": [{"b": 1}], "c": null, "d": 5}), None),
        (json!({"a": [{"b": 1}]}), Some("d: 5 became null")),
        (json!({"a": [{}], "d": 5}), Some("a/b: 1 became null")),
        (json!({"a": [], "d": 5}), Some("a: [{\"b\":1}] became []")),
        (
            json!({"a": [{"b": "1"}], "d": 5}),
            Some("a/b: 1 became \"1\""),
        ),
        (json!({"a": [{"b": 1}], "d": 5, "e": 0}), Some("e: made up")),
    ];
    for (written, expected) in cases {
        assert_eq!(
            difference(&read, &written).as_deref(),
            expected,
            "{written}"
        );
    }
}
