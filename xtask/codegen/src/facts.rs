//! Keeps the facts of a native description and leaves its prose out.
//!
//! It goes by a list of keys, so that prose under a new key is left out as well; the values stay as
//! they are.

use serde_json::{Map, Value};

use crate::error::{Error, Result};

/// Keys of the whole description.
const ROOT: &[&str] = &["apiVersion", "basePath", "resourcePath"];
/// Keys of an operation, besides `parameters` and `apiStatus`.
const OPERATION: &[&str] = &[
    "httpMethod",
    "iamActions",
    "noAuthentication",
    "responseType",
    "responseTypes",
    "errors",
];
/// Keys of an operation's status.
const STATUS: &[&str] = &["value", "deprecatedDate", "deletionDate", "replacement"];
/// Keys of a parameter.
const PARAMETER: &[&str] = &[
    "name",
    "dataType",
    "fullType",
    "paramType",
    "required",
    "format",
];
/// Keys of a model, besides `properties`.
const MODEL: &[&str] = &["id", "namespace", "enum", "enumType", "generics"];
/// Keys of a model's property.
const PROPERTY: &[&str] = &["type", "fullType", "canBeNull", "readOnly", "required"];
/// Keys of an IAM action.
const ACTION: &[&str] = &["name", "required"];

/// The facts of a native description: every key the client is made from, no sentence of prose.
///
/// # Errors
/// [`Error::Document`] when the document has no `apis` or no `models`, so is not a native description.
pub fn keep(native: &Value) -> Result<Value> {
    let root = object(native, "the description")?;
    let mut kept = pick(root, ROOT);
    let apis = array(root.get("apis"), "apis")?;
    kept.insert(
        "apis".to_owned(),
        apis.iter().map(keep_path).collect::<Result<_>>()?,
    );
    let models = object(root.get("models").unwrap_or(&Value::Null), "models")?;
    let facts: Map<String, Value> = models
        .iter()
        .map(|(name, model)| Ok((name.clone(), keep_model(name, model)?)))
        .collect::<Result<_>>()?;
    kept.insert("models".to_owned(), Value::Object(facts));
    Ok(Value::Object(kept))
}

fn keep_path(path: &Value) -> Result<Value> {
    let path = object(path, "apis[]")?;
    let mut kept = pick(path, &["path"]);
    let operations = optional(path.get("operations"), "apis[].operations")?;
    kept.insert(
        "operations".to_owned(),
        operations
            .iter()
            .map(keep_operation)
            .collect::<Result<_>>()?,
    );
    Ok(Value::Object(kept))
}

fn keep_operation(operation: &Value) -> Result<Value> {
    let operation = object(operation, "apis[].operations[]")?;
    let mut kept = pick(operation, OPERATION);
    let place = "apis[].operations[].parameters";
    let parameters = optional(operation.get("parameters"), place)?;
    kept.insert("parameters".to_owned(), keep_each(parameters, PARAMETER));
    if let Some(Value::Array(actions)) = operation.get("iamActions") {
        kept.insert("iamActions".to_owned(), keep_each(actions, ACTION));
    }
    if let Some(Value::Object(status)) = operation.get("apiStatus") {
        kept.insert("apiStatus".to_owned(), Value::Object(pick(status, STATUS)));
    }
    Ok(Value::Object(kept))
}

fn keep_model(name: &str, model: &Value) -> Result<Value> {
    let model = object(model, name)?;
    let mut kept = pick(model, MODEL);
    if let Some(Value::Object(properties)) = model.get("properties") {
        let properties = properties.iter().map(|(name, property)| {
            let facts = property.as_object().map(|map| pick(map, PROPERTY));
            (name.clone(), Value::Object(facts.unwrap_or_default()))
        });
        kept.insert("properties".to_owned(), Value::Object(properties.collect()));
    }
    Ok(Value::Object(kept))
}

fn keep_each(items: &[Value], keys: &[&str]) -> Value {
    items
        .iter()
        .filter_map(Value::as_object)
        .map(|item| Value::Object(pick(item, keys)))
        .collect()
}

/// Entries of `map` under `keys`; a key whose value is null says nothing and is left out.
fn pick(map: &Map<String, Value>, keys: &[&str]) -> Map<String, Value> {
    keys.iter()
        .filter_map(|key| Some(((*key).to_owned(), map.get(*key)?.clone())))
        .filter(|(_, value)| !value.is_null())
        .collect()
}

fn object<'a>(value: &'a Value, place: &str) -> Result<&'a Map<String, Value>> {
    value.as_object().ok_or_else(|| Error::Document {
        place: place.to_owned(),
        what: "not an object, so this is not a native API description".to_owned(),
    })
}

/// The items of a list that may be missing or `null`, as `native` reads it.
fn optional<'a>(value: Option<&'a Value>, place: &str) -> Result<&'a [Value]> {
    match value {
        None | Some(Value::Null) => Ok(&[]),
        value => array(value, place),
    }
}

fn array<'a>(value: Option<&'a Value>, place: &str) -> Result<&'a [Value]> {
    value
        .and_then(Value::as_array)
        .map(Vec::as_slice)
        .ok_or_else(|| Error::Document {
            place: place.to_owned(),
            what: "not a list, so this is not a native API description".to_owned(),
        })
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
        assert_eq!(keep(&native).unwrap(), expected);
    }

    #[test]
    fn a_page_that_is_no_description_is_refused() {
        let error = keep(&json!({"message": "not found"})).unwrap_err();
        assert_eq!(
            error.to_string(),
            "apis: not a list, so this is not a native API description"
        );
    }
}
