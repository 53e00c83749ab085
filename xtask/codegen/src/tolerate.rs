//! Makes answers tolerant and keeps requests exact.
//!
//! The live API leaves out fields, answers `null` where none is described, and adds enum values. So
//! a schema that occurs in an answer has only optional, nullable properties, as are the values of its
//! maps, and its enums are open. An enum that is both sent and answered is open in both: a region may
//! know a value that its description lacks.

use std::collections::{BTreeMap, BTreeSet};

use crate::document::{Document, Operation, Schema};

/// Gives each body that is an answered model a schema of its own: those properties that the API does
/// not set, as exact as they are described. As the model itself it would become tolerant, and offer
/// what only the API sets.
pub(crate) fn separate(document: &mut Document) {
    let answered = document.reachable(Operation::answer);
    for operation in &mut document.operations {
        if let Some(body) = operation.body_mut()
            && let Some(sent) = sent(body, &answered, &document.schemas)
        {
            *body = sent;
        }
    }
}

fn sent(
    body: &Schema,
    answered: &BTreeSet<String>,
    schemas: &BTreeMap<String, Schema>,
) -> Option<Schema> {
    let name = body.reference.as_ref()?;
    let model = schemas.get(name).filter(|_| answered.contains(name))?;
    let mut properties = model.properties.clone()?;
    properties.retain(|_, property| !property.read_only);
    let mut required = model.required.clone();
    required.retain(|name| properties.contains_key(name));
    Some(Schema {
        native_name: None,
        properties: Some(properties),
        required,
        ..model.clone()
    })
}

/// Marks the enums that occur in answers as open and their models' properties as optional.
pub(crate) fn tolerate(document: &mut Document) {
    for name in document.reachable(Operation::answer) {
        let Some(schema) = document.schemas.get_mut(&name) else {
            continue;
        };
        if schema.values.is_some() {
            schema.open = true;
            continue;
        }
        schema.required.clear();
        let properties = schema.properties.iter_mut().flatten();
        properties.for_each(|(_, property)| nullable(property));
    }
}

fn nullable(property: &mut Schema) {
    if let Some(value) = &mut property.additional_properties {
        nullable(value);
    }
    // OpenAPI 3.0 ignores what stands beside a bare reference.
    if let Some(name) = property.reference.take() {
        property.all_of = vec![Schema::referring(&name)];
    }
    property.nullable = true;
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    #[test]
    fn an_answered_model_is_sent_without_what_the_api_sets() {
        let content = |name: &str| {
            let reference = format!("#/components/schemas/{name}");
            json!({"content": {"application/json": {"schema": {"$ref": reference}}}})
        };
        let text = json!({"type": "string"});
        let method = json!({"type": "object", "x-native-name": "me.Method", "required": ["id", "text"],
            "properties": {"id": {"type": "integer", "readOnly": true}, "text": text}});
        let given = json!({
            "components": {"schemas": {"Method": method, "Sent": method}},
            "paths": {
                "/a": {"get": {"responses": {"200": content("Method")}},
                    "put": {"requestBody": content("Method")}},
                "/b": {"post": {"requestBody": content("Sent")}}}});
        let mut expected = given.clone();
        expected["paths"]["/a"]["put"]["requestBody"]["content"]["application/json"]["schema"] =
            json!({"type": "object", "required": ["text"], "properties": {"text": text}});
        let mut document = Document::of(given);
        separate(&mut document);
        assert_eq!(document, Document::of(expected));
    }

    fn made_nullable(schema: Value) -> Value {
        let mut schema = serde_json::from_value(schema).unwrap();
        nullable(&mut schema);
        serde_json::to_value(schema).unwrap()
    }

    #[test]
    fn a_map_may_have_a_null_and_a_list_may_not() {
        let text = json!({"type": "string"});
        let value = json!({"type": "string", "nullable": true});
        assert_eq!(
            made_nullable(json!({"type": "object", "additionalProperties": text})),
            json!({"type": "object", "additionalProperties": value, "nullable": true})
        );
        assert_eq!(
            made_nullable(json!({"type": "array", "items": text})),
            json!({"type": "array", "items": text, "nullable": true})
        );
    }

    #[test]
    fn answers_become_tolerant_and_requests_stay_exact() {
        let model = |kind: &str| {
            json!({"type": "object", "required": ["e"], "properties":
                {"e": {"$ref": format!("#/components/schemas/{kind}Enum")}}})
        };
        let content = |name: &str| {
            let reference = format!("#/components/schemas/{name}");
            json!({"content": {"application/json": {"schema": {"$ref": reference}}}})
        };
        let mut document = Document::of(json!({
            "paths": {"/x": {"post": {"requestBody": content("Sent"),
                "responses": {"200": content("Answered")}}}},
            "components": {"schemas": {"Sent": model("Sent"), "Answered": model("Answered"),
                "SentEnum": {"enum": ["a"]}, "AnsweredEnum": {"enum": ["a"]}}}}));
        tolerate(&mut document);
        let expected = json!({"Sent": model("Sent"), "SentEnum": {"enum": ["a"]},
            "Answered": {"type": "object", "properties":
                {"e": {"allOf": [{"$ref": "#/components/schemas/AnsweredEnum"}], "nullable": true}}},
            "AnsweredEnum": {"enum": ["a"], "x-open": true}});
        assert_eq!(serde_json::to_value(document.schemas).unwrap(), expected);
    }
}
