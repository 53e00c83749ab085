//! Schemas: primitives, models, enums and generics.

use serde_json::{Map, Value, json};

use crate::error::{Error, Result};
use crate::generics::Generic;
use crate::native::{self, Description, Kind, Model, Property, Type};
use crate::scalars::{SCALARS, is_scalar};

/// Every model, enum and scalar of the description; templates such as `A<T>` are not emitted.
pub(super) fn components(description: &Description) -> Result<Map<String, Value>> {
    let mut schemas: Map<String, Value> = SCALARS.iter().map(scalar).collect();
    for (name, model) in &description.models {
        if Generic::of(name).is_some_and(|generic| generic.is_template(model)) {
            continue;
        }
        let component = component(description, name, model)?;
        if schemas.insert(legal(name)?, component).is_some() {
            return Err(Error::Document {
                place: name.clone(),
                what: format!("another schema is named `{}` too", component_name(name)),
            });
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
        scalar if is_scalar(scalar) => reference(scalar),
        _ => return None,
    };
    Some(schema)
}

fn reference(name: &str) -> Value {
    json!({"$ref": format!("#/components/schemas/{}", component_name(name))})
}

/// `A<B>` is the component `A_B`. What OpenAPI has no letters for is written out.
pub(crate) fn component_name(name: &str) -> String {
    let name = name.replace("map[string]", "mapOf").replace("[]", "Array");
    name.replace(['<', ','], "_").replace('>', "")
}

/// The name of a component that OpenAPI accepts.
fn legal(name: &str) -> Result<String> {
    let component = component_name(name);
    let allowed = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
    match component.chars().all(allowed) {
        true => Ok(component),
        false => Err(Error::Document {
            place: format!("model {name}"),
            what: format!("`{component}` is no name of a component in OpenAPI"),
        }),
    }
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

fn component(description: &Description, name: &str, model: &Model) -> Result<Value> {
    let mut schema = match &model.values {
        Some(values) => enumeration(name, model, values)?,
        None => object(description, name, model)?,
    };
    if let Some(description) = &model.description {
        schema["description"] = json!(description);
    }
    Ok(schema)
}

/// An enum of numbers has numbers, though newer descriptions write them as text.
fn enumeration(name: &str, model: &Model, values: &[Value]) -> Result<Value> {
    if model.kind() == Kind::Texts {
        let texts: Vec<_> = values.iter().map(native::text).collect();
        return Ok(json!({"type": "string", "enum": texts}));
    }
    let numbers = values.iter().map(|value| {
        let text = native::text(value);
        text.parse::<i64>().map_err(|_| Error::Document {
            place: format!("model {name}"),
            what: format!("`{text}` is a value of an enum of numbers, and no whole number"),
        })
    });
    let numbers = numbers.collect::<Result<Vec<_>>>()?;
    Ok(json!({"type": "integer", "enum": numbers}))
}

fn object(description: &Description, name: &str, model: &Model) -> Result<Value> {
    let mut properties = Map::new();
    for (key, property) in &model.properties {
        let place = format!("{name}.{key}");
        let schema = inner(description, &Type::parse(property.full_type()), &place)?;
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
    use crate::generics::instantiated;

    fn schemas(models: &Value) -> Result<Map<String, Value>> {
        let native = json!({"basePath": "b", "resourcePath": "/x", "apis": [], "models": models});
        components(&instantiated(&native::read("test", &native.to_string())?))
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
    fn what_a_template_holds_is_written_out_too() {
        let of =
            |kind: &str| json!({"generics": ["T"], "properties": {"p": property(kind, false)}});
        let outer = json!({"properties": {"p": property("a.U<coreTypes.Id:string[]>", false)}});
        let models = json!({"a.U<T>": of("a.V<T>"), "a.V<T>": of("T"), "a.M": outer});
        let schemas = schemas(&models).unwrap();
        let held = |name: &str| schemas.get(name).unwrap()["properties"]["p"].clone();
        let reference = |name: &str| json!({"$ref": format!("#/components/schemas/{name}")});
        assert_eq!(held("a.M"), reference("a.U_stringArray"));
        assert_eq!(held("a.U_stringArray"), reference("a.V_stringArray"));
        let texts = json!({"type": "array", "items": {"type": "string"}});
        assert_eq!(held("a.V_stringArray"), texts);
    }

    #[test]
    fn several_arguments_are_several_words() {
        let pair = json!({"generics": ["K", "V"],
            "properties": {"k": property("K", false), "v": property("V[]", false)}});
        let models = json!({"a.P<K,V>": pair, "a.P<string,long>": pair});
        let number = json!({"type": "integer", "format": "int64"});
        let expected = json!({"type": "object", "properties": {
            "k": {"type": "string"}, "v": {"type": "array", "items": number}}});
        assert_eq!(
            schemas(&models).unwrap().get("a.P_string_long"),
            Some(&expected)
        );
    }

    #[test]
    fn what_cannot_be_written_out_is_named() {
        let held = |kind: &str| json!({"a.M": {"properties": {"p": property(kind, false)}}});
        let cases = [
            (held("a.Gone<long>"), "unknown type `a.Gone<long>` in a.M.p"),
            (
                json!({"a.<b&c>": {"properties": {}}}),
                "model a.<b&c>: `a._b&c` is no name of a component in OpenAPI",
            ),
            (
                json!({"B": {"properties": {}}, "a.U<B>": {}, "a.U_B": {}}),
                "a.U_B: another schema is named `a.U_B` too",
            ),
            (
                json!({"a.E": {"enum": ["one"], "enumType": "long"}}),
                "model a.E: `one` is a value of an enum of numbers, and no whole number",
            ),
        ];
        for (models, expected) in cases {
            assert_eq!(schemas(&models).unwrap_err().to_string(), expected);
        }
    }

    #[test]
    fn number_enums_are_numbers_however_they_are_written() {
        let long = |values: Value| json!({"enum": values, "enumType": "long"});
        let int = json!({"enum": ["1", "2"], "enumType": "int"});
        let models = json!({"a.Old": long(json!([1, 2])), "a.New": long(json!(["1", "2"])),
            "a.Int": int, "a.Bare": {"enum": [1, 2]}});
        let schemas = schemas(&models).unwrap();
        let expected = json!({"type": "integer", "enum": [1, 2]});
        for name in ["a.Old", "a.New", "a.Int", "a.Bare"] {
            assert_eq!(schemas.get(name), Some(&expected), "{name}");
        }
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
