//! Marks the models that answers hold in a box: large ones that most answers lack, in elements of
//! lists that have hundreds.
//!
//! The models are listed by name instead of chosen by size: under a rule on sizes, a field that the API
//! adds to a model could change the types of other fields.

use std::collections::BTreeSet;

use crate::document::Document;

/// Native names of the models. Inline they would take more than the rest of a catalogue: a blob by
/// itself has 2.9 KB in each plan and each product.
const BOXED: &[&str] = &[
    "order.catalog.public.EngagementConfiguration",
    "order.catalog.public.ProductBlob",
    "order.catalog.public.ProductBlobTechnical",
    "order.catalog.public.ProductBlobTechnicalLicense",
    "order.catalog.public.ProductBlobTechnicalServer",
];

/// Marks those that a field may lack; any other use has no box. Answers what is said of models that no
/// such field holds.
pub(crate) fn mark(document: &mut Document) -> Vec<String> {
    let optional = optional(document);
    let mut needless: BTreeSet<_> = BOXED.iter().copied().collect();
    for (name, schema) in &mut document.schemas {
        let native = schema.native_name.as_deref().unwrap_or_default();
        schema.boxed = optional.contains(name) && needless.remove(native);
    }
    needless
        .into_iter()
        .map(|model| {
            format!(
                "no field of an answer holds a {model} that it may lack: remove it from BOXED in \
                 xtask/codegen/src/boxes.rs"
            )
        })
        .collect()
}

/// Names of the models that a field of an answer holds and may lack, as `tolerate` writes it.
fn optional(document: &Document) -> BTreeSet<String> {
    let properties = document
        .schemas
        .values()
        .flat_map(|model| model.properties.iter().flatten());
    properties
        .filter_map(|(_, property)| property.all_of.first()?.reference.clone())
        .collect()
}

#[cfg(test)]
mod tests {
    use serde_json::{Map, json};

    use super::*;
    use crate::document::Schema;

    /// A document in which a plan has every listed model as a field that it may lack.
    fn document() -> Document {
        let mut schemas = Map::new();
        let mut fields = Map::new();
        for (native, name) in BOXED.iter().zip('A'..) {
            let reference = format!("#/components/schemas/{name}");
            let field = json!({"allOf": [{"$ref": reference}]});
            fields.insert(name.to_lowercase().to_string(), field);
            schemas.insert(name.to_string(), json!({"x-native-name": native}));
        }
        let plan = json!({"x-native-name": "order.catalog.public.Plan", "properties": fields});
        schemas.insert("Plan".to_owned(), plan);
        Document::of(json!({"components": {"schemas": schemas}}))
    }

    fn marked(document: &Document) -> Vec<&str> {
        let marked = document.schemas.iter().filter(|(_, schema)| schema.boxed);
        marked.map(|(name, _)| name.as_str()).collect()
    }

    #[test]
    fn only_the_listed_models_are_marked() {
        let mut document = document();
        assert_eq!(mark(&mut document), Vec::<String>::new());
        assert_eq!(marked(&document), ["A", "B", "C", "D", "E"]);
    }

    #[test]
    fn a_listed_model_that_needs_no_box_is_named_with_what_to_do() {
        let gone = |document: &mut Document| {
            document.schemas.get_mut("A").unwrap().native_name = Some("renamed".to_owned());
        };
        let in_a_list = |document: &mut Document| {
            *document.property_mut("Plan", "a").unwrap() = Schema::list(Schema::referring("A"));
        };
        for change in [&gone as &dyn Fn(&mut Document), &in_a_list] {
            let mut document = document();
            change(&mut document);
            let said = "no field of an answer holds a order.catalog.public.EngagementConfiguration \
                        that it may lack: remove it from BOXED in xtask/codegen/src/boxes.rs";
            assert_eq!(mark(&mut document), [said]);
            assert_eq!(marked(&document), ["B", "C", "D", "E"]);
        }
    }
}
