//! Schemas: primitives, scalars, models, enums and generics.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::document::Schema;
use crate::error::{Error, Result};
use crate::generics::Generic;
use crate::native::{self, Description, Kind, Model, Property, Type};
use crate::scalars::{SCALARS, is_scalar};

/// Every model, enum and scalar of the description; templates such as `A<T>` are not emitted.
pub(super) fn components(description: &Description) -> Result<BTreeMap<String, Schema>> {
    let mut schemas = BTreeMap::new();
    for (name, format) in SCALARS {
        let schema = Schema {
            kind: (*name != "any").then(|| "string".to_owned()),
            format: format.map(str::to_owned),
            ..Schema::default()
        };
        schemas.insert((*name).to_owned(), schema);
    }
    for (name, model) in &description.models {
        if Generic::of(name).is_some_and(|generic| generic.is_template(model)) {
            continue;
        }
        let component = component(description, name, model)?;
        let before = schemas.insert(legal(name)?, component.clone());
        // A generic may stand beside a model that has its name with an underscore, and is the same.
        if before.is_some_and(|before| before != component) {
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
) -> Result<Option<Schema>> {
    Ok(match written {
        Type::Void => None,
        Type::Array(item) => Some(Schema::list(inner(description, item, place)?)),
        Type::Map(value) => Some(Schema {
            additional_properties: Some(Box::new(inner(description, value, place)?)),
            ..Schema::of_kind("object")
        }),
        Type::Name(name) => Some(named(description, name, place)?),
    })
}

/// The schema of a type; an empty one for `void`.
pub(super) fn inner(description: &Description, written: &Type<'_>, place: &str) -> Result<Schema> {
    Ok(of(description, written, place)?.unwrap_or_default())
}

fn named(description: &Description, name: &str, place: &str) -> Result<Schema> {
    if let Some(schema) = primitive(name) {
        return Ok(schema);
    }
    if description.models.contains_key(name) {
        return Ok(Schema::referring(&component_name(name)));
    }
    Err(Error::UnknownType {
        name: name.to_owned(),
        place: place.to_owned(),
    })
}

fn primitive(name: &str) -> Option<Schema> {
    let schema = match name {
        "long" => Schema::of_format("integer", "int64"),
        "int" => Schema::of_format("integer", "int32"),
        "double" => Schema::of_format("number", "double"),
        "boolean" => Schema::of_kind("boolean"),
        "string" | "text" => Schema::of_kind("string"),
        "datetime" => Schema::of_format("string", "date-time"),
        "password" | "date" | "uuid" | "duration" => Schema::of_format("string", name),
        scalar if is_scalar(scalar) => Schema::referring(scalar),
        _ => return None,
    };
    Some(schema)
}

/// `A<B>` is the component `A_B`. What OpenAPI has no letters for is written out.
pub(crate) fn component_name(name: &str) -> String {
    let name = name.replace("map[string]", "mapOf").replace("[]", "Array");
    name.replace(['<', ','], "_").replace('>', "")
}

/// The name of a component that OpenAPI accepts.
fn legal(name: &str) -> Result<String> {
    let component = component_name(name);
    if component
        .chars()
        .all(|c| c.is_ascii_alphanumeric() || "._-".contains(c))
    {
        return Ok(component);
    }
    Err(Error::Document {
        place: format!("model {name}"),
        what: format!("`{component}` cannot name a component in OpenAPI"),
    })
}

fn component(description: &Description, name: &str, model: &Model) -> Result<Schema> {
    let schema = match &model.values {
        Some(values) => enumeration(name, model, values)?,
        None => object(description, name, model)?,
    };
    Ok(Schema {
        description: model.description.clone(),
        ..schema
    })
}

/// An enum of numbers has numbers, though newer descriptions write them as text.
fn enumeration(name: &str, model: &Model, values: &[Value]) -> Result<Schema> {
    let texts = values.iter().map(native::text);
    if model.kind() == Kind::Texts {
        return Ok(Schema {
            values: Some(texts.map(Value::from).collect()),
            ..Schema::of_kind("string")
        });
    }
    let numbers = texts.map(|text| match text.parse::<i64>() {
        Ok(number) => Ok(Value::from(number)),
        Err(_) => Err(Error::Document {
            place: format!("model {name}"),
            what: format!("`{text}` is a value of an enum of numbers, but not a whole number"),
        }),
    });
    Ok(Schema {
        values: Some(numbers.collect::<Result<_>>()?),
        ..Schema::of_kind("integer")
    })
}

fn object(description: &Description, name: &str, model: &Model) -> Result<Schema> {
    let mut properties = BTreeMap::new();
    let mut required = Vec::new();
    for (key, property) in &model.properties {
        let place = format!("{name}.{key}");
        let schema = inner(description, &Type::parse(property.full_type()), &place)?;
        properties.insert(key.clone(), with_facts(schema, property));
        if property.required {
            required.push(key.clone());
        }
    }
    Ok(Schema {
        properties: Some(properties),
        required,
        ..Schema::of_kind("object")
    })
}

/// Adds nullable, readOnly and the description; beside a `$ref` they need an `allOf`.
fn with_facts(mut schema: Schema, property: &Property) -> Schema {
    let has_facts = property.can_be_null || property.read_only || property.description.is_some();
    if has_facts && schema.reference.is_some() {
        schema = Schema {
            all_of: vec![schema],
            ..Schema::default()
        };
    }
    Schema {
        nullable: property.can_be_null,
        read_only: property.read_only,
        description: property.description.clone(),
        ..schema
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::generics::instantiated;

    fn schemas(models: &Value) -> Result<BTreeMap<String, Value>> {
        let native = json!({"basePath": "b", "resourcePath": "/x", "apis": [], "models": models});
        let description = native::read("test", &native.to_string())?;
        let schemas = components(&instantiated(&description))?;
        Ok(schemas
            .into_iter()
            .map(|(name, schema)| (name, serde_json::to_value(schema).unwrap()))
            .collect())
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
    fn a_generic_is_the_same_as_its_twin_with_an_underscore() {
        let model = json!({"properties": {"value": property("long", false)}});
        let template = json!({"generics": ["T"], "properties": {"value": property("T", false)}});
        let models = json!({"a.U<T>": template, "a.U_long": model, "a.M":
            {"properties": {"p": property("a.U<long>", false)}}});
        let schemas = schemas(&models).unwrap();
        let reference = json!({"$ref": "#/components/schemas/a.U_long"});
        assert_eq!(schemas["a.M"]["properties"]["p"], reference);
        assert!(schemas.contains_key("a.U_long"));
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
                "model a.<b&c>: `a._b&c` cannot name a component in OpenAPI",
            ),
            (
                json!({"B": {"properties": {}}, "a.U<B>": {}, "a.U_B": {"enum": ["x"]}}),
                "a.U_B: another schema is named `a.U_B` too",
            ),
            (
                json!({"a.E": {"enum": ["one"], "enumType": "long"}}),
                "model a.E: `one` is a value of an enum of numbers, but not a whole number",
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
