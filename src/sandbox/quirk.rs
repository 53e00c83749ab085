//! Where a sandbox differs from what clients assume of the live API: nowhere by default.

use std::str::FromStr;

use serde::de::IntoDeserializer as _;
use serde::de::value::Error;
use serde::{Deserialize, Serialize};

/// An assumption about carts that does not hold.
///
/// Whoever looks for an order whose answer was lost relies on them. Written as `ovh-order sandbox
/// --quirk` takes it:
///
/// ```
/// use ovh_order::sandbox::Quirk;
///
/// assert_eq!("deleted-cart-orderable".parse(), Ok(Quirk::DeletedCartOrderable));
/// ```
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Quirk {
    /// `deleted-cart-orderable`: a deleted cart is gone (404), but can still be checked out.
    DeletedCartOrderable,
    /// `ordered-cart-deletable`: an ordered cart can be deleted.
    OrderedCartDeletable,
    /// `ordered-cart-open`: `readOnly` of an ordered cart stays `false`.
    OrderedCartOpen,
}

impl FromStr for Quirk {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let quirk = Self::deserialize(text.into_deserializer());
        quirk.map_err(|error: Error| error.to_string())
    }
}
