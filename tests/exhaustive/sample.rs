//! Arguments and bodies that a description allows, with texts that need care on the wire.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::harness::Arguments;
use crate::native::{Kind, Models, Operation, Parameter, Place, Property, kind};

/// Free texts, given in turn.
const TEXTS: [&str; 5] = [
    " blanks in and around ",
    "naïve — 日本語 🚀",
    "a+b%2Bc%",
    "slash/and?query=1&x;y#z",
    "quote\"back\\slash\ttab",
];

/// How much is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    Everything,
    Required,
}

/// Makes samples; each one of an enum or of a free text is the next one.
pub struct Sampler<'a> {
    models: &'a Models,
    texts: usize,
    /// How many values of each enum were given, and how many it has.
    enums: BTreeMap<String, (usize, usize)>,
}

impl<'a> Sampler<'a> {
    pub fn new(models: &'a Models) -> Self {
        Self {
            models,
            texts: 0,
            enums: BTreeMap::new(),
        }
    }

    /// The arguments of a call.
    pub fn arguments(&mut self, operation: &Operation, extent: Extent) -> Arguments {
        let mut arguments = Arguments::new();
        let mut parts = Map::new();
        for parameter in &operation.parameters {
            if extent == Extent::Required && !parameter.required {
                continue;
            }
            let value = self.value(&parameter.kind, extent);
            let name = parameter.argument().to_owned();
            if is_part(parameter) {
                parts.insert(name, value);
            } else {
                arguments.insert(name, value);
            }
        }
        if operation.of(Place::Body).any(is_part) {
            arguments.insert("body".to_owned(), Value::Object(parts));
        }
        arguments
    }

    /// Whether an enum that was given has values that were not.
    pub fn lacks_values(&self) -> bool {
        self.enums.values().any(|(given, all)| given < all)
    }

    /// How many enums were given, and how many values they have.
    pub fn counts(&self) -> (usize, usize) {
        (
            self.enums.len(),
            self.enums.values().map(|(_, all)| all).sum(),
        )
    }

    fn value(&mut self, written: &str, extent: Extent) -> Value {
        match kind(self.models, written) {
            Kind::List(item) => json!([self.value(item, extent), self.value(item, extent)]),
            Kind::Map(value) => json!({"a key": self.value(value, extent)}),
            Kind::Enum(values) => self.next_of(written, &values),
            Kind::Model(properties) => self.model(&properties, extent),
            Kind::Scalar(name) => self.scalar(name),
        }
    }

    fn next_of(&mut self, name: &str, values: &[Value]) -> Value {
        let (given, _) = self
            .enums
            .entry(name.to_owned())
            .or_insert((0, values.len()));
        let value = values[*given % values.len()].clone();
        *given += 1;
        value
    }

    fn model(&mut self, properties: &[Property], extent: Extent) -> Value {
        let sent = properties.iter().filter(|property| !property.read_only);
        let sent = sent.filter(|property| property.required || extent == Extent::Everything);
        sent.map(|property| (property.name.clone(), self.value(&property.kind, extent)))
            .collect()
    }

    fn scalar(&mut self, name: &str) -> Value {
        match name {
            "long" => json!(9_007_199_254_740_993_i64),
            "double" => json!(12.5),
            "boolean" => json!(true),
            "datetime" => json!("2026-07-08T09:10:11+02:00"),
            "date" => json!("2026-07-08"),
            "time" => json!("09:10:11"),
            "duration" => json!("P1M"),
            "ip" => json!("2001:db8::1"),
            "ipv4" => json!("192.0.2.1"),
            "ipBlock" => json!("2001:db8::/56"),
            "phoneNumber" => json!("+33123456789"),
            _ => self.text(),
        }
    }

    fn text(&mut self) -> Value {
        self.texts += 1;
        json!(TEXTS[self.texts % TEXTS.len()])
    }
}

/// A named part of a body that is no model of its own.
fn is_part(parameter: &Parameter) -> bool {
    parameter.place == Place::Body && parameter.name.is_some()
}
