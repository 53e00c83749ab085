//! Prepares rendered sections for code generation: one document with names, corrections, folds.
//!
//! The steps stand in the order in which they must run. Everything that is decided about the
//! description is decided here, when it is vendored; building only selects and generates.

use std::collections::BTreeMap;

use heck::ToUpperCamelCase;
use serde_json::{Map, Value, json};

use crate::badge;
use crate::boxes;
use crate::correct::{correct, where_it_applies};
use crate::document;
use crate::error::{Error, Result};
use crate::fold::{self, Expected, fold};
use crate::names::{self, Names};
use crate::operation::{METHODS, answer, feature};
use crate::regions::{Regional, unite};
use crate::separate::separate;
use crate::tolerate::{schema_name, tolerate};

/// One rendered section of one region.
#[derive(Clone, Debug)]
pub struct Section {
    /// `eu`, `ca` or `us`.
    pub region: String,
    /// Path of the section, such as `/order`.
    pub path: String,
    /// Its OpenAPI rendering.
    pub document: Value,
}

/// The document that `schema/openapi.json` holds. The first section's region is the base: where
/// regions differ its facts stand.
///
/// # Errors
/// Names that collide, sections that contradict each other, corrections that no longer apply.
pub fn prepare(sections: &[Section]) -> Result<Value> {
    let mut united = unite(&by_region(sections)?);
    correct(&mut united)?;
    named(united, Expected::All)
}

/// One section of any kind by itself, prepared in the same way: with the corrections and the
/// families that it has.
///
/// # Errors
/// Names that collide.
pub fn prepare_section(section: &Section) -> Result<Value> {
    let mut document = merge(&[section])?;
    where_it_applies(&mut document);
    named(document, Expected::Some)
}

/// The steps that follow the corrections.
fn named(mut document: Value, expected: Expected) -> Result<Value> {
    rename_types(&mut document)?;
    only_success(&mut document);
    state(&mut document);
    fold(&mut document, expected)?;
    name_operations(&mut document)?;
    separate(&mut document);
    tolerate(&mut document);
    boxes::mark(&mut document, expected)?;
    document::document(&mut document);
    Ok(document)
}

/// The merged sections of each region, in the order in which regions appear.
fn by_region(sections: &[Section]) -> Result<Vec<Regional>> {
    let mut regions: Vec<&str> = Vec::new();
    for section in sections {
        if !regions.contains(&section.region.as_str()) {
            regions.push(&section.region);
        }
    }
    let merged = regions.into_iter().map(|region| {
        let of_region = sections.iter().filter(|section| section.region == region);
        let of_region: Vec<_> = of_region.collect();
        Ok(Regional {
            region: region.to_owned(),
            sections: of_region
                .iter()
                .map(|section| section.path.clone())
                .collect(),
            document: merge(&of_region)?,
        })
    });
    merged.collect()
}

fn merge(sections: &[&Section]) -> Result<Value> {
    let paths = union(sections, "/paths", |path| format!("path {path}"))?;
    let schemas = union(sections, "/components/schemas", |name| {
        format!("model {name}")
    })?;
    let first = sections.first().map(|section| &section.document);
    let servers = first.and_then(|document| document.get("servers"));
    Ok(json!({
        "openapi": "3.0.0",
        "info": {"title": "the OVHcloud API to order", "version": "1.0"},
        "servers": servers,
        "components": {"schemas": schemas},
        "paths": paths,
    }))
}

fn union(sections: &[&Section], at: &str, what: fn(&str) -> String) -> Result<Map<String, Value>> {
    let mut all = Map::new();
    let mut owners: BTreeMap<&str, &str> = BTreeMap::new();
    for section in sections {
        let entries = section.document.pointer(at).and_then(Value::as_object);
        for (key, value) in entries.into_iter().flatten() {
            let before = all.insert(key.clone(), value.clone());
            let owner = owners.insert(key, &section.path);
            if before.is_some_and(|before| before != *value) {
                return Err(Error::Conflict {
                    what: what(key),
                    first: owner.unwrap_or_default().to_owned(),
                    second: section.path.clone(),
                });
            }
        }
    }
    Ok(all)
}

/// Names in the client's module `types` that are not made from a schema.
const RESERVED_TYPES: &[&str] = &["DateTime", "NumberOrText", "Secret", "UnknownValue"];

/// Gives every schema its Rust name and keeps the native one as `x-native-name`.
fn rename_types(document: &mut Value) -> Result<()> {
    let mut names = Names::default();
    for reserved in RESERVED_TYPES.iter().chain(&fold::products()) {
        names.give(reserved, "a type of the client itself")?;
    }
    let schemas = document
        .pointer_mut("/components/schemas")
        .and_then(Value::as_object_mut);
    let Some(schemas) = schemas.map(std::mem::take) else {
        return Ok(());
    };
    let mut renamed = Map::new();
    for (native, mut schema) in schemas {
        let name = names::type_name(&native);
        names.give(&name, &native)?;
        stable(&name)?;
        schema["x-native-name"] = json!(native);
        renamed.insert(name, schema);
    }
    document["components"]["schemas"] = Value::Object(renamed);
    rename_references(document);
    Ok(())
}

/// The generator makes its own Pascal case of a name; ours must already be that.
fn stable(name: &str) -> Result<()> {
    let generated = name.to_upper_camel_case();
    if generated == name {
        return Ok(());
    }
    Err(Error::Document {
        place: format!("type {name}"),
        what: format!("the generator would name it {generated}: add it to the chosen names"),
    })
}

fn rename_references(value: &mut Value) {
    match value {
        Value::Object(map) => {
            if let Some(Value::String(reference)) = map.get_mut("$ref")
                && let Some(native) = schema_name(reference)
            {
                *reference = format!("#/components/schemas/{}", names::type_name(native));
            }
            map.values_mut().for_each(rename_references);
        }
        Value::Array(items) => items.iter_mut().for_each(rename_references),
        _ => {}
    }
}

/// Leaves out what is answered on failure: the client reads every error in the same way.
fn only_success(document: &mut Value) {
    for_each_operation(document, |_, _, operation| {
        let answers = operation
            .get_mut("responses")
            .and_then(Value::as_object_mut);
        if let Some(answers) = answers {
            answers.retain(|status, _| status == "200");
        }
    });
}

/// Replaces the coloured badge of OVHcloud's rendering by the status it stands for; the badge's
/// label may be a sentence.
fn state(document: &mut Value) {
    for_each_operation(document, |_, _, operation| {
        let badge = operation
            .as_object_mut()
            .and_then(|map| map.remove("x-badges"));
        let Some(badge) = badge.as_ref().and_then(|badges| badges.get(0)) else {
            return;
        };
        let fact = |key: &str| badge.get(key).and_then(Value::as_str).unwrap_or_default();
        let status = badge::status(fact("color"), fact("label"));
        operation["x-status"] = json!(status.unwrap_or("UNKNOWN"));
    });
}

fn name_operations(document: &mut Value) -> Result<()> {
    let mut names = Names::default();
    let mut outcome = Ok(());
    for_each_operation(document, |path, method, operation| {
        let folded = operation.get("x-folds").is_some();
        let name = match folded {
            true => folded_name(method, path, operation),
            false => names::operation(method, path, answers_list(operation)),
        };
        if let Err(error) = names.give(&name, &format!("{method} {path}")) {
            outcome = Err(error);
        }
        operation["operationId"] = json!(name);
        operation["x-feature"] = json!(feature(path, folded));
    });
    outcome
}

/// In a folded operation's name `product` is a word like a segment.
fn folded_name(method: &str, path: &str, operation: &Value) -> String {
    names::operation(
        method,
        &path.replace("{product}", "product"),
        answers_list(operation),
    )
}

fn answers_list(operation: &Value) -> bool {
    answer(operation).starts_with("Vec<")
}

fn for_each_operation(document: &mut Value, mut act: impl FnMut(&str, &str, &mut Value)) {
    let paths = document.get_mut("paths").and_then(Value::as_object_mut);
    for (path, item) in paths.into_iter().flatten() {
        for method in METHODS {
            if let Some(operation) = item.get_mut(method) {
                act(path, &method.to_uppercase(), operation);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn section(path: &str, schema: &Value) -> Section {
        let document = json!({"paths": {}, "components": {"schemas": {"a.Shared": schema}}});
        Section {
            region: "eu".to_owned(),
            path: path.to_owned(),
            document,
        }
    }

    #[test]
    fn sections_that_agree_are_merged_and_those_that_do_not_are_named() {
        let text = json!({"type": "string"});
        let agreeing = [&section("/order", &text), &section("/me", &text)];
        assert_eq!(
            merge(&agreeing).unwrap()["components"]["schemas"],
            json!({"a.Shared": text})
        );
        let contradicting = [
            &section("/order", &text),
            &section("/me", &json!({"type": "object"})),
        ];
        assert_eq!(
            merge(&contradicting).unwrap_err().to_string(),
            "model a.Shared is described differently in /order and /me"
        );
    }

    #[test]
    fn types_and_their_references_are_renamed_together() {
        let mut document = json!({"components": {"schemas": {
            "order.cart.Item": {"properties": {"price": {"$ref": "#/components/schemas/order.Price"}}},
            "order.Price": {"type": "object"}}}});
        rename_types(&mut document).unwrap();
        let expected = json!({
            "CartItem": {"x-native-name": "order.cart.Item",
                "properties": {"price": {"$ref": "#/components/schemas/Price"}}},
            "Price": {"x-native-name": "order.Price", "type": "object"}});
        assert_eq!(document["components"]["schemas"], expected);
    }
}
