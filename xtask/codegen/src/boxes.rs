//! Marks the models that answers hold in a box: large ones that most answers lack, in elements of
//! lists that have hundreds.
//!
//! It must not go by a model's size: with a field that the API adds, other types would change.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::error::{Error, Result};
use crate::fold::Expected;
use crate::tolerate::schema_name;

/// Native names of the models. Inline they would take more than the rest of a catalogue: a blob by
/// itself has 2.9 KB in each plan and each product.
const BOXED: &[&str] = &[
    "order.catalog.public.EngagementConfiguration",
    "order.catalog.public.ProductBlob",
    "order.catalog.public.ProductBlobTechnical",
    "order.catalog.public.ProductBlobTechnicalLicense",
    "order.catalog.public.ProductBlobTechnicalServer",
];

/// Marks those that a field may lack; any other use has no box.
///
/// # Errors
/// [`Error::StaleChoice`] for one that finds no such field, when all of them must.
pub fn mark(document: &mut Value, expected: Expected) -> Result<()> {
    let optional = optional(document);
    let schemas = document
        .pointer_mut("/components/schemas")
        .and_then(Value::as_object_mut);
    let mut needless: BTreeSet<_> = BOXED.iter().copied().collect();
    let optional = schemas
        .into_iter()
        .flatten()
        .filter(|(name, _)| optional.contains(*name));
    for (_, schema) in optional {
        let native = schema.get("x-native-name").and_then(Value::as_str);
        let listed = BOXED.iter().find(|listed| Some(**listed) == native);
        if let Some(listed) = listed {
            needless.remove(listed);
            schema["x-boxed"] = json!(true);
        }
    }
    match needless.first().filter(|_| expected == Expected::All) {
        Some(model) => Err(Error::StaleChoice {
            what: format!("the box of {model}, as a field that answers may lack,"),
        }),
        None => Ok(()),
    }
}

/// Names of the models that a field of an answer holds and may lack, as `tolerate` writes it.
fn optional(document: &Value) -> BTreeSet<String> {
    let schemas = document
        .pointer("/components/schemas")
        .and_then(Value::as_object);
    let models = schemas.into_iter().flatten();
    let properties = models.filter_map(|(_, model)| model.get("properties")?.as_object());
    let references = properties
        .flatten()
        .filter_map(|(_, property)| property.pointer("/allOf/0/$ref")?.as_str());
    references
        .filter_map(schema_name)
        .map(str::to_owned)
        .collect()
}

/// Whether a schema is marked.
pub fn is_boxed(schema: &Value) -> bool {
    schema.get("x-boxed").and_then(Value::as_bool) == Some(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A document in which a plan has every listed model as a field that it may lack.
    fn document() -> Value {
        let names = BOXED.iter().zip('A'..);
        let models = names.clone().map(|(native, name)| {
            let model = json!({"x-native-name": native});
            (name.to_string(), model)
        });
        let fields = names.map(|(_, name)| {
            let reference = format!("#/components/schemas/{name}");
            (
                name.to_lowercase().to_string(),
                json!({"allOf": [{"$ref": reference}]}),
            )
        });
        let mut schemas: serde_json::Map<_, _> = models.collect();
        let fields: serde_json::Map<_, _> = fields.collect();
        let plan = json!({"x-native-name": "order.catalog.public.Plan", "properties": fields});
        schemas.insert("Plan".to_owned(), plan);
        json!({"components": {"schemas": schemas}})
    }

    fn marked(document: &Value) -> Vec<&str> {
        let schemas = document["components"]["schemas"].as_object().unwrap();
        let marked = schemas.iter().filter(|(_, schema)| is_boxed(schema));
        marked.map(|(name, _)| name.as_str()).collect()
    }

    #[test]
    fn only_the_listed_models_are_marked() {
        let mut document = document();
        mark(&mut document, Expected::All).unwrap();
        assert_eq!(marked(&document), ["A", "B", "C", "D", "E"]);
    }

    #[test]
    fn a_listed_model_that_needs_no_box_fails_the_whole_and_no_section() {
        let gone = |document: &mut Value| {
            document["components"]["schemas"]["A"]["x-native-name"] = json!("renamed");
        };
        let in_a_list = |document: &mut Value| {
            document["components"]["schemas"]["Plan"]["properties"]["a"] =
                json!({"type": "array", "items": {"$ref": "#/components/schemas/A"}});
        };
        for change in [&gone as &dyn Fn(&mut Value), &in_a_list] {
            let mut document = document();
            change(&mut document);
            assert_eq!(
                mark(&mut document.clone(), Expected::All)
                    .unwrap_err()
                    .to_string(),
                "the box of order.catalog.public.EngagementConfiguration, as a field that answers may \
                 lack, stands in the converter but not in the description"
            );
            mark(&mut document, Expected::Some).unwrap();
            assert_eq!(marked(&document), ["B", "C", "D", "E"]);
        }
    }
}
