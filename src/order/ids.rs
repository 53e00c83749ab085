//! Identifiers of what an order consists of.

use std::fmt;
use std::num::ParseIntError;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::error::MASK;
use crate::types::Secret;

/// Identifies a cart, as the API answers it in `cartId`.
///
/// Whoever knows the id of a cart that is not assigned can change it, so `Debug` does not show it.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CartId(String);

impl CartId {
    /// What stands in the journal where a purchase has its cart, for an upgrade. No cart has this id.
    pub(super) const OF_UPGRADE: &str = "upgrade";

    /// Whether it stands for an upgrade, which has no cart.
    pub(super) fn is_of_upgrade(&self) -> bool {
        self.0 == Self::OF_UPGRADE
    }

    /// The id as the API writes it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<String> for CartId {
    fn from(id: String) -> Self {
        Self(id)
    }
}

impl From<&str> for CartId {
    fn from(id: &str) -> Self {
        Self(id.to_owned())
    }
}

impl From<&CartId> for String {
    fn from(id: &CartId) -> Self {
        id.0.clone()
    }
}

impl From<Secret> for CartId {
    fn from(id: Secret) -> Self {
        Self::from(&id)
    }
}

impl From<&Secret> for CartId {
    fn from(id: &Secret) -> Self {
        Self(id.expose().to_owned())
    }
}

impl fmt::Display for CartId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for CartId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(MASK)
    }
}

/// Defines an id that is a number.
macro_rules! number_id {
    ($(#[doc = $doc:literal])+ $name:ident) => {
        $(#[doc = $doc])+
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub i64);

        impl From<$name> for i64 {
            fn from(id: $name) -> Self {
                id.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = ParseIntError;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }
    };
}

number_id! {
    /// Identifies an item of a cart, an option included: `itemId`.
    ItemId
}
number_id! {
    /// Identifies one configured label of an item: `configurationId` in paths, `id` in answers.
    ConfigurationId
}
number_id! {
    /// Identifies an order: `orderId`.
    OrderId
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cart_id_is_shown_to_people_and_not_in_debug_output() {
        let id = CartId::from("0f3c");
        assert_eq!(
            (id.to_string(), format!("{id:?}")),
            ("0f3c".into(), "[redacted]".into())
        );
    }
}
