//! Signatures, held to requests that other clients of the API sign the same way.
#![expect(clippy::unwrap_used, reason = "a helper of tests fails like a test")]

use ovh_order::auth::{ApplicationKeys, Signable, sign};
use serde_json::Value;

fn text<'a>(value: &'a Value, field: &str) -> &'a str {
    value[field].as_str().unwrap()
}

#[test]
fn every_recorded_request_is_signed_bit_for_bit() {
    let vectors: Value = serde_json::from_str(include_str!("../data/signatures.json")).unwrap();
    let keys = ApplicationKeys {
        application_key: text(&vectors, "application_key").into(),
        application_secret: text(&vectors, "application_secret").into(),
        consumer_key: text(&vectors, "consumer_key").into(),
    };
    let cases = vectors["cases"].as_array().unwrap();
    assert_eq!(cases.len(), 26);
    for case in cases {
        let request = Signable {
            method: text(case, "method"),
            url: text(case, "url"),
            body: text(case, "body").as_bytes(),
        };
        let timestamp = case["timestamp"].as_i64().unwrap();
        let signature = sign(&keys, &request, timestamp);
        assert_eq!(signature, text(case, "signature"), "{}", text(case, "id"));
    }
}
