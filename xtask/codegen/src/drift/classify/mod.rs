//! Judges each change: what it breaks on the wire, and for Rust users of the crate.
//!
//! It judges changes one by one; what follows from several of them is `consequence`'s subject. The
//! rules stand in the documentation of the module above.

mod model;
mod operation;
mod parameter;
mod property;
#[cfg(test)]
mod tests;

use super::change::{Change, Subject};
use super::effect::Verdict;
use super::index::Index;
use super::reach::Use;
use super::types::Width;

/// The effect on the wire, and the one for Rust users.
pub(super) type Effects = (Verdict, Verdict);

/// A change with the two descriptions it is between.
struct Case<'a> {
    old: &'a Index<'a>,
    new: &'a Index<'a>,
    change: &'a Change,
}

/// Both effects of a change.
pub(super) fn classify(old: &Index<'_>, new: &Index<'_>, change: &Change) -> Effects {
    let case = &Case { old, new, change };
    match change.subject {
        Subject::Description => description(),
        Subject::Operation => operation::presence(case),
        Subject::Answer => operation::answer(case),
        Subject::Authentication => operation::authentication(case),
        Subject::Status
        | Subject::DeprecatedDate
        | Subject::DeletionDate
        | Subject::Replacement => operation::life_cycle(case),
        Subject::IamAction => operation::iam_action(case),
        Subject::Parameter => parameter::presence(case),
        Subject::ParameterType => parameter::kind(case),
        Subject::ParameterRequired => parameter::required(case),
        Subject::Model => model::presence(case),
        Subject::EnumType => model::enum_type(case),
        Subject::Generics => model::generics(),
        Subject::EnumValue => model::value(case),
        Subject::Property => property::presence(case),
        Subject::PropertyType => property::kind(case),
        Subject::PropertyCanBeNull => property::can_be_null(case),
        Subject::PropertyReadOnly => property::read_only(case),
        Subject::PropertyRequired => property::required(case),
    }
}

fn description() -> Effects {
    (
        Verdict::documentation("it says where the description was read, not what calls look like"),
        Verdict::documentation("the client takes its address from the endpoint"),
    )
}

impl Case<'_> {
    /// What the model of the change is used for, before or after.
    fn uses(&self) -> Use {
        let (old, new) = (
            self.old.uses(&self.change.place),
            self.new.uses(&self.change.place),
        );
        Use {
            answered: old.answered || new.answered,
            sent: old.sent || new.sent,
            given: old.given || new.given,
        }
    }

    /// What the descriptions say; empty where one says nothing.
    fn texts(&self) -> (&str, &str) {
        (
            self.change.old.as_deref().unwrap_or_default(),
            self.change.new.as_deref().unwrap_or_default(),
        )
    }
}

/// For what no operation uses.
fn unused() -> Effects {
    (
        Verdict::documentation("no operation uses it"),
        Verdict::documentation("no operation uses it, so it has no type in Rust"),
    )
}

/// A type that callers send changes.
fn sent(width: Width, (old, new): (&str, &str)) -> Verdict {
    match width {
        Width::Same => Verdict::documentation("the JSON stays the same"),
        Width::Wider => Verdict::compatible(format!("what was sent as `{old}` is `{new}` too")),
        Width::Narrower => Verdict::breaking(format!(
            "not everything that was sent as `{old}` is `{new}`"
        )),
        Width::Other => Verdict::breaking(format!("what is sent as `{old}` is no `{new}`")),
    }
}

/// A type that the API answers changes.
fn answered(width: Width, (old, new): (&str, &str)) -> Verdict {
    match width {
        Width::Same => Verdict::documentation("the JSON stays the same"),
        Width::Narrower => Verdict::compatible(format!("who reads `{old}` can read every `{new}`")),
        Width::Wider => Verdict::breaking(format!(
            "who reads `{old}` finds `{new}`, which may be more"
        )),
        Width::Other => Verdict::breaking(format!("who reads `{old}` finds `{new}`")),
    }
}

/// A type in Rust changes, or not.
fn in_rust(what: &str, old: &str, new: &str) -> Verdict {
    if old == new {
        return Verdict::documentation(format!("{what} stays `{new}`"));
    }
    Verdict::breaking(format!("{what} is `{new}` instead of `{old}`"))
}
