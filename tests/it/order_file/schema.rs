//! The JSON Schema says what the reader says.

use super::*;
use serde_json::{Value, json};

#[test]
fn refuses_what_the_reader_refuses() {
    let schema = jsonschema::validator_for(&json_schema()).unwrap();
    let with = |change: Value| {
        let mut item = json!({ "product": "cloud", "planCode": "project.2018" });
        let fields = change.as_object().unwrap().clone();
        item.as_object_mut().unwrap().extend(fields);
        json!({ "items": [item] })
    };
    assert!(schema.is_valid(&with(json!({}))));
    for refused in [
        json!({ "items": [] }),
        json!({}),
        with(json!({ "priceMode": "default" })),
        with(json!({ "quantity": 0 })),
        with(json!({ "quantity": "1" })),
        with(json!({ "quantity": 1.5 })),
        with(json!({ "duration": "P0M" })),
        with(json!({ "duration": "PT1H" })),
        with(json!({ "duration": null })),
        with(json!({ "product": "checkout" })),
        with(json!({ "product": "../checkout" })),
        with(json!({ "planCode": "a b" })),
        with(json!({ "configuration": { "": "x" } })),
        with(json!({ "configuration": { "a": ["x"] } })),
        with(json!({ "options": [{ "product": "eco", "planCode": "ram" }] })),
        with(json!({ "options": [{}] })),
        with(json!({ "options": [{ "family": "memory", "planCode": "ram" }] })),
        with(json!({ "options": [{ "planCode": "ram", "choose": "default" }] })),
        with(json!({ "options": [{ "family": "memory", "choose": "best" }] })),
        with(json!({ "domain": "a.com" })),
        with(json!({ "action": "create" })),
        with(json!({ "product": "domain" })),
        with(json!({ "product": "domainRestore", "domain": "a.com" })),
        with(json!({ "product": "domainPacks", "domain": "a.com", "action": "create" })),
        with(json!({ "product": "domain", "domain": "a.com", "action": "cancel" })),
        with(json!({ "product": "vps", "serviceName": "a", "options": [] })),
        with(json!({ "product": "domain", "serviceName": "a.com", "domain": "a.com" })),
        json!({ "items": [{ "product": "domainPacks", "domain": "a.com" }] }),
        json!({ "items": [{ "product": "vps", "domain": "a.com" }] }),
        json!({ "maxTotal": "12.00", "items": [{ "product": "vps", "planCode": "a" }] }),
        json!({ "payWith": "paypal", "items": [{ "product": "vps", "planCode": "a" }] }),
        json!({ "ovhSubsidiary": "fr", "items": [{ "product": "a", "planCode": "b" }] }),
    ] {
        assert!(!schema.is_valid(&refused), "schema takes {refused}");
        assert!(
            OrderFile::parse(&refused.to_string()).is_err(),
            "reader takes {refused}"
        );
    }
}

#[test]
fn takes_each_construct_that_the_reader_takes() {
    let schema = jsonschema::validator_for(&json_schema()).unwrap();
    let order = json!({
        "$schema": "order.schema.json",
        "ovhSubsidiary": "FR",
        "description": "all",
        "coupons": ["CODE"],
        "maxTotal": "12.00 EUR",
        "payWith": 1001,
        "items": [
            { "product": "cloud", "planCode": "project.2018", "duration": "P1M",
                "pricingMode": "default", "quantity": 2, "configuration": { "description": "x" } },
            { "product": "eco", "planCode": "24sk10", "options": [
                { "planCode": "ram", "quantity": 1, "configuration": { "a": true } },
                { "family": "storage" },
                { "family": "bandwidth", "choose": "cheapest", "duration": "P1Y" },
            ] },
            { "product": "domain", "domain": "a.com" },
            { "product": "domain", "domain": "b.com", "action": "transfer", "planCode": "com",
                "options": [{ "planCode": "anycast" }] },
            { "product": "domainPacks", "domain": "a.fr", "planCode": "pack" },
            { "product": "domain", "serviceName": "c.com", "planCode": "anycast" },
            { "product": "webPaaS", "serviceName": "mine", "planCode": "a" },
        ],
    });
    let errors: Vec<_> = schema.iter_errors(&order).map(|e| e.to_string()).collect();
    assert_eq!(errors, Vec::<String>::new());
    OrderFile::parse(&order.to_string()).unwrap();
}

#[test]
fn is_draft_2020_12_and_describes_every_property() {
    let schema = json_schema();
    assert_eq!(
        schema["$schema"],
        "https://json-schema.org/draft/2020-12/schema"
    );
    for object in [
        &schema,
        &schema["$defs"]["OrderItem"],
        &schema["$defs"]["OrderOption"],
    ] {
        for (name, property) in object["properties"].as_object().unwrap() {
            assert!(property["description"].is_string(), "{name}");
        }
        assert_eq!(object["additionalProperties"], json!(false));
    }
}

/// Editors complete the examples from the committed file. A product that the API has added since does
/// no harm there: it is only not completed.
#[test]
fn the_schema_beside_the_examples_is_up_to_date() {
    let committed = include_str!("../../../examples/order.schema.json");
    let mut committed: Value = serde_json::from_str(committed).unwrap();
    let mut current = json_schema();
    let mend = "run `cargo run -- schema > examples/order.schema.json`";
    let [old, new] = [&mut committed, &mut current].map(take_products);
    assert!(old.iter().all(|product| new.contains(product)), "{mend}");
    assert_eq!(committed, current, "{mend}");
}

fn take_products(schema: &mut Value) -> Vec<Value> {
    let products = "/$defs/OrderItem/properties/product/enum";
    let products = schema.pointer_mut(products).unwrap().take();
    products.as_array().unwrap().clone()
}
