//! Judges changes of what callers give: path, query and header parameters, bodies and their fields.
//!
//! Properties of a model that is a body are `property`'s subject.

use std::collections::BTreeMap;

use super::{Case, Effects, in_rust, sent};
use crate::drift::change::Action;
use crate::drift::effect::Verdict;
use crate::drift::index::Index;
use crate::drift::types::{has_empty, rust, width};
use crate::drift::words;
use crate::native::{Operation, Parameter, Type};

pub(super) fn presence(case: &Case<'_>) -> Effects {
    if let Some(wire) = other_form(case) {
        let rust = "the body is written as another type: one model, or fields of its own";
        return (wire, Verdict::breaking(rust));
    }
    let member = words::member(case.change);
    if case.change.action == Action::Removed {
        return (
            Verdict::breaking("who sends it is refused, or is not given what it asked for"),
            Verdict::breaking(format!("the builder's method for {member} is gone")),
        );
    }
    let parameter = case.new.parameter(&case.change.place, case.change.member());
    match parameter.is_some_and(|parameter| parameter.required) {
        true => (
            Verdict::breaking("calls without it are refused"),
            Verdict::breaking(wanted()),
        ),
        false => (
            Verdict::compatible("calls without it are accepted"),
            Verdict::compatible("the builder has a method more, which need not be called"),
        ),
    }
}

/// What a new requirement does to code that exists.
pub(super) fn wanted() -> &'static str {
    "code compiles, but the builder wants it and fails before anything is sent"
}

/// The effect on the wire of a body that became one model, or ceased to be one.
fn other_form(case: &Case<'_>) -> Option<Verdict> {
    if !case.change.member().starts_with("body") {
        return None;
    }
    let [old, new] = [case.old, case.new].map(|index| body(index, &case.change.place));
    let (old, new) = (old?, new?);
    if old.whole == new.whole {
        return None;
    }
    Some(match differing(&old, &new).as_slice() {
        [] => Verdict::documentation("the body has the same fields, described in another form"),
        fields => Verdict::breaking(format!("the body differs in {}", fields.join(", "))),
    })
}

/// A body with its fields, whichever way it is described.
struct Body<'a> {
    whole: bool,
    /// Type and whether it is required, by name.
    fields: BTreeMap<&'a str, (Type<'a>, bool)>,
}

fn body<'a>(index: &Index<'a>, place: &str) -> Option<Body<'a>> {
    let operation: &'a Operation = index.operation(place)?;
    let mut parts = operation
        .parameters
        .iter()
        .filter(|one| one.param_type == "body");
    let whole = parts.clone().find(|part| part.name.is_none());
    let fields = match whole {
        Some(whole) => properties(index, whole.full_type())?,
        None => {
            let field = |part: &'a Parameter| {
                Some((
                    part.name.as_deref()?,
                    (Type::parse(part.full_type()), part.required),
                ))
            };
            parts.clone().filter_map(field).collect()
        }
    };
    parts.next()?;
    Some(Body {
        whole: whole.is_some(),
        fields,
    })
}

fn properties<'a>(index: &Index<'a>, model: &str) -> Option<BTreeMap<&'a str, (Type<'a>, bool)>> {
    let properties = index.model(model)?.properties.iter();
    let fields =
        properties.map(|(name, one)| (name.as_str(), (Type::parse(one.full_type()), one.required)));
    Some(fields.collect())
}

/// Fields that only one has or that differ; a new one that need not be sent does not count.
fn differing(old: &Body<'_>, new: &Body<'_>) -> Vec<String> {
    let gone = old.fields.iter().filter(|(name, (kind, required))| {
        let now = new.fields.get(*name);
        now.is_none_or(|(now, needed)| now != kind || *needed && !required)
    });
    let wanted = new
        .fields
        .iter()
        .filter(|(name, (_, required))| *required && !old.fields.contains_key(*name));
    gone.chain(wanted)
        .map(|(name, _)| format!("`{name}`"))
        .collect()
}

pub(super) fn kind(case: &Case<'_>) -> Effects {
    let (old, new) = case.texts();
    let wire = sent(width((case.old, old), (case.new, new)), (old, new));
    let member = words::member(case.change);
    (
        wire,
        in_rust(&member, &rust(case.old, old), &rust(case.new, new)),
    )
}

pub(super) fn required(case: &Case<'_>) -> Effects {
    if case.change.is_now("true") {
        return (
            Verdict::breaking("calls without it are refused"),
            Verdict::breaking(wanted()),
        );
    }
    let wire = Verdict::compatible("calls with it are accepted as before");
    let rust = match optional_field(case) {
        true => Verdict::breaking("the field becomes an `Option`"),
        false => Verdict::compatible("the builder no longer wants it"),
    };
    (wire, rust)
}

/// Whether a change of `required` changes a Rust type: only fields of a body are `Option`.
fn optional_field(case: &Case<'_>) -> bool {
    let member = case.change.member();
    let parameter = case.new.parameter(&case.change.place, member);
    member.starts_with("body ") && parameter.is_some_and(|one| !has_empty(one.full_type()))
}
