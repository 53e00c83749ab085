//! Operations: parameters, body, answer, status and rights, the other way round.

use serde_json::{Value, json};

use super::names;
use super::types::Types;
use crate::badge;
use crate::operation::METHODS;

/// A path with its operations.
pub(super) fn path(path: &str, item: &Value, types: &mut Types) -> Value {
    let mut operations = Vec::new();
    for (method, rendered) in item.as_object().into_iter().flatten() {
        let place = format!("{} {path}", method.to_uppercase());
        match METHODS.contains(&method.as_str()) {
            true => operations.push(operation(method, rendered, &place, types)),
            false => types.warn(format!(
                "{place} is left out: the native form has GET, POST, PUT and DELETE only"
            )),
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
    let words = [
        ("description", "summary"),
        ("longDescription", "description"),
    ];
    for (key, rendered_key) in words.into_iter().chain([("iamActions", "x-iam-actions")]) {
        if let Some(value) = rendered.get(rendered_key) {
            native[key] = value.clone();
        }
    }
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
    let parameters = rendered.get("parameters").and_then(Value::as_array);
    let parameters = parameters.into_iter().flatten().map(|parameter| {
        let name = parameter.get("name").and_then(Value::as_str);
        let place = format!("parameter `{}` of {place}", name.unwrap_or_default());
        let written = types.of(parameter.get("schema").unwrap_or(&Value::Null), &place);
        let mut native = json!({"name": name, "paramType": parameter.get("in"),
            "dataType": written, "fullType": written,
            "required": parameter.get("required").is_some_and(|required| required == true)});
        if let Some(description) = parameter.get("description") {
            native["description"] = description.clone();
        }
        native
    });
    parameters.collect()
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
    let required = names(schema.get("required"));
    let parts = properties.iter().map(|(name, schema)| {
        let written = types.of(schema, &place);
        let mut part = json!({"name": name, "paramType": "body", "dataType": written,
            "fullType": written, "required": required.contains(name.as_str())});
        if let Some(description) = schema.get("description") {
            part["description"] = description.clone();
        }
        part
    });
    parts.collect()
}

fn answer(rendered: &Value, place: &str, types: &mut Types) -> String {
    let answers = rendered.get("responses").and_then(Value::as_object);
    let others = answers.into_iter().flatten();
    let others = others.filter(|(status, answer)| *status != "200" && content(answer).is_some());
    let others: Vec<_> = others.map(|(status, _)| status.as_str()).collect();
    if !others.is_empty() {
        types.warn(format!(
            "{place} loses what it answers with status {}",
            others.join(", ")
        ));
    }
    let schema = answers.and_then(|answers| content(answers.get("200")?));
    match schema {
        Some(schema) => types.of(schema, &format!("the answer of {place}")),
        None => "void".to_owned(),
    }
}

/// The classes of errors: an answer of another status than 200 has them as its description.
fn errors(rendered: &Value) -> Vec<&str> {
    let answers = rendered.get("responses").and_then(Value::as_object);
    let failures = answers.into_iter().flatten();
    let failures = failures.filter(|(status, _)| *status != "200");
    let classes = failures.filter_map(|(_, answer)| answer.get("description")?.as_str());
    classes.flat_map(|classes| classes.split(", ")).collect()
}

fn content(part: &Value) -> Option<&Value> {
    part.pointer("/content/application~1json/schema")
}

fn status(rendered: &Value, place: &str, types: &mut Types) -> Option<Value> {
    let badge = rendered.pointer("/x-badges/0")?;
    let fact = |key: &str| badge.get(key).and_then(Value::as_str).unwrap_or_default();
    let (color, label) = (fact("color"), fact("label"));
    let value = badge::status(color, label).unwrap_or_else(|| {
        let told = format!("{place} has a status that only its colour tells, {color}");
        types.warn(format!("{told}: it has become UNKNOWN"));
        "UNKNOWN"
    });
    let mut status = json!({"value": value});
    if value != label {
        status["description"] = json!(label);
    }
    let facts = [
        ("deprecatedDate", "x-deprecation-date"),
        ("deletionDate", "x-deletion-date"),
        ("replacement", "x-replacement-route"),
    ];
    for (key, rendered_key) in facts {
        if let Some(value) = rendered.get(rendered_key) {
            status[key] = value.clone();
        }
    }
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
