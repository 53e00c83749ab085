//! Marks the models that answers hold in a box: large ones that most answers lack, in elements of
//! lists that have hundreds.
//!
//! It must not go by a model's size: with a field that the API adds, other types would change.

use serde_json::{Value, json};

/// Native names of the models. Inline they would take more than the rest of a catalogue: a blob by
/// itself has 2.9 KB in each plan and each product.
const BOXED: &[&str] = &[
    "order.catalog.public.EngagementConfiguration",
    "order.catalog.public.ProductBlob",
    "order.catalog.public.ProductBlobTechnical",
    "order.catalog.public.ProductBlobTechnicalLicense",
    "order.catalog.public.ProductBlobTechnicalServer",
];

/// Marks them; one that the document lacks needs no box.
pub fn mark(document: &mut Value) {
    let schemas = document
        .pointer_mut("/components/schemas")
        .and_then(Value::as_object_mut);
    for (_, schema) in schemas.into_iter().flatten() {
        let native = schema.get("x-native-name").and_then(Value::as_str);
        if native.is_some_and(|native| BOXED.contains(&native)) {
            schema["x-boxed"] = json!(true);
        }
    }
}

/// Whether a schema is marked.
pub fn is_boxed(schema: &Value) -> bool {
    schema.get("x-boxed").and_then(Value::as_bool) == Some(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_listed_models_are_marked() {
        let blob = "order.catalog.public.ProductBlob";
        let mut document = json!({"components": {"schemas": {
            "Blob": {"x-native-name": blob}, "Plan": {"x-native-name": "order.catalog.public.Plan"}}}});
        mark(&mut document);
        let expected = json!({
            "Blob": {"x-native-name": blob, "x-boxed": true},
            "Plan": {"x-native-name": "order.catalog.public.Plan"}});
        assert_eq!(document["components"]["schemas"], expected);
    }
}
