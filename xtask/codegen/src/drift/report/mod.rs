//! The report: every change with its effects, counted and ordered.
//!
//! How it is written stands in `text`, `markdown` and `json`; they add nothing to it.

pub mod json;
mod line;
pub mod markdown;
pub mod text;

use serde::Serialize;

use super::change::{Action, Change, Subject};
use super::consequence::Consequence;
use super::effect::{Effect, Verdict};
use super::index::{Index, place};
use super::semver::{Advice, advise, outcome};
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

fn summary(index: &Index<'_>) -> Summary {
    Summary {
        section: index.description.resource_path.clone(),
        operations: index.operations.len(),
        models: index.description.models.len(),
    }
}

fn deprecated(old: &Index<'_>, new: &Index<'_>) -> Vec<Deprecation> {
    let now = new.operations.iter().filter(|(_, one)| is_deprecated(one));
    let newly = now.filter(|(key, _)| {
        !old.operations
            .get(*key)
            .is_some_and(|one| is_deprecated(one))
    });
    let each = newly.filter_map(|(key, operation)| {
        let status = operation.api_status.clone()?;
        Some(Deprecation {
            operation: place(*key),
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

/// How many changes there are of a kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Count {
    pub subject: Subject,
    pub action: Action,
    pub changes: usize,
}

impl Report {
    /// Changes of an effect.
    fn of(&self, effect: Effect) -> Vec<&Judged> {
        let changes = self.changes.iter();
        changes.filter(|judged| judged.effect() == effect).collect()
    }

    /// How many changes have an effect, as the given verdict sees it.
    fn count(&self, effect: Effect, of: fn(&Judged) -> Effect) -> usize {
        self.changes
            .iter()
            .filter(|judged| of(judged) == effect)
            .count()
    }

    /// The number of changes of each kind there is.
    fn kinds(&self) -> Vec<Count> {
        let kinds = self
            .changes
            .iter()
            .map(|judged| (judged.change.subject, judged.change.action));
        let mut counted = std::collections::BTreeMap::new();
        kinds.for_each(|kind| *counted.entry(kind).or_insert(0) += 1);
        let counts = counted.into_iter();
        counts
            .map(|((subject, action), changes)| Count {
                subject,
                action,
                changes,
            })
            .collect()
    }
}
