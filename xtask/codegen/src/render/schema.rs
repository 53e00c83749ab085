//! Schemas: primitives, models, enums and generics.

use serde_json::{Map, Value, json};

use crate::error::{Error, Result};
use crate::native::{Description, Model, Property, Type};

/// Scalars that OVHcloud renders as components of their own, with their format.
const SCALARS: &[(&str, Option<&str>)] = &[
    ("any", None),
    ("duration", None),
    ("email", Some("email")),
    ("internationalPhoneNumber", Some("phone-number")),
    ("ip", Some("ipv4")),
    ("ipBlock", Some("ip-block")),
    ("ipInterface", Some("ipv4")),
    ("ipv4", Some("ipv4")),
    ("ipv4Block", Some("ipv4-block")),
    ("ipv6", Some("ipv6")),
    ("ipv6Block", Some("ipv6-block")),
    ("macAddress", Some("mac-address")),
    ("phoneNumber", Some("phone-number")),
    ("time", Some("time")),
];

/// Every model, enum and scalar of the description; templates such as `A<T>` are not emitted.
pub(super) fn components(description: &Description) -> Result<Map<String, Value>> {
    let mut schemas: Map<String, Value> = SCALARS.iter().map(scalar).collect();
    for (name, model) in &description.models {
        if !is_template(name, model) {
            schemas.insert(component_name(name), component(description, name, model)?);
        }
    }
    Ok(schemas)
}

/// The schema of a type, or `None` for `void`. `place` names who uses it in the error.
pub(super) fn of(
    description: &Description,
    written: &Type<'_>,
    place: &str,
) -> Result<Option<Value>> {
    Ok(match written {
        Type::Void => None,
        Type::Array(item) => {
            Some(json!({"type": "array", "items": inner(description, item, place)?}))
        }
        Type::Map(value) => Some(
            json!({"type": "object", "additionalProperties": inner(description, value, place)?}),
        ),
        Type::Name(name) => Some(named(description, name, place)?),
    })
}

fn inner(description: &Description, written: &Type<'_>, place: &str) -> Result<Value> {
    Ok(of(description, written, place)?.unwrap_or_else(|| json!({})))
}

fn named(description: &Description, name: &str, place: &str) -> Result<Value> {
    if let Some(schema) = primitive(name) {
        return Ok(schema);
    }
    if description.models.contains_key(name) {
        return Ok(reference(name));
    }
    Err(Error::UnknownType {
        name: name.to_owned(),
        place: place.to_owned(),
    })
}

fn primitive(name: &str) -> Option<Value> {
    let schema = match name {
        "long" => json!({"type": "integer", "format": "int64"}),
        "int" => json!({"type": "integer", "format": "int32"}),
        "double" => json!({"type": "number", "format": "double"}),
        "boolean" => json!({"type": "boolean"}),
        "string" | "text" => json!({"type": "string"}),
        "datetime" => json!({"type": "string", "format": "date-time"}),
        "password" | "date" | "uuid" | "duration" => json!({"type": "string", "format": name}),
        scalar if SCALARS.iter().any(|(known, _)| *known == scalar) => reference(scalar),
        _ => return None,
    };
    Some(schema)
}

fn reference(name: &str) -> Value {
    json!({"$ref": format!("#/components/schemas/{}", component_name(name))})
}

/// `A<B>` is the component `A_B`.
fn component_name(name: &str) -> String {
    name.replace('<', "_").replace('>', "")
}

fn scalar((name, format): &(&str, Option<&str>)) -> (String, Value) {
    let mut schema = json!({});
    if *name != "any" {
        schema["type"] = json!("string");
    }
    if let Some(format) = format {
        schema["format"] = json!(format);
    }
    ((*name).to_owned(), schema)
}

fn is_template(name: &str, model: &Model) -> bool {
    let parameters = model.generics.as_deref().unwrap_or_default();
    let argument = type_argument(name);
    parameters
        .iter()
        .any(|parameter| argument == Some(parameter))
}

/// `B` of `A<B>`.
fn type_argument(name: &str) -> Option<&str> {
    name.split_once('<')?.1.strip_suffix('>')
}

fn component(description: &Description, name: &str, model: &Model) -> Result<Value> {
    let mut schema = match &model.values {
        Some(values) => enumeration(model, values),
        None => object(description, name, model)?,
    };
    if let Some(description) = &model.description {
        schema["description"] = json!(description);
    }
    Ok(schema)
}

/// A `long` enum has numbers, though newer descriptions write them as text.
fn enumeration(model: &Model, values: &[Value]) -> Value {
    if model.enum_type.as_deref() != Some("long") {
        return json!({"type": "string", "enum": values});
    }
    let number = |value: &Value| value.as_str().and_then(|text| text.parse::<i64>().ok());
    let numbers = values
        .iter()
        .map(|value| number(value).map_or(value.clone(), Value::from));
    json!({"type": "integer", "enum": numbers.collect::<Vec<_>>()})
}

fn object(description: &Description, name: &str, model: &Model) -> Result<Value> {
    let mut properties = Map::new();
    for (key, property) in &model.properties {
        let place = format!("{name}.{key}");
        let written = instantiate(name, model, property.full_type());
        let schema = inner(description, &Type::parse(&written), &place)?;
        properties.insert(key.clone(), with_facts(schema, property));
    }
    let mut object = json!({"type": "object", "properties": properties});
    let required: Vec<_> = model
        .properties
        .iter()
        .filter(|(_, p)| p.required)
        .map(|(k, _)| k)
        .collect();
    if !required.is_empty() {
        object["required"] = json!(required);
    }
    Ok(object)
}

/// The property's type with the template's parameter replaced: `T[]` in `A<long>` is `long[]`.
fn instantiate(name: &str, model: &Model, written: &str) -> String {
    let parameter = model.generics.as_deref().and_then(<[String]>::first);
    match (parameter, type_argument(name)) {
        (Some(parameter), Some(argument)) if bare(written) == parameter => {
            written.replacen(parameter.as_str(), argument, 1)
        }
        _ => written.to_owned(),
    }
}

/// The name inside lists and maps.
fn bare(written: &str) -> &str {
    let written = written.strip_prefix("map[string]").unwrap_or(written);
    written.trim_start_matches("[]").trim_end_matches("[]")
}

/// Adds nullable, readOnly and the description; beside a `$ref` they need an `allOf`.
fn with_facts(schema: Value, property: &Property) -> Value {
    let mut facts = Map::new();
    if property.can_be_null {
        facts.insert("nullable".to_owned(), json!(true));
    }
    if property.read_only {
        facts.insert("readOnly".to_owned(), json!(true));
    }
    if let Some(description) = &property.description {
        facts.insert("description".to_owned(), json!(description));
    }
    match schema {
        Value::Object(schema) if schema.contains_key("$ref") => {
            if facts.is_empty() {
                return Value::Object(schema);
            }
            facts.insert("allOf".to_owned(), json!([schema]));
            Value::Object(facts)
        }
        Value::Object(mut schema) => {
            schema.extend(facts);
            Value::Object(schema)
        }
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::native;

    fn schemas(models: &Value) -> Result<Map<String, Value>> {
        let native = json!({"basePath": "b", "resourcePath": "/x", "apis": [], "models": models});
        components(&native::read("test", &native.to_string())?)
    }

    fn property(written: &str, nullable: bool) -> Value {
        json!({"type": written, "fullType": written, "canBeNull": nullable, "readOnly": false, "required": false})
    }

    #[test]
    fn generics_are_instantiated_and_their_template_is_left_out() {
        let model = json!({"generics": ["T"], "properties": {"values": property("T[]", false)}});
        let schemas = schemas(&json!({"a.U<T>": model, "a.U<long>": model})).unwrap();
        let expected = json!({"type": "object", "properties":
            {"values": {"type": "array", "items": {"type": "integer", "format": "int64"}}}});
        assert_eq!(schemas.get("a.U_long"), Some(&expected));
        assert!(!schemas.contains_key("a.U_T"));
    }

    #[test]
    fn number_enums_are_numbers_however_they_are_written() {
        let long = |values: Value| json!({"enum": values, "enumType": "long"});
        let models = json!({"a.Old": long(json!([1, 2])), "a.New": long(json!(["1", "2"]))});
        let schemas = schemas(&models).unwrap();
        let expected = json!({"type": "integer", "enum": [1, 2]});
        assert_eq!(schemas.get("a.Old"), Some(&expected));
        assert_eq!(schemas.get("a.New"), Some(&expected));
    }

    #[test]
    fn a_nullable_reference_is_an_all_of() {
        let models = json!({
            "a.E": {"enum": ["x"], "enumType": "string"},
            "a.M": {"properties": {"plain": property("a.E", false), "nullable": property("a.E", true),
                "list": property("a.E[]", true)}},
        });
        let reference = json!({"$ref": "#/components/schemas/a.E"});
        let expected = json!({"type": "object", "properties": {
            "plain": reference, "nullable": {"allOf": [reference], "nullable": true},
            "list": {"type": "array", "items": reference, "nullable": true}}});
        assert_eq!(schemas(&models).unwrap().get("a.M"), Some(&expected));
    }

    #[test]
    fn an_unknown_type_is_named_with_its_place() {
        let models = json!({"a.M": {"properties": {"p": property("quaternion[]", false)}}});
        let error = schemas(&models).unwrap_err();
        assert_eq!(error.to_string(), "unknown type `quaternion` in a.M.p");
    }
}
