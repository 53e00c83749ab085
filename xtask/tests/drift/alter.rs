//! Makes descriptions that differ in every kind of fact, from one that is real.
//!
//! What is altered is decided by position alone, so every run alters the same.

use serde_json::Value;

/// Alters or drops a part of the facts: those whose position leaves `rest` when divided by `every`.
pub fn alter(document: &Value, every: usize, rest: usize) -> Value {
    let mut altered = document.clone();
    let mut position = rest;
    change(&mut altered, "", &mut || {
        position += 1;
        position.is_multiple_of(every)
    });
    altered
}

fn change(value: &mut Value, under: &str, hit: &mut impl FnMut() -> bool) {
    match value {
        Value::Bool(flag) if hit() => *flag = !*flag,
        Value::String(text) if hit() => text.push_str("Altered"),
        Value::Array(items) => {
            items.iter_mut().for_each(|item| change(item, under, hit));
            items.retain(|_| !hit());
        }
        Value::Object(map) => {
            map.iter_mut()
                .for_each(|(key, value)| change(value, key, hit));
            let named = ["models", "properties", "responseTypes"].contains(&under);
            map.retain(|key, _| !(named || OPTIONAL.contains(&key.as_str())) || !hit());
        }
        _ => {}
    }
}

/// Keys that a description may leave out.
const OPTIONAL: &[&str] = &[
    "apiStatus",
    "apiVersion",
    "deletionDate",
    "deprecatedDate",
    "enumType",
    "fullType",
    "generics",
    "iamActions",
    "noAuthentication",
    "replacement",
    "responseTypes",
];
