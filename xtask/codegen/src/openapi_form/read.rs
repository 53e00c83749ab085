//! Reads a rendered document: sections, models and what has no word in the native form.

use serde_json::{Map, Value, json};

use super::operation;
use super::types::{Types, copy, texts};
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
/// [`Error::Document`] when it has no server, no paths or no schemas, so is not OVHcloud's.
pub fn native(document: &Value) -> Result<Rendered> {
    let base = document.pointer("/servers/0/url").and_then(Value::as_str);
    let base = base.ok_or_else(|| broken("servers", "no address of the API"))?;
    let paths = object(document.get("paths"), "paths")?;
    let schemas = document.pointer("/components/schemas");
    let schemas = object(schemas, "components.schemas")?;
    let mut types = Types::new(schemas);
    let models = models(schemas, &mut types);
    let apis: Vec<_> = paths
        .iter()
        .map(|(path, item)| operation::path(path, item, &mut types))
        .collect();
    let description = json!({
        "apiVersion": document.pointer("/info/version"),
        "basePath": base,
        "resourcePath": section(document, paths),
        "apis": apis,
        "models": models,
    });
    let mut warnings = vec![UNSAID.to_owned()];
    warnings.extend(types.warnings());
    Ok(Rendered {
        description,
        warnings,
    })
}

/// What no rendering says.
const UNSAID: &str = "the OpenAPI form does not tell `text` from `string` nor `coreTypes.ServiceId:long` \
                      from `long`, and leaves out templates such as `A<T>`: fetch the native form to keep them";

fn object<'a>(value: Option<&'a Value>, place: &str) -> Result<&'a Map<String, Value>> {
    value
        .and_then(Value::as_object)
        .ok_or_else(|| broken(place, "missing, so OVHcloud did not render this document"))
}

fn broken(place: &str, what: &str) -> Error {
    Error::Document {
        place: place.to_owned(),
        what: what.to_owned(),
    }
}

/// The section: the last word of the title if it is one, else what all paths begin with.
fn section(document: &Value, paths: &Map<String, Value>) -> String {
    document
        .pointer("/info/title")
        .and_then(Value::as_str)
        .and_then(|title| title.rsplit(' ').next())
        .filter(|section| section.starts_with('/'))
        .filter(|section| paths.keys().all(|path| is_within(path, section)))
        .map_or_else(|| common(paths), str::to_owned)
}

/// The leading segments, without parameters, that all paths have in common.
fn common(paths: &Map<String, Value>) -> String {
    let mut keys = paths.keys();
    let mut common: Vec<&str> = keys.next().map_or(Vec::new(), |path| segments(path));
    for path in keys {
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

fn models(schemas: &Map<String, Value>, types: &mut Types) -> Map<String, Value> {
    let mut models = Map::new();
    for (component, schema) in schemas {
        if !is_scalar(component) {
            let name = types.name(component);
            let model = model(&name, schema, types);
            models.insert(name, model);
        }
    }
    models
}

fn model(name: &str, schema: &Value, types: &mut Types) -> Value {
    let template = name.split('<').next().unwrap_or(name);
    let (namespace, id) = template.rsplit_once('.').unwrap_or(("", template));
    let mut model = json!({"namespace": namespace, "id": id});
    copy(schema, "description", &mut model, "description");
    if let Some(values) = schema.get("enum") {
        let is_number = schema.get("type") == Some(&json!("integer"));
        model["enum"] = values.clone();
        model["enumType"] = json!(if is_number { "long" } else { "string" });
        return model;
    }
    model["properties"] = properties(name, schema, types);
    model
}

fn properties(name: &str, schema: &Value, types: &mut Types) -> Value {
    let described = schema.get("properties").and_then(Value::as_object);
    if described.is_none() && schema.get("type") != Some(&json!("object")) {
        types.warn(format!(
            "{name} is neither a model nor an enum: it has become a model without properties"
        ));
    }
    let required = texts(schema.get("required"));
    let mut properties = Map::new();
    for (key, schema) in described.into_iter().flatten() {
        let written = types.of(schema, &format!("{name}.{key}"));
        let mut property = json!({"type": written, "fullType": written,
            "canBeNull": is_set(schema, "nullable"), "readOnly": is_set(schema, "readOnly"),
            "required": required.contains(key.as_str())});
        copy(schema, "description", &mut property, "description");
        properties.insert(key.clone(), property);
    }
    Value::Object(properties)
}

fn is_set(schema: &Value, fact: &str) -> bool {
    schema.get(fact) == Some(&Value::Bool(true))
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
        let cases = [
            (json!({"/order/cart": {}, "/order/catalog": {}}), "/order"),
            (
                json!({"/dedicated/server": {}, "/dedicated/server/{n}": {}}),
                "/dedicated/server",
            ),
            (json!({"/me": {}, "/me/order": {}}), "/me"),
            (json!({"/me": {}, "/order": {}}), "/"),
        ];
        for (paths, expected) in cases {
            let read = read(&document(&paths, &json!({})));
            assert_eq!(read.description["resourcePath"], expected);
        }
    }

    #[test]
    fn what_is_no_rendering_is_refused_with_what_it_lacks() {
        let error = native(&json!({"openapi": "3.0.0", "paths": {}})).unwrap_err();
        assert_eq!(error.to_string(), "servers: no address of the API");
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
