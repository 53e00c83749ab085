//! The operations of a prepared document as plain facts, for everything that lists them.

use std::collections::BTreeMap;

use heck::{AsKebabCase, ToUpperCamelCase};
use serde_json::Value;

use crate::names;

/// Methods an operation can have, as OpenAPI writes them.
pub const METHODS: &[&str] = &["get", "post", "put", "delete"];

/// One operation of a prepared document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Operation {
    /// `GET`, `POST`, `PUT` or `DELETE`.
    pub method: String,
    /// Path template, such as `/order/cart/{cartId}`.
    pub path: String,
    /// Name of the Rust method.
    pub id: String,
    /// Cargo feature that enables the method.
    pub feature: String,
    /// Rust type of the body.
    pub body: Option<String>,
    /// Rust type of the answer; `()` when there is none.
    pub answer: String,
    /// The folded operation this is an instance of.
    pub folded_into: Option<Folded>,
    /// Of how many literal operations this is the folded form; 0 for an operation of the API.
    pub folds: u64,
    /// Regions whose API has it: `eu`, `ca`, `us`.
    pub regions: Vec<String>,
    /// Whether the API refuses it without credentials.
    pub authenticated: bool,
    /// Life-cycle status, such as `PRODUCTION`.
    pub status: String,
    /// IAM actions: name and whether it is required.
    pub iam_actions: Vec<(String, bool)>,
    /// When it was deprecated.
    pub deprecated: Option<String>,
    /// When it will be, or was to be, deleted.
    pub deletion: Option<String>,
    /// Path that replaces it.
    pub replacement: Option<String>,
}

/// Which folded operation a literal one is an instance of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Folded {
    /// Path template of the folded operation, with `{product}`.
    pub path: String,
    /// The product's value.
    pub product: String,
}

impl Operation {
    /// Every operation of the document by path and method, folded ones included.
    #[must_use]
    pub fn all(document: &Value) -> Vec<Self> {
        let paths = document.get("paths").and_then(Value::as_object);
        let items = paths.into_iter().flatten().flat_map(|(path, item)| {
            let methods = METHODS
                .iter()
                .filter_map(|method| Some((*method, item.get(method)?)));
            methods.map(move |(method, operation)| Self::read(path, method, operation))
        });
        let mut operations: Vec<_> = items.collect();
        operations.sort_by(|a, b| (&a.path, &a.method).cmp(&(&b.path, &b.method)));
        share_bodies(&mut operations);
        operations
    }

    fn read(path: &str, method: &str, operation: &Value) -> Self {
        let text = |key: &str| {
            operation
                .get(key)
                .and_then(Value::as_str)
                .map(str::to_owned)
        };
        let id = text("operationId").unwrap_or_default();
        Self {
            method: method.to_uppercase(),
            path: path.to_owned(),
            id: id.clone(),
            feature: text("x-feature").unwrap_or_default(),
            body: content(operation.get("requestBody")).map(|schema| body(schema, &id)),
            answer: answer(operation),
            folded_into: operation.get("x-folded-into").and_then(folded_into),
            folds: operation
                .get("x-folds")
                .and_then(Value::as_u64)
                .unwrap_or_default(),
            regions: operation.get("x-regions").map(texts).unwrap_or_default(),
            authenticated: operation.get("security").is_some(),
            status: text("x-status").unwrap_or_default(),
            iam_actions: iam_actions(operation),
            deprecated: text("x-deprecation-date"),
            deletion: text("x-deletion-date"),
            replacement: text("x-replacement-route"),
        }
    }
}

/// A literal operation takes the body of the folded one that it is an instance of: code is
/// generated for that alone.
fn share_bodies(operations: &mut [Operation]) {
    let folded = operations.iter().filter(|operation| operation.folds > 0);
    let bodies: BTreeMap<_, _> = folded
        .map(|folded| {
            let call = (folded.method.clone(), folded.path.clone());
            (call, folded.body.clone())
        })
        .collect();
    for operation in operations {
        let into = operation.folded_into.as_ref();
        let call = into.map(|into| (operation.method.clone(), into.path.clone()));
        if let Some(body) = call.and_then(|call| bodies.get(&call)) {
            operation.body.clone_from(body);
        }
    }
}

/// The Rust type of a body; the generator names an inline one after its operation.
fn body(schema: &Value, id: &str) -> String {
    match schema.get("properties") {
        Some(_) => format!("{}Body", id.to_upper_camel_case()),
        None => rust_type(schema),
    }
}

/// The Rust type that an operation answers.
pub(crate) fn answer(operation: &Value) -> String {
    let answer = operation
        .get("responses")
        .and_then(|responses| responses.get("200"));
    content(answer).map_or_else(|| "()".to_owned(), rust_type)
}

/// The JSON schema of a body or an answer.
pub(crate) fn content(part: Option<&Value>) -> Option<&Value> {
    part?.get("content")?.get("application/json")?.get("schema")
}

/// How the client writes a schema as a Rust type.
pub(crate) fn rust_type(schema: &Value) -> String {
    if let Some(reference) = schema.get("$ref").and_then(Value::as_str) {
        return reference.rsplit('/').next().unwrap_or(reference).to_owned();
    }
    if let Some(inner) = schema.get("allOf").and_then(|all| all.get(0)) {
        return rust_type(inner);
    }
    let kind = schema.get("type").and_then(Value::as_str);
    match (kind, schema.get("format").and_then(Value::as_str)) {
        (Some("array"), _) => format!(
            "Vec<{}>",
            schema.get("items").map_or("Value".to_owned(), rust_type)
        ),
        (Some("object"), _) => {
            let value = schema.get("additionalProperties");
            format!(
                "HashMap<String, {}>",
                value.map_or("Value".to_owned(), rust_type)
            )
        }
        (Some("integer"), Some("int32")) => "i32".to_owned(),
        (Some("integer"), _) => "i64".to_owned(),
        (Some("number"), _) => "f64".to_owned(),
        (Some("boolean"), _) => "bool".to_owned(),
        (Some("string"), Some("date-time")) => "DateTime".to_owned(),
        (Some("string"), _) => "String".to_owned(),
        _ => "Value".to_owned(),
    }
}

/// The texts of a list.
pub(crate) fn texts(list: &Value) -> Vec<String> {
    let items = list.as_array().into_iter().flatten();
    items.filter_map(Value::as_str).map(str::to_owned).collect()
}

fn folded_into(value: &Value) -> Option<Folded> {
    let text = |key: &str| value.get(key).and_then(Value::as_str).map(str::to_owned);
    Some(Folded {
        path: text("path")?,
        product: text("product")?,
    })
}

fn iam_actions(operation: &Value) -> Vec<(String, bool)> {
    let actions = operation.get("x-iam-actions").and_then(Value::as_array);
    let actions = actions.into_iter().flatten().filter_map(|action| {
        let name = action.get("name")?.as_str()?.to_owned();
        let required = action.get("required").and_then(Value::as_bool);
        Some((name, required.unwrap_or_default()))
    });
    actions.collect()
}

/// The feature that an operation belongs to: `core`, or its group in kebab case.
pub(crate) fn feature(path: &str, folded: bool) -> String {
    const CART: &[&str] = &["assign", "checkout", "coupon", "item", "summary"];
    let segments: Vec<_> = path.trim_matches('/').split('/').collect();
    let group = match segments.as_slice() {
        ["order", "catalog", ..] => "catalog",
        _ if folded => "core",
        ["order", "cart"] | ["order", "cart", _] => "core",
        ["order", "cart", _, below, ..] if CART.contains(below) => "core",
        ["order", group, ..] if names::parameter(group).is_none() => group,
        _ => "core",
    };
    AsKebabCase(group).to_string()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn features_are_the_groups_of_the_paths() {
        let cases = [
            ("/me/order/{orderId}", false, "core"),
            ("/order/cart", false, "core"),
            ("/order/cart/{cartId}/checkout", false, "core"),
            (
                "/order/cart/{cartId}/item/{itemId}/configuration",
                false,
                "core",
            ),
            ("/order/cart/{cartId}/vps", false, "cart"),
            ("/order/cart/{cartId}/{product}", true, "core"),
            ("/order/cartServiceOption/vps", false, "cart-service-option"),
            ("/order/catalog/public/{product}", true, "catalog"),
            (
                "/order/dedicatedCloud/{serviceName}",
                false,
                "dedicated-cloud",
            ),
        ];
        for (path, folded, expected) in cases {
            assert_eq!(feature(path, folded), expected, "{path}");
        }
    }

    #[test]
    fn a_literal_operation_takes_the_body_of_its_folded_one() {
        let inline = json!({"content": {"application/json": {"schema": {"properties": {}}}}});
        let operation = |id: &str| json!({"operationId": id, "requestBody": inline});
        let mut literal = operation("create_a_vps");
        literal["x-folded-into"] = json!({"path": "/a/{product}", "product": "vps"});
        let mut folded = operation("create_a_product");
        folded["x-folds"] = json!(2);
        let document = json!({"paths": {"/a/{product}": {"post": folded},
            "/a/vps": {"post": literal}, "/b": {"post": operation("create_b")}}});
        let operations = Operation::all(&document);
        let bodies: Vec<_> = operations.iter().map(|o| o.body.as_deref()).collect();
        let shared = Some("CreateAProductBody");
        assert_eq!(bodies, [shared, shared, Some("CreateBBody")]);
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
            assert_eq!(rust_type(&schema), expected, "{schema}");
        }
    }
}
