//! One difference between two descriptions, as a plain fact, and the form of a judgement of it.

use std::cmp::Ordering;

use serde::Serialize;

/// What differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum Subject {
    /// Version, base address or path of the whole description.
    Description,
    /// An operation.
    Operation,
    /// What an operation answers, by HTTP status.
    Answer,
    /// Whether an operation needs credentials.
    Authentication,
    /// Life-cycle status of an operation.
    Status,
    /// When an operation was deprecated.
    DeprecatedDate,
    /// When an operation will be deleted.
    DeletionDate,
    /// What replaces an operation.
    Replacement,
    /// An IAM action that an operation asks for, and whether it is required.
    IamAction,
    /// A parameter, a field of a body or a whole body.
    Parameter,
    /// Type of a parameter.
    ParameterType,
    /// Whether a parameter must be given.
    ParameterRequired,
    /// A model or an enum.
    Model,
    /// Whether a model is an enum, and of what.
    EnumType,
    /// Type parameters of a model.
    Generics,
    /// A value of an enum.
    EnumValue,
    /// A property of a model.
    Property,
    /// Type of a property.
    PropertyType,
    /// Whether a property may be `null`.
    PropertyCanBeNull,
    /// Whether only the API sets a property.
    PropertyReadOnly,
    /// Whether a property must be there.
    PropertyRequired,
}

/// What happened to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Action {
    /// Only the new description has it.
    Added,
    /// Only the old description has it.
    Removed,
    /// Both have it, differently.
    Changed,
}

/// One difference.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Change {
    /// What differs.
    pub subject: Subject,
    /// What happened to it.
    pub action: Action,
    /// `METHOD path` of an operation, the name of a model, or the key of the description.
    pub place: String,
    /// What in that place: `query expire`, `body quantity`, `body` (a whole one), an HTTP status, an
    /// IAM action, a property, a value.
    pub member: Option<String>,
    /// What the old description says; absent when the thing was added.
    pub old: Option<String>,
    /// What the new description says; absent when the thing was removed.
    pub new: Option<String>,
}

impl Change {
    /// What in the place differs; empty when it is the place itself.
    #[must_use]
    pub fn member(&self) -> &str {
        self.member.as_deref().unwrap_or_default()
    }

    /// Whether a yes-or-no fact is true now.
    #[must_use]
    pub fn is_now(&self, value: &str) -> bool {
        self.new.as_deref() == Some(value)
    }
}

/// How much a change matters; the later, the more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Effect {
    /// Nothing behaves differently.
    DocumentationOnly,
    /// Something is new or wider; what worked still works.
    Compatible,
    /// What worked may stop working.
    Breaking,
}

/// An effect with its reason in words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Verdict {
    /// How much it matters.
    pub effect: Effect,
    /// Why: a clause without a dot.
    pub reason: String,
}

impl Verdict {
    fn new(effect: Effect, reason: impl Into<String>) -> Self {
        let reason = reason.into();
        Self { effect, reason }
    }

    /// The graver of two; of equals both, with both reasons.
    pub(super) fn and(self, other: Self) -> Self {
        match self.effect.cmp(&other.effect) {
            Ordering::Greater => self,
            Ordering::Less => other,
            Ordering::Equal if self.reason == other.reason => self,
            Ordering::Equal => Self::new(self.effect, format!("{}; {}", self.reason, other.reason)),
        }
    }
}

/// A verdict that something breaks.
pub(super) fn breaking(reason: impl Into<String>) -> Verdict {
    Verdict::new(Effect::Breaking, reason)
}

/// A verdict that something is new or wider.
pub(super) fn compatible(reason: impl Into<String>) -> Verdict {
    Verdict::new(Effect::Compatible, reason)
}

/// A verdict that nothing behaves differently.
pub(super) fn documentation(reason: impl Into<String>) -> Verdict {
    Verdict::new(Effect::DocumentationOnly, reason)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_two_verdicts_the_graver_counts_and_equals_count_both() {
        let cases = [
            (compatible("c"), breaking("a"), breaking("a")),
            (breaking("a"), compatible("c"), breaking("a")),
            (breaking("a"), breaking("a"), breaking("a")),
            (breaking("a"), breaking("b"), breaking("a; b")),
        ];
        for (one, other, expected) in cases {
            assert_eq!(one.and(other), expected);
        }
    }
}
