//! The OpenAPI document of what the sandbox emulates.

use std::collections::BTreeSet;

use ovh_order::sandbox::Options;
use serde_json::{Value, json};

use super::models::{self, UNDESCRIBED};
use crate::fixture::caller::{Caller, sent};

const SECTIONS: [&str; 6] = ["auth", "cloud", "dedicated-server", "me", "order", "vps"];

fn described(options: Options) -> Options {
    let texts = SECTIONS.into_iter().map(models::json);
    texts.fold(options, Options::description)
}

async fn document(caller: &Caller) -> Value {
    let url = format!("http://{}/openapi.json", caller.sandbox.address());
    let (status, document) = sent(caller.http.get(url)).await;
    assert_eq!(status, 200);
    document
}

/// The operations of a document: `GET /order/cart`.
fn operations(document: &Value) -> BTreeSet<String> {
    let mut operations = BTreeSet::new();
    for (path, methods) in document["paths"].as_object().unwrap() {
        let path = path.strip_prefix("/v1").unwrap_or(path);
        for method in methods.as_object().unwrap().keys() {
            operations.insert(format!("{} {path}", method.to_uppercase()));
        }
    }
    operations
}

#[tokio::test]
async fn the_document_has_every_emulated_operation_and_no_other() {
    let caller = Caller::with(described).await;
    let listed = operations(&document(&caller).await);
    let mut answered = BTreeSet::from(UNDESCRIBED.map(str::to_owned));
    for section in SECTIONS {
        let native: Value = serde_json::from_slice(&models::json(section)).unwrap();
        for api in native["apis"].as_array().unwrap() {
            let path = api["path"].as_str().unwrap();
            for operation in api["operations"].as_array().unwrap() {
                let method = operation["httpMethod"].as_str().unwrap();
                if sent(caller.request(method, path)).await.0 != 501 {
                    answered.insert(format!("{method} {path}"));
                }
            }
        }
    }
    assert_eq!(listed, answered);
}

#[tokio::test]
async fn without_descriptions_the_document_has_what_the_sandbox_has_by_itself() {
    let caller = Caller::start().await;
    let document = document(&caller).await;
    let listed = operations(&document);
    assert!(listed.contains("POST /order/cart/{cartId}/checkout"));
    assert!(listed.is_superset(&BTreeSet::from(UNDESCRIBED.map(str::to_owned))));
    let parameters = &document["paths"]["/v1/order/cart/{cartId}"]["get"]["parameters"];
    let cart =
        json!({"in": "path", "name": "cartId", "required": true, "schema": {"type": "string"}});
    assert_eq!(parameters, &json!([cart]));
}

#[tokio::test]
async fn the_document_is_whole() {
    let caller = Caller::with(described).await;
    let document = document(&caller).await;
    let mut ids = BTreeSet::new();
    for methods in document["paths"].as_object().unwrap().values() {
        for operation in methods.as_object().unwrap().values() {
            let id = &operation["operationId"];
            assert!(ids.insert(id.as_str().unwrap()), "{id} stands twice");
        }
    }
    let text = document.to_string();
    for reference in text.split("\"$ref\":\"#").skip(1) {
        let pointer = reference.split('"').next().unwrap();
        assert!(
            document.pointer(pointer).is_some(),
            "{pointer} leads nowhere"
        );
    }
    let base = format!("http://{}", caller.sandbox.address());
    assert_eq!(document["servers"], json!([{ "url": base }]));
}

#[tokio::test]
async fn the_document_names_the_url_that_each_client_called() {
    let caller = Caller::with(described).await;
    let url = format!("http://{}/openapi.json", caller.sandbox.address());
    for host in ["sandbox:9000", "localhost"] {
        let request = caller.http.get(&url).header("host", host);
        let (_, document) = sent(request).await;
        let base = format!("http://{host}");
        assert_eq!(document["servers"], json!([{ "url": base }]));
        let token = &document["components"]["securitySchemes"]["token"];
        let token_url = &token["flows"]["clientCredentials"]["tokenUrl"];
        assert!(token_url.as_str().unwrap().starts_with(&base), "{token}");
    }
}

#[tokio::test]
async fn an_operation_is_described_as_the_sandbox_answers_it() {
    let caller = Caller::with(described).await;
    let document = document(&caller).await;
    let refusal = json!({ "$ref": "#/components/responses/Refusal" });
    let signed = json!({"application": [], "consumer": [], "signature": [], "timestamp": []});
    let configuration = json!({
        "operationId": "post_order_cart_cartId_checkout",
        "parameters": [{"in": "path", "name": "cartId", "required": true, "schema": {"type": "string"}}],
        "requestBody": {
            "required": false,
            "content": {"application/json": {"schema": {
                "type": "object",
                "additionalProperties": false,
                "properties": {
                    "autoPayWithPreferredPaymentMethod": {"type": "boolean", "nullable": true},
                    "waiveRetractationPeriod": {"type": "boolean", "nullable": true},
                },
            }}},
        },
        "responses": {
            "200": {
                "description": "Success",
                "content": {"application/json": {"schema": {"$ref": "#/components/schemas/order.Order"}}},
            },
            "400": refusal, "401": refusal, "403": refusal, "404": refusal, "408": refusal,
            "413": refusal, "421": refusal,
        },
        "security": [signed, {"token": ["all"]}],
    });
    let paths = &document["paths"];
    assert_eq!(
        paths["/v1/order/cart/{cartId}/checkout"]["post"],
        configuration
    );
    let emptied = &paths["/v1/order/cart/{cartId}"]["delete"]["responses"]["200"];
    assert_eq!(emptied, &json!({ "description": "Success" }));
}
