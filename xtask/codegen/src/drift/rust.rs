//! Judges what a change does to Rust users of the crate, by what is generated. The rules stand in the
//! documentation of the module above.

use super::change::{Action, Subject, Verdict, breaking, compatible, documentation};
use super::index::{Case, Use};
use super::types::{Width, has_empty, rust, width};
use super::wire::{differing_body, renamed};
use super::{words, workflow};
use crate::correct::is_secret;
use crate::native::{Kind, Model, Property};

/// The verdict on a change.
pub(super) fn verdict(case: &Case<'_>) -> Verdict {
    let uses = case.uses();
    let is_true = case.change.is_now("true");
    match case.change.subject {
        Subject::Description => documentation("the client takes its address from the endpoint"),
        Subject::Operation => operation(case),
        Subject::Answer => answer(case),
        Subject::Authentication if is_true => {
            compatible("code compiles; a client without credentials gets an error")
        }
        Subject::Authentication => {
            compatible("code compiles; a client without credentials may call it")
        }
        Subject::Status
        | Subject::DeprecatedDate
        | Subject::DeletionDate
        | Subject::Replacement
        | Subject::IamAction => {
            documentation("the documentation and the table of operations say so")
        }
        Subject::Parameter => parameter(case),
        Subject::ParameterType => retyped(case, &words::member(case.change)),
        Subject::ParameterRequired if is_true => breaking(WANTED),
        Subject::ParameterRequired => parameter_optional(case),
        Subject::Generics => documentation("the properties that use it are listed separately"),
        _ if !uses.any() => documentation("no operation uses it, so it has no type in Rust"),
        Subject::Model => model(case),
        Subject::EnumType => enum_type(case),
        Subject::EnumValue => value(case, uses),
        Subject::Property => property(case, uses),
        Subject::PropertyType => property_type(case),
        Subject::PropertyCanBeNull | Subject::PropertyRequired => optional(case, uses),
        Subject::PropertyReadOnly => documentation("the field's type stays the same"),
    }
}

/// What a new requirement does to code that exists.
const WANTED: &str = "code compiles, but the builder requires it and fails before anything is sent";

/// What something new that is optional does to a builder.
const OFFERED: &str = "the builder has one more method, which need not be called";

fn operation(case: &Case<'_>) -> Verdict {
    let place = &case.change.place;
    if case.change.action == Action::Added {
        return compatible(format!("the method `{}` is new", case.new.method(place)));
    }
    let method = case.old.method(place);
    if let Some(loss) = workflow::loss(&method) {
        return breaking(loss);
    }
    let gone = format!("the method `{method}` is gone");
    breaking(match renamed(case) {
        Some(_) => format!("{gone}, or its parameters have other names"),
        None => gone,
    })
}

fn answer(case: &Case<'_>) -> Verdict {
    if case.change.member() != "200" {
        return documentation("the client reads every success as it reads 200");
    }
    let answer = retyped(case, "the answer");
    let [before, now] = [case.old, case.new].map(|index| index.method(&case.change.place));
    if before == now {
        return answer;
    }
    let reason = answer.reason;
    breaking(format!(
        "{reason}, and the method is `{now}` instead of `{before}`"
    ))
}

/// The verdict on a type that changes, of what the words name.
fn retyped(case: &Case<'_>, what: &str) -> Verdict {
    let [old, new] = case.texts();
    let (old, new) = (rust(case.old, old), rust(case.new, new));
    if old == new {
        documentation(format!("{what} stays `{new}`"))
    } else {
        breaking(format!("{what} is `{new}` instead of `{old}`"))
    }
}

fn parameter(case: &Case<'_>) -> Verdict {
    if differing_body(case).is_some() {
        breaking("the body is written as another type: one model, or fields of its own")
    } else if case.change.action == Action::Removed {
        let member = words::member(case.change);
        breaking(format!("the builder's method for {member} is gone"))
    } else if case.parameter().is_some_and(|parameter| parameter.required) {
        breaking(WANTED)
    } else {
        compatible(OFFERED)
    }
}

/// Only the fields of a body are an `Option` when they may be left out.
fn parameter_optional(case: &Case<'_>) -> Verdict {
    let is_field = case.change.member().starts_with("body ");
    if is_field
        && case
            .parameter()
            .is_some_and(|one| !has_empty(one.full_type()))
    {
        breaking("the field becomes an `Option`")
    } else {
        compatible("the builder no longer requires it")
    }
}

fn model(case: &Case<'_>) -> Verdict {
    let place = &case.change.place;
    if case.change.action == Action::Removed {
        breaking(format!("the type `{}` is gone", case.old.type_name(place)))
    } else {
        compatible(format!("the type `{}` is new", case.new.type_name(place)))
    }
}

fn enum_type(case: &Case<'_>) -> Verdict {
    let [old, new] = case.models().map(|model| model.map(Model::kind));
    if old == new {
        documentation("the type stays the same")
    } else {
        breaking("an enum of texts, `i64` and a struct are different types")
    }
}

fn value(case: &Case<'_>, uses: Use) -> Verdict {
    let [old, new] = case.models();
    if new
        .or(old)
        .is_some_and(|model| model.kind() == Kind::Numbers)
    {
        return documentation("the type is `i64`, whatever its values");
    }
    match (case.change.action, uses.answered) {
        (Action::Removed, true) => {
            breaking("its variant is gone; such a value would be read as `Other`")
        }
        (Action::Removed, false) => breaking("its variant is gone"),
        (_, true) => {
            compatible("a new variant of a `#[non_exhaustive]` enum, where `Other` was read before")
        }
        (_, false) => compatible("a new variant of a `#[non_exhaustive]` enum"),
    }
}

fn property(case: &Case<'_>, uses: Use) -> Verdict {
    let [_, property] = case.properties();
    if case.change.action == Action::Removed {
        breaking("the field is gone")
    } else if uses.answered && !(uses.whole && property.is_some_and(is_wanted)) {
        compatible("one more field to read")
    } else if property.is_some_and(|property| property.required) {
        breaking(WANTED)
    } else {
        compatible(OFFERED)
    }
}

fn property_type(case: &Case<'_>) -> Verdict {
    let [old, new] = case.texts();
    let same_json = width(case.old, old, case.new, new) == Width::Same;
    // A correction makes it a secret in the client, whichever text the description calls it.
    if same_json && is_secret(&case.change.place, case.change.member()) {
        documentation("the field stays `Secret`")
    } else {
        retyped(case, "the field")
    }
}

/// Whether the field's `Option`, or what the builder wants, changes.
fn optional(case: &Case<'_>, uses: Use) -> Verdict {
    let [Some(old), Some(new)] = case.properties() else {
        return documentation("the field's type stays the same");
    };
    // As a body it has a form of its own, which is as exact as it is described.
    if uses.answered && (!uses.whole || new.read_only) {
        return documentation("what occurs in answers is an `Option` anyway");
    }
    if new.required && !old.required {
        return breaking(WANTED);
    }
    match (is_option(old), is_option(new)) {
        (false, true) => breaking("the field becomes an `Option`"),
        (true, false) => breaking("the field is no longer an `Option`"),
        _ if old.required != new.required => compatible("the builder no longer requires it"),
        _ => documentation("the field's type stays the same"),
    }
}

/// Whether a body must have it.
fn is_wanted(property: &Property) -> bool {
    property.required && !property.read_only
}

/// Whether a field that is only sent is an `Option`.
fn is_option(property: &Property) -> bool {
    property.can_be_null || !property.required && !has_empty(property.full_type())
}
