//! Judges changes of models as a whole, and of enum values.
//!
//! Properties are `property`'s subject.

use super::{Case, Effects, unused};
use crate::drift::change::Action;
use crate::drift::effect::Verdict;
use crate::drift::types::{is_number, type_name};
use crate::native::Model;

pub(super) fn presence(case: &Case<'_>) -> Effects {
    if !case.uses().any() {
        return unused();
    }
    let wire = Verdict::documentation("the operations that use it are listed by themselves");
    let name = type_name(&case.change.place);
    let rust = match case.change.action {
        Action::Removed => Verdict::breaking(format!("the type `{name}` is gone")),
        _ => Verdict::compatible(format!("the type `{name}` is new")),
    };
    (wire, rust)
}

pub(super) fn enum_type(case: &Case<'_>) -> Effects {
    if !case.uses().any() {
        return unused();
    }
    let [old, new] = [case.old, case.new].map(|index| index.model(&case.change.place));
    if old.map(Model::kind) == new.map(Model::kind) {
        return (
            Verdict::documentation("its values are written as before"),
            Verdict::documentation("the type stays the same"),
        );
    }
    (
        Verdict::breaking("its values are written as another kind of JSON"),
        Verdict::breaking("an enum of texts, `i64` and a struct are different types"),
    )
}

pub(super) fn generics() -> Effects {
    (
        Verdict::documentation("what it stands for is listed by its properties"),
        Verdict::documentation("what it stands for is listed by its properties"),
    )
}

pub(super) fn value(case: &Case<'_>) -> Effects {
    if !case.uses().any() {
        return unused();
    }
    match case.change.action {
        Action::Removed => (value_gone_on_the_wire(case), value_in_rust(case)),
        _ => (value_new_on_the_wire(case), value_in_rust(case)),
    }
}

fn value_new_on_the_wire(case: &Case<'_>) -> Verdict {
    let uses = case.uses();
    Verdict::compatible(match (uses.answered, uses.requested()) {
        (true, true) => "it may be sent and answered; readers pass over values they do not know",
        (true, false) => "it may be answered; readers pass over values they do not know",
        _ => "it may be sent",
    })
}

fn value_gone_on_the_wire(case: &Case<'_>) -> Verdict {
    match case.uses().requested() {
        true => Verdict::breaking("calls that send it are refused"),
        false => Verdict::compatible("it is only answered, and will be no more"),
    }
}

fn value_in_rust(case: &Case<'_>) -> Verdict {
    let place = &case.change.place;
    let model = case.new.model(place).or_else(|| case.old.model(place));
    if model.is_some_and(is_number) {
        return Verdict::documentation("the type is `i64`, whatever its values");
    }
    match (case.change.action, case.uses().answered) {
        (Action::Removed, true) => {
            Verdict::breaking("its variant is gone; such a value would be read as `Other`")
        }
        (Action::Removed, false) => Verdict::breaking("its variant is gone"),
        (_, true) => Verdict::compatible(
            "a new variant of a `#[non_exhaustive]` enum, where `Other` was read before",
        ),
        (_, false) => Verdict::compatible("a new variant of a `#[non_exhaustive]` enum"),
    }
}
