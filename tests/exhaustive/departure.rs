//! Ways in which the live API departs from its description, applied to a sample answer.

use serde_json::{Value, json};

use crate::answer::{Place, Sample};

/// A field that no description has.
pub const NEW_FIELD: &str = "aFieldOfTomorrow";

/// One answer that departs in one place.
pub struct Departure {
    pub kind: Kind,
    /// JSON pointer of the place.
    pub at: String,
    pub value: Value,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    FieldRemoved,
    FieldNull,
    FieldAdded,
    UnknownValue,
    ListEmpty,
    OtherDate,
    NumberAsText,
    TextAsNumber,
}

/// Every departure of every place, one at a time.
pub fn departures(sample: &Sample) -> impl Iterator<Item = Departure> {
    let places = sample.places.iter();
    places.flat_map(|place| {
        let (at, kinds): (&String, &[Kind]) = match place {
            Place::Field(at) => (at, &[Kind::FieldRemoved, Kind::FieldNull]),
            Place::Object(at) => (at, &[Kind::FieldAdded]),
            Place::Enum(at) => (at, &[Kind::UnknownValue]),
            Place::List(at) => (at, &[Kind::ListEmpty]),
            Place::Date(at) => (at, &[Kind::OtherDate]),
            Place::Quantity(at) if sample.value.pointer(at).is_some_and(Value::is_string) => {
                (at, &[Kind::TextAsNumber])
            }
            Place::Quantity(at) => (at, &[Kind::NumberAsText]),
        };
        kinds.iter().map(|kind| departed(&sample.value, *kind, at))
    })
}

fn departed(sample: &Value, kind: Kind, at: &str) -> Departure {
    let way: Vec<_> = at.split('/').skip(1).collect();
    let mut value = around(sample, &way);
    let place = value.pointer_mut(at).unwrap();
    match kind {
        Kind::FieldRemoved => remove(&mut value, at),
        Kind::FieldAdded => place[NEW_FIELD] = json!({"a": [1, null]}),
        _ => *place = instead(kind),
    }
    Departure {
        kind,
        at: at.to_owned(),
        value,
    }
}

/// The sample with empty lists where the way to the place does not lead through them: a whole
/// catalogue for each of its thousand places takes minutes.
fn around(sample: &Value, way: &[&str]) -> Value {
    let further = way.get(1..).unwrap_or_default();
    match sample {
        Value::Object(fields) => {
            let fields = fields.iter().map(|(key, value)| {
                let leads_there = way.first() == Some(&key.as_str());
                let value = around(value, if leads_there { further } else { &[] });
                (key.clone(), value)
            });
            fields.collect()
        }
        Value::Array(_) if way.is_empty() => json!([]),
        Value::Array(items) => {
            let ways = std::iter::once(further).chain(std::iter::repeat(&[][..]));
            let items = items.iter().zip(ways);
            items.map(|(item, way)| around(item, way)).collect()
        }
        other => other.clone(),
    }
}

fn instead(kind: Kind) -> Value {
    match kind {
        Kind::UnknownValue => json!("a-value of tomorrow"),
        Kind::ListEmpty => json!([]),
        Kind::OtherDate => json!("0000-00-00 00:00"),
        Kind::NumberAsText => json!("7"),
        Kind::TextAsNumber => json!(7),
        _ => Value::Null,
    }
}

fn remove(value: &mut Value, at: &str) {
    let (parent, key) = at.rsplit_once('/').unwrap();
    let parent = value.pointer_mut(parent).unwrap().as_object_mut().unwrap();
    parent.remove(key).unwrap();
}

/// What a written answer lost or made up, compared with the one that was read. A field that was
/// null may be left out, and [`NEW_FIELD`] is not kept.
pub fn difference(read: &Value, written: &Value) -> Option<String> {
    match (read, written) {
        (Value::Object(read), Value::Object(written)) => {
            let made_up = written.keys().find(|key| !read.contains_key(*key));
            let kept = read.iter().filter(|(key, _)| *key != NEW_FIELD);
            let mut lost = kept.filter_map(|(key, value)| {
                let found = written.get(key).unwrap_or(&Value::Null);
                difference(value, found).map(|difference| below(key, &difference))
            });
            let made_up = made_up.map(|key| format!("{key}: made up"));
            made_up.or_else(|| lost.next())
        }
        (Value::Array(read), Value::Array(written)) if read.len() == written.len() => {
            let mut pairs = read.iter().zip(written);
            pairs.find_map(|(read, written)| difference(read, written))
        }
        (read, written) if read == written => None,
        // 5 and 5.0 are one number.
        (Value::Number(a), Value::Number(b))
            if a.as_f64() == b.as_f64() && a.is_f64() != b.is_f64() =>
        {
            None
        }
        (read, written) => Some(format!(": {read} became {written}")),
    }
}

fn below(key: &str, difference: &str) -> String {
    if difference.starts_with(':') {
        format!("{key}{difference}")
    } else {
        format!("{key}/{difference}")
    }
}
