//! JSON Schema of what may be sent, from the native description: nothing that is not described.

use serde_json::{Map, Value, json};

use crate::native::{Kind, Models, Operation, Parameter, Place, Property, kind};

/// The schema of an operation's body; nothing when it takes none.
pub fn body(models: &Models, operation: &Operation) -> Option<Value> {
    let parts: Vec<_> = operation.of(Place::Body).collect();
    match parts.as_slice() {
        [] => None,
        [whole] if whole.name.is_none() => Some(of(models, &whole.kind)),
        parts => {
            Some(object(parts.iter().map(|part| {
                (part.argument(), of(models, &part.kind), part.required)
            })))
        }
    }
}

/// The schema of one parameter.
pub fn parameter(models: &Models, parameter: &Parameter) -> Value {
    of(models, &parameter.kind)
}

fn of(models: &Models, written: &str) -> Value {
    match kind(models, written) {
        Kind::List(item) => json!({"type": "array", "items": of(models, item)}),
        Kind::Map(value) => json!({"type": "object", "additionalProperties": of(models, value)}),
        Kind::Enum(values) => json!({"enum": values}),
        Kind::Model(properties) => model(models, &properties),
        Kind::Scalar(name) => scalar(name),
    }
}

/// What only the API sets is not sent.
fn model(models: &Models, properties: &[Property]) -> Value {
    let sent = properties.iter().filter(|property| !property.read_only);
    object(sent.map(|property| {
        (
            property.name.as_str(),
            of(models, &property.kind),
            property.required,
        )
    }))
}

fn object<'a>(properties: impl Iterator<Item = (&'a str, Value, bool)>) -> Value {
    let mut described = Map::new();
    let mut required = Vec::new();
    for (name, schema, needed) in properties {
        described.insert(name.to_owned(), schema);
        required.extend(needed.then(|| name.to_owned()));
    }
    json!({"type": "object", "properties": described, "required": required, "additionalProperties": false})
}

fn scalar(name: &str) -> Value {
    let text = |pattern: &str| json!({"type": "string", "pattern": pattern});
    let formatted = |format: &str| json!({"type": "string", "format": format});
    match name {
        "long" => json!({"type": "integer", "minimum": i64::MIN, "maximum": i64::MAX}),
        "double" => json!({"type": "number"}),
        "boolean" => json!({"type": "boolean"}),
        "string" | "text" | "password" => json!({"type": "string"}),
        "datetime" => formatted("date-time"),
        "date" => formatted("date"),
        "time" => text("^\\d{2}:\\d{2}:\\d{2}$"),
        "duration" => text("^P(\\d+[YMD])+$"),
        "ip" => json!({"anyOf": [formatted("ipv4"), formatted("ipv6")]}),
        "ipv4" => formatted("ipv4"),
        "ipBlock" => text("^[0-9a-f.:]+/\\d+$"),
        "phoneNumber" => text("^\\+?\\d+$"),
        unknown => unreachable!("no schema for the type `{unknown}`"),
    }
}
