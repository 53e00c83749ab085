//! Renders the facts of a native description as OpenAPI.
//!
//! It says of paths, parameters, bodies, answers and models what OVHcloud's own rendering says
//! (`openapi_form` adds the rest of that), and nothing that no description says: names, corrections
//! and folds are `prepare`'s subject.

mod operation;
mod schema;

use std::collections::BTreeMap;

use serde_json::json;

use crate::document::Document;
use crate::error::{Error, Result};
use crate::generics::instantiated;
use crate::native::Description;

pub(crate) use schema::component_name;

/// The description as an OpenAPI document.
///
/// # Errors
/// [`Error::UnknownType`] for a type that is neither a primitive nor a model of the description, with
/// the place that names it; [`Error::Document`] for an operation that is described twice, an enum of
/// numbers with another value, and a generic whose name OpenAPI does not accept.
pub fn render(description: &Description) -> Result<Document> {
    let description = &instantiated(description);
    let reads = description.operations();
    let answers = reads
        .filter(|(_, operation)| operation.http_method == "GET")
        .map(|(path, operation)| (path, operation.answer()))
        .collect();
    let mut operations = BTreeMap::new();
    for (path, native) in description.operations() {
        let operation = operation::render(description, path, native, &answers)?;
        let call = (path, &native.http_method);
        if operations.insert(call, operation).is_some() {
            return Err(Error::Document {
                place: format!("{} {path}", native.http_method),
                what: "stands in the description twice".to_owned(),
            });
        }
    }
    Ok(Document {
        info: json!({
            "title": format!("OVHcloud API: {}", description.resource_path),
            "version": description.api_version.as_deref().unwrap_or("1.0"),
        }),
        servers: json!([{ "url": description.base_path }]),
        schemas: schema::components(description)?,
        operations: operations.into_values().collect(),
    })
}
