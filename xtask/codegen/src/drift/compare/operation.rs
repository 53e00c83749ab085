//! Compares operations: parameters, answers, credentials, life cycle, rights.
//!
//! Models that they name are compared by themselves.

use std::collections::BTreeMap;

use serde_json::Value;

use super::At;
use crate::drift::change::{Change, Subject};
use crate::drift::index::{self, Index, place};
use crate::drift::pair::pairs;
use crate::native::{Operation, Parameter, Status};

pub(super) fn compare(old: &Index<'_>, new: &Index<'_>, changes: &mut Vec<Change>) {
    for (key, pair) in pairs(old.operations.clone(), new.operations.clone()) {
        let place = place(key);
        let mut at = At::new(&place, changes);
        match pair {
            (Some(old), Some(new)) => operation(&mut at, old, new),
            (old, new) => {
                at.note(
                    Subject::Operation,
                    old.map(Operation::answer),
                    new.map(Operation::answer),
                );
            }
        }
    }
}

fn operation(at: &mut At<'_>, old: &Operation, new: &Operation) {
    parameters(at, old, new);
    for (status, (old, new)) in pairs(index::answers(old), index::answers(new)) {
        at.member(status).note(Subject::Answer, old, new);
    }
    at.flag(
        Subject::Authentication,
        !old.no_authentication,
        !new.no_authentication,
    );
    life_cycle(at, old.api_status.as_ref(), new.api_status.as_ref());
    for (action, (old, new)) in pairs(actions(old), actions(new)) {
        at.member(&action).note(Subject::IamAction, old, new);
    }
}

fn parameters(at: &mut At<'_>, old: &Operation, new: &Operation) {
    let by_label = |operation: &Operation| -> BTreeMap<String, Parameter> {
        let each = operation.parameters.iter();
        each.map(|one| (index::label(one), one.clone())).collect()
    };
    for (label, pair) in pairs(by_label(old), by_label(new)) {
        let mut at = at.member(&label);
        match pair {
            (Some(old), Some(new)) => {
                at.note(
                    Subject::ParameterType,
                    Some(old.full_type()),
                    Some(new.full_type()),
                );
                at.flag(Subject::ParameterRequired, old.required, new.required);
            }
            (old, new) => {
                let [old, new] = [old, new].map(|one| one.as_ref().map(written));
                at.note(Subject::Parameter, old.as_deref(), new.as_deref());
            }
        }
    }
}

/// A parameter as one text: `long, required`.
fn written(parameter: &Parameter) -> String {
    let required = if parameter.required { ", required" } else { "" };
    format!("{}{required}", parameter.full_type())
}

fn life_cycle(at: &mut At<'_>, old: Option<&Status>, new: Option<&Status>) {
    let mut fact = |subject: Subject, of: fn(&Status) -> Option<&str>| {
        at.note(subject, old.and_then(of), new.and_then(of));
    };
    fact(Subject::Status, |status| Some(&status.value));
    fact(Subject::DeprecatedDate, |status| {
        status.deprecated_date.as_deref()
    });
    fact(Subject::DeletionDate, |status| {
        status.deletion_date.as_deref()
    });
    fact(Subject::Replacement, |status| status.replacement.as_deref());
}

/// IAM actions by name, with whether they are required.
fn actions(operation: &Operation) -> BTreeMap<String, &'static str> {
    let actions = operation.iam_actions.iter().filter_map(|action| {
        let name = action.get("name")?.as_str()?.to_owned();
        let required = action.get("required").and_then(Value::as_bool);
        let written = if required == Some(true) {
            "required"
        } else {
            "optional"
        };
        Some((name, written))
    });
    actions.collect()
}
