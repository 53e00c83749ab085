//! Lists every method of the client with its arguments, for the test that calls them all.
//!
//! The list is one macro call, and the test defines the macro: here stand names and types, there how
//! a method is called and what with.

use heck::ToSnakeCase;

use super::settings::plain_type;
use crate::aliases;
use crate::document::{Document, Operation, Parameter, Schema};
use crate::error::Result;

/// `operations! { … }` with a line for each operation, folded ones included:
///
/// ```text
/// get_cart "GET" "/order/cart/{cartId}" (cart_id "cartId" String) Cart;
/// ```
///
/// In parentheses stand the setter, the API's name and the type of each argument; the body is an
/// argument `body`. The type behind them is the answer's.
///
/// # Errors
/// [`Error::Collision`](crate::Error::Collision) as [`generate`](super::generate) has it.
pub fn exercise(document: &Document) -> Result<String> {
    let mut marked = document.clone();
    aliases::mark(&mut marked)?;
    let operations = marked.operations.iter();
    let lines: String = operations
        .map(|operation| line(document, operation))
        .collect();
    Ok(format!("operations! {{\n{lines}}}\n"))
}

fn line(document: &Document, operation: &Operation) -> String {
    let mut arguments = Vec::new();
    for Parameter { name, schema, .. } in operation.parameters.iter().flatten() {
        let described = aliases::unmarked(name).unwrap_or_else(|| name.clone());
        let kind = rust_type(document, schema);
        arguments.push(format!("{} {described:?} {kind}", setter(name)));
    }
    if let Some(body) = operation.body() {
        let kind = match document.body_type(operation) {
            Some(inline) if body.properties.is_some() => inline,
            _ => rust_type(document, body),
        };
        arguments.push(format!("body \"body\" {kind}"));
    }
    let answer = match operation.answer() {
        Some(schema) => rust_type(document, schema),
        None => "()".to_owned(),
    };
    format!(
        "{} {:?} {:?} ({}) {answer};\n",
        operation.id,
        operation.method,
        aliases::unmarked(&operation.path).unwrap_or_else(|| operation.path.clone()),
        arguments.join(", ")
    )
}

/// The name that the generator gives the setter of a parameter, and a field.
pub(super) fn setter(name: &str) -> String {
    let mut name = name.to_snake_case();
    if name.starts_with(|first: char| first.is_ascii_digit()) {
        name.insert(0, 'x');
    }
    // A keyword since 2024, which the parser does not know yet.
    let is_free = name != "gen" && syn::parse_str::<syn::Ident>(&name).is_ok();
    if is_free { name } else { name + "_" }
}

/// The Rust type of a schema in the client; enums of numbers and named scalars have no own one.
fn rust_type(document: &Document, schema: &Schema) -> String {
    if let Some(items) = &schema.items {
        return format!("Vec<{}>", rust_type(document, items));
    }
    if let Some(value) = &schema.additional_properties {
        let value = rust_type(document, value);
        return format!("std::collections::HashMap<String, {value}>");
    }
    if schema.format() == "password" {
        return "Secret".to_owned();
    }
    let named = schema.reference.as_ref();
    let plain = named.and_then(|name| plain_type(name, document.schemas.get(name)?));
    plain.map_or_else(|| schema.rust_type(), |path| last(&path))
}

/// `X` of `a::b::X`.
fn last(path: &str) -> String {
    path.rsplit("::").next().unwrap_or(path).to_owned()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    #[test]
    fn a_line_has_setters_names_and_types() {
        let reference = |name: &str| json!({"$ref": format!("#/components/schemas/{name}")});
        let parameter =
            |name: &str, schema: &Value| json!({"in": "query", "name": name, "schema": schema});
        let document = Document::of(json!({
            "components": {"schemas": {"Quantity": {"type": "integer", "enum": [1, 2]},
                "Status": {"type": "string", "enum": ["a"]}, "Ipv4": {"type": "string"}, "Cart": {"type": "object"}}},
            "paths": {
                "/a/{type}": {"post": {"operationId": "create_a",
                    "parameters": [parameter("type", &json!({"type": "string"})),
                        parameter("date.from", &json!({"type": "string", "format": "date-time"})),
                        parameter("ids", &json!({"type": "array", "items": reference("Quantity")})),
                        parameter("ip", &reference("Ipv4")), parameter("status", &reference("Status")),
                        parameter("voucher", &json!({"type": "string", "format": "password"}))],
                    "requestBody": {"content": {"application/json": {"schema": {"properties": {}}}}},
                    "responses": {"200": {"content": {"application/json": {"schema": reference("Cart")}}}}}},
                "/b": {"get": {"operationId": "get_b", "responses": {"200": {}}}}}}));
        let expected = "operations! {\n\
            create_a \"POST\" \"/a/{type}\" (type_ \"type\" String, date_from \"date.from\" DateTime, \
            ids \"ids\" Vec<i64>, ip \"ip\" String, status \"status\" Status, voucher \"voucher\" Secret, \
            body \"body\" CreateABody) Cart;\n\
            get_b \"GET\" \"/b\" () ();\n}\n";
        assert_eq!(exercise(&document).unwrap(), expected);
    }
}
