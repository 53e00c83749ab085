//! Values that are set, and where each comes from.
//!
//! It must not show a value, and it knows no sources but the caller.

use std::collections::BTreeMap;
use std::fmt;

use secrecy::{ExposeSecret, SecretString};

use super::key::Key;
use super::origin::Origin;
use crate::error::MASK;

/// What the caller sets; it wins over every other source.
#[derive(Default)]
pub struct Arguments(BTreeMap<Key, SecretString>);

impl Arguments {
    /// Nothing set.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The same with this key set. An empty value leaves it unset.
    #[must_use]
    pub fn with(mut self, key: Key, value: impl Into<SecretString>) -> Self {
        self.0.insert(key, value.into());
        self
    }
}

impl Arguments {
    pub(super) fn get(&self, key: Key) -> Option<SecretString> {
        given(self.0.get(&key)?.expose_secret())
    }
}

/// The keys that are set, no value.
impl fmt::Debug for Arguments {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

/// A value and where it comes from. `Debug` masks the value.
#[derive(Clone)]
pub struct Setting {
    pub(super) value: SecretString,
    pub(super) origin: Origin,
}

impl Setting {
    /// The value.
    #[must_use]
    pub fn value(&self) -> &SecretString {
        &self.value
    }

    /// Where it comes from.
    #[must_use]
    pub fn origin(&self) -> &Origin {
        &self.origin
    }
}

impl fmt::Debug for Setting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Setting")
            .field("value", &format_args!("{MASK}"))
            .field("origin", &self.origin)
            .finish()
    }
}

/// A value without blanks around it; none when nothing is left.
pub(super) fn given(value: &str) -> Option<SecretString> {
    let value = value.trim();
    (!value.is_empty()).then(|| value.into())
}
