//! Compares models: what they are, their values, their properties.
//!
//! What a model is used for makes no difference here.

use std::collections::BTreeMap;

use super::At;
use crate::drift::change::{Change, Subject};
use crate::drift::index::Index;
use crate::drift::pair::pairs;
use crate::native::{Description, Model, Property, text};

pub(super) fn compare(old: &Index<'_>, new: &Index<'_>, changes: &mut Vec<Change>) {
    for (name, pair) in pairs(models(old.description), models(new.description)) {
        let mut at = At::new(name, changes);
        match pair {
            (Some(old), Some(new)) => model(&mut at, old, new),
            (old, new) => at.note(Subject::Model, old.map(form), new.map(form)),
        }
    }
}

fn models(description: &Description) -> BTreeMap<&str, &Model> {
    let models = description.models.iter();
    models.map(|(name, model)| (name.as_str(), model)).collect()
}

/// What a model is, in a word.
fn form(model: &Model) -> &'static str {
    if model.values.is_some() {
        "enum"
    } else {
        "model"
    }
}

fn model(at: &mut At<'_>, old: &Model, new: &Model) {
    at.note(
        Subject::EnumType,
        old.enum_type.as_deref(),
        new.enum_type.as_deref(),
    );
    let generics = |model: &Model| model.generics.as_ref().map(|names| names.join(", "));
    let [old_generics, new_generics] = [old, new].map(generics);
    at.note(
        Subject::Generics,
        old_generics.as_deref(),
        new_generics.as_deref(),
    );
    for (value, (old, new)) in pairs(values(old), values(new)) {
        let [old, new] = [old, new].map(|here| here.map(|()| value.as_str()));
        at.member(&value).note(Subject::EnumValue, old, new);
    }
    for (name, pair) in pairs(properties(old), properties(new)) {
        property(&mut at.member(name), pair);
    }
}

fn values(model: &Model) -> BTreeMap<String, ()> {
    let values = model.values.iter().flatten();
    values.map(|value| (text(value), ())).collect()
}

fn properties(model: &Model) -> BTreeMap<&str, &Property> {
    let properties = model.properties.iter();
    properties.map(|(name, one)| (name.as_str(), one)).collect()
}

fn property(at: &mut At<'_>, pair: (Option<&Property>, Option<&Property>)) {
    let (Some(old), Some(new)) = pair else {
        let [old, new] = [pair.0, pair.1].map(|one| one.map(written));
        at.note(Subject::Property, old.as_deref(), new.as_deref());
        return;
    };
    at.note(
        Subject::PropertyType,
        Some(old.full_type()),
        Some(new.full_type()),
    );
    at.flag(Subject::PropertyCanBeNull, old.can_be_null, new.can_be_null);
    at.flag(Subject::PropertyReadOnly, old.read_only, new.read_only);
    at.flag(Subject::PropertyRequired, old.required, new.required);
}

/// A property as one text: `long, required, can be null, read only`.
fn written(property: &Property) -> String {
    let flags = [
        (property.required, ", required"),
        (property.can_be_null, ", can be null"),
        (property.read_only, ", read only"),
    ];
    let flags = flags.iter().filter(|(is, _)| *is).map(|(_, words)| *words);
    format!("{}{}", property.full_type(), flags.collect::<String>())
}
