//! Configurations: taken as they come.

use serde_json::{Value, json};

use crate::fixture::caller::{Caller, refused};

#[tokio::test]
async fn required_configuration_lies_and_has_undescribed_values() {
    let caller = Caller::start().await;
    let cart = caller.cart().await;
    let label = |label: &str, kind: &str, required: bool, values: Option<Value>| {
        let mut shown =
            json!({ "fields": null, "label": label, "required": required, "type": kind });
        if let Some(values) = values {
            shown["allowedValues"] = values;
        }
        shown
    };
    let datacenters = json!(["bhs", "fra", "gra", "lon", "rbx", "sbg", "waw"]);
    let eco = json!([
        label("dedicated_datacenter", "String", false, Some(datacenters)),
        label("dedicated_os", "String", true, Some(json!(["none_64.en"]))),
        label("extra_reservation", "String", false, Some(Value::Null)),
        label("region", "String", true, Some(json!(["canada", "europe"]))),
        label("TECH_ACCOUNT", "Nichandle", false, None),
        label("ADMIN_ACCOUNT", "Nichandle", false, None),
    ]);
    let cloud = json!([
        label("description", "String", false, Some(Value::Null)),
        label("voucher", "String", false, Some(Value::Null)),
        label(
            "infrastructure",
            "String",
            false,
            Some(json!(["production"]))
        ),
    ]);
    for (product, plan, expected) in [
        ("eco", "24sk10", eco),
        ("cloud", "project.2018", cloud),
        ("vrack", "vrack", json!([])),
    ] {
        let item = caller.item(&cart, product, plan).await;
        let path = format!("{cart}/item/{item}/requiredConfiguration");
        assert_eq!(
            caller.open("GET", &path, Value::Null).await,
            (200, expected)
        );
    }
}

#[tokio::test]
async fn a_configuration_is_stored_unchecked_and_never_replaces_another() {
    let caller = Caller::start().await;
    let cart = caller.cart().await;
    let item = caller.item(&cart, "vps", "vps-2025-model1").await;
    let path = format!("{cart}/item/{item}/configuration");
    let mut ids = Vec::new();
    for (label, value) in [("vps_os", "BeOS"), ("vps_os", "BeOS"), ("colour", "red")] {
        let id = caller.configure(&cart, item, label, value).await;
        let expected = json!({ "id": id, "label": label, "value": value });
        assert_eq!(
            caller
                .open("GET", &format!("{path}/{id}"), Value::Null)
                .await,
            (200, expected)
        );
        ids.push(id);
    }
    for (query, expected) in [
        ("", &ids[..]),
        ("?label=vps_os", &ids[..2]),
        ("?label=vps_datacenter", &[]),
    ] {
        let answer = caller
            .open("GET", &format!("{path}{query}"), Value::Null)
            .await;
        assert_eq!(answer, (200, json!(expected)));
    }
    let (_, shown) = caller
        .open("GET", &format!("{cart}/item/{item}"), Value::Null)
        .await;
    assert_eq!(shown["configurations"], json!(ids));
}

#[tokio::test]
async fn a_deleted_configuration_is_gone() {
    let caller = Caller::start().await;
    let cart = caller.cart().await;
    let item = caller.item(&cart, "vps", "vps-2025-model1").await;
    let id = caller.configure(&cart, item, "vps_os", "Debian 13").await;
    let list = format!("{cart}/item/{item}/configuration");
    let path = format!("{list}/{id}");
    assert_eq!(
        caller.open("DELETE", &path, Value::Null).await,
        (200, Value::Null)
    );
    let message = format!("The requested object (configurationId = {id}) does not exist");
    for method in ["GET", "DELETE"] {
        let answer = caller.open(method, &path, Value::Null).await;
        assert_eq!(answer, refused(404, "NotFound", &message));
    }
    assert_eq!(
        caller.open("GET", &list, Value::Null).await,
        (200, json!([]))
    );
}

#[tokio::test]
async fn label_and_value_are_both_needed() {
    let caller = Caller::start().await;
    let cart = caller.cart().await;
    let item = caller.item(&cart, "vps", "vps-2025-model1").await;
    let path = format!("{cart}/item/{item}/configuration");
    for (body, message) in [
        (json!({ "label": "vps_os" }), "Missing parameter(s): value"),
        (
            json!({ "label": "vps_os", "value": 13 }),
            "[value] Given data (13) is not valid for type string",
        ),
    ] {
        assert_eq!(
            caller.open("POST", &path, body).await,
            refused(400, "BadRequest", message)
        );
    }
}
