//! Every rule of the rendering, on small native descriptions with the OpenAPI expected by hand.
//!
//! `rendering/NAME.native.json` is what OVHcloud serves; `NAME.openapi.json` holds the paths and the
//! schemas that it renders them as, without the scalar components, which are the same everywhere.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use std::fs;
use std::path::Path;

use ovh_order_codegen::{facts, native, openapi_form};
use serde_json::{Value, json};

/// The scalar components, always present: name and schema.
fn scalars() -> Vec<(&'static str, Value)> {
    let text = |format: &str| json!({"type": "string", "format": format});
    vec![
        ("any", json!({})),
        ("duration", json!({"type": "string"})),
        ("email", text("email")),
        ("internationalPhoneNumber", text("phone-number")),
        ("ip", text("ipv4")),
        ("ipBlock", text("ip-block")),
        ("ipInterface", text("ipv4")),
        ("ipv4", text("ipv4")),
        ("ipv4Block", text("ipv4-block")),
        ("ipv6", text("ipv6")),
        ("ipv6Block", text("ipv6-block")),
        ("macAddress", text("mac-address")),
        ("phoneNumber", text("phone-number")),
        ("time", text("time")),
    ]
}

fn rendered(name: &str) -> Value {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/rendering");
    let text = fs::read_to_string(folder.join(format!("{name}.native.json"))).unwrap();
    openapi_form::write(&native::read(name, &text).unwrap()).unwrap()
}

/// Compares paths and schemas with those expected, and the scalars with the fixed ones.
fn check(name: &str) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/rendering");
    let expected = fs::read_to_string(folder.join(format!("{name}.openapi.json"))).unwrap();
    let expected: Value = serde_json::from_str(&expected).unwrap();
    let rendered = rendered(name);
    let mut schemas = rendered["components"]["schemas"]
        .as_object()
        .unwrap()
        .clone();
    for (scalar, schema) in scalars() {
        assert_eq!(schemas.remove(scalar), Some(schema), "{scalar}");
    }
    assert_eq!(rendered["paths"], expected["paths"], "{name}");
    assert_eq!(Value::Object(schemas), expected["schemas"], "{name}");
}

#[test]
fn primitives_are_types_with_formats() {
    check("primitives");
}

#[test]
fn scalars_are_references_to_fixed_components() {
    check("scalars");
}

#[test]
fn properties_keep_their_independent_facts() {
    check("properties");
}

#[test]
fn generics_are_instantiated_and_enums_have_the_type_of_their_values() {
    check("generics-and-enums");
}

#[test]
fn operations_have_parameters_bodies_answers_and_status() {
    check("operations");
}

#[test]
fn errors_are_answers_by_status_and_every_status_has_its_colour() {
    check("errors-and-status");
}

/// Keys that some versions of the native form leave out, and others write as `null`.
#[test]
fn a_missing_key_a_null_and_the_default_are_the_same() {
    let whole = json!({"basePath": "b", "resourcePath": "/x", "apis": [{"path": "/x", "operations": [{
            "httpMethod": "GET", "noAuthentication": false, "parameters": [], "responseType": "void",
            "responseTypes": {}, "iamActions": [], "errors": []}]}],
        "models": {"a.M": {"properties": {}}, "a.N": {"properties": {"p": {
            "type": "long", "canBeNull": false, "readOnly": false, "required": false}}}}});
    let expected = paths_and_schemas(&whole);
    let operation = "/apis/0/operations/0";
    let optional = [
        (operation, "noAuthentication"),
        (operation, "parameters"),
        (operation, "responseType"),
        (operation, "responseTypes"),
        (operation, "iamActions"),
        (operation, "errors"),
        ("/models/a.M", "properties"),
        ("/models/a.N/properties/p", "canBeNull"),
        ("/models/a.N/properties/p", "readOnly"),
        ("/models/a.N/properties/p", "required"),
    ];
    for (place, key) in optional {
        let (mut missing, mut null) = (whole.clone(), whole.clone());
        missing
            .pointer_mut(place)
            .unwrap()
            .as_object_mut()
            .unwrap()
            .remove(key);
        null.pointer_mut(place).unwrap()[key] = Value::Null;
        for native in [missing, null] {
            // Vendoring keeps the facts first; a conversion of the file itself does not.
            let kept = facts::keep(&native);
            assert_eq!(paths_and_schemas(&native), expected, "{key}");
            assert_eq!(paths_and_schemas(&kept), expected, "{key}, kept");
        }
    }
}

fn paths_and_schemas(native: &Value) -> [Value; 2] {
    let document =
        openapi_form::write(&native::read("test", &native.to_string()).unwrap()).unwrap();
    ["paths", "components"].map(|part| document[part].clone())
}

#[test]
fn what_cannot_be_rendered_is_named() {
    let operation = |facts: Value| {
        let mut operation = json!({"httpMethod": "GET"});
        operation
            .as_object_mut()
            .unwrap()
            .extend(facts.as_object().unwrap().clone());
        operation
    };
    let query = json!({"parameters": [{"name": "q", "paramType": "query", "dataType": "void"}]});
    let cases = [
        (
            json!([operation(json!({})), operation(json!({}))]),
            "GET /x: stands in the description twice",
        ),
        (
            json!([operation(query)]),
            "parameter `q` of GET /x: is `void`, so nothing can be given",
        ),
    ];
    for (operations, expected) in cases {
        let native = json!({"basePath": "b", "resourcePath": "/x", "models": {},
            "apis": [{"path": "/x", "operations": operations}]});
        let error =
            openapi_form::write(&native::read("test", &native.to_string()).unwrap()).unwrap_err();
        assert_eq!(error.to_string(), expected);
    }
}

#[test]
fn lists_name_the_model_behind_their_ids() {
    check("expanded-responses");
}

#[test]
fn the_root_is_the_api_that_was_described() {
    let document = rendered("primitives");
    assert_eq!(document["openapi"], "3.0.0");
    assert_eq!(
        document["servers"],
        json!([{"url": "https://eu.api.ovh.com/1.0"}])
    );
    let mut keys: Vec<_> = document.as_object().unwrap().keys().cloned().collect();
    keys.sort();
    assert_eq!(keys, ["components", "info", "openapi", "paths", "servers"]);
}
