//! Lists every difference of facts between two descriptions.
//!
//! What is added or removed is one change; what is inside it is not listed again.

use std::collections::{BTreeMap, BTreeSet};

use super::change::{Action, Change, Subject};
use super::index::Index;
use crate::native::{Description, Model, Operation, Parameter, Property, Status};

/// Every difference: of the description, then by operation, then by model.
pub(super) fn compare(old: &Index<'_>, new: &Index<'_>) -> Vec<Change> {
    let mut changes = Vec::new();
    description(old.description, new.description, &mut changes);
    for (key, old, new) in pairs(&old.operations, &new.operations) {
        let place = key.place();
        let mut at = At::new(&place, &mut changes);
        if let (Some(old), Some(new)) = (old, new) {
            operation(&mut at, old, new);
        } else {
            let [old, new] = [old, new].map(|one| one.map(|one| one.answer()));
            at.note(Subject::Operation, old, new);
        }
    }
    for (name, old, new) in pairs(&old.description.models, &new.description.models) {
        let mut at = At::new(name, &mut changes);
        if let (Some(old), Some(new)) = (old, new) {
            model(&mut at, old, new);
        } else {
            at.note(Subject::Model, old.map(form), new.map(form));
        }
    }
    changes
}

/// Every key of either map in order, with what each has under it.
fn pairs<'a, K: Ord, V>(
    old: &'a BTreeMap<K, V>,
    new: &'a BTreeMap<K, V>,
) -> impl Iterator<Item = (&'a K, Option<&'a V>, Option<&'a V>)> {
    let keys: BTreeSet<_> = old.keys().chain(new.keys()).collect();
    keys.into_iter()
        .map(|key| (key, old.get(key), new.get(key)))
}

/// Where differences are noted.
struct At<'a> {
    place: &'a str,
    member: Option<&'a str>,
    changes: &'a mut Vec<Change>,
}

impl<'a> At<'a> {
    fn new(place: &'a str, changes: &'a mut Vec<Change>) -> Self {
        let member = None;
        Self {
            place,
            member,
            changes,
        }
    }

    /// The same place, with a member of it.
    fn member<'b>(&'b mut self, member: &'b str) -> At<'b> {
        At {
            place: self.place,
            member: Some(member),
            changes: self.changes,
        }
    }

    /// Notes a difference if there is one; what is absent on one side was added or removed.
    fn note(&mut self, subject: Subject, old: Option<&str>, new: Option<&str>) {
        let action = match (old, new) {
            (None, Some(_)) => Action::Added,
            (Some(_), None) => Action::Removed,
            (Some(old), Some(new)) if old != new => Action::Changed,
            _ => return,
        };
        self.changes.push(Change {
            subject,
            action,
            place: self.place.to_owned(),
            member: self.member.map(str::to_owned),
            old: old.map(str::to_owned),
            new: new.map(str::to_owned),
        });
    }

    /// Notes a difference of a yes-or-no fact.
    fn flag(&mut self, subject: Subject, old: bool, new: bool) {
        let [old, new] = [old, new].map(|value| if value { "true" } else { "false" });
        self.note(subject, Some(old), Some(new));
    }
}

fn description(old: &Description, new: &Description, changes: &mut Vec<Change>) {
    for (key, fact) in DESCRIPTION {
        At::new(key, changes).note(Subject::Description, fact(old), fact(new));
    }
}

/// A fact of a description.
type OfDescription = fn(&Description) -> Option<&str>;

const DESCRIPTION: &[(&str, OfDescription)] = &[
    ("apiVersion", |one| one.api_version.as_deref()),
    ("basePath", |one| Some(&one.base_path)),
    ("resourcePath", |one| Some(&one.resource_path)),
];

fn operation(at: &mut At<'_>, old: &Operation, new: &Operation) {
    for (label, old, new) in pairs(&parameters(old), &parameters(new)) {
        let at = &mut at.member(label);
        if let (Some(old), Some(new)) = (old, new) {
            at.note(
                Subject::ParameterType,
                Some(old.full_type()),
                Some(new.full_type()),
            );
            at.flag(Subject::ParameterRequired, old.required, new.required);
        } else {
            let [old, new] = [old, new].map(|one| one.map(|one| parameter(one)));
            at.note(Subject::Parameter, old.as_deref(), new.as_deref());
        }
    }
    for (status, old, new) in pairs(&answers(old), &answers(new)) {
        at.member(status)
            .note(Subject::Answer, old.copied(), new.copied());
    }
    at.flag(
        Subject::Authentication,
        !old.no_authentication,
        !new.no_authentication,
    );
    for (subject, fact) in LIFE_CYCLE {
        let [old, new] = [old, new].map(|one| one.api_status.as_ref().and_then(*fact));
        at.note(*subject, old, new);
    }
    for (action, old, new) in pairs(&actions(old), &actions(new)) {
        at.member(action)
            .note(Subject::IamAction, old.copied(), new.copied());
    }
}

/// A fact of a status.
type OfStatus = fn(&Status) -> Option<&str>;

const LIFE_CYCLE: &[(Subject, OfStatus)] = &[
    (Subject::Status, |status| Some(&status.value)),
    (Subject::DeprecatedDate, |status| {
        status.deprecated_date.as_deref()
    }),
    (Subject::DeletionDate, |status| {
        status.deletion_date.as_deref()
    }),
    (Subject::Replacement, |status| status.replacement.as_deref()),
];

fn parameters(operation: &Operation) -> BTreeMap<String, &Parameter> {
    let parameters = operation.parameters.iter();
    parameters.map(|one| (one.label(), one)).collect()
}

/// A parameter as one text: `long, required`.
fn parameter(parameter: &Parameter) -> String {
    let required = if parameter.required { ", required" } else { "" };
    format!("{}{required}", parameter.full_type())
}

/// What an operation answers by status; `200` is what the client reads.
fn answers(operation: &Operation) -> BTreeMap<&str, &str> {
    let mut answers = BTreeMap::from([("200", operation.response_type.as_str())]);
    let by_status = operation.response_types.iter();
    answers.extend(by_status.map(|(status, answer)| (status.as_str(), answer.as_str())));
    answers
}

/// IAM actions by name, with whether they are required.
fn actions(operation: &Operation) -> BTreeMap<&str, &'static str> {
    let actions = operation.iam_actions.iter().map(|action| {
        let need = if action.is_required() {
            "required"
        } else {
            "optional"
        };
        (action.name.as_str(), need)
    });
    actions.collect()
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
    let [old_generics, new_generics] =
        [old, new].map(|model| model.generics.as_ref().map(|names| names.join(", ")));
    at.note(
        Subject::Generics,
        old_generics.as_deref(),
        new_generics.as_deref(),
    );
    let [old_values, new_values] = [old, new].map(Model::texts);
    for value in old_values.union(&new_values) {
        let [old, new] = [&old_values, &new_values].map(|values| values.get(value));
        let mut at = at.member(value);
        at.note(
            Subject::EnumValue,
            old.map(String::as_str),
            new.map(String::as_str),
        );
    }
    for (name, old, new) in pairs(&old.properties, &new.properties) {
        let at = &mut at.member(name);
        if let (Some(old), Some(new)) = (old, new) {
            at.note(
                Subject::PropertyType,
                Some(old.full_type()),
                Some(new.full_type()),
            );
            at.flag(Subject::PropertyCanBeNull, old.can_be_null, new.can_be_null);
            at.flag(Subject::PropertyReadOnly, old.read_only, new.read_only);
            at.flag(Subject::PropertyRequired, old.required, new.required);
        } else {
            let [old, new] = [old, new].map(|one| one.map(property));
            at.note(Subject::Property, old.as_deref(), new.as_deref());
        }
    }
}

/// A property as one text: `long, required, can be null, read only`.
fn property(property: &Property) -> String {
    let mut text = property.full_type().to_owned();
    for (is_so, words) in [
        (property.required, ", required"),
        (property.can_be_null, ", can be null"),
        (property.read_only, ", read only"),
    ] {
        if is_so {
            text += words;
        }
    }
    text
}
