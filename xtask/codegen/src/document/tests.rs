use serde_json::json;

use super::*;

#[test]
fn a_literal_operation_takes_the_body_of_its_folded_one() {
    let inline = json!({"content": {"application/json": {"schema": {"properties": {}}}}});
    let operation = |id: &str| json!({"operationId": id, "requestBody": inline});
    let mut literal = operation("create_a_vps");
    literal["x-folded-into"] = json!({"path": "/a/{product}", "product": "vps"});
    let mut folded = operation("create_a_product");
    folded["x-folds"] = json!(2);
    let document = Document::of(json!({"paths": {"/a/{product}": {"post": folded},
        "/a/vps": {"post": literal}, "/b": {"post": operation("create_b")}}}));
    let operations = document.operations.iter();
    let bodies: Vec<_> = operations.map(|o| document.body_type(o).unwrap()).collect();
    let shared = "CreateAProductBody";
    assert_eq!(bodies, [shared, shared, "CreateBBody"]);
}

#[test]
fn schemas_are_written_as_rust_types() {
    let cases = [
        (json!({"$ref": "#/components/schemas/Cart"}), "Cart"),
        (
            json!({"type": "array", "items": {"type": "integer", "format": "int64"}}),
            "Vec<i64>",
        ),
        (
            json!({"type": "object", "additionalProperties": {"type": "string"}}),
            "HashMap<String, String>",
        ),
        (json!({"type": "string", "format": "date-time"}), "DateTime"),
        (
            json!({"allOf": [{"$ref": "#/components/schemas/Price"}], "nullable": true}),
            "Price",
        ),
    ];
    for (schema, expected) in cases {
        let read: Schema = serde_json::from_value(schema.clone()).unwrap();
        assert_eq!(read.rust_type(), expected, "{schema}");
    }
}

#[test]
fn the_committed_document_is_written_as_it_was_read() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../../schema/openapi.json");
    let text = std::fs::read_to_string(file).unwrap();
    let document = Document::read("openapi.json", &text).unwrap();
    assert!(document.text().unwrap() == text);
}
