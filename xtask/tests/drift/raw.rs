//! Lists every difference between two raw native documents, without any code of the drift report.
//!
//! It reads JSON values and nothing else. A key that it does not know fails the comparison: a new
//! fact of the native form must be decided upon, not passed over.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

/// Subject, place, member: what a fact is about.
type Name = (&'static str, String, Option<String>);

/// Action, subject, place, member, old, new: one difference.
pub type Difference = (
    &'static str,
    &'static str,
    String,
    Option<String>,
    Option<String>,
    Option<String>,
);

/// A thing that is there or not, with the facts about it and the things in it.
#[derive(Default)]
struct Thing {
    written: String,
    facts: BTreeMap<Name, String>,
    things: BTreeMap<Name, Thing>,
}

/// Every difference between two documents.
pub fn differences(old: &Value, new: &Value) -> BTreeSet<Difference> {
    let mut found = BTreeSet::new();
    walk(&document(old), &document(new), &mut found);
    found
}

fn walk(old: &Thing, new: &Thing, found: &mut BTreeSet<Difference>) {
    for name in old.facts.keys().chain(new.facts.keys()) {
        note(name, old.facts.get(name), new.facts.get(name), found);
    }
    for name in old.things.keys().chain(new.things.keys()) {
        match (old.things.get(name), new.things.get(name)) {
            (Some(old), Some(new)) => walk(old, new, found),
            (old, new) => note(
                name,
                old.map(|t| &t.written),
                new.map(|t| &t.written),
                found,
            ),
        }
    }
}

fn note(
    (subject, place, member): &Name,
    old: Option<&String>,
    new: Option<&String>,
    found: &mut BTreeSet<Difference>,
) {
    if old == new {
        return;
    }
    let action = match (old, new) {
        (None, _) => "added",
        (_, None) => "removed",
        _ => "changed",
    };
    let (old, new) = (old.cloned(), new.cloned());
    found.insert((action, subject, place.clone(), member.clone(), old, new));
}

fn document(root: &Value) -> Thing {
    know(
        root,
        &["apiVersion", "basePath", "resourcePath", "apis", "models"],
    );
    let mut thing = Thing::default();
    for key in ["apiVersion", "basePath", "resourcePath"] {
        if let Some(text) = root[key].as_str() {
            let name = ("description", key.to_owned(), None);
            thing.facts.insert(name, text.to_owned());
        }
    }
    for path in root["apis"].as_array().unwrap() {
        know(path, &["path", "operations", "description"]);
        for one in path["operations"].as_array().unwrap() {
            let place = format!("{} {}", text(&one["httpMethod"]), text(&path["path"]));
            let operation = operation(&place, one);
            thing.things.insert(("operation", place, None), operation);
        }
    }
    for (name, one) in root["models"].as_object().unwrap() {
        let key = ("model", name.clone(), None);
        thing.things.insert(key, model(name, one));
    }
    thing
}

const OPERATION: &[&str] = &[
    "httpMethod",
    "parameters",
    "responseType",
    "responseTypes",
    "noAuthentication",
    "apiStatus",
    "iamActions",
    "description",
    "longDescription",
    "operationId",
];

fn operation(place: &str, one: &Value) -> Thing {
    know(one, OPERATION);
    let mut thing = Thing {
        written: text(&one["responseType"]),
        ..Thing::default()
    };
    let mut fact = |subject, member: Option<&str>, value: String| {
        let name = (subject, place.to_owned(), member.map(str::to_owned));
        thing.facts.insert(name, value);
    };
    let closed = one["noAuthentication"] != Value::Bool(true);
    fact("authentication", None, closed.to_string());
    life_cycle(&one["apiStatus"], &mut fact);
    rights(&one["iamActions"], &mut fact);
    fact("answer", Some("200"), text(&one["responseType"]));
    for (status, answer) in one["responseTypes"].as_object().into_iter().flatten() {
        fact("answer", Some(status), text(answer));
    }
    if let Some(success) = one["responseTypes"]["200"].as_str() {
        thing.written = success.to_owned();
    }
    for one in one["parameters"].as_array().into_iter().flatten() {
        let kind = text(&one["paramType"]);
        let name = one["name"].as_str();
        let label = name.map_or(kind.clone(), |name| format!("{kind} {name}"));
        let key = ("parameter", place.to_owned(), Some(label.clone()));
        thing.things.insert(key, parameter(place, &label, one));
    }
    thing
}

fn life_cycle(status: &Value, fact: &mut impl FnMut(&'static str, Option<&str>, String)) {
    const FACTS: [(&str, &str); 4] = [
        ("status", "value"),
        ("deprecatedDate", "deprecatedDate"),
        ("deletionDate", "deletionDate"),
        ("replacement", "replacement"),
    ];
    know(
        status,
        &[
            "value",
            "description",
            "deprecatedDate",
            "deletionDate",
            "replacement",
        ],
    );
    for (subject, key) in FACTS {
        if let Some(value) = status[key].as_str() {
            fact(subject, None, value.to_owned());
        }
    }
}

fn rights(actions: &Value, fact: &mut impl FnMut(&'static str, Option<&str>, String)) {
    for action in actions.as_array().into_iter().flatten() {
        know(action, &["name", "required", "description"]);
        let required = action["required"] == Value::Bool(true);
        let need = if required { "required" } else { "optional" };
        fact("iamAction", action["name"].as_str(), need.to_owned());
    }
}

fn parameter(place: &str, label: &str, one: &Value) -> Thing {
    know(
        one,
        &[
            "name",
            "dataType",
            "fullType",
            "paramType",
            "required",
            "description",
        ],
    );
    let kind = one["fullType"]
        .as_str()
        .map_or_else(|| text(&one["dataType"]), str::to_owned);
    let required = one["required"] == Value::Bool(true);
    let name = |subject| (subject, place.to_owned(), Some(label.to_owned()));
    Thing {
        written: format!("{kind}{}", if required { ", required" } else { "" }),
        facts: BTreeMap::from([
            (name("parameterType"), kind),
            (name("parameterRequired"), required.to_string()),
        ]),
        things: BTreeMap::new(),
    }
}

const MODEL: &[&str] = &[
    "id",
    "namespace",
    "enum",
    "enumType",
    "generics",
    "properties",
    "description",
];

fn model(place: &str, one: &Value) -> Thing {
    know(one, MODEL);
    let form = if one["enum"].is_array() {
        "enum"
    } else {
        "model"
    };
    let mut thing = Thing {
        written: form.to_owned(),
        ..Thing::default()
    };
    let mut fact = |subject, member: Option<String>, value: String| {
        thing
            .facts
            .insert((subject, place.to_owned(), member), value);
    };
    if let Some(kind) = one["enumType"].as_str() {
        fact("enumType", None, kind.to_owned());
    }
    if let Some(names) = one["generics"].as_array() {
        let names: Vec<_> = names.iter().map(text).collect();
        fact("generics", None, names.join(", "));
    }
    for value in one["enum"].as_array().into_iter().flatten() {
        fact("enumValue", Some(text(value)), text(value));
    }
    for (name, one) in one["properties"].as_object().into_iter().flatten() {
        let key = ("property", place.to_owned(), Some(name.clone()));
        thing.things.insert(key, property(place, name, one));
    }
    thing
}

fn property(place: &str, name: &str, one: &Value) -> Thing {
    know(
        one,
        &[
            "type",
            "fullType",
            "canBeNull",
            "readOnly",
            "required",
            "description",
        ],
    );
    let kind = one["fullType"]
        .as_str()
        .map_or_else(|| text(&one["type"]), str::to_owned);
    let mut thing = Thing {
        written: kind.clone(),
        ..Thing::default()
    };
    let key = |subject| (subject, place.to_owned(), Some(name.to_owned()));
    thing.facts.insert(key("propertyType"), kind);
    for (subject, fact, words) in [
        ("propertyRequired", "required", ", required"),
        ("propertyCanBeNull", "canBeNull", ", can be null"),
        ("propertyReadOnly", "readOnly", ", read only"),
    ] {
        let is = one[fact] == Value::Bool(true);
        thing.written += if is { words } else { "" };
        thing.facts.insert(key(subject), is.to_string());
    }
    thing
}

/// Fails for a key that nobody decided upon.
fn know(object: &Value, keys: &[&str]) {
    for (key, value) in object.as_object().into_iter().flatten() {
        assert!(
            keys.contains(&key.as_str()) || value.is_null(),
            "unknown key {key}"
        );
    }
}

fn text(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}
