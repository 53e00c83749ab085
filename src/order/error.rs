//! Why an order was not quoted, not placed, or not delivered.

use super::OrderId;
use super::file::OrderFile;
use super::outcome::Bought;
use super::problem::{Problem, lines};
use crate::Error;

/// Why an order was not quoted, not placed, or not delivered.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OrderError {
    /// A call failed. Its error says whether it may have been carried out.
    #[error(transparent)]
    Api(#[from] Error),
    /// The order cannot be placed as it is written: every reason that was found.
    #[error("the order cannot be placed:\n{}", lines(.0))]
    Problems(Vec<Problem>),
    /// The API checked the order and refuses it, such as for a label that has no value. Nothing was
    /// bought.
    #[error("the API refuses the order as it is written")]
    Rejected(#[source] Error),
    /// Nobody said yes to the price. Nothing was bought.
    #[error("not confirmed, so nothing was bought")]
    NotConfirmed,
    /// The workflow was stopped. A cart that was not ordered was deleted.
    #[error("stopped")]
    Stopped,
    /// The checkout was posted and it is not known whether there is an order. The cart was kept.
    #[error(
        "the checkout may have been carried out: look for the order under `GET /me/order` \
         before you try again"
    )]
    Unsure(#[source] Error),
    /// The order was cancelled and will not be delivered.
    #[error("order {order} was cancelled")]
    Cancelled {
        /// The order.
        order: OrderId,
    },
    /// The order exists; following it until it is delivered failed.
    #[error("order {order} exists; following it until it is delivered failed")]
    Ordered {
        /// The order. Never place it again: follow this one.
        order: OrderId,
        /// What is known of it; no services yet.
        bought: Box<Bought>,
        /// What failed.
        #[source]
        source: Box<OrderError>,
    },
    /// An answer lacks a field that nothing can be done without.
    #[error("the answer of {call} has no `{field}`")]
    Missing {
        /// The field.
        field: &'static str,
        /// The call.
        call: &'static str,
    },
}

impl OrderError {
    pub(super) fn missing(field: &'static str, call: &'static str) -> Self {
        Self::Missing { field, call }
    }

    /// The same error, its problems with their positions in the file and in their order.
    pub(super) fn located(self, file: &OrderFile) -> Self {
        match self {
            Self::Problems(problems) => Self::Problems(file.source.locate(problems)),
            other => other,
        }
    }

    /// The order that exists although something failed after it was placed.
    #[must_use]
    pub fn order(&self) -> Option<OrderId> {
        match self {
            Self::Cancelled { order } | Self::Ordered { order, .. } => Some(*order),
            _ => None,
        }
    }
}
