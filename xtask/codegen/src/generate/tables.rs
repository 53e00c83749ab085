//! Writes what the client knows of the API at run time: a table of operations, and one of what they
//! exchange.
//!
//! Both have every operation and type of the description, whatever features are enabled, because
//! rights are looked up for calls that have no generated method, and such calls are checked too. They
//! are data, not code, which would have to be compiled: a line an operation or a type, fields
//! separated by tabs, read by `client::operation` and `client::description`.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::document::{Document, Operation, Parameter, Schema};
use crate::native::text;

/// The table of operations: method, path, name, feature, number of operations it folds, name of the
/// operation it is folded into, regions, whether it needs credentials, status, body, answer,
/// deprecation, deletion, replacement, then the IAM actions, those that are not required with a
/// question mark behind.
#[must_use]
pub fn operations(document: &Document) -> String {
    document
        .operations
        .iter()
        .map(|operation| row(document, operation))
        .collect()
}

fn row(document: &Document, operation: &Operation) -> String {
    let credentials = if operation.security.is_some() {
        "yes"
    } else {
        "no"
    };
    let mut fields = vec![
        operation.method.clone(),
        operation.path.clone(),
        operation.id.clone(),
        operation.feature.clone(),
        operation.folds.unwrap_or_default().to_string(),
        document
            .folded(operation)
            .map(|folded| folded.id.clone())
            .unwrap_or_default(),
        operation.regions.join(" "),
        credentials.to_owned(),
        operation.status.clone(),
        document.body_type(operation).unwrap_or_default(),
        operation.answer_type(),
        operation.deprecated_since.clone().unwrap_or_default(),
        operation.deletion.clone().unwrap_or_default(),
        operation.replacement.clone().unwrap_or_default(),
    ];
    for action in &operation.iam_actions {
        let mark = if action.is_required() { "" } else { "?" };
        fields.push(format!("{}{mark}", action.name));
    }
    line(&fields)
}

/// What operations exchange, operations first:
///
/// ```text
/// operation  name  body  answer  p!cartId:string  q?planCode:string  …
/// model  Rust name  native name  !planCode:string  ?-prices:[Price]  …
/// enum  Rust name  native name  value  …
/// numbers  Rust name  native name  value  …
/// ```
///
/// A parameter begins with its place (`p`ath, `q`uery, `h`eader). `!` is required, `?` is not; `-` is
/// set by the API alone, `~` may be null. A type is `[item]`, `{value of a map}`, a native scalar
/// such as `string` or `ipv4`, or the name of another line.
#[must_use]
pub fn exchanges(document: &Document) -> String {
    let exchanges = Exchanges {
        schemas: &document.schemas,
    };
    let mut operations = String::new();
    let mut types = String::new();
    for operation in &document.operations {
        let body = match operation.body() {
            None => String::new(),
            Some(inline) if inline.properties.is_some() => {
                let name = document.body_type(operation).unwrap_or_default();
                // A literal operation has the body of its folded one, which lists it.
                if operation.folded_into.is_none() {
                    types.push_str(&exchanges.model(&name, inline));
                }
                name
            }
            Some(body) => exchanges.type_of(body),
        };
        operations.push_str(&exchanges.operation(operation, body));
    }
    for (name, schema) in &document.schemas {
        if schema.properties.is_some() {
            types.push_str(&exchanges.model(name, schema));
        } else if let Some(values) = &schema.values {
            types.push_str(&enumeration(name, schema, values));
        }
    }
    operations + &types
}

struct Exchanges<'a> {
    schemas: &'a BTreeMap<String, Schema>,
}

impl Exchanges<'_> {
    fn operation(&self, operation: &Operation, body: String) -> String {
        let answer = operation.answer().map(|answer| self.type_of(answer));
        let mut fields = vec![
            "operation".to_owned(),
            operation.id.clone(),
            body,
            answer.unwrap_or_default(),
        ];
        let parameters = operation.parameters.iter().flatten();
        fields.extend(parameters.map(|parameter| self.parameter(parameter)));
        line(&fields)
    }

    fn parameter(&self, parameter: &Parameter) -> String {
        let place = parameter.place.get(..1).unwrap_or_default();
        let need = if parameter.required { '!' } else { '?' };
        let written = self.type_of(&parameter.schema);
        format!("{place}{need}{}:{written}", parameter.name)
    }

    fn model(&self, name: &str, schema: &Schema) -> String {
        let mut fields = vec!["model".to_owned(), name.to_owned(), native(schema)];
        for (name, property) in schema.properties.iter().flatten() {
            let is_required = schema.required.contains(name);
            let need = if is_required { "!" } else { "?" };
            let read_only = if property.read_only { "-" } else { "" };
            let nullable = if property.nullable { "~" } else { "" };
            let written = self.type_of(property);
            fields.push(format!("{need}{read_only}{nullable}{name}:{written}"));
        }
        line(&fields)
    }

    fn type_of(&self, schema: &Schema) -> String {
        if let Some(inner) = schema.all_of.first() {
            return self.type_of(inner);
        }
        if let Some(name) = &schema.reference {
            return self.referred(name);
        }
        match schema.kind() {
            "array" => format!("[{}]", self.held(schema.items.as_deref())),
            "object" => format!("{{{}}}", self.held(schema.additional_properties.as_deref())),
            _ => scalar(schema).to_owned(),
        }
    }

    /// The type of what a list or a map holds.
    fn held(&self, inner: Option<&Schema>) -> String {
        inner.map_or_else(|| "any".to_owned(), |inner| self.type_of(inner))
    }

    /// A model or an enum by its name, a scalar by its own.
    fn referred(&self, name: &str) -> String {
        let schema = self.schemas.get(name);
        match schema.filter(|schema| schema.properties.is_none() && schema.values.is_none()) {
            Some(alias) => native(alias),
            None => name.to_owned(),
        }
    }
}

/// An enum; other schemas without properties are scalars, which are written where they are used.
fn enumeration(name: &str, schema: &Schema, values: &[Value]) -> String {
    let has_numbers = values.iter().any(Value::is_number);
    let kind = if has_numbers { "numbers" } else { "enum" };
    let mut fields = vec![kind.to_owned(), name.to_owned(), native(schema)];
    fields.extend(values.iter().map(text));
    line(&fields)
}

fn native(schema: &Schema) -> String {
    schema.native_name.clone().unwrap_or_default()
}

/// The native name of a scalar.
fn scalar(schema: &Schema) -> &str {
    match (schema.kind(), schema.format()) {
        ("integer", _) => "long",
        ("number", _) => "double",
        ("boolean", _) => "boolean",
        ("string", "date-time") => "datetime",
        ("string", "number-or-text" | "") => "string",
        ("string", format) => format,
        _ => "any",
    }
}

fn line(fields: &[String]) -> String {
    fields.join("\t") + "\n"
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_row_has_every_fact_in_its_place() {
        let document = Document::of(json!({"paths": {"/order/cart": {"get": {
            "operationId": "list_cart", "x-feature": "core", "x-regions": ["eu", "ca"], "security": [], "x-status": "BETA",
            "x-replacement-route": "/order/basket",
            "x-iam-actions": [{"name": "a", "required": true}, {"name": "b", "required": false}]}}}}));
        let expected = "GET\t/order/cart\tlist_cart\tcore\t0\t\teu ca\tyes\tBETA\t\t()\t\t\t/order/basket\ta\tb?\n";
        assert_eq!(operations(&document), expected);
    }

    #[test]
    fn what_is_exchanged_is_written_once_for_each_operation_and_type() {
        let reference = |name: &str| json!({"$ref": format!("#/components/schemas/{name}")});
        let sent = |schema: Value| json!({"content": {"application/json": {"schema": schema}}});
        let parameters = json!([
            {"in": "path", "name": "cartId", "required": true, "schema": {"type": "string"}},
            {"in": "query", "name": "ips", "schema": {"type": "array", "items": reference("Ip")}}]);
        let inline = json!({"type": "object", "required": ["mode"], "properties":
            {"mode": reference("Mode"), "size": {"type": "integer", "nullable": true}}});
        let document = Document::of(json!({
            "paths": {"/order/{cartId}": {"post": {"operationId": "create_order", "parameters": parameters,
                "requestBody": sent(inline), "responses": {"200": sent(reference("Made"))}}}},
            "components": {"schemas": {
                "Ip": {"type": "string", "format": "ipv4", "x-native-name": "ip"},
                "Made": {"type": "object", "x-native-name": "order.Made", "properties":
                    {"at": {"type": "string", "format": "date-time", "readOnly": true},
                     "by": {"type": "object", "additionalProperties": {"type": "boolean"}}}},
                "Mode": {"type": "string", "enum": ["a", "b c"], "x-native-name": "order.ModeEnum"},
                "Size": {"type": "integer", "enum": [1, 2], "x-native-name": "order.SizeEnum"}}}}));
        let expected = "operation\tcreate_order\tCreateOrderBody\tMade\tp!cartId:string\tq?ips:[ip]\n\
                        model\tCreateOrderBody\t\t!mode:Mode\t?~size:long\n\
                        model\tMade\torder.Made\t?-at:datetime\t?by:{boolean}\n\
                        enum\tMode\torder.ModeEnum\ta\tb c\n\
                        numbers\tSize\torder.SizeEnum\t1\t2\n";
        assert_eq!(exchanges(&document), expected);
    }
}
