//! The states of an order.

use serde::{Deserialize, Serialize};

/// A `billing.order.OrderStatusEnum`.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum Status {
    /// It will never be delivered.
    Cancelled,
    /// It is about to be cancelled.
    Cancelling,
    /// It is paid, or costs nothing, and is looked at.
    Checking,
    /// The end of an order that goes well.
    Delivered,
    /// It is worked on.
    Delivering,
    /// The person has to send documents.
    DocumentsRequested,
    /// It waits for its payment.
    NotPaid,
    /// Nobody knows.
    Unknown,
}

impl Status {
    /// As the API writes it.
    #[must_use]
    pub fn text(self) -> &'static str {
        match self {
            Self::Cancelled => "cancelled",
            Self::Cancelling => "cancelling",
            Self::Checking => "checking",
            Self::Delivered => "delivered",
            Self::Delivering => "delivering",
            Self::DocumentsRequested => "documentsRequested",
            Self::NotPaid => "notPaid",
            Self::Unknown => "unknown",
        }
    }

    /// Whether an order can be in this state without a payment.
    pub(in crate::sandbox) fn needs_no_payment(self) -> bool {
        matches!(
            self,
            Self::Cancelled | Self::Cancelling | Self::NotPaid | Self::Unknown
        )
    }
}
