//! Advises the crate's next version from what a change does to Rust users.
//!
//! What breaks on the wire is broken whether the crate is updated or not, so it alone asks for no
//! new major version; but it is worth more than a patch.

use serde::Serialize;

use super::consequence::Consequence;
use super::effect::Effect;
use super::report::{Judged, Outcome};
use super::words;

/// Which part of the version to raise; below 1.0 each is the next lower one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Step {
    /// Nothing changed.
    None,
    /// Documentation and the table of operations changed.
    Patch,
    /// Something is new, or calls fail that worked.
    Minor,
    /// Code that uses the crate may stop compiling or working.
    Major,
}

/// The advice with its reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Advice {
    /// Which part to raise.
    pub step: Step,
    /// The gravest change, in words.
    pub reason: String,
}

/// The advice for changes and what follows from them.
pub(super) fn advise(changes: &[Judged], consequences: &[Consequence]) -> Advice {
    let of_changes = changes
        .iter()
        .map(|judged| (step(judged), judged.wire.effect, said(judged)));
    let of_consequences = consequences.iter().map(|one| {
        let said = format!("`{}` {}: {}", one.place, one.what, one.rust.reason);
        (
            step_in_rust(one.rust.effect),
            Effect::DocumentationOnly,
            said,
        )
    });
    let nothing = "nothing changed".to_owned();
    let mut gravest = (Step::None, Effect::DocumentationOnly, nothing);
    for candidate in of_changes.chain(of_consequences) {
        // Among equals the one that breaks the wire too, then the first: the report lists it first.
        if (candidate.0, candidate.1) > (gravest.0, gravest.1) {
            gravest = candidate;
        }
    }
    let (step, _, reason) = gravest;
    Advice { step, reason }
}

fn step(judged: &Judged) -> Step {
    let wire = match judged.wire.effect {
        Effect::DocumentationOnly => Step::Patch,
        Effect::Compatible | Effect::Breaking => Step::Minor,
    };
    wire.max(step_in_rust(judged.rust.effect))
}

fn step_in_rust(effect: Effect) -> Step {
    match effect {
        Effect::DocumentationOnly => Step::Patch,
        Effect::Compatible => Step::Minor,
        Effect::Breaking => Step::Major,
    }
}

fn said(judged: &Judged) -> String {
    let verdict = match judged.rust.effect >= judged.wire.effect {
        true => &judged.rust,
        false => &judged.wire,
    };
    let change = &judged.change;
    format!(
        "`{}` {}: {}",
        change.place,
        words::sentence(change),
        verdict.reason
    )
}

/// What the gravest effect of all is.
pub(super) fn outcome(changes: &[Judged], consequences: &[Consequence]) -> Outcome {
    let effects = changes.iter().map(Judged::effect);
    let gravest = effects
        .chain(consequences.iter().map(|one| one.rust.effect))
        .max();
    match gravest {
        None => Outcome::Same,
        Some(Effect::Breaking) => Outcome::Breaking,
        Some(_) => Outcome::Compatible,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::drift::change::{Action, Change, Subject};
    use crate::drift::effect::Verdict;

    fn judged(wire: Effect, rust: Effect) -> Judged {
        let change = Change {
            subject: Subject::Authentication,
            action: Action::Changed,
            place: "GET /x".to_owned(),
            member: None,
            old: Some("false".to_owned()),
            new: Some("true".to_owned()),
        };
        let verdict = |effect, reason: &str| Verdict {
            effect,
            reason: reason.to_owned(),
        };
        Judged {
            change,
            wire: verdict(wire, "w"),
            rust: verdict(rust, "r"),
        }
    }

    #[test]
    fn the_gravest_effect_for_rust_decides_and_is_named() {
        use Effect::{Breaking, Compatible, DocumentationOnly};
        let cases = [
            (
                DocumentationOnly,
                DocumentationOnly,
                Step::Patch,
                Outcome::Compatible,
                "r",
            ),
            (
                Compatible,
                DocumentationOnly,
                Step::Minor,
                Outcome::Compatible,
                "w",
            ),
            (
                Breaking,
                DocumentationOnly,
                Step::Minor,
                Outcome::Breaking,
                "w",
            ),
            (
                DocumentationOnly,
                Compatible,
                Step::Minor,
                Outcome::Compatible,
                "r",
            ),
            (Compatible, Breaking, Step::Major, Outcome::Breaking, "r"),
        ];
        for (wire, rust, step, expected, reason) in cases {
            let minor = judged(DocumentationOnly, DocumentationOnly);
            let changes = [minor, judged(wire, rust)];
            let advice = advise(&changes, &[]);
            assert_eq!(advice.step, step, "{wire:?} {rust:?}");
            assert_eq!(outcome(&changes, &[]), expected, "{wire:?} {rust:?}");
            assert_eq!(
                advice.reason,
                format!("`GET /x` needs credentials now: {reason}")
            );
        }
        assert_eq!(advise(&[], &[]).step, Step::None);
        assert_eq!(outcome(&[], &[]), Outcome::Same);
    }
}
