//! Lists every difference of facts between two descriptions.
//!
//! It does not judge them. What is added or removed is one change; what is inside it is not listed
//! again.

mod model;
mod operation;

use super::change::{Action, Change, Subject};
use super::index::Index;

/// Every difference: of the description, then by operation, then by model.
pub(super) fn compare(old: &Index<'_>, new: &Index<'_>) -> Vec<Change> {
    let mut changes = Vec::new();
    description(old, new, &mut changes);
    operation::compare(old, new, &mut changes);
    model::compare(old, new, &mut changes);
    changes
}

fn description(old: &Index<'_>, new: &Index<'_>, changes: &mut Vec<Change>) {
    let (old, new) = (old.description, new.description);
    let mut key = |key: &str, old: Option<&str>, new: Option<&str>| {
        At::new(key, changes).note(Subject::Description, old, new);
    };
    key(
        "apiVersion",
        old.api_version.as_deref(),
        new.api_version.as_deref(),
    );
    key("basePath", Some(&old.base_path), Some(&new.base_path));
    key(
        "resourcePath",
        Some(&old.resource_path),
        Some(&new.resource_path),
    );
}

/// Where differences are noted.
struct At<'a> {
    place: &'a str,
    member: Option<&'a str>,
    changes: &'a mut Vec<Change>,
}

impl<'a> At<'a> {
    fn new(place: &'a str, changes: &'a mut Vec<Change>) -> Self {
        Self {
            place,
            member: None,
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

    /// Notes a difference if the two are different; what is absent on one side was added or removed.
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

    /// Notes a yes-or-no fact.
    fn flag(&mut self, subject: Subject, old: bool, new: bool) {
        let text = |value: bool| if value { "true" } else { "false" };
        self.note(subject, Some(text(old)), Some(text(new)));
    }
}
