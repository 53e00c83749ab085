//! Reads a rendered document: sections, models and what has no word in the native form.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::operation::operation;
use super::types::Types;
use crate::document::{Document, Schema};
use crate::error::{Error, Result};
use crate::scalars::is_scalar;
use crate::sections::is_within;

/// A description that was read from its rendering.
#[derive(Clone, Debug, PartialEq)]
pub struct Rendered {
    /// The native form.
    pub description: Value,
    /// What the rendering did not say, or said in a way that the native form has no word for.
    pub warnings: Vec<String>,
}

/// The native form of a rendered document.
///
/// # Errors
/// [`Error::Document`] when it has no server, no paths or no schemas, [`Error::Json`] when these are
/// not as OVHcloud renders them.
pub fn native(document: &Value) -> Result<Rendered> {
    for (pointer, place) in [
        ("/servers/0/url", "servers"),
        ("/paths", "paths"),
        ("/components/schemas", "components.schemas"),
    ] {
        if document.pointer(pointer).is_none() {
            return Err(Error::Document {
                place: place.to_owned(),
                what: "missing, so OVHcloud did not render this document".to_owned(),
            });
        }
    }
    let rendered: Document =
        serde_json::from_value(document.clone()).map_err(|source| Error::Json {
            what: "the rendering".to_owned(),
            source,
        })?;
    let mut types = Types::new(&rendered.schemas);
    let models = models(&mut types);
    let apis = apis(&rendered, &mut types);
    let paths = apis.keys().copied().collect();
    let description = json!({
        "apiVersion": rendered.info.get("version"),
        "basePath": document.pointer("/servers/0/url"),
        "resourcePath": section(rendered.info.get("title"), &paths),
        "apis": apis
            .iter()
            .map(|(path, operations)| json!({"path": path, "operations": operations}))
            .collect::<Vec<_>>(),
        "models": models,
    });
    let mut warnings = vec![UNSAID.to_owned()];
    warnings.extend(types.warnings);
    Ok(Rendered {
        description,
        warnings,
    })
}

/// What no rendering says.
const UNSAID: &str = "the OpenAPI form does not tell `text` from `string` nor `int` or \
                      `coreTypes.ServiceId:long` from `long`, and leaves out templates such as `A<T>`: fetch the native form to keep them";

/// The section: the last word of the title if it is one, else what all paths begin with.
fn section(title: Option<&Value>, paths: &BTreeSet<&str>) -> String {
    title
        .and_then(|title| title.as_str()?.rsplit(' ').next())
        .filter(|section| section.starts_with('/'))
        .filter(|section| paths.iter().all(|path| is_within(path, section)))
        .map_or_else(|| common(paths), str::to_owned)
}

/// The leading segments, without parameters, that all paths have in common.
fn common(paths: &BTreeSet<&str>) -> String {
    let first = paths.first().copied().unwrap_or_default();
    let mut common = segments(first);
    for path in paths {
        let same = common.iter().zip(segments(path));
        let length = same.take_while(|(one, other)| **one == *other).count();
        common.truncate(length);
    }
    format!("/{}", common.join("/"))
}

fn segments(path: &str) -> Vec<&str> {
    path.trim_matches('/')
        .split('/')
        .take_while(|segment| !segment.starts_with('{'))
        .collect()
}

/// Methods that the native form has a word for.
const METHODS: &[&str] = &["GET", "POST", "PUT", "DELETE"];

/// Operations by path.
fn apis<'a>(rendered: &'a Document, types: &mut Types<'_>) -> BTreeMap<&'a str, Vec<Value>> {
    let mut apis: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for one in &rendered.operations {
        let operations = apis.entry(one.path.as_str()).or_default();
        if METHODS.contains(&&*one.method) {
            operations.push(operation(one, types));
        } else {
            types.warn(format!(
                "{} is left out: the native form has GET, POST, PUT and DELETE only",
                one.call()
            ));
        }
    }
    apis
}

fn models(types: &mut Types<'_>) -> Map<String, Value> {
    let mut models = Map::new();
    for (component, schema) in types.schemas {
        if !is_scalar(component) {
            let name = types.name(component);
            let model = model(&name, schema, types);
            models.insert(name, model);
        }
    }
    models
}

fn model(name: &str, schema: &Schema, types: &mut Types<'_>) -> Value {
    let template = name.split('<').next().unwrap_or(name);
    let (namespace, id) = template.rsplit_once('.').unwrap_or(("", template));
    if let Some(values) = &schema.values {
        let kind = if schema.kind() == "integer" {
            "long"
        } else {
            "string"
        };
        return json!({"namespace": namespace, "id": id, "description": schema.description,
            "enum": values, "enumType": kind});
    }
    if schema.properties.is_none() && schema.kind() != "object" {
        types.warn(format!(
            "{name} is neither a model nor an enum: it has become a model without properties"
        ));
    }
    let mut properties = Map::new();
    for (key, property) in schema.properties.iter().flatten() {
        let written = types.of(property, &format!("{name}.{key}"));
        let native = json!({"type": written, "fullType": written,
            "canBeNull": property.nullable, "readOnly": property.read_only,
            "required": schema.required.contains(key), "description": property.description});
        properties.insert(key.clone(), native);
    }
    json!({"namespace": namespace, "id": id, "description": schema.description,
        "properties": properties})
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(document: &Value) -> Rendered {
        native(document).unwrap()
    }

    fn document(paths: &Value, schemas: &Value) -> Value {
        json!({"openapi": "3.0.0", "servers": [{"url": "b"}], "paths": paths,
            "components": {"schemas": schemas}})
    }

    #[test]
    fn the_section_is_what_all_paths_begin_with() {
        let get = json!({"get": {}});
        let cases = [
            (json!({"/order/cart": get, "/order/catalog": get}), "/order"),
            (
                json!({"/dedicated/server": get, "/dedicated/server/{n}": get}),
                "/dedicated/server",
            ),
            (json!({"/me": get, "/me/order": get}), "/me"),
            (json!({"/me": get, "/order": get}), "/"),
        ];
        for (paths, expected) in cases {
            let read = read(&document(&paths, &json!({})));
            assert_eq!(read.description["resourcePath"], expected);
        }
    }

    #[test]
    fn what_is_no_rendering_is_refused_with_what_it_lacks() {
        let error = native(&json!({"openapi": "3.0.0", "paths": {}})).unwrap_err();
        assert_eq!(
            error.to_string(),
            "servers: missing, so OVHcloud did not render this document"
        );
        let error = native(&json!({"servers": [{"url": "b"}]})).unwrap_err();
        assert_eq!(
            error.to_string(),
            "paths: missing, so OVHcloud did not render this document"
        );
    }

    #[test]
    fn what_the_native_form_has_no_word_for_is_told() {
        let property = |schema: Value| json!({"type": "object", "properties": {"p": schema}});
        let schemas = json!({
            "a.Choice": property(json!({"oneOf": [{"type": "string"}]})),
            "a.Format": property(json!({"type": "string", "format": "color"})),
            "a.Gone": property(json!({"$ref": "#/components/schemas/a.Missing"}))});
        let paths = json!({"/x": {"patch": {"responses": {}}}});
        let read = read(&document(&paths, &schemas));
        let expected = [
            UNSAID,
            "a.Choice.p has a schema that no native type renders to: it has become `any`",
            "a.Format.p has the unknown format `color`: it has become `string`",
            "PATCH /x is left out: the native form has GET, POST, PUT and DELETE only",
        ];
        assert_eq!(read.warnings, expected);
        assert_eq!(
            read.description["models"]["a.Gone"]["properties"]["p"]["type"],
            "a.Missing"
        );
    }
}
