//! Unites the descriptions of several regions into one document.
//!
//! The first region is the base: where regions describe the same thing differently its facts stand,
//! because it is the one with the newest description. What only another region has is added, and
//! every operation says in `x-regions` where it exists.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use crate::operation::METHODS;

/// One region's merged sections.
#[derive(Clone, Debug)]
pub(crate) struct Regional {
    /// `eu`, `ca` or `us`.
    pub(crate) region: String,
    /// Paths of its sections, such as `/order`.
    pub(crate) sections: Vec<String>,
    /// Its OpenAPI document.
    pub(crate) document: Value,
}

/// The document of all regions.
pub(crate) fn unite(regions: &[Regional]) -> Value {
    let mut united = regions
        .first()
        .map_or(Value::Null, |base| base.document.clone());
    for other in regions.iter().skip(1) {
        add_missing(&mut united, &other.document, "/components/schemas", schema);
        add_missing(&mut united, &other.document, "/paths", path);
    }
    mark(&mut united, regions);
    united
}

/// Adds what `other` has under `at` and `united` lacks; what both have is combined.
fn add_missing(united: &mut Value, other: &Value, at: &str, combine: fn(&mut Value, &Value)) {
    let known = united.pointer_mut(at).and_then(Value::as_object_mut);
    let Some(known) = known else { return };
    for (key, value) in other
        .pointer(at)
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
    {
        match known.get_mut(key) {
            Some(existing) => combine(existing, value),
            None => {
                known.insert(key.clone(), value.clone());
            }
        }
    }
}

/// Methods that a path has elsewhere alone.
fn path(known: &mut Value, other: &Value) {
    for (method, operation) in other.as_object().into_iter().flatten() {
        if known.get(method).is_none() {
            known[method] = operation.clone();
        }
    }
}

/// Values that an enum has elsewhere, and properties that a model has elsewhere; such a property is
/// not required, because not every region knows it.
fn schema(known: &mut Value, other: &Value) {
    if let Some(values) = known.get_mut("enum").and_then(Value::as_array_mut) {
        let elsewhere = other
            .get("enum")
            .and_then(Value::as_array)
            .into_iter()
            .flatten();
        let new: Vec<_> = elsewhere
            .filter(|value| !values.contains(value))
            .cloned()
            .collect();
        values.extend(new);
    }
    let elsewhere = other.get("properties").and_then(Value::as_object);
    if let Some(properties) = known.get_mut("properties").and_then(Value::as_object_mut) {
        let new = elsewhere.into_iter().flatten();
        let new: Vec<_> = new
            .filter(|(name, _)| !properties.contains_key(*name))
            .collect();
        properties.extend(
            new.into_iter()
                .map(|(name, schema)| (name.clone(), schema.clone())),
        );
    }
}

/// Writes where each operation exists. A section that is not described for a region says nothing
/// about it: its operations count as existing.
fn mark(united: &mut Value, regions: &[Regional]) {
    let paths = united.get_mut("paths").and_then(Value::as_object_mut);
    for (path, item) in paths.into_iter().flatten() {
        for method in METHODS {
            if let Some(operation) = item.get_mut(method).and_then(Value::as_object_mut) {
                let exists = regions.iter().filter(|region| region.has(path, method));
                let names: Vec<_> = exists.map(|region| region.region.as_str()).collect();
                operation.insert("x-regions".to_owned(), json!(names));
            }
        }
    }
}

impl Regional {
    fn has(&self, path: &str, method: &str) -> bool {
        let below = |section: &&String| {
            path.strip_prefix(section.as_str())
                .is_some_and(ends_segment)
        };
        if !self.sections.iter().any(|section| below(&section)) {
            return true;
        }
        let paths = self.document.get("paths").and_then(Value::as_object);
        paths
            .and_then(|paths: &Map<_, _>| paths.get(path)?.get(method))
            .is_some()
    }
}

fn ends_segment(rest: &str) -> bool {
    rest.is_empty() || rest.starts_with('/')
}

/// The regions that stand in a document.
#[must_use]
pub fn regions(document: &Value) -> BTreeSet<String> {
    let operations = crate::operation::Operation::all(document).into_iter();
    operations.flat_map(|operation| operation.regions).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn regional(region: &str, sections: &[&str], paths: &Value, schemas: &Value) -> Regional {
        Regional {
            region: region.to_owned(),
            sections: sections
                .iter()
                .map(|section| (*section).to_owned())
                .collect(),
            document: json!({"paths": paths, "components": {"schemas": schemas}}),
        }
    }

    #[test]
    fn what_only_another_region_has_is_added_and_the_base_wins() {
        let eu = regional(
            "eu",
            &["/order", "/me"],
            &json!({"/order/a": {"get": {"base": true}}, "/me": {"get": {}}}),
            &json!({"E": {"enum": ["x"]}, "M": {"required": ["p"], "properties": {"p": 1}}}),
        );
        let us = regional(
            "us",
            &["/order"],
            &json!({"/order/a": {"get": {"base": false}, "post": {}}, "/order/b": {"get": {}}}),
            &json!({"E": {"enum": ["x", "y"]}, "M": {"required": ["q"], "properties": {"p": 2, "q": 3}}, "N": {}}),
        );
        let expected = json!({
            "paths": {
                "/me": {"get": {"x-regions": ["eu", "us"]}},
                "/order/a": {"get": {"base": true, "x-regions": ["eu", "us"]}, "post": {"x-regions": ["us"]}},
                "/order/b": {"get": {"x-regions": ["us"]}}},
            "components": {"schemas": {"E": {"enum": ["x", "y"]},
                "M": {"required": ["p"], "properties": {"p": 1, "q": 3}}, "N": {}}}});
        assert_eq!(unite(&[eu, us]), expected);
    }

    #[test]
    fn a_section_is_told_from_one_that_begins_alike() {
        let eu = regional("eu", &["/order"], &json!({}), &json!({}));
        assert!(!eu.has("/order/a", "get"));
        assert!(eu.has("/orders", "get"));
    }
}
