//! The generator's settings, all of them.

use std::collections::{BTreeMap, BTreeSet};

use progenitor::{GenerationSettings, HooksMode, InterfaceStyle, TypeImpl};
use quote::quote;
use schemars::schema::{InstanceType, SchemaObject};
use serde_json::{Value, json};

use crate::boxes::is_boxed;

/// Formats of text that have a type of their own.
const TEXT_TYPES: &[(&str, &str)] = &[
    // Keeps the offset and the text as it came, and accepts one without offset.
    ("date-time", "crate::types::DateTime"),
    // Never shown by `Debug`.
    ("password", "crate::types::Secret"),
];

/// A format of numbers and texts that some answers write the other way round.
const NUMBER_OR_TEXT: &str = "number-or-text";

/// Formats of text that stay text: what is answered departs from what they promise.
const TEXT: &[&str] = &["date", "duration", "uuid"];

/// Settings for the models that are only answered, of a document [`with_boxes`]: plain structs.
pub(super) fn types(document: &Value, sent: &BTreeSet<String>) -> GenerationSettings {
    let mut settings = common(document);
    replace(
        &mut settings,
        models(document).filter(|name| sent.contains(*name)),
    );
    for name in boxed(document) {
        let held = format!("::std::boxed::Box<crate::types::{name}>");
        settings.with_conversion(text(&box_format(name)), held, std::iter::empty());
    }
    settings
}

/// The document with a text of a format of its own wherever an answer holds a boxed model: the
/// generator has no boxes, but formats may have any type.
pub(super) fn with_boxes(mut document: Value) -> Value {
    let formats =
        boxed(&document).map(|name| (format!("#/components/schemas/{name}"), box_format(name)));
    let formats: BTreeMap<String, String> = formats.collect();
    let schemas = document
        .pointer_mut("/components/schemas")
        .and_then(Value::as_object_mut);
    let models = schemas.into_iter().flatten();
    let properties = models.filter_map(|(_, model)| model.get_mut("properties")?.as_object_mut());
    for (_, property) in properties.flatten() {
        // What may be null or absent is written in this way, see `tolerate`.
        let reference = property.pointer("/allOf/0/$ref").and_then(Value::as_str);
        if let Some(format) = reference.and_then(|reference| formats.get(reference)) {
            *property = json!({"type": "string", "format": format,
                "description": property.get("description"), "nullable": true});
        }
    }
    document
}

/// Names of the models that answers hold in a box.
fn boxed(document: &Value) -> impl Iterator<Item = &str> {
    let boxed = schemas(document).filter(|(_, schema)| is_boxed(schema));
    boxed.map(|(name, _)| name)
}

fn box_format(model: &str) -> String {
    format!("box-of-{model}")
}

/// Settings for the operations, and for the models that they send: builders, so that a new optional
/// parameter breaks no caller.
pub(super) fn client(document: &Value, sent: &BTreeSet<String>) -> GenerationSettings {
    let mut settings = common(document);
    settings
        .with_interface(InterfaceStyle::Builder)
        .with_inner_type(quote!(crate::transport::Transport))
        .with_hooks(HooksMode::Expected);
    replace(
        &mut settings,
        models(document).filter(|name| !sent.contains(*name)),
    );
    settings
}

/// The document with any 2xx as success: the API describes 200 alone and answers others too.
pub(super) fn any_success(mut document: Value) -> Value {
    let paths = document.get_mut("paths").and_then(Value::as_object_mut);
    let items = paths
        .into_iter()
        .flatten()
        .filter_map(|(_, item)| item.as_object_mut());
    for (_, operation) in items.flatten() {
        let responses = operation
            .get_mut("responses")
            .and_then(Value::as_object_mut);
        if let Some(responses) = responses
            && let Some(success) = responses.remove("200")
        {
            responses.insert("2XX".to_owned(), success);
        }
    }
    document
}

fn common(document: &Value) -> GenerationSettings {
    let mut settings = GenerationSettings::new();
    settings.with_derive("PartialEq");
    for (format, rust) in TEXT_TYPES {
        settings.with_conversion(text(format), rust, [TypeImpl::Display].into_iter());
    }
    for kind in [InstanceType::Integer, InstanceType::String] {
        settings.with_conversion(
            scalar(kind, NUMBER_OR_TEXT),
            "crate::types::NumberOrText",
            [TypeImpl::Display].into_iter(),
        );
    }
    for format in TEXT {
        settings.with_conversion(
            text(format),
            "::std::string::String",
            [TypeImpl::Display].into_iter(),
        );
    }
    for (name, schema) in schemas(document) {
        if let Some(rust) = plain_type(name, schema) {
            let impls = [TypeImpl::Display, TypeImpl::FromStr];
            settings.with_replacement(name, rust, impls.into_iter());
        }
    }
    settings
}

/// Models of the other run, by the path under which the crate publishes them.
fn replace<'a>(settings: &mut GenerationSettings, names: impl Iterator<Item = &'a str>) {
    for name in names {
        settings.with_replacement(name, format!("crate::types::{name}"), std::iter::empty());
    }
}

/// Names of the schemas that are structs.
fn models(document: &Value) -> impl Iterator<Item = &str> {
    let models = schemas(document).filter(|(name, schema)| plain_type(name, schema).is_none());
    models.map(|(name, _)| name)
}

/// The Rust type of a component that is no struct: a scalar, or an enum written by `enums`.
pub(super) fn plain_type(name: &str, schema: &Value) -> Option<String> {
    let kind = schema.get("type").and_then(Value::as_str);
    match (schema.get("enum"), kind) {
        (Some(_), Some("string")) => Some(format!("crate::types::{name}")),
        (Some(_), _) => Some("i64".to_owned()),
        (None, Some("string")) => Some("::std::string::String".to_owned()),
        (None, None) => Some("::serde_json::Value".to_owned()),
        _ => None,
    }
}

fn schemas(document: &Value) -> impl Iterator<Item = (&str, &Value)> {
    let schemas = document
        .pointer("/components/schemas")
        .and_then(Value::as_object);
    schemas
        .into_iter()
        .flatten()
        .map(|(name, schema)| (name.as_str(), schema))
}

fn text(format: &str) -> SchemaObject {
    scalar(InstanceType::String, format)
}

fn scalar(kind: InstanceType, format: &str) -> SchemaObject {
    SchemaObject {
        instance_type: Some(kind.into()),
        format: Some(format.to_owned()),
        ..SchemaObject::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_holds_a_marked_model_in_a_box_and_a_list_does_not() {
        let reference = json!({"$ref": "#/components/schemas/Blob"});
        let held = json!({"allOf": [reference], "description": "`blob`.", "nullable": true});
        let list = json!({"type": "array", "items": reference});
        let mut document = json!({"components": {"schemas": {
            "Blob": {"type": "object", "x-boxed": true},
            "Plan": {"type": "object", "properties": {"blob": held, "blobs": list}}}}});
        let boxes = with_boxes(document.clone());
        document["components"]["schemas"]["Plan"]["properties"]["blob"] = json!({
            "type": "string", "format": "box-of-Blob", "description": "`blob`.", "nullable": true});
        assert_eq!(boxes, document);
    }
}
