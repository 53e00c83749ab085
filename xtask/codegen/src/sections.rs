//! Unites the sections of several regions into one document.
//!
//! The first region is the base: where regions describe the same thing differently its facts stand,
//! because it is the one with the newest description. What only another region has is added, and
//! every operation says in `x-regions` where it exists.

use std::collections::BTreeMap;

use serde_json::json;

use crate::document::{Document, Operation, Schema};
use crate::error::{Error, Result};

/// One rendered section of one region.
#[derive(Clone, Debug)]
pub struct Section {
    /// `eu`, `ca` or `us`.
    pub region: String,
    /// Path of the section, such as `/order`.
    pub path: String,
    /// Its rendering.
    pub document: Document,
}

/// The document of all regions.
///
/// # Errors
/// [`Error::Conflict`] when sections of one region contradict each other.
pub(crate) fn unite(sections: &[Section]) -> Result<Document> {
    let mut regions: Vec<Regional<'_>> = Vec::new();
    for section in sections {
        match regions.iter_mut().find(|one| one.region == section.region) {
            Some(regional) => regional.sections.push(section),
            None => regions.push(Regional {
                region: &section.region,
                sections: vec![section],
            }),
        }
    }
    let mut united: Option<Document> = None;
    for regional in &regions {
        let document = merge(&regional.sections)?;
        match &mut united {
            Some(united) => add_missing(united, document),
            None => united = Some(document),
        }
    }
    let mut united = united.unwrap_or_default();
    for operation in &mut united.operations {
        let exists = regions.iter().filter(|regional| regional.has(operation));
        operation.regions = exists.map(|regional| regional.region.to_owned()).collect();
    }
    Ok(united)
}

/// The document of sections of one region, where none has the last word.
///
/// # Errors
/// [`Error::Conflict`] when they contradict each other.
pub(crate) fn merge(sections: &[&Section]) -> Result<Document> {
    let mut operations: BTreeMap<_, (&Operation, &Section)> = BTreeMap::new();
    let mut schemas: BTreeMap<&String, (&Schema, &Section)> = BTreeMap::new();
    for section in sections {
        for operation in &section.document.operations {
            let call = (&operation.path, &operation.method);
            let before = operations.insert(call, (operation, section));
            let before = before.filter(|(before, _)| *before != operation);
            refuse(operation.call(), before.map(|(_, first)| first), section)?;
        }
        for (name, schema) in &section.document.schemas {
            let before = schemas.insert(name, (schema, section));
            let before = before.filter(|(before, _)| *before != schema);
            refuse(
                format!("model {name}"),
                before.map(|(_, first)| first),
                section,
            )?;
        }
    }
    let servers = sections.first().map(|first| first.document.servers.clone());
    Ok(Document {
        info: json!({"title": "the OVHcloud API to order", "version": "1.0"}),
        servers: servers.unwrap_or_default(),
        schemas: schemas
            .into_iter()
            .map(|(name, (schema, _))| (name.clone(), schema.clone()))
            .collect(),
        operations: operations
            .into_values()
            .map(|(operation, _)| operation.clone())
            .collect(),
    })
}

fn refuse(what: String, first: Option<&Section>, second: &Section) -> Result<()> {
    match first {
        None => Ok(()),
        Some(first) => Err(Error::Conflict {
            what,
            first: first.path.clone(),
            second: second.path.clone(),
        }),
    }
}

/// Adds what only another region has.
fn add_missing(united: &mut Document, other: Document) {
    for operation in other.operations {
        if united
            .operation(&operation.method, &operation.path)
            .is_none()
        {
            united.operations.push(operation);
        }
    }
    united.sort();
    for (name, schema) in other.schemas {
        match united.schemas.get_mut(&name) {
            Some(known) => widen(known, schema),
            None => {
                united.schemas.insert(name, schema);
            }
        }
    }
}

/// Adds values that an enum has elsewhere, and properties that a model has elsewhere; such a property
/// is not required, because not every region knows it.
fn widen(known: &mut Schema, other: Schema) {
    if let Some(values) = &mut known.values {
        for value in other.values.into_iter().flatten() {
            if !values.contains(&value) {
                values.push(value);
            }
        }
    }
    if let Some(properties) = &mut known.properties {
        for (name, property) in other.properties.into_iter().flatten() {
            properties.entry(name).or_insert(property);
        }
    }
}

/// The sections of one region.
struct Regional<'a> {
    region: &'a str,
    sections: Vec<&'a Section>,
}

impl Regional<'_> {
    /// Whether an operation exists here. A section that is not described for a region says nothing
    /// about it: its operations count as existing.
    fn has(&self, operation: &Operation) -> bool {
        let mut sections = self.sections.iter();
        if !sections.any(|section| is_within(&operation.path, &section.path)) {
            return true;
        }
        self.sections.iter().any(|section| {
            let found = section
                .document
                .operation(&operation.method, &operation.path);
            found.is_some()
        })
    }
}

/// Whether a path is a section or below it.
pub(crate) fn is_within(path: &str, section: &str) -> bool {
    path.strip_prefix(section)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    fn section(region: &str, path: &str, paths: &Value, schemas: &Value) -> Section {
        Section {
            region: region.to_owned(),
            path: path.to_owned(),
            document: Document::of(json!({"paths": paths, "components": {"schemas": schemas}})),
        }
    }

    #[test]
    fn sections_that_agree_are_merged_and_those_that_do_not_are_named() {
        let text = json!({"a.Shared": {"type": "string"}});
        let order = section("eu", "/order", &json!({}), &text);
        let agreeing = section("eu", "/me", &json!({}), &text);
        let merged = merge(&[&order, &agreeing]).unwrap();
        assert_eq!(merged.schemas, order.document.schemas);
        let object = json!({"a.Shared": {"type": "object"}});
        let contradicting = section("eu", "/me", &json!({}), &object);
        assert_eq!(
            merge(&[&order, &contradicting]).unwrap_err().to_string(),
            "model a.Shared is described differently in /order and /me"
        );
    }

    #[test]
    fn what_only_another_region_has_is_added_and_the_base_wins() {
        let integer = json!({"type": "integer"});
        let text = json!({"type": "string"});
        let summary = |summary: &str| json!({"summary": summary});
        let eu = section(
            "eu",
            "/order",
            &json!({"/order/a": {"get": summary("base")}}),
            &json!({"E": {"enum": ["x"]}, "M": {"required": ["p"], "properties": {"p": integer}}}),
        );
        let me = section("eu", "/me", &json!({"/me": {"get": {}}}), &json!({}));
        let us = section(
            "us",
            "/order",
            &json!({"/order/a": {"get": summary("other"), "post": {}}, "/order/b": {"get": {}}}),
            &json!({"E": {"enum": ["x", "y"]}, "N": {},
                "M": {"required": ["q"], "properties": {"p": text, "q": text}}}),
        );
        let united = unite(&[eu, me, us]).unwrap();
        let expected = Document::of(json!({
            "info": united.info,
            "paths": {
                "/me": {"get": {"x-regions": ["eu", "us"]}},
                "/order/a": {"get": {"summary": "base", "x-regions": ["eu", "us"]},
                    "post": {"x-regions": ["us"]}},
                "/order/b": {"get": {"x-regions": ["us"]}}},
            "components": {"schemas": {"E": {"enum": ["x", "y"]}, "N": {},
                "M": {"required": ["p"], "properties": {"p": integer, "q": text}}}}}));
        assert_eq!(united, expected);
    }

    #[test]
    fn a_section_is_told_from_one_that_begins_alike() {
        assert!(is_within("/order", "/order"));
        assert!(is_within("/order/a", "/order"));
        assert!(!is_within("/orders", "/order"));
    }
}
