//! Who pays, as it is written in an order file and on the command line.

use std::fmt;
use std::str::FromStr;

use serde::{Serialize, Serializer};

/// Who pays an order.
///
/// Written `default`, a payment method's id, `ovhAccount`, `fidelityAccount`, `link` or `none`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Payment {
    /// A person, through the order's link, before the order's `expirationDate`.
    #[default]
    ByLink,
    /// The account's preferred payment method (`autoPayWithPreferredPaymentMethod`). An order that costs
    /// nothing needs none.
    Automatic,
    /// This payment method of the account (`POST /me/order/{orderId}/pay`).
    Method(i64),
    /// What is on the account's OVHcloud account (`POST /me/order/{orderId}/payWithRegisteredPaymentMean`).
    OvhAccount,
    /// The account's fidelity points, which also pay what costs nothing.
    FidelityAccount,
    /// Nobody for now. The command does not wait for such an order.
    Nobody,
}

impl Payment {
    /// Whether paying is a call of its own, after the checkout.
    pub(in crate::order) fn is_own_call(self) -> bool {
        matches!(
            self,
            Self::Method(_) | Self::OvhAccount | Self::FidelityAccount
        )
    }
}

impl Payment {
    /// The words that name who pays; an id of a payment method does too.
    pub const WORDS: [&str; 5] = ["default", "ovhAccount", "fidelityAccount", "link", "none"];
}

impl fmt::Display for Payment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ByLink => f.write_str("link"),
            Self::Automatic => f.write_str("default"),
            Self::Method(id) => write!(f, "{id}"),
            Self::OvhAccount => f.write_str("ovhAccount"),
            Self::FidelityAccount => f.write_str("fidelityAccount"),
            Self::Nobody => f.write_str("none"),
        }
    }
}

impl FromStr for Payment {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(match text {
            "link" => Self::ByLink,
            "default" => Self::Automatic,
            "ovhAccount" => Self::OvhAccount,
            "fidelityAccount" => Self::FidelityAccount,
            "none" => Self::Nobody,
            id => match id.parse() {
                Ok(id) if id > 0 => Self::Method(id),
                _ => {
                    return Err("use default, the id of a payment method, ovhAccount, \
                                fidelityAccount, link or none"
                        .to_owned());
                }
            },
        })
    }
}

/// As it is written.
impl Serialize for Payment {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_pays_is_written_as_it_is_read() {
        for text in [
            "default",
            "1001",
            "ovhAccount",
            "fidelityAccount",
            "link",
            "none",
        ] {
            assert_eq!(text.parse::<Payment>().unwrap().to_string(), text);
        }
        for text in ["", "0", "-1", "1.5", "paypal", "Default"] {
            assert!(text.parse::<Payment>().is_err(), "{text}");
        }
    }
}
