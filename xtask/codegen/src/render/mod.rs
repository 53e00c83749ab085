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
use crate::native::{Description, Path};

pub(crate) use schema::{PRIMITIVES, component_name, is_scalar, is_text_of_a_form};

/// The description as an OpenAPI document.
///
/// # Errors
/// [`Error::UnknownType`] for a type that is neither a primitive nor a model of the description, with
/// the place that names it; [`Error::Document`] for an operation that is described twice, an enum of
/// numbers with another value, and a generic whose name OpenAPI does not accept.
pub fn render(description: &Description) -> Result<Document> {
    let description = &instantiated(description);
    let answers = answers(&description.apis);
    let mut operations = BTreeMap::new();
    for path in &description.apis {
        for native in &path.operations {
            let operation = operation::render(description, &path.path, native, &answers)?;
            let call = (path.path.clone(), native.http_method.clone());
            if operations.insert(call, operation).is_some() {
                return Err(Error::Document {
                    place: format!("{} {}", native.http_method, path.path),
                    what: "stands in the description twice".to_owned(),
                });
            }
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

/// What `GET` answers on each path: a list of ids is expanded by the path of one of them.
fn answers(paths: &[Path]) -> BTreeMap<&str, &str> {
    let mut answers = BTreeMap::new();
    for path in paths {
        let mut operations = path.operations.iter();
        if let Some(read) = operations.find(|operation| operation.http_method == "GET") {
            answers.insert(path.path.as_str(), read.answer());
        }
    }
    answers
}
