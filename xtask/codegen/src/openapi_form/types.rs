//! Native types of schemas, and what could not be said about them.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use crate::native::list;
use crate::scalars::PRIMITIVES;

/// The document's schemas, and what was noticed on the way.
pub(super) struct Types<'a> {
    schemas: &'a Map<String, Value>,
    warnings: Vec<String>,
}

impl<'a> Types<'a> {
    pub(super) fn new(schemas: &'a Map<String, Value>) -> Self {
        Self {
            schemas,
            warnings: Vec::new(),
        }
    }

    pub(super) fn warn(&mut self, warning: String) {
        self.warnings.push(warning);
    }

    pub(super) fn warnings(self) -> Vec<String> {
        self.warnings
    }

    /// The native name of a component: `A_B` is the generic `A<B>` when B is a type itself.
    pub(super) fn name(&self, component: &str) -> String {
        for (at, _) in component.match_indices('_') {
            let (template, rest) = component.split_at(at);
            let argument = rest.get(1..).unwrap_or_default();
            if self.schemas.contains_key(argument) || PRIMITIVES.contains(&argument) {
                return format!("{template}<{argument}>");
            }
        }
        component.to_owned()
    }

    /// The native type of a schema; `place` names who uses it.
    pub(super) fn of(&mut self, schema: &Value, place: &str) -> String {
        if let Some(component) = reference(schema) {
            return self.name(component);
        }
        let kind = schema.get("type").and_then(Value::as_str);
        let format = schema.get("format").and_then(Value::as_str);
        let values = schema.get("additionalProperties");
        match (kind, format) {
            (Some("boolean"), _) => "boolean".to_owned(),
            (Some("number"), _) => "double".to_owned(),
            (Some("integer"), Some("int32")) => "int".to_owned(),
            (Some("integer"), _) => "long".to_owned(),
            (Some("string"), format) => self.text(format, place),
            (Some("array"), _) => list(&self.inner(schema.get("items"), place)),
            (Some("object"), _) if values.is_some_and(Value::is_object) => {
                format!("map[string]{}", self.inner(values, place))
            }
            _ => self.any(place),
        }
    }

    fn any(&mut self, place: &str) -> String {
        let lost = "has a schema that no native type renders to";
        self.warn(format!("{place} {lost}: it has become `any`"));
        "any".to_owned()
    }

    /// What is inside a list or a map; an empty schema is the rendering of `void`.
    fn inner(&mut self, schema: Option<&Value>, place: &str) -> String {
        match schema {
            Some(schema) if schema.as_object().is_some_and(|map| !map.is_empty()) => {
                self.of(schema, place)
            }
            _ => "void".to_owned(),
        }
    }

    fn text(&mut self, format: Option<&str>, place: &str) -> String {
        match format {
            None => "string".to_owned(),
            Some("date-time") => "datetime".to_owned(),
            Some(known @ ("password" | "date" | "uuid" | "duration")) => known.to_owned(),
            Some(unknown) => {
                self.warn(format!(
                    "{place} has the unknown format `{unknown}`: it has become `string`"
                ));
                "string".to_owned()
            }
        }
    }
}

/// Copies a value, if it is there, to another key of another object.
pub(super) fn copy(from: &Value, key: &str, to: &mut Value, as_key: &str) {
    if let (Some(value), Value::Object(to)) = (from.get(key), to) {
        to.insert(as_key.to_owned(), value.clone());
    }
}

/// The texts of a list.
pub(super) fn texts(list: Option<&Value>) -> BTreeSet<&str> {
    let items = list.and_then(Value::as_array).into_iter().flatten();
    items.filter_map(Value::as_str).collect()
}

/// The component that a schema is, alone or with facts beside it.
fn reference(schema: &Value) -> Option<&str> {
    let inner = match schema.get("allOf").and_then(Value::as_array) {
        Some(all) => all.first().filter(|_| all.len() == 1)?,
        None => schema,
    };
    let reference = inner.get("$ref").and_then(Value::as_str)?;
    reference.strip_prefix("#/components/schemas/")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn every_schema_of_a_rendering_has_a_native_type() {
        let reference = |name: &str| json!({"$ref": format!("#/components/schemas/{name}")});
        let map = |value: Value| json!({"type": "object", "additionalProperties": value});
        let list = |item: Value| json!({"type": "array", "items": item});
        let cases = [
            (json!({"type": "integer", "format": "int64"}), "long"),
            (json!({"type": "integer", "format": "int32"}), "int"),
            (json!({"type": "string", "format": "date-time"}), "datetime"),
            (
                json!({"type": "string", "format": "password", "nullable": true}),
                "password",
            ),
            (reference("ip"), "ip"),
            (
                json!({"allOf": [reference("a.B")], "nullable": true}),
                "a.B",
            ),
            (reference("a.U_long"), "a.U<long>"),
            (reference("a.U_a.B"), "a.U<a.B>"),
            (reference("a.with_underscore"), "a.with_underscore"),
            (list(list(reference("a.B"))), "a.B[][]"),
            (map(list(json!({"type": "string"}))), "map[string]string[]"),
            (list(map(json!({"type": "string"}))), "[]map[string]string"),
            (map(json!({})), "map[string]void"),
        ];
        let schemas = Map::from_iter([("a.B".to_owned(), json!({}))]);
        let mut types = Types::new(&schemas);
        for (schema, expected) in cases {
            assert_eq!(types.of(&schema, "p"), expected, "{schema}");
        }
        assert_eq!(types.warnings(), Vec::<String>::new());
    }
}
