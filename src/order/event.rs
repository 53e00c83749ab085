//! What a workflow tells while it goes on.

use std::fmt;

use super::{CartId, ItemId, OrderId};
use crate::types::{BillingOrderStatus, Secret};

/// A step that a workflow took.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Event {
    /// A cart was created.
    CartCreated {
        /// The cart. Until it is assigned, whoever knows its id can change it, so the id is not
        /// displayed.
        cart: CartId,
    },
    /// An item or an option was added to it.
    ItemAdded {
        /// The item.
        item: ItemId,
        /// Its plan.
        plan_code: String,
    },
    /// A label of an item was given its value.
    Configured {
        /// The item.
        item: ItemId,
        /// The label.
        label: String,
    },
    /// The cart was assigned to the account.
    CartAssigned,
    /// The cart was checked and priced.
    Priced {
        /// The total with tax, as the API writes it.
        total: String,
    },
    /// The cart was deleted.
    CartDeleted,
    /// The cart was left, because deleting it failed or needs credentials; it expires by itself.
    CartLeft {
        /// The cart.
        cart: CartId,
    },
    /// The checkout is about to be posted; from here on there may be an order.
    CheckingOut,
    /// The order exists.
    Ordered {
        /// The order.
        order: OrderId,
        /// Its page. Whoever has the link sees the order, so it is not displayed.
        url: Option<Secret>,
    },
    /// The order's status changed.
    Status {
        /// The order.
        order: OrderId,
        /// Its status.
        status: String,
        /// What a person must do before the order can go on.
        to_do: Option<&'static str>,
    },
}

impl Event {
    pub(super) fn status(order: OrderId, status: &BillingOrderStatus) -> Self {
        let to_do = match status {
            BillingOrderStatus::NotPaid => Some("pay the order through its link"),
            BillingOrderStatus::DocumentsRequested => {
                Some("send the documents that OVHcloud asked for by mail")
            }
            _ => None,
        };
        Self::Status {
            order,
            status: status.as_str().to_owned(),
            to_do,
        }
    }
}

impl fmt::Display for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::CartCreated { .. } => f.write_str("created a cart"),
            Self::ItemAdded { item, plan_code } => write!(f, "added {plan_code} as item {item}"),
            Self::Configured { item, label } => write!(f, "set {label} of item {item}"),
            Self::CartAssigned => f.write_str("assigned the cart to the account"),
            Self::Priced { total } => write!(f, "total {total} with tax"),
            Self::CartDeleted => f.write_str("deleted the cart"),
            Self::CartLeft { .. } => f.write_str("left the cart, which expires within a day"),
            Self::CheckingOut => f.write_str("checking out"),
            Self::Ordered { order, .. } => write!(f, "order {order} exists"),
            Self::Status {
                order,
                status,
                to_do,
            } => {
                write!(f, "order {order} is {status}")?;
                to_do.map_or(Ok(()), |to_do| write!(f, ": {to_do}"))
            }
        }
    }
}
