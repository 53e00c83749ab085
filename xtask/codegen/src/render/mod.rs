//! Renders a native description as OpenAPI 3.0, the way OVHcloud does at `?format=openapi3`.
//!
//! It adds nothing that OVHcloud's rendering lacks: no operation ids, no corrections. That is
//! `prepare`'s subject.

mod errors;
mod operation;
mod schema;

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::error::{Error, Result};
use crate::generics::instantiated;
use crate::native::{Description, Path};

pub(crate) use schema::component_name;

/// The description as an OpenAPI 3.0 document.
///
/// # Errors
/// [`Error::UnknownType`] for a type that is neither a primitive nor a model of the description, with
/// the place that names it; [`Error::Document`] for an operation that stands there twice, a value of a
/// number enum that is no number, and a generic that has no name in OpenAPI.
pub fn render(description: &Description) -> Result<Value> {
    let description = &instantiated(description);
    let schemas = schema::components(description)?;
    Ok(json!({
        "openapi": "3.0.0",
        "info": {
            "title": format!("OVHcloud API: {}", description.resource_path),
            "version": description.api_version.as_deref().unwrap_or("1.0"),
        },
        "servers": [{ "url": description.base_path }],
        "components": { "schemas": schemas },
        "paths": paths(description)?,
    }))
}

fn paths(description: &Description) -> Result<Map<String, Value>> {
    let answers = answers(&description.apis);
    let mut paths: Map<String, Value> = Map::new();
    for path in &description.apis {
        for native in &path.operations {
            let rendered = operation::render(description, &path.path, native, &answers)?;
            let item = paths.entry(path.path.clone()).or_insert_with(|| json!({}));
            let Some(item) = item.as_object_mut() else {
                continue;
            };
            let before = item.insert(native.http_method.to_lowercase(), rendered);
            if before.is_some() {
                return Err(Error::Document {
                    place: format!("{} {}", native.http_method, path.path),
                    what: "stands in the description twice".to_owned(),
                });
            }
        }
    }
    Ok(paths)
}

/// What `GET` answers on each path: a list of ids is expanded by the path of one of them.
fn answers(paths: &[Path]) -> BTreeMap<&str, &str> {
    let operations = paths.iter().flat_map(|path| {
        let reads = path.operations.iter().filter(|o| o.http_method == "GET");
        reads.map(|operation| (path.path.as_str(), operation.answer()))
    });
    operations.collect()
}
