//! Answers that a description allows, and how each may depart from it.

use serde_json::{Map, Value, json};

use crate::native::{Kind, Models, kind};

/// How often a model may lie within itself.
const NESTED: usize = 2;

/// An answer with everything described in it, and the places that may differ.
pub struct Sample {
    pub value: Value,
    pub places: Vec<Place>,
}

/// A place in an answer, by its JSON pointer.
pub enum Place {
    Field(String),
    Object(String),
    List(String),
    Enum(String),
    /// A point in time or a day.
    Date(String),
    /// What one call answers as a number and another one as a text.
    Quantity(String),
}

/// The models whose `quantity` is a number in one and a text in the other.
const LINES: [&str; 2] = ["order.OrderDetail", "billing.OrderDetail"];

/// A sample of a native type; `null` for `void`.
pub fn sample(models: &Models, written: &str) -> Sample {
    let mut maker = Maker {
        models,
        within: Vec::new(),
        places: Vec::new(),
    };
    let value = match written {
        "void" => Value::Null,
        written => maker.value(written, ""),
    };
    Sample {
        value,
        places: maker.places,
    }
}

struct Maker<'a> {
    models: &'a Models,
    /// The models around the place that is made.
    within: Vec<String>,
    places: Vec<Place>,
}

impl Maker<'_> {
    fn value(&mut self, written: &str, at: &str) -> Value {
        match kind(self.models, written) {
            Kind::List(item) => self.list(item, at),
            Kind::Map(value) => self.map(value, at),
            Kind::Enum(values) => self.one_of(&values, at),
            Kind::Model(_) => self.model(written, at),
            Kind::Scalar(name) => self.scalar(name, at),
        }
    }

    /// Two items; the second's places are those of the first.
    fn list(&mut self, item: &str, at: &str) -> Value {
        self.places.push(Place::List(at.to_owned()));
        if self.ends(item) {
            return json!([]);
        }
        let first = self.value(item, &format!("{at}/0"));
        json!([first, first])
    }

    fn map(&mut self, written: &str, at: &str) -> Value {
        self.places.push(Place::Field(format!("{at}/key")));
        json!({"key": self.value(written, &format!("{at}/key"))})
    }

    fn one_of(&mut self, values: &[Value], at: &str) -> Value {
        let value = values[at.len() % values.len()].clone();
        if value.is_string() {
            self.places.push(Place::Enum(at.to_owned()));
        }
        value
    }

    fn model(&mut self, written: &str, at: &str) -> Value {
        self.places.push(Place::Object(at.to_owned()));
        self.within.push(written.to_owned());
        let Kind::Model(properties) = kind(self.models, written) else {
            unreachable!("{written} is no model");
        };
        let mut object = Map::new();
        for property in properties {
            if self.ends(&property.kind) {
                continue;
            }
            let field = format!("{at}/{}", property.name);
            self.places.push(Place::Field(field.clone()));
            object.insert(property.name, self.value(&property.kind, &field));
        }
        self.within.pop();
        Value::Object(object)
    }

    fn scalar(&mut self, name: &str, at: &str) -> Value {
        if matches!(name, "datetime" | "date") {
            self.places.push(Place::Date(at.to_owned()));
        }
        let within = self.within.last().map_or("", String::as_str);
        if at.ends_with("/quantity") && LINES.contains(&within) {
            self.places.push(Place::Quantity(at.to_owned()));
        }
        scalar(name)
    }

    /// Whether a model is already around itself as often as it may.
    fn ends(&self, written: &str) -> bool {
        self.within
            .iter()
            .filter(|around| *around == written)
            .count()
            >= NESTED
    }
}

fn scalar(name: &str) -> Value {
    match name {
        "long" => json!(9_007_199_254_740_993_i64),
        "double" => json!(16.99),
        "boolean" => json!(false),
        "datetime" => json!("2024-11-05T17:29:13+01:00"),
        "duration" => json!("P1Y"),
        "ipBlock" => json!("192.0.2.0/24"),
        "uuid" => json!("0f3c1e5a-6d2b-4c8e-9a7f-1b2c3d4e5f60"),
        _ => json!("naïve \"text\" 日本\t"),
    }
}
