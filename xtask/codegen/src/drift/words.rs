//! Says what a change is in plain words.
//!
//! What it breaks is said by the verdicts.

use super::change::{Action, Change, Subject};

/// The change as the rest of a sentence that begins with its place: `needs credentials now`.
#[must_use]
pub(super) fn sentence(change: &Change) -> String {
    let member = member(change);
    match change.subject {
        Subject::Operation | Subject::Model => presence(change),
        Subject::Description => fact(change, "is"),
        Subject::Answer if change.member() == "200" => fact(change, "answers"),
        Subject::Answer => fact(change, &format!("answers with status {}", change.member())),
        Subject::Authentication if change.is_now("true") => "needs credentials now".to_owned(),
        Subject::Authentication => "may be called without credentials now".to_owned(),
        Subject::Status => fact(change, "has the status"),
        Subject::DeprecatedDate => fact(change, "is deprecated since"),
        Subject::DeletionDate => fact(change, "is to be deleted on"),
        Subject::Replacement => fact(change, "is replaced by"),
        Subject::IamAction => iam_action(change),
        Subject::Parameter | Subject::Property => held(change, &member),
        Subject::EnumValue => held_plain(change, &member),
        Subject::ParameterType | Subject::PropertyType => fact(change, &format!("{member} is")),
        Subject::ParameterRequired => flag(change, &member, ["must be given", "may be left out"]),
        Subject::PropertyRequired => flag(change, &member, ["is required", "is optional"]),
        Subject::PropertyCanBeNull => flag(change, &member, ["can be `null`", "cannot be `null`"]),
        Subject::PropertyReadOnly => flag(
            change,
            &member,
            ["is set by the API alone", "may be set by callers"],
        ),
        Subject::EnumType => fact(change, "is an enum of"),
        Subject::Generics => fact(change, "has the type parameters"),
    }
}

/// What in the place differs: `the query parameter `expire``.
pub(super) fn member(change: &Change) -> String {
    let member = change.member();
    match (change.subject, member.split_once(' ')) {
        (Subject::Parameter | Subject::ParameterType | Subject::ParameterRequired, Some(label)) => {
            match label {
                ("body", name) => format!("the body field `{name}`"),
                (place, name) => format!("the {place} parameter `{name}`"),
            }
        }
        (Subject::Parameter | Subject::ParameterType | Subject::ParameterRequired, None) => {
            "the body".to_owned()
        }
        (Subject::EnumValue, _) => format!("the value `{member}`"),
        _ => format!("the property `{member}`"),
    }
}

fn presence(change: &Change) -> String {
    match change.action {
        Action::Removed => "is gone".to_owned(),
        _ => "is new".to_owned(),
    }
}

fn fact(change: &Change, verb: &str) -> String {
    match (&change.old, &change.new) {
        (Some(old), Some(new)) => format!("{verb} `{new}` instead of `{old}`"),
        (None, Some(new)) => format!("{verb} `{new}` now"),
        (Some(old), None) => format!("{verb} `{old}` no more"),
        (None, None) => verb.to_owned(),
    }
}

fn held(change: &Change, member: &str) -> String {
    match (&change.old, &change.new) {
        (None, Some(new)) => format!("has {member} now (`{new}`)"),
        _ => format!("has {member} no more"),
    }
}

fn held_plain(change: &Change, member: &str) -> String {
    match change.action {
        Action::Removed => format!("has {member} no more"),
        _ => format!("has {member} now"),
    }
}

fn flag(change: &Change, member: &str, [yes, no]: [&str; 2]) -> String {
    let words = if change.is_now("true") { yes } else { no };
    format!("{member} {words} now")
}

fn iam_action(change: &Change) -> String {
    let action = change.member();
    match (change.action, change.new.as_deref()) {
        (Action::Removed, _) => format!("asks for the IAM action `{action}` no more"),
        (Action::Added, Some("optional")) => {
            format!("can make use of the IAM action `{action}` now")
        }
        (Action::Added, _) => format!("asks for the IAM action `{action}` now"),
        (Action::Changed, need) => {
            format!(
                "the IAM action `{action}` is {} now",
                need.unwrap_or_default()
            )
        }
    }
}
