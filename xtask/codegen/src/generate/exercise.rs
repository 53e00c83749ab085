//! Lists every method of the client with its arguments, for the test that calls them all.
//!
//! The list is one macro call, and the test defines the macro: here stand names and types. It must
//! not decide how a method is called or what with.

use heck::ToSnakeCase;
use serde_json::Value;

use super::settings::plain_type;
use crate::operation::{Operation, content, rust_type};
use crate::tolerate::schema_name;

/// `operations! { … }` with a line for each operation, folded ones included:
///
/// ```text
/// get_cart "GET" "/order/cart/{cartId}" (cart_id "cartId" String) Cart;
/// ```
///
/// In parentheses stand the setter, the API's name and the type of each argument; the body is an
/// argument `body`. The type behind them is the answer's.
#[must_use]
pub fn exercise(document: &Value) -> String {
    let operations = Operation::all(document);
    let lines = operations
        .iter()
        .map(|operation| line(document, operation))
        .collect::<String>();
    format!("operations! {{\n{lines}}}\n")
}

fn line(document: &Value, operation: &Operation) -> String {
    let Operation {
        id, method, path, ..
    } = operation;
    let described = &document["paths"][path][method.to_lowercase()];
    let mut arguments = parameters(document, described);
    arguments.extend(body(document, operation, described));
    let answer = content(described["responses"].get("200"));
    let answer = answer.map_or_else(|| "()".to_owned(), |schema| written(document, schema));
    let arguments = arguments.join(", ");
    format!("{id} {method:?} {path:?} ({arguments}) {answer};\n")
}

fn parameters(document: &Value, described: &Value) -> Vec<String> {
    let declared = described.get("parameters").and_then(Value::as_array);
    let parameters = declared.into_iter().flatten().filter_map(|parameter| {
        let name = parameter.get("name")?.as_str()?;
        let kind = written(document, parameter.get("schema")?);
        Some(format!("{} {name:?} {kind}", setter(name)))
    });
    parameters.collect()
}

/// An inline body has the type that its operation is listed with.
fn body(document: &Value, operation: &Operation, described: &Value) -> Option<String> {
    let schema = content(described.get("requestBody"))?;
    let kind = match schema.get("properties") {
        Some(_) => operation.body.clone()?,
        None => written(document, schema),
    };
    Some(format!("body \"body\" {kind}"))
}

/// The name that the generator gives the setter of a parameter.
fn setter(name: &str) -> String {
    let name = name.to_snake_case();
    match syn::parse_str::<syn::Ident>(&name) {
        Ok(_) => name,
        Err(_) => name + "_",
    }
}

/// The Rust type of a schema in the client; enums of numbers and named scalars have no own one.
fn written(document: &Value, schema: &Value) -> String {
    if let Some(items) = schema.get("items") {
        return format!("Vec<{}>", written(document, items));
    }
    if let Some("password") = schema.get("format").and_then(Value::as_str) {
        return "Secret".to_owned();
    }
    let name = schema
        .get("$ref")
        .and_then(Value::as_str)
        .and_then(schema_name);
    let Some(name) = name else {
        return rust_type(schema);
    };
    let plain = plain_type(name, &document["components"]["schemas"][name]);
    plain.map_or_else(|| name.to_owned(), |path| last(&path))
}

/// `X` of `a::b::X`.
fn last(path: &str) -> String {
    path.rsplit("::").next().unwrap_or(path).to_owned()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_line_has_setters_names_and_types() {
        let reference = |name: &str| json!({"$ref": format!("#/components/schemas/{name}")});
        let parameter =
            |name: &str, schema: &Value| json!({"in": "query", "name": name, "schema": schema});
        let document = json!({
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
                "/b": {"get": {"operationId": "get_b", "responses": {"200": {}}}}}});
        let expected = "operations! {\n\
            create_a \"POST\" \"/a/{type}\" (type_ \"type\" String, date_from \"date.from\" DateTime, \
            ids \"ids\" Vec<i64>, ip \"ip\" String, status \"status\" Status, voucher \"voucher\" Secret, \
            body \"body\" CreateABody) Cart;\n\
            get_b \"GET\" \"/b\" () ();\n}\n";
        assert_eq!(exercise(&document), expected);
    }
}
