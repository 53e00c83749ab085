//! Says what a change is in plain words.

use super::change::{Action, Change, Subject};

/// The change as the rest of a sentence that begins with its place: `needs credentials now`.
#[must_use]
pub(super) fn sentence(change: &Change) -> String {
    let member = member(change);
    match change.subject {
        Subject::Operation | Subject::Model => {
            let is_gone = change.action == Action::Removed;
            if is_gone { "is gone" } else { "is new" }.to_owned()
        }
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
        Subject::Parameter | Subject::Property | Subject::EnumValue => presence(change, &member),
        Subject::ParameterType | Subject::PropertyType => fact(change, &format!("{member} is")),
        Subject::ParameterRequired => flag(change, &member, "must be given", "may be left out"),
        Subject::PropertyRequired => flag(change, &member, "is required", "is optional"),
        Subject::PropertyCanBeNull => flag(change, &member, "can be `null`", "cannot be `null`"),
        Subject::PropertyReadOnly => flag(
            change,
            &member,
            "is set by the API alone",
            "may be set by callers",
        ),
        Subject::EnumType => fact(change, "is an enum of"),
        Subject::Generics => fact(change, "has the type parameters"),
    }
}

/// What in the place differs: `the query parameter `expire``.
pub(super) fn member(change: &Change) -> String {
    let member = change.member();
    match change.subject {
        Subject::Parameter | Subject::ParameterType | Subject::ParameterRequired => {
            match member.split_once(' ') {
                Some(("body", name)) => format!("the body field `{name}`"),
                Some((place, name)) => format!("the {place} parameter `{name}`"),
                None => "the body".to_owned(),
            }
        }
        Subject::EnumValue => format!("the value `{member}`"),
        _ => format!("the property `{member}`"),
    }
}

fn fact(change: &Change, verb: &str) -> String {
    match (&change.old, &change.new) {
        (Some(old), Some(new)) => format!("{verb} `{new}` instead of `{old}`"),
        (None, Some(new)) => format!("{verb} `{new}` now"),
        (Some(old), None) => format!("no longer {verb} `{old}`"),
        (None, None) => verb.to_owned(),
    }
}

fn presence(change: &Change, member: &str) -> String {
    match &change.new {
        None => format!("no longer has {member}"),
        Some(_) if change.subject == Subject::EnumValue => format!("has {member} now"),
        Some(new) => format!("has {member} now (`{new}`)"),
    }
}

fn flag(change: &Change, member: &str, yes: &str, no: &str) -> String {
    let words = if change.is_now("true") { yes } else { no };
    format!("{member} {words} now")
}

fn iam_action(change: &Change) -> String {
    let action = format!("the IAM action `{}`", change.member());
    match (change.action, change.new.as_deref()) {
        (Action::Changed, Some(need)) => format!("{action} is {need} now"),
        (_, None) => format!("no longer asks for {action}"),
        (_, Some("optional")) => format!("can make use of {action} now"),
        (_, Some(_)) => format!("asks for {action} now"),
    }
}

/// A kind of change in words, for counts.
pub(super) fn kind(subject: Subject, action: Action) -> String {
    let subject = match subject {
        Subject::Description => "facts of the description",
        Subject::Operation => "operations",
        Subject::Answer => "answers",
        Subject::Authentication => "operations' need of credentials",
        Subject::Status => "statuses",
        Subject::DeprecatedDate => "dates of deprecation",
        Subject::DeletionDate => "dates of deletion",
        Subject::Replacement => "replacements",
        Subject::IamAction => "IAM actions",
        Subject::Parameter => "parameters and bodies",
        Subject::ParameterType => "types of parameters",
        Subject::ParameterRequired => "`required` of parameters",
        Subject::Model => "models",
        Subject::EnumType => "kinds of enums",
        Subject::Generics => "type parameters",
        Subject::EnumValue => "enum values",
        Subject::Property => "properties",
        Subject::PropertyType => "types of properties",
        Subject::PropertyCanBeNull => "`null` as a property",
        Subject::PropertyReadOnly => "read-only properties",
        Subject::PropertyRequired => "`required` of properties",
    };
    let action = match action {
        Action::Added => "added",
        Action::Removed => "removed",
        Action::Changed => "changed",
    };
    format!("{subject} {action}")
}
