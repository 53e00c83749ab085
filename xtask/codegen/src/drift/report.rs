//! The report: every change with its effects, counted and ordered, and the version that the crate
//! should have next.

use std::collections::BTreeMap;

use serde::Serialize;

use super::change::{Action, Change, Effect, Subject, Verdict};
use super::consequence::Consequence;
use super::index::Index;
use super::words;
use crate::native::Operation;

/// What changed from one description to another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// The old description.
    pub old: Summary,
    /// The new description.
    pub new: Summary,
    /// Whether anything changed, and whether something breaks.
    pub outcome: Outcome,
    /// The crate's next version.
    pub advice: Advice,
    /// Every change, by operation and then by model.
    pub changes: Vec<Judged>,
    /// What follows from them in Rust.
    pub consequences: Vec<Consequence>,
    /// Operations that are deprecated now and were not.
    pub deprecated: Vec<Deprecation>,
}

/// A description in a few words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Summary {
    /// Path of the section, such as `/order`.
    pub section: String,
    /// Number of operations.
    pub operations: usize,
    /// Number of models and enums.
    pub models: usize,
}

/// Whether anything changed, and whether something breaks, on the wire or in Rust.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Outcome {
    /// No fact differs.
    Same,
    /// Facts differ and nothing breaks.
    Compatible,
    /// Something breaks.
    Breaking,
}

/// A change with its effects.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Judged {
    /// The change.
    #[serde(flatten)]
    pub change: Change,
    /// What it does on the wire.
    pub wire: Verdict,
    /// What it does to Rust users of the crate.
    pub rust: Verdict,
}

impl Judged {
    /// The graver of the two effects.
    #[must_use]
    pub fn effect(&self) -> Effect {
        self.wire.effect.max(self.rust.effect)
    }
}

/// An operation that is deprecated now and was not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Deprecation {
    /// `METHOD path`.
    pub operation: String,
    /// Since when.
    pub deprecated_date: Option<String>,
    /// When it will be deleted.
    pub deletion_date: Option<String>,
    /// Path of what replaces it.
    pub replacement: Option<String>,
}

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

pub(super) fn report(
    old: &Index<'_>,
    new: &Index<'_>,
    changes: Vec<Judged>,
    consequences: Vec<Consequence>,
) -> Report {
    Report {
        old: summary(old),
        new: summary(new),
        outcome: outcome(&changes, &consequences),
        advice: advise(&changes, &consequences),
        deprecated: deprecated(old, new),
        changes,
        consequences,
    }
}

fn outcome(changes: &[Judged], consequences: &[Consequence]) -> Outcome {
    let effects = changes.iter().map(Judged::effect);
    match effects
        .chain(consequences.iter().map(|one| one.rust.effect))
        .max()
    {
        None => Outcome::Same,
        Some(Effect::Breaking) => Outcome::Breaking,
        Some(_) => Outcome::Compatible,
    }
}

fn summary(index: &Index<'_>) -> Summary {
    Summary {
        section: index.description.resource_path.clone(),
        operations: index.operations.len(),
        models: index.description.models.len(),
    }
}

fn deprecated(old: &Index<'_>, new: &Index<'_>) -> Vec<Deprecation> {
    let now = new.operations.iter().filter(|(key, one)| {
        let before = old.operations.get(*key);
        is_deprecated(one) && !before.is_some_and(|before| is_deprecated(before))
    });
    let each = now.filter_map(|(key, operation)| {
        let status = operation.api_status.clone()?;
        Some(Deprecation {
            operation: key.place(),
            deprecated_date: status.deprecated_date,
            deletion_date: status.deletion_date,
            replacement: status.replacement,
        })
    });
    each.collect()
}

fn is_deprecated(operation: &Operation) -> bool {
    let status = operation.api_status.as_ref();
    status.is_some_and(|status| status.value == "DEPRECATED")
}

/// The gravest change decides. Among equals it is the one that breaks the wire too, then the first,
/// which the report lists first.
fn advise(changes: &[Judged], consequences: &[Consequence]) -> Advice {
    let mut gravest = (Step::None, Effect::DocumentationOnly);
    let mut reason = "nothing changed".to_owned();
    for judged in changes {
        let (wire, rust) = (&judged.wire, &judged.rust);
        let step = wire_step(wire.effect).max(rust_step(rust.effect));
        if (step, wire.effect) > gravest {
            gravest = (step, wire.effect);
            let verdict = if rust.effect >= wire.effect {
                rust
            } else {
                wire
            };
            let (place, what) = (&judged.change.place, words::sentence(&judged.change));
            reason = format!("`{place}` {what}: {}", verdict.reason);
        }
    }
    for Consequence { place, what, rust } in consequences {
        let step = (rust_step(rust.effect), Effect::DocumentationOnly);
        if step > gravest {
            gravest = step;
            reason = format!("`{place}` {what}: {}", rust.reason);
        }
    }
    Advice {
        step: gravest.0,
        reason,
    }
}

fn wire_step(effect: Effect) -> Step {
    match effect {
        Effect::DocumentationOnly => Step::Patch,
        Effect::Compatible | Effect::Breaking => Step::Minor,
    }
}

fn rust_step(effect: Effect) -> Step {
    match effect {
        Effect::DocumentationOnly => Step::Patch,
        Effect::Compatible => Step::Minor,
        Effect::Breaking => Step::Major,
    }
}

/// How many changes there are of a kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Count {
    pub subject: Subject,
    pub action: Action,
    pub changes: usize,
}

impl Report {
    /// How many changes have an effect, as the given verdict sees it.
    pub(super) fn count(&self, effect: Effect, of: fn(&Judged) -> Effect) -> usize {
        self.changes
            .iter()
            .filter(|judged| of(judged) == effect)
            .count()
    }

    /// The number of changes of each kind there is.
    pub(super) fn kinds(&self) -> Vec<Count> {
        let mut counts = BTreeMap::new();
        for Judged { change, .. } in &self.changes {
            *counts.entry((change.subject, change.action)).or_insert(0) += 1;
        }
        counts
            .into_iter()
            .map(|((subject, action), changes)| Count {
                subject,
                action,
                changes,
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
