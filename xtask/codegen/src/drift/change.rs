//! One difference between two descriptions, as a plain fact.
//!
//! It does not say what the difference breaks; that is `classify`'s subject.

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
