//! Keeps the facts of a native description and leaves its prose out.
//!
//! The keys to keep are listed, so that prose under a new key is left out as well. Values stay as they
//! are.

use serde_json::{Map, Value};

/// What is kept of a value.
enum Kept {
    /// All of it.
    Whole,
    /// The listed keys of an object, with what is kept below each.
    Keys(&'static [(&'static str, Kept)]),
    /// Every item of a list.
    Items(&'static Kept),
    /// Every entry of an object, whatever its key.
    Entries(&'static Kept),
}

use Kept::{Entries, Items, Keys, Whole};

const DESCRIPTION: Kept = Keys(&[
    ("apiVersion", Whole),
    ("basePath", Whole),
    ("resourcePath", Whole),
    ("apis", Items(&PATH)),
    ("models", Entries(&MODEL)),
]);

const PATH: Kept = Keys(&[("path", Whole), ("operations", Items(&OPERATION))]);

const OPERATION: Kept = Keys(&[
    ("httpMethod", Whole),
    ("iamActions", Items(&ACTION)),
    ("noAuthentication", Whole),
    ("responseType", Whole),
    ("responseTypes", Whole),
    ("errors", Whole),
    ("parameters", Items(&PARAMETER)),
    ("apiStatus", STATUS),
]);

const ACTION: Kept = Keys(&[("name", Whole), ("required", Whole)]);

const STATUS: Kept = Keys(&[
    ("value", Whole),
    ("deprecatedDate", Whole),
    ("deletionDate", Whole),
    ("replacement", Whole),
]);

const PARAMETER: Kept = Keys(&[
    ("name", Whole),
    ("dataType", Whole),
    ("fullType", Whole),
    ("paramType", Whole),
    ("required", Whole),
    ("format", Whole),
]);

const MODEL: Kept = Keys(&[
    ("id", Whole),
    ("namespace", Whole),
    ("enum", Whole),
    ("enumType", Whole),
    ("generics", Whole),
    ("properties", Entries(&PROPERTY)),
]);

const PROPERTY: Kept = Keys(&[
    ("type", Whole),
    ("fullType", Whole),
    ("canBeNull", Whole),
    ("readOnly", Whole),
    ("required", Whole),
]);

/// The facts of a native description: every key the client is made from, no sentence of prose.
#[must_use]
pub fn keep(native: &Value) -> Value {
    kept(native, &DESCRIPTION)
}

/// What is not of the expected shape may be prose, and is left out as `null`.
fn kept(value: &Value, what: &Kept) -> Value {
    match (what, value) {
        (Whole, value) => value.clone(),
        (Keys(keys), Value::Object(map)) => {
            let mut facts = Map::new();
            for (key, what) in *keys {
                // A key whose value is null says nothing.
                if let Some(value) = map.get(*key).filter(|value| !value.is_null()) {
                    facts.insert((*key).to_owned(), kept(value, what));
                }
            }
            Value::Object(facts)
        }
        (Items(what), Value::Array(items)) => items.iter().map(|item| kept(item, what)).collect(),
        (Entries(what), Value::Object(map)) => {
            let entries = map.iter();
            let facts = entries.map(|(key, value)| (key.clone(), kept(value, what)));
            Value::Object(facts.collect())
        }
        _ => Value::Null,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn prose_is_left_out_and_properties_named_like_prose_stay() {
        let native = json!({
            "basePath": "https://eu.api.ovh.com/1.0", "resourcePath": "/order",
            "apis": [{"path": "/order/cart", "description": "prose", "operations": [{
                "httpMethod": "GET", "description": "prose", "longDescription": "prose",
                "noAuthentication": false, "responseType": "string[]",
                "responseFullType": "string[]", "apiStatus": {"value": "BETA", "description": "prose"},
                "iamActions": [{"name": "a:b", "required": true, "description": "prose"}],
                "parameters": [{"name": "description", "description": "prose", "required": false}]}]}],
            "models": {"order.cart.Cart": {"id": "Cart", "description": "prose", "generics": null,
                "properties": {"description": {"type": "string", "description": "prose"}}}},
        });
        let expected = json!({
            "basePath": "https://eu.api.ovh.com/1.0", "resourcePath": "/order",
            "apis": [{"path": "/order/cart", "operations": [{
                "httpMethod": "GET", "noAuthentication": false, "responseType": "string[]",
                "apiStatus": {"value": "BETA"}, "iamActions": [{"name": "a:b", "required": true}],
                "parameters": [{"name": "description", "required": false}]}]}],
            "models": {"order.cart.Cart": {"id": "Cart",
                "properties": {"description": {"type": "string"}}}},
        });
        assert_eq!(keep(&native), expected);
    }

    #[test]
    fn what_has_another_shape_than_expected_may_be_prose_and_is_left_out() {
        let native = json!({"apis": "prose", "models": {"a.M": {"properties": ["prose"]}}});
        let expected = json!({"apis": null, "models": {"a.M": {"properties": null}}});
        assert_eq!(keep(&native), expected);
    }
}
