//! Writes what operations exchange, as data that the client can look up at run time: their
//! parameters, and the types of bodies and answers.
//!
//! It has every operation and type of the description, whatever features are enabled, because calls
//! are checked against it that have no generated method. It is data, not code: a line an operation or
//! a type, fields separated by tabs, read by `client::description`.

use serde_json::{Map, Value};

use crate::operation::{Operation, content, texts};
use crate::tolerate::schema_name;

/// The lines, operations first:
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
pub fn exchanges(document: &Value, operations: &[Operation]) -> String {
    let schemas = document.pointer("/components/schemas");
    let exchanges = Exchanges {
        schemas: schemas.and_then(Value::as_object),
    };
    let mut lines = Vec::new();
    for operation in operations {
        let method = operation.method.to_lowercase();
        let stated = &document["paths"][&operation.path][method];
        lines.push(exchanges.operation(operation, stated));
        lines.extend(exchanges.inline_body(operation, stated));
    }
    let named = exchanges.schemas.into_iter().flatten();
    lines.extend(named.filter_map(|(name, schema)| exchanges.definition(name, schema)));
    lines.sort_by_key(|line| !line.starts_with("operation"));
    lines.concat()
}

struct Exchanges<'a> {
    schemas: Option<&'a Map<String, Value>>,
}

impl Exchanges<'_> {
    fn operation(&self, operation: &Operation, stated: &Value) -> String {
        let answer = stated
            .get("responses")
            .and_then(|answers| answers.get("200"));
        let inline = content(stated.get("requestBody")).is_some_and(is_inline);
        let body = match inline {
            true => operation.body.clone(),
            false => content(stated.get("requestBody")).map(|schema| self.written(schema)),
        };
        let mut fields = vec![
            "operation".to_owned(),
            operation.id.clone(),
            body.unwrap_or_default(),
            content(answer).map_or_else(String::new, |schema| self.written(schema)),
        ];
        let parameters = stated.get("parameters").and_then(Value::as_array);
        let parameters = parameters.into_iter().flatten();
        fields.extend(parameters.map(|parameter| self.parameter(parameter)));
        line(&fields)
    }

    fn parameter(&self, parameter: &Value) -> String {
        let text = |key: &str| parameter.get(key).and_then(Value::as_str);
        let place = text("in").and_then(|place| place.get(..1));
        let required = parameter.get("required").and_then(Value::as_bool);
        let need = if required == Some(true) { '!' } else { '?' };
        let written = parameter.get("schema").map(|schema| self.written(schema));
        format!(
            "{}{need}{}:{}",
            place.unwrap_or_default(),
            text("name").unwrap_or_default(),
            written.unwrap_or_default()
        )
    }

    /// The body that stands in its operation, under the name that the generator gives it.
    fn inline_body(&self, operation: &Operation, stated: &Value) -> Option<String> {
        let schema = content(stated.get("requestBody")).filter(|schema| is_inline(schema))?;
        if operation.folded_into.is_some() {
            // It has the type of the folded operation, which is listed with that.
            return None;
        }
        Some(self.model(operation.body.as_deref()?, schema))
    }

    /// A model or an enum; other schemas are scalars, which are written where they are used.
    fn definition(&self, name: &str, schema: &Value) -> Option<String> {
        if is_inline(schema) {
            return Some(self.model(name, schema));
        }
        let values = schema.get("enum")?.as_array()?;
        let numbers = values.iter().any(Value::is_number);
        let kind = if numbers { "numbers" } else { "enum" };
        let mut fields = vec![kind.to_owned(), name.to_owned(), native(schema)];
        let text = |value: &Value| value.as_str().map_or(value.to_string(), str::to_owned);
        fields.extend(values.iter().map(text));
        Some(line(&fields))
    }

    fn model(&self, name: &str, schema: &Value) -> String {
        let required: Vec<String> = schema.get("required").map(texts).unwrap_or_default();
        let properties = schema.get("properties").and_then(Value::as_object);
        let mut fields = vec!["model".to_owned(), name.to_owned(), native(schema)];
        for (name, property) in properties.into_iter().flatten() {
            let is = |key: &str| property.get(key).and_then(Value::as_bool) == Some(true);
            let need = if required.contains(name) { "!" } else { "?" };
            let read_only = if is("readOnly") { "-" } else { "" };
            let nullable = if is("nullable") { "~" } else { "" };
            let written = self.written(property);
            fields.push(format!("{need}{read_only}{nullable}{name}:{written}"));
        }
        line(&fields)
    }

    fn written(&self, schema: &Value) -> String {
        if let Some(inner) = schema.get("allOf").and_then(|all| all.get(0)) {
            return self.written(inner);
        }
        if let Some(reference) = schema.get("$ref").and_then(Value::as_str) {
            return self.referred(schema_name(reference).unwrap_or(reference));
        }
        let inner = |key: &str| {
            schema
                .get(key)
                .map_or("any".to_owned(), |inner| self.written(inner))
        };
        match schema.get("type").and_then(Value::as_str) {
            Some("array") => format!("[{}]", inner("items")),
            Some("object") => format!("{{{}}}", inner("additionalProperties")),
            _ => scalar(schema).to_owned(),
        }
    }

    /// A model or an enum by its name, a scalar by its own.
    fn referred(&self, name: &str) -> String {
        let schema = self.schemas.and_then(|schemas| schemas.get(name));
        match schema.filter(|schema| !is_inline(schema) && schema.get("enum").is_none()) {
            Some(alias) => native(alias),
            None => name.to_owned(),
        }
    }
}

fn is_inline(schema: &Value) -> bool {
    schema.get("properties").is_some()
}

fn native(schema: &Value) -> String {
    let native = schema.get("x-native-name").and_then(Value::as_str);
    native.unwrap_or_default().to_owned()
}

/// The native name of a scalar.
fn scalar(schema: &Value) -> &str {
    let format = schema.get("format").and_then(Value::as_str);
    match (schema.get("type").and_then(Value::as_str), format) {
        (Some("integer"), _) => "long",
        (Some("number"), _) => "double",
        (Some("boolean"), _) => "boolean",
        (Some("string"), Some("date-time")) => "datetime",
        (Some("string"), Some("number-or-text")) => "string",
        (Some("string"), format) => format.unwrap_or("string"),
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
    fn what_is_exchanged_is_written_once_for_each_operation_and_type() {
        let reference = |name: &str| json!({"$ref": format!("#/components/schemas/{name}")});
        let sent = |schema: Value| json!({"content": {"application/json": {"schema": schema}}});
        let parameters = json!([
            {"in": "path", "name": "cartId", "required": true, "schema": {"type": "string"}},
            {"in": "query", "name": "ips", "schema": {"type": "array", "items": reference("Ip")}}]);
        let inline = json!({"type": "object", "required": ["mode"], "properties":
            {"mode": reference("Mode"), "size": {"type": "integer", "nullable": true}}});
        let document = json!({
            "paths": {"/order/{cartId}": {"post": {"operationId": "create_order", "parameters": parameters,
                "requestBody": sent(inline), "responses": {"200": sent(reference("Made"))}}}},
            "components": {"schemas": {
                "Ip": {"type": "string", "format": "ipv4", "x-native-name": "ip"},
                "Made": {"type": "object", "x-native-name": "order.Made", "properties":
                    {"at": {"type": "string", "format": "date-time", "readOnly": true},
                     "by": {"type": "object", "additionalProperties": {"type": "boolean"}}}},
                "Mode": {"type": "string", "enum": ["a", "b c"], "x-native-name": "order.ModeEnum"},
                "Size": {"type": "integer", "enum": [1, 2], "x-native-name": "order.SizeEnum"}}}});
        let expected = "operation\tcreate_order\tCreateOrderBody\tMade\tp!cartId:string\tq?ips:[ip]\n\
                        model\tCreateOrderBody\t\t!mode:Mode\t?~size:long\n\
                        model\tMade\torder.Made\t?-at:datetime\t?by:{boolean}\n\
                        enum\tMode\torder.ModeEnum\ta\tb c\n\
                        numbers\tSize\torder.SizeEnum\t1\t2\n";
        assert_eq!(exchanges(&document, &Operation::all(&document)), expected);
    }
}
