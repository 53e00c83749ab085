//! Reads an operation: parameters, body, answer, status and rights.

use serde_json::{Value, json};

use super::badge;
use super::types::Types;
use crate::document::{Operation, Response};

/// The native form of an operation.
pub(super) fn operation(rendered: &Operation, types: &mut Types<'_>) -> Value {
    let place = rendered.call();
    let mut parameters = parameters(rendered, &place, types);
    parameters.extend(body(rendered, &place, types));
    json!({
        "httpMethod": rendered.method,
        "noAuthentication": rendered.security.is_none(),
        "parameters": parameters,
        "responseType": answer(rendered, &place, types),
        "description": rendered.summary,
        "longDescription": rendered.description,
        "iamActions": rendered.iam_actions,
        "errors": errors(rendered),
        "apiStatus": status(rendered, &place, types),
    })
}

fn parameters(rendered: &Operation, place: &str, types: &mut Types<'_>) -> Vec<Value> {
    let mut parameters = Vec::new();
    for parameter in rendered.parameters.iter().flatten() {
        let place = format!("parameter `{}` of {place}", parameter.name);
        let written = types.of(&parameter.schema, &place);
        parameters.push(json!({"name": parameter.name, "paramType": parameter.place,
            "dataType": written, "fullType": written, "required": parameter.required,
            "description": parameter.description}));
    }
    parameters
}

/// An inline object is several named parameters, anything else is one that has no name.
fn body(rendered: &Operation, place: &str, types: &mut Types<'_>) -> Vec<Value> {
    let Some(schema) = rendered.body() else {
        return Vec::new();
    };
    let place = format!("the body of {place}");
    let Some(properties) = &schema.properties else {
        let written = types.of(schema, &place);
        return vec![
            json!({"paramType": "body", "dataType": written, "fullType": written, "required": true}),
        ];
    };
    let mut parts = Vec::new();
    for (name, property) in properties {
        let written = types.of(property, &place);
        parts.push(
            json!({"name": name, "paramType": "body", "dataType": written,
            "fullType": written, "required": schema.required.contains(name),
            "description": property.description}),
        );
    }
    parts
}

fn answer(rendered: &Operation, place: &str, types: &mut Types<'_>) -> String {
    let others: Vec<_> = failures(rendered)
        .filter(|(_, answer)| answer.content.is_some())
        .map(|(status, _)| status.as_str())
        .collect();
    if !others.is_empty() {
        let others = others.join(", ");
        types.warn(format!(
            "{place} loses what it answers with status {others}"
        ));
    }
    match rendered.answer() {
        Some(schema) => types.of(schema, &format!("the answer of {place}")),
        None => "void".to_owned(),
    }
}

/// The classes of errors: an answer of another status than 200 has them as its description.
fn errors(rendered: &Operation) -> Option<Vec<&str>> {
    let classes = failures(rendered).flat_map(|(_, answer)| answer.description.split(", "));
    let errors: Vec<_> = classes.filter(|class| !class.is_empty()).collect();
    (!errors.is_empty()).then_some(errors)
}

/// What is answered with another status than 200.
fn failures(rendered: &Operation) -> impl Iterator<Item = (&String, &Response)> {
    rendered
        .responses
        .iter()
        .filter(|(status, _)| *status != "200")
}

fn status(rendered: &Operation, place: &str, types: &mut Types<'_>) -> Option<Value> {
    let badge = rendered.badges.first()?;
    let (color, label) = (&badge.color, &badge.label);
    let value = badge::status(color, label).unwrap_or_else(|| {
        types.warn(format!(
            "{place} has the status `{label}`, which the native form does not know (colour {color}): it has become UNKNOWN"
        ));
        "UNKNOWN"
    });
    Some(json!({
        "value": value,
        "description": (value != label).then_some(label),
        "deprecatedDate": rendered.deprecated_since,
        "deletionDate": rendered.deletion,
        "replacement": rendered.replacement,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_is_the_label_or_what_the_colour_stands_for() {
        let schemas = std::collections::BTreeMap::new();
        let cases = [
            (("blue", "ALPHA"), ("ALPHA", None)),
            (("green", "Stable"), ("PRODUCTION", Some("Stable"))),
            (("orange", "Odd one"), ("UNKNOWN", Some("Odd one"))),
        ];
        for ((color, label), (value, description)) in cases {
            let rendered = json!({"x-badges": [{"color": color, "label": label}]});
            let rendered = serde_json::from_value(rendered).unwrap();
            let found = status(&rendered, "GET /x", &mut Types::new(&schemas)).unwrap();
            assert_eq!(
                (&found["value"], &found["description"]),
                (&json!(value), &json!(description))
            );
        }
    }
}
