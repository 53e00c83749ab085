//! Types of the description: scalars, lists, models, enums.

use std::fmt;

use super::read::EXCHANGES;

/// The type of a parameter, a field, a body or an answer.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Type {
    /// Anything, whatever JSON can write.
    Any,
    /// `true` or `false`.
    Boolean,
    /// A whole number.
    Integer,
    /// A number.
    Number,
    /// A text with the name of its form: `string`, `password`, `date` (`2026-01-31`), `datetime`
    /// (RFC 3339), `duration` (ISO 8601), `uuid`, `ip`, `ipv4`, `ipBlock`, `phoneNumber`, ….
    Text(&'static str),
    /// A list.
    List(Box<Type>),
    /// An object with texts as keys.
    Map(Box<Type>),
    /// A model or an enum; see [`Definition::find`].
    Named(&'static str),
}

impl Type {
    /// The name of the model or the enum that it is, or that its items or values are.
    #[must_use]
    pub fn name(&self) -> Option<&'static str> {
        match self {
            Self::List(inner) | Self::Map(inner) => inner.name(),
            Self::Named(name) => Some(name),
            _ => None,
        }
    }

    /// The model or the enum that it is, or that its items or values are.
    #[must_use]
    pub fn definition(&self) -> Option<&'static Definition> {
        Definition::find(self.name()?)
    }
}

/// As people write it: `string`, `[Price]` for a list, `{string}` for a map.
impl fmt::Display for Type {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Any => out.write_str("any"),
            Self::Boolean => out.write_str("boolean"),
            Self::Integer => out.write_str("long"),
            Self::Number => out.write_str("double"),
            Self::Text(form) => out.write_str(form),
            Self::List(item) => write!(out, "[{item}]"),
            Self::Map(value) => write!(out, "{{{value}}}"),
            Self::Named(name) => out.write_str(name),
        }
    }
}

/// A model or an enum.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Definition {
    /// Name of the type in [`types`](crate::types).
    pub name: &'static str,
    /// Name in OVHcloud's description, such as `order.cart.Item`; empty for a body that the
    /// description lists field by field.
    pub native_name: &'static str,
    /// What it is.
    pub kind: Kind,
}

/// What a definition is.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Kind {
    /// An object with these fields.
    Model(Vec<Field>),
    /// One of these texts. The API adds values without notice.
    Texts(Vec<&'static str>),
    /// One of these whole numbers, as the description writes them.
    Numbers(Vec<&'static str>),
}

/// A field of a model.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Field {
    /// Its name on the wire.
    pub name: &'static str,
    /// Its type.
    pub type_: Type,
    /// Whether a body must have it. Of what is answered nothing is promised.
    pub required: bool,
    /// Whether the API alone sets it.
    pub read_only: bool,
    /// Whether `null` is a value of it.
    pub nullable: bool,
}

impl Definition {
    /// The model or the enum of a name.
    #[must_use]
    pub fn find(name: &str) -> Option<&'static Self> {
        EXCHANGES.definitions.get(name)
    }

    /// The fields of a model; none of an enum.
    #[must_use]
    pub fn fields(&self) -> &[Field] {
        match &self.kind {
            Kind::Model(fields) => fields,
            _ => &[],
        }
    }

    /// The values of an enum; none of a model.
    #[must_use]
    pub fn values(&self) -> &[&'static str] {
        match &self.kind {
            Kind::Texts(values) | Kind::Numbers(values) => values,
            Kind::Model(_) => &[],
        }
    }
}
