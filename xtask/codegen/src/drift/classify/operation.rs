//! Judges changes of operations: whether they are there, what they answer, who may call them.
//!
//! Parameters and bodies are `parameter`'s subject.

use super::{Case, Effects, answered, in_rust};
use crate::drift::change::Action;
use crate::drift::effect::Verdict;
use crate::drift::index::{Index, Key, method_name, place};
use crate::drift::types::{rust, width};

pub(super) fn presence(case: &Case<'_>) -> Effects {
    let place = &case.change.place;
    if case.change.action == Action::Added {
        return (
            Verdict::compatible("nothing that was there changes"),
            Verdict::compatible(format!("the method `{}` is new", name(case.new, place))),
        );
    }
    let gone = format!("the method `{}` is gone", name(case.old, place));
    match renamed(case) {
        Some(now) => (
            Verdict::compatible(format!("the same address is written `{now}` now")),
            Verdict::breaking(format!("{gone}, or its parameters have other names")),
        ),
        None => (
            Verdict::breaking("the API no longer has it: calls are refused"),
            Verdict::breaking(gone),
        ),
    }
}

/// The operation on the same address, when only the names of path parameters changed.
fn renamed(case: &Case<'_>) -> Option<String> {
    let key = key(&case.change.place)?;
    let mut candidates = case.new.operations.keys().filter(|other| {
        other.1 == key.1
            && !case.old.operations.contains_key(*other)
            && shape(other.0) == shape(key.0)
    });
    candidates.next().map(|other| place(*other))
}

/// The path with every parameter blanked.
fn shape(path: &str) -> Vec<&str> {
    let segments = path.split('/');
    let segments = segments.map(|segment| {
        if segment.starts_with('{') {
            "{}"
        } else {
            segment
        }
    });
    segments.collect()
}

fn key(place: &str) -> Option<Key<'_>> {
    let (method, path) = place.split_once(' ')?;
    Some((path, method))
}

/// The Rust method of an operation that the description has.
fn name(index: &Index<'_>, place: &str) -> String {
    let operation = key(place).zip(index.operation(place));
    operation.map_or_else(String::new, |(key, operation)| method_name(key, operation))
}

pub(super) fn answer(case: &Case<'_>) -> Effects {
    if case.change.member() != "200" {
        return (
            Verdict::compatible("what status 200 means stays the same"),
            Verdict::documentation("the client reads every success as it reads 200"),
        );
    }
    let (old, new) = case.texts();
    let wire = match (old, new) {
        ("void", new) => Verdict::compatible(format!("nothing was answered, `{new}` is")),
        (old, "void") => Verdict::breaking(format!("who reads `{old}` finds nothing")),
        texts => answered(width((case.old, old), (case.new, new)), texts),
    };
    let [before, now] = [case.old, case.new].map(|index| name(index, &case.change.place));
    let rust = in_rust("the answer", &rust(case.old, old), &rust(case.new, new));
    if before == now {
        return (wire, rust);
    }
    let renamed = format!(
        "{}, and the method is `{now}` instead of `{before}`",
        rust.reason
    );
    (wire, Verdict::breaking(renamed))
}

pub(super) fn authentication(case: &Case<'_>) -> Effects {
    if case.change.is_now("true") {
        return (
            Verdict::breaking("callers without credentials are refused"),
            Verdict::compatible("code compiles; a client without credentials gets an error"),
        );
    }
    (
        Verdict::compatible("callers without credentials are let in"),
        Verdict::compatible("code compiles; a client without credentials may call it"),
    )
}

pub(super) fn life_cycle(case: &Case<'_>) -> Effects {
    let now = case
        .new
        .operation(&case.change.place)
        .and_then(|one| one.api_status.as_ref());
    let wire = match now.is_some_and(|status| status.value == "DEPRECATED") {
        true => "it still answers: move to what replaces it",
        false => "it answers as before",
    };
    (
        Verdict::documentation(wire),
        Verdict::documentation("the documentation and the table of operations say so"),
    )
}

pub(super) fn iam_action(case: &Case<'_>) -> Effects {
    let rust = Verdict::documentation("the documentation and the table of operations say so");
    let wire = if case.change.is_now("required") {
        Verdict::breaking("callers whose IAM policy does not allow it are refused")
    } else if case.change.is_now("optional") {
        Verdict::documentation("the call works without it")
    } else {
        Verdict::compatible("callers need it no more")
    };
    (wire, rust)
}
