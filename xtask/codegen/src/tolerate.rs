//! Makes what is answered tolerant and leaves what is sent exact.
//!
//! The live API leaves out fields, answers `null` where none is described, and adds enum values. So
//! a schema that occurs in an answer has only optional, nullable properties, as are the values of its
//! maps, and its enums are open. An enum that is both sent and answered is open in both: a region may
//! know a value that its description lacks.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::operation::METHODS;

/// Marks the enums that occur in answers as open and their models' properties as optional.
pub fn tolerate(document: &mut Value) {
    let answered = reachable(document, "responses");
    let schemas = document
        .pointer_mut("/components/schemas")
        .and_then(Value::as_object_mut);
    for (name, schema) in schemas.into_iter().flatten() {
        if !answered.contains(name) {
            continue;
        }
        if schema.get("enum").is_some() {
            schema["x-open"] = json!(true);
        } else if let Some(model) = schema.as_object_mut() {
            model.remove("required");
            let properties = model.get_mut("properties").and_then(Value::as_object_mut);
            properties
                .into_iter()
                .flatten()
                .for_each(|(_, property)| nullable(property));
        }
    }
}

fn nullable(property: &mut Value) {
    if let Some(value) = property.get_mut("additionalProperties") {
        nullable(value);
    }
    if let Some(reference) = property.get("$ref").cloned() {
        *property = json!({"allOf": [{"$ref": reference}]});
    }
    property["nullable"] = json!(true);
}

/// Names of the schemas that are reached from one part (`responses`, `requestBody`) of any operation.
pub fn reachable(document: &Value, part: &str) -> BTreeSet<String> {
    let mut reached = BTreeSet::new();
    let paths = document.get("paths").and_then(Value::as_object);
    for item in paths.into_iter().flatten().map(|(_, item)| item) {
        let operations = METHODS.iter().filter_map(|method| item.get(method));
        for schema in operations.filter_map(|operation| operation.get(part)) {
            collect(document, schema, &mut reached);
        }
    }
    reached
}

fn collect(document: &Value, value: &Value, reached: &mut BTreeSet<String>) {
    match value {
        Value::Object(map) => {
            if let Some(name) = map
                .get("$ref")
                .and_then(Value::as_str)
                .and_then(schema_name)
                && reached.insert(name.to_owned())
            {
                let schema = document
                    .get("components")
                    .and_then(|c| c.get("schemas")?.get(name));
                schema
                    .into_iter()
                    .for_each(|schema| collect(document, schema, reached));
            }
            map.values()
                .for_each(|value| collect(document, value, reached));
        }
        Value::Array(items) => items
            .iter()
            .for_each(|item| collect(document, item, reached)),
        _ => {}
    }
}

/// `name` of `#/components/schemas/name`.
pub fn schema_name(reference: &str) -> Option<&str> {
    reference.strip_prefix("#/components/schemas/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_map_may_have_a_null_and_a_list_may_not() {
        let text = json!({"type": "string"});
        let mut map = json!({"type": "object", "additionalProperties": text});
        nullable(&mut map);
        let value = json!({"type": "string", "nullable": true});
        let expected = json!({"type": "object", "additionalProperties": value, "nullable": true});
        assert_eq!(map, expected);
        let mut list = json!({"type": "array", "items": text});
        nullable(&mut list);
        assert_eq!(
            list,
            json!({"type": "array", "items": text, "nullable": true})
        );
    }

    #[test]
    fn answers_become_tolerant_and_requests_stay_exact() {
        let model = |kind: &str| {
            json!({"type": "object", "required": ["e"], "properties":
                {"e": {"$ref": format!("#/components/schemas/{kind}Enum")}}})
        };
        let reference =
            |name: &str| json!({"schema": {"$ref": format!("#/components/schemas/{name}")}});
        let mut document = json!({
            "paths": {"/x": {"post": {"requestBody": reference("Sent"), "responses": reference("Answered")}}},
            "components": {"schemas": {"Sent": model("Sent"), "Answered": model("Answered"),
                "SentEnum": {"enum": ["a"]}, "AnsweredEnum": {"enum": ["a"]}}}});
        tolerate(&mut document);
        let expected = json!({"Sent": model("Sent"), "SentEnum": {"enum": ["a"]},
            "Answered": {"type": "object", "properties":
                {"e": {"allOf": [{"$ref": "#/components/schemas/AnsweredEnum"}], "nullable": true}}},
            "AnsweredEnum": {"enum": ["a"], "x-open": true}});
        assert_eq!(document["components"]["schemas"], expected);
    }
}
