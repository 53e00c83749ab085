//! Native types of schemas, and what could not be said about them.

use std::collections::BTreeMap;

use crate::document::Schema;
use crate::native::list;
use crate::scalars::PRIMITIVES;

/// The document's schemas, and what was noticed on the way.
pub(super) struct Types<'a> {
    pub schemas: &'a BTreeMap<String, Schema>,
    pub warnings: Vec<String>,
}

impl<'a> Types<'a> {
    pub fn new(schemas: &'a BTreeMap<String, Schema>) -> Self {
        Self {
            schemas,
            warnings: Vec::new(),
        }
    }

    pub fn warn(&mut self, warning: String) {
        self.warnings.push(warning);
    }

    /// The native name of a component: `A_B` is the generic `A<B>` when B is a type itself.
    pub fn name(&self, component: &str) -> String {
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
    pub fn of(&mut self, schema: &Schema, place: &str) -> String {
        // With facts beside it, a reference is the one part of an `allOf`.
        let whole = match schema.all_of.as_slice() {
            [inner] => inner,
            _ => schema,
        };
        if let Some(component) = &whole.reference {
            return self.name(component);
        }
        match (schema.kind(), schema.format()) {
            ("boolean", _) => "boolean".to_owned(),
            ("number", _) => "double".to_owned(),
            ("integer", "int32") => "int".to_owned(),
            ("integer", _) => "long".to_owned(),
            ("string", format) => self.text(format, place),
            ("array", _) => list(&self.held(schema.items.as_deref(), place)),
            ("object", _) if schema.additional_properties.is_some() => {
                let value = self.held(schema.additional_properties.as_deref(), place);
                format!("map[string]{value}")
            }
            _ => {
                let lost = "has a schema that no native type renders to";
                self.warn(format!("{place} {lost}: it has become `any`"));
                "any".to_owned()
            }
        }
    }

    /// What is inside a list or a map; an empty schema is the rendering of `void`.
    fn held(&mut self, schema: Option<&Schema>, place: &str) -> String {
        match schema {
            Some(schema) if *schema != Schema::default() => self.of(schema, place),
            _ => "void".to_owned(),
        }
    }

    fn text(&mut self, format: &str, place: &str) -> String {
        let known = match format {
            "date-time" => "datetime",
            "password" | "date" | "uuid" | "duration" => format,
            "" => "string",
            unknown => {
                self.warn(format!(
                    "{place} has the unknown format `{unknown}`: it has become `string`"
                ));
                "string"
            }
        };
        known.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

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
        let schemas = BTreeMap::from([("a.B".to_owned(), Schema::default())]);
        let mut types = Types::new(&schemas);
        for (schema, expected) in cases {
            let read = serde_json::from_value(schema.clone()).unwrap();
            assert_eq!(types.of(&read, "p"), expected, "{schema}");
        }
        assert_eq!(types.warnings, Vec::<String>::new());
    }
}
