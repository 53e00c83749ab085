//! Reads an operation: parameters, body, answer, status and rights.

use serde_json::{Value, json};

use super::badge;
use super::types::{Types, copy, texts};

/// Methods that the native form has a word for.
const METHODS: &[&str] = &["get", "post", "put", "delete"];

/// A path with its operations.
pub(super) fn path(path: &str, item: &Value, types: &mut Types) -> Value {
    let mut operations = Vec::new();
    for (method, rendered) in item.as_object().into_iter().flatten() {
        let place = format!("{} {path}", method.to_uppercase());
        if METHODS.contains(&method.as_str()) {
            operations.push(operation(method, rendered, &place, types));
        } else {
            types.warn(format!(
                "{place} is left out: the native form has GET, POST, PUT and DELETE only"
            ));
        }
    }
    json!({"path": path, "operations": operations})
}

fn operation(method: &str, rendered: &Value, place: &str, types: &mut Types) -> Value {
    let mut parameters = parameters(rendered, place, types);
    parameters.extend(body(rendered, place, types));
    let mut native = json!({
        "httpMethod": method.to_uppercase(),
        "noAuthentication": rendered.get("security").is_none(),
        "parameters": parameters,
        "responseType": answer(rendered, place, types),
    });
    copy(rendered, "summary", &mut native, "description");
    copy(rendered, "description", &mut native, "longDescription");
    copy(rendered, "x-iam-actions", &mut native, "iamActions");
    let errors = errors(rendered);
    if !errors.is_empty() {
        native["errors"] = json!(errors);
    }
    if let Some(status) = status(rendered, place, types) {
        native["apiStatus"] = status;
    }
    native
}

fn parameters(rendered: &Value, place: &str, types: &mut Types) -> Vec<Value> {
    let mut parameters = Vec::new();
    let described = rendered.get("parameters").and_then(Value::as_array);
    for parameter in described.into_iter().flatten() {
        let name = parameter.get("name").and_then(Value::as_str);
        let place = format!("parameter `{}` of {place}", name.unwrap_or_default());
        let written = types.of(parameter.get("schema").unwrap_or(&Value::Null), &place);
        let mut native = json!({"name": name, "paramType": parameter.get("in"),
            "dataType": written, "fullType": written,
            "required": parameter.get("required") == Some(&Value::Bool(true))});
        copy(parameter, "description", &mut native, "description");
        parameters.push(native);
    }
    parameters
}

/// An inline object is several named parameters, anything else is one that has no name.
fn body(rendered: &Value, place: &str, types: &mut Types) -> Vec<Value> {
    let Some(schema) = rendered.get("requestBody").and_then(content) else {
        return Vec::new();
    };
    let place = format!("the body of {place}");
    let Some(properties) = schema.get("properties").and_then(Value::as_object) else {
        let written = types.of(schema, &place);
        return vec![
            json!({"paramType": "body", "dataType": written, "fullType": written, "required": true}),
        ];
    };
    let required = texts(schema.get("required"));
    let mut parts = Vec::new();
    for (name, schema) in properties {
        let written = types.of(schema, &place);
        let mut part = json!({"name": name, "paramType": "body", "dataType": written,
            "fullType": written, "required": required.contains(name.as_str())});
        copy(schema, "description", &mut part, "description");
        parts.push(part);
    }
    parts
}

fn answer(rendered: &Value, place: &str, types: &mut Types) -> String {
    let others: Vec<_> = failures(rendered)
        .filter(|(_, answer)| content(answer).is_some())
        .map(|(status, _)| status.as_str())
        .collect();
    if !others.is_empty() {
        types.warn(format!(
            "{place} loses what it answers with status {}",
            others.join(", ")
        ));
    }
    let success = rendered.pointer("/responses/200");
    match success.and_then(content) {
        Some(schema) => types.of(schema, &format!("the answer of {place}")),
        None => "void".to_owned(),
    }
}

/// The classes of errors: an answer of another status than 200 has them as its description.
fn errors(rendered: &Value) -> Vec<&str> {
    failures(rendered)
        .filter_map(|(_, answer)| answer.get("description")?.as_str())
        .flat_map(|classes| classes.split(", "))
        .collect()
}

/// What is answered with another status than 200.
fn failures(rendered: &Value) -> impl Iterator<Item = (&String, &Value)> {
    rendered
        .get("responses")
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
        .filter(|(status, _)| *status != "200")
}

fn content(part: &Value) -> Option<&Value> {
    part.pointer("/content/application~1json/schema")
}

fn status(rendered: &Value, place: &str, types: &mut Types) -> Option<Value> {
    let badge = rendered.pointer("/x-badges/0")?;
    let color = badge["color"].as_str().unwrap_or_default();
    let label = badge["label"].as_str().unwrap_or_default();
    let value = badge::status(color, label).unwrap_or_else(|| {
        types.warn(format!(
            "{place} has the status `{label}`, which the native form does not know (colour {color}): it has become UNKNOWN"
        ));
        "UNKNOWN"
    });
    let mut status = json!({"value": value});
    if value != label {
        status["description"] = json!(label);
    }
    copy(
        rendered,
        "x-deprecation-date",
        &mut status,
        "deprecatedDate",
    );
    copy(rendered, "x-deletion-date", &mut status, "deletionDate");
    copy(rendered, "x-replacement-route", &mut status, "replacement");
    Some(status)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_is_the_label_or_what_the_colour_stands_for() {
        let schemas = serde_json::Map::new();
        let cases = [
            (("blue", "ALPHA"), json!({"value": "ALPHA"})),
            (
                ("green", "Stable"),
                json!({"value": "PRODUCTION", "description": "Stable"}),
            ),
            (
                ("orange", "Odd one"),
                json!({"value": "UNKNOWN", "description": "Odd one"}),
            ),
        ];
        for ((color, label), expected) in cases {
            let rendered = json!({"x-badges": [{"color": color, "label": label}]});
            let found = status(&rendered, "GET /x", &mut Types::new(&schemas));
            assert_eq!(found, Some(expected), "{label}");
        }
    }
}
