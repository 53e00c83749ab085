//! The generator's settings, all of them.

use std::collections::BTreeSet;

use progenitor::{GenerationSettings, HooksMode, InterfaceStyle, TypeImpl};
use quote::quote;
use schemars::schema::{InstanceType, SchemaObject};

use crate::document::{Document, Schema};

/// The format of numbers and texts that some answers write the other way round.
pub(super) const NUMBER_OR_TEXT: &str = "number-or-text";

/// What a format of texts or numbers is in Rust.
const FORMATS: &[(InstanceType, &str, &str)] = &[
    // Keeps the offset and the text as it came, and accepts one without offset.
    (InstanceType::String, "date-time", "crate::types::DateTime"),
    // Never shown by `Debug`.
    (InstanceType::String, "password", "crate::types::Secret"),
    (
        InstanceType::Integer,
        NUMBER_OR_TEXT,
        "crate::types::NumberOrText",
    ),
    (
        InstanceType::String,
        NUMBER_OR_TEXT,
        "crate::types::NumberOrText",
    ),
    // The API's answers do not always keep to these.
    (InstanceType::String, "date", "::std::string::String"),
    (InstanceType::String, "duration", "::std::string::String"),
    (InstanceType::String, "uuid", "::std::string::String"),
];

/// Settings for the models that are only answered, of a document [`with_boxes`]: plain structs.
pub(super) fn types(document: &Document, sent: &BTreeSet<String>) -> GenerationSettings {
    let mut settings = common(document);
    replace(&mut settings, document, |name| sent.contains(name));
    for (name, _) in document.schemas.iter().filter(|(_, schema)| schema.boxed) {
        let held = format!("::std::boxed::Box<crate::types::{name}>");
        let format = scalar(InstanceType::String, &box_format(name));
        settings.with_conversion(format, held, std::iter::empty());
    }
    settings
}

/// The document with a text of a format of its own wherever an answer holds a boxed model: the
/// generator has no boxes, but formats may have any type.
pub(super) fn with_boxes(mut document: Document) -> Document {
    let marked = document.schemas.iter().filter(|(_, schema)| schema.boxed);
    let boxed: BTreeSet<_> = marked.map(|(name, _)| name.clone()).collect();
    let models = document.schemas.values_mut();
    for (_, property) in models.flat_map(|model| model.properties.iter_mut().flatten()) {
        // What may be null or absent is written in this way, see `tolerate`.
        let held = property.all_of.first();
        let named = held.and_then(|held| held.reference.as_ref());
        if let Some(name) = named.filter(|name| boxed.contains(*name)) {
            *property = Schema {
                description: property.description.clone(),
                nullable: true,
                ..Schema::of_format("string", &box_format(name))
            };
        }
    }
    document
}

fn box_format(model: &str) -> String {
    format!("box-of-{model}")
}

/// Settings for the operations, and for the models that they send: builders, so that a new optional
/// parameter breaks no caller.
pub(super) fn client(document: &Document, sent: &BTreeSet<String>) -> GenerationSettings {
    let mut settings = common(document);
    settings
        .with_interface(InterfaceStyle::Builder)
        .with_inner_type(quote!(crate::transport::Transport))
        .with_hooks(HooksMode::Expected);
    replace(&mut settings, document, |name| !sent.contains(name));
    settings
}

/// The document with any 2xx as success: the API describes 200 alone and answers others too.
pub(super) fn any_success(mut document: Document) -> Document {
    for operation in &mut document.operations {
        if let Some(success) = operation.responses.remove("200") {
            operation.responses.insert("2XX".to_owned(), success);
        }
    }
    document
}

fn common(document: &Document) -> GenerationSettings {
    let mut settings = GenerationSettings::new();
    settings.with_derive("PartialEq");
    for (kind, format, rust) in FORMATS {
        let impls = [TypeImpl::Display];
        settings.with_conversion(scalar(*kind, format), rust, impls.into_iter());
    }
    for (name, schema) in &document.schemas {
        if let Some(rust) = plain_type(name, schema) {
            let impls = [TypeImpl::Display, TypeImpl::FromStr];
            settings.with_replacement(name, rust, impls.into_iter());
        }
    }
    settings
}

/// Takes models of the other run from where the crate publishes them.
fn replace(
    settings: &mut GenerationSettings,
    document: &Document,
    is_of_other_run: impl Fn(&str) -> bool,
) {
    for (name, schema) in &document.schemas {
        if plain_type(name, schema).is_none() && is_of_other_run(name) {
            settings.with_replacement(name, format!("crate::types::{name}"), std::iter::empty());
        }
    }
}

/// The Rust type of a component that is not a struct: a scalar, or an enum written by `enums`.
pub(super) fn plain_type(name: &str, schema: &Schema) -> Option<String> {
    match (&schema.values, schema.kind()) {
        (Some(_), "string") => Some(format!("crate::types::{name}")),
        (Some(_), _) => Some("i64".to_owned()),
        (None, "string") => Some("::std::string::String".to_owned()),
        (None, "") => Some("::serde_json::Value".to_owned()),
        _ => None,
    }
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
    use serde_json::json;

    use super::*;

    #[test]
    fn an_answer_holds_a_marked_model_in_a_box_and_a_list_does_not() {
        let reference = json!({"$ref": "#/components/schemas/Blob"});
        let held = json!({"allOf": [reference], "description": "`blob`.", "nullable": true});
        let list = json!({"type": "array", "items": reference});
        let mut document = Document::of(json!({"components": {"schemas": {
            "Blob": {"type": "object", "x-boxed": true},
            "Plan": {"type": "object", "properties": {"blob": held, "blobs": list}}}}}));
        let boxes = with_boxes(document.clone());
        *document.property_mut("Plan", "blob").unwrap() = Schema {
            description: Some("`blob`.".to_owned()),
            nullable: true,
            ..Schema::of_format("string", "box-of-Blob")
        };
        assert_eq!(boxes, document);
    }
}
