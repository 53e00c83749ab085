//! Prepares a description for code generation: renders, corrects, names and folds it.
//!
//! Everything that is decided about a description is decided here, when it is vendored; building only
//! selects and generates.

use std::collections::BTreeMap;

use heck::ToUpperCamelCase;
use serde_json::json;

use crate::boxes;
use crate::correct::{Expected, correct};
use crate::describe::describe;
use crate::document::{Document, Operation, Schema};
use crate::error::{Error, Result};
use crate::fold::{self, fold};
use crate::names::{self, Names};
use crate::native::Description;
use crate::render::render;
use crate::tolerate::{separate, tolerate};

/// The document that code is generated from.
///
/// # Errors
/// Those of [`render`], names that collide, and corrections, families and boxes that no longer apply
/// though all are [`Expected`].
pub fn prepare(description: &Description, expected: Expected) -> Result<Document> {
    let mut document = render(description)?;
    document.info = json!({"title": "the OVHcloud API to order", "version": "1.0"});
    // Corrections go by native names.
    correct(&mut document, expected)?;
    rename_types(&mut document)?;
    // Folded operations get names like the others, and their literal ones a body before it is cut.
    fold(&mut document, expected)?;
    name_operations(&mut document)?;
    // A body is cut from its model while that is still as exact as it is described.
    separate(&mut document);
    tolerate(&mut document);
    // Boxes are for fields that may be absent, which `tolerate` decides.
    boxes::mark(&mut document, expected)?;
    describe(&mut document);
    Ok(document)
}

/// Names in the client's module `types` that are not made from a schema.
const RESERVED_TYPES: &[&str] = &["DateTime", "NumberOrText", "Secret", "UnknownValue"];

/// Gives every schema its Rust name and keeps the native one as `x-native-name`.
fn rename_types(document: &mut Document) -> Result<()> {
    let mut names = Names::default();
    for reserved in RESERVED_TYPES.iter().copied().chain(fold::products()) {
        names.give(reserved, "a type of the client itself")?;
    }
    let mut renamed = BTreeMap::new();
    for (native, mut schema) in std::mem::take(&mut document.schemas) {
        let name = names::type_name(&native);
        names.give(&name, &native)?;
        stable(&name)?;
        rename_references(&mut schema);
        schema.native_name = Some(native);
        renamed.insert(name, schema);
    }
    document.schemas = renamed;
    document
        .operations
        .iter_mut()
        .flat_map(Operation::schemas_mut)
        .for_each(rename_references);
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

fn rename_references(schema: &mut Schema) {
    if let Some(native) = &schema.reference {
        schema.reference = Some(names::type_name(native));
    }
    schema.inner_mut().for_each(rename_references);
}

fn name_operations(document: &mut Document) -> Result<()> {
    let mut names = Names::default();
    for operation in &mut document.operations {
        let is_folded = operation.folds.is_some();
        // In a folded operation's name `product` is a word like a segment.
        let path = if is_folded {
            operation.path.replace("{product}", "product")
        } else {
            operation.path.clone()
        };
        let answers_list = operation.answer_type().starts_with("Vec<");
        operation.id = names::operation(&operation.method, &path, answers_list);
        operation.feature = names::feature(&operation.path, is_folded);
        names.give(&operation.id, &operation.call())?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn types_and_their_references_are_renamed_together() {
        let mut document = Document::of(json!({"components": {"schemas": {
            "order.cart.Item": {"properties": {"price": {"$ref": "#/components/schemas/order.Price"}}},
            "order.Price": {"type": "object"}}}}));
        rename_types(&mut document).unwrap();
        let expected = Document::of(json!({"components": {"schemas": {
            "CartItem": {"x-native-name": "order.cart.Item",
                "properties": {"price": {"$ref": "#/components/schemas/Price"}}},
            "Price": {"x-native-name": "order.Price", "type": "object"}}}}));
        assert_eq!(document, expected);
    }
}
