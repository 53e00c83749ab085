//! Prepares a description for code generation: renders, corrects, names and folds it.
//!
//! Everything that is decided about a description is decided here, when it is vendored; building only
//! selects and generates.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::complete::complete;
use crate::correct::correct;
use crate::describe::describe;
use crate::document::{Document, Operation, Schema};
use crate::error::Result;
use crate::fold::{self, fold};
use crate::names::{self, Call};
use crate::native::Description;
use crate::render::render;
use crate::tolerate::{separate, tolerate};
use crate::{aliases, boxes};

/// The document that code is generated from.
#[derive(Clone, Debug)]
pub struct Prepared {
    /// The document.
    pub document: Document,
    /// What is said of corrections, families and boxes that the description gives no use for. Of one
    /// section alone that means little.
    pub outdated: Vec<String>,
}

/// Prepares a description.
///
/// # Errors
/// Those of [`render`], and names that collide.
pub fn prepare(description: &Description) -> Result<Prepared> {
    let mut document = render(description)?;
    document.info = json!({"title": "the OVHcloud API to order", "version": "1.0"});
    // Corrections go by native names.
    let mut outdated = correct(&mut document);
    complete(&mut document)?;
    rename_types(&mut document)?;
    // Folded operations get names like the others, and their literal ones a body before it is cut.
    outdated.extend(fold(&mut document));
    name_operations(&mut document)?;
    // A body is cut from its model while that is still as exact as it is described.
    separate(&mut document);
    tolerate(&mut document);
    // Boxes are for fields that may be absent, which `tolerate` decides.
    outdated.extend(boxes::mark(&mut document));
    describe(&mut document);
    check_names(&document)?;
    Ok(Prepared { document, outdated })
}

/// Fails for names that the generator could not write.
fn check_names(document: &Document) -> Result<()> {
    aliases::mark(&mut document.clone())?;
    for (name, schema) in &document.schemas {
        let values = schema.values.iter().flatten();
        let texts: Vec<_> = values.filter_map(Value::as_str).collect();
        names::variants(name, &texts)?;
    }
    Ok(())
}

/// Names in the client's module `types` that are not made from a schema.
const RESERVED_TYPES: &[&str] = &["DateTime", "NumberOrText", "Secret", "UnknownValue"];

/// Gives every schema its Rust name and keeps the native one as `x-native-name`.
fn rename_types(document: &mut Document) -> Result<()> {
    let mut reserved = RESERVED_TYPES.to_vec();
    reserved.extend(fold::products());
    let types = names::types(document.schemas.keys(), &reserved)?;
    let mut renamed = BTreeMap::new();
    for (native, mut schema) in std::mem::take(&mut document.schemas) {
        rename_references(&mut schema, &types);
        let name = types.get(&native).unwrap_or(&native).clone();
        schema.native_name = Some(native);
        renamed.insert(name, schema);
    }
    document.schemas = renamed;
    let operations = document.operations.iter_mut();
    operations
        .flat_map(Operation::schemas_mut)
        .for_each(|schema| rename_references(schema, &types));
    Ok(())
}

fn rename_references(schema: &mut Schema, types: &BTreeMap<String, String>) {
    if let Some(name) = &mut schema.reference
        && let Some(renamed) = types.get(name)
    {
        name.clone_from(renamed);
    }
    for inner in schema.inner_mut() {
        rename_references(inner, types);
    }
}

fn name_operations(document: &mut Document) -> Result<()> {
    // In a folded operation's name `product` is a word like a segment.
    let calls = document.operations.iter().map(|operation| Call {
        method: &operation.method,
        path: match operation.folds {
            Some(_) => operation.path.replace("{product}", "product").into(),
            None => operation.path.as_str().into(),
        },
        lists: operation.answer_type().starts_with("Vec<"),
    });
    let names = names::operations(calls)?;
    for (operation, name) in document.operations.iter_mut().zip(names) {
        operation.feature = names::feature(&operation.path, operation.folds.is_some());
        operation.id = name;
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
