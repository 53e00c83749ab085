//! Separates what is sent from what is answered: a model that is both is sent as a body of its own.
//!
//! An answered model becomes tolerant, and as a body it would offer what only the API sets. It must
//! not touch the model itself.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use crate::operation::{METHODS, texts};
use crate::tolerate::{reachable, schema_name};

/// Replaces each body that is an answered model by those properties that the API does not set.
pub fn separate(document: &mut Value) {
    let answered = reachable(document, "responses");
    let schemas = document["components"]["schemas"].clone();
    let paths = document.get_mut("paths").and_then(Value::as_object_mut);
    for (_, item) in paths.into_iter().flatten() {
        for method in METHODS {
            let pointer = format!("/{method}/requestBody/content/application~1json/schema");
            if let Some(body) = item.pointer_mut(&pointer)
                && let Some(sent) = sent(body, &answered, &schemas)
            {
                *body = sent;
            }
        }
    }
}

fn sent(body: &Value, answered: &BTreeSet<String>, schemas: &Value) -> Option<Value> {
    let name = schema_name(body.get("$ref")?.as_str()?)?;
    let mut sent = schemas
        .get(name)
        .filter(|_| answered.contains(name))?
        .clone();
    let properties = sent.get_mut("properties")?.as_object_mut()?;
    properties.retain(|_, property| property.get("readOnly").is_none());
    let left: BTreeSet<_> = properties.keys().cloned().collect();
    let required = sent.get("required").map(texts).unwrap_or_default();
    let required: Vec<_> = required
        .into_iter()
        .filter(|name| left.contains(name))
        .collect();
    let facts: &mut Map<_, _> = sent.as_object_mut()?;
    facts.remove("x-native-name");
    facts.remove("required");
    if !required.is_empty() {
        facts.insert("required".to_owned(), required.into());
    }
    Some(sent)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

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
        let mut document = json!({
            "components": {"schemas": {"Method": method, "Sent": method}},
            "paths": {
                "/a": {"get": {"responses": {"200": content("Method")}},
                    "put": {"requestBody": content("Method")}},
                "/b": {"post": {"requestBody": content("Sent")}}}});
        let mut expected = document.clone();
        expected["paths"]["/a"]["put"]["requestBody"]["content"]["application/json"]["schema"] =
            json!({"type": "object", "required": ["text"], "properties": {"text": text}});
        separate(&mut document);
        assert_eq!(document, expected);
    }
}
