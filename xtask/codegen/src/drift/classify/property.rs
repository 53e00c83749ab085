//! Judges changes of the properties of models, by what the model is used for.
//!
//! A model that occurs in answers is tolerant in Rust, also where it is sent.

use super::{Case, Effects, answered, in_rust, parameter, sent, unused};
use crate::correct::is_secret;
use crate::drift::change::Action;
use crate::drift::effect::Verdict;
use crate::drift::index::Index;
use crate::drift::reach::Use;
use crate::drift::types::{Width, has_empty, rust, width};
use crate::native::Property;

pub(super) fn presence(case: &Case<'_>) -> Effects {
    let uses = case.uses();
    match (uses.any(), case.change.action) {
        (false, _) => unused(),
        (true, Action::Removed) => (gone(uses), Verdict::breaking("the field is gone")),
        (true, _) => new(case, uses),
    }
}

fn gone(uses: Use) -> Verdict {
    let reasons = [
        (uses.answered, "who reads it finds nothing"),
        (
            uses.requested(),
            "who sends it is refused, or is not given what it asked for",
        ),
    ];
    let reasons = reasons.iter().filter(|(applies, _)| *applies);
    let reasons: Vec<_> = reasons.map(|(_, reason)| *reason).collect();
    Verdict::breaking(reasons.join("; "))
}

fn new(case: &Case<'_>, uses: Use) -> Effects {
    let property = property(case.new, case);
    let required = property.is_some_and(|property| property.required);
    let of_callers = property.is_some_and(|property| !property.read_only);
    let wire = match uses.requested() && required && of_callers {
        true => Verdict::breaking("bodies without it are refused"),
        false if uses.requested() => Verdict::compatible("bodies without it are accepted"),
        false => Verdict::compatible("readers pass over fields they do not know"),
    };
    let rust = match (uses.answered, required) {
        (false, true) => Verdict::breaking(parameter::wanted()),
        (false, false) => {
            Verdict::compatible("the builder has a method more, which need not be called")
        }
        (true, _) => Verdict::compatible(
            "a field more to read; a literal that names every field wants `..Default::default()`",
        ),
    };
    (wire, rust)
}

fn property<'a>(index: &Index<'a>, case: &Case<'_>) -> Option<&'a Property> {
    index.property(&case.change.place, case.change.member())
}

pub(super) fn kind(case: &Case<'_>) -> Effects {
    let uses = case.uses();
    let (old, new) = case.texts();
    let width = width((case.old, old), (case.new, new));
    let judged = [
        uses.answered.then(|| answered(width, (old, new))),
        uses.requested().then(|| sent(width, (old, new))),
    ];
    let Some(wire) = Verdict::gravest(judged.into_iter().flatten()) else {
        return unused();
    };
    // A correction makes it a secret in the client, whichever text the description calls it.
    if is_secret(&case.change.place, case.change.member()) && width == Width::Same {
        return (wire, Verdict::documentation("the field stays `Secret`"));
    }
    (
        wire,
        in_rust("the field", &rust(case.old, old), &rust(case.new, new)),
    )
}

pub(super) fn can_be_null(case: &Case<'_>) -> Effects {
    let answered = [
        (
            "true",
            Verdict::breaking("who does not expect `null` may find it"),
        ),
        ("false", Verdict::compatible("`null` is answered no more")),
    ];
    let sent = [
        ("true", Verdict::compatible("`null` is accepted now")),
        ("false", Verdict::breaking("bodies with `null` are refused")),
    ];
    by_use(case, answered, sent)
}

pub(super) fn required(case: &Case<'_>) -> Effects {
    let answered = [
        ("true", Verdict::compatible("it is always answered now")),
        ("false", Verdict::breaking("answers may leave it out now")),
    ];
    let sent = [
        ("true", Verdict::breaking("bodies without it are refused")),
        (
            "false",
            Verdict::compatible("bodies without it are accepted now"),
        ),
    ];
    by_use(case, answered, sent)
}

/// The wire by what the fact is now, Rust by whether the field's type or the builder changes.
fn by_use(case: &Case<'_>, answered: [(&str, Verdict); 2], sent: [(&str, Verdict); 2]) -> Effects {
    let uses = case.uses();
    let now = |verdicts: [(&str, Verdict); 2]| {
        let mut verdicts = verdicts.into_iter();
        let found = verdicts.find(|(value, _)| case.change.is_now(value));
        found.map(|(_, verdict)| verdict)
    };
    let judged = [
        uses.answered.then(|| now(answered)).flatten(),
        uses.requested().then(|| now(sent)).flatten(),
    ];
    match Verdict::gravest(judged.into_iter().flatten()) {
        Some(wire) => (wire, optional(case, uses)),
        None => unused(),
    }
}

/// Whether the field's `Option`, or what the builder wants, changes.
fn optional(case: &Case<'_>, uses: Use) -> Verdict {
    if uses.answered {
        return Verdict::documentation("what occurs in answers is an `Option` anyway");
    }
    let (Some(old), Some(new)) = (property(case.old, case), property(case.new, case)) else {
        return unused().1;
    };
    if new.required && !old.required {
        return Verdict::breaking(parameter::wanted());
    }
    match (is_option(old), is_option(new)) {
        (false, true) => Verdict::breaking("the field becomes an `Option`"),
        (true, false) => Verdict::breaking("the field is no `Option` any more"),
        _ if old.required != new.required => Verdict::compatible("the builder no longer wants it"),
        _ => Verdict::documentation("the field's type stays the same"),
    }
}

/// Whether a field that is only sent is an `Option`.
fn is_option(property: &Property) -> bool {
    property.can_be_null || !property.required && !has_empty(property.full_type())
}

pub(super) fn read_only(case: &Case<'_>) -> Effects {
    let uses = case.uses();
    if !uses.any() {
        return unused();
    }
    let wire = match (uses.requested(), case.change.is_now("true")) {
        (false, _) => Verdict::documentation("it is only answered"),
        (true, true) => Verdict::breaking("who sends it is refused, or it is passed over"),
        (true, false) => Verdict::compatible("it may be sent now"),
    };
    (
        wire,
        Verdict::documentation("the field's type stays the same"),
    )
}
