//! The steps of a workflow, as they are told while it runs.

use std::fmt;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use super::{Bought, CartId, ItemId, Missing, OrderId, Problem};
use crate::types::Secret;

/// A step that a workflow took.
///
/// Displayed as a line for a person, without the ids and links that give access.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Event {
    /// A cart was created.
    CartCreated {
        /// The cart. Whoever knows its id can change it until it is assigned.
        cart: CartId,
    },
    /// An item or an option was added to the cart.
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
    /// Something about the order that a person may want to change, and that keeps nobody from placing
    /// it.
    Warning(Problem),
    /// The cart was assigned to the account.
    CartAssigned,
    /// The cart was priced, and checked if there are credentials.
    Priced {
        /// The total with tax, as the API writes it.
        total: String,
    },
    /// The cart was deleted.
    CartDeleted,
    /// The cart was left, because deleting it failed or needs credentials. It expires by itself.
    CartLeft {
        /// The cart.
        cart: CartId,
    },
    /// Another process works on the same order; it is waited for.
    Waiting {
        /// Who, and since when.
        reason: String,
    },
    /// What became of an earlier checkout is being looked for.
    ReadingBack {
        /// How long it is waited first, because that checkout may still be worked on.
        wait: Duration,
    },
    /// The same order was placed before.
    Found {
        /// The order.
        order: OrderId,
        /// When it was placed, if the journal knows.
        at: Option<Timestamp>,
    },
    /// The order exists, but the journal could not be told its number.
    NotKept {
        /// The order.
        order: OrderId,
        /// Why not.
        reason: String,
    },
    /// The checkout is about to be posted. From here on there may be an order.
    CheckingOut,
    /// The order exists.
    Ordered {
        /// The order.
        order: OrderId,
        /// Its page. Whoever has the link sees the order.
        url: Option<Secret>,
    },
    /// The order that is followed from now on, with all that is known of it.
    Followed {
        /// The order.
        bought: Box<Bought>,
        /// How long it is followed at most.
        patience: Option<Duration>,
    },
    /// The order cannot be read for the moment; it is tried on. Told when it begins and whenever it has
    /// lasted twice as long.
    Unreadable {
        /// The order.
        order: OrderId,
        /// For how long it has not been read.
        since: Duration,
        /// Why not.
        reason: String,
    },
    /// The order has a new status, or can be read again.
    Status {
        /// The order.
        order: OrderId,
        /// Its status.
        status: String,
        /// What a person must do for the order to go on.
        to_do: Option<String>,
    },
    /// The order costs something else than what was confirmed.
    PriceDiffers {
        /// The order.
        order: OrderId,
        /// The total with tax that was confirmed.
        confirmed: String,
        /// The total with tax of the order.
        ordered: String,
    },
    /// The order is delivered, and does not name all of its services yet; they are waited for.
    Unnamed {
        /// The order.
        order: OrderId,
        /// What is missing.
        missing: Vec<Missing>,
        /// How long it is waited for at most.
        naming: Duration,
    },
}

impl fmt::Display for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::CartCreated { .. } => f.write_str("created a cart"),
            Self::ItemAdded { item, plan_code } => write!(f, "added {plan_code} as item {item}"),
            Self::Configured { item, label } => write!(f, "set {label} of item {item}"),
            Self::Warning(problem) => write!(f, "warning: {problem}"),
            Self::CartAssigned => f.write_str("assigned the cart to the account"),
            Self::Priced { total } => write!(f, "total {total} with tax"),
            Self::CartDeleted => f.write_str("deleted the cart"),
            Self::CartLeft { .. } => f.write_str("left the cart, which expires within a day"),
            Self::Waiting { reason } => write!(f, "waiting: {reason}"),
            Self::ReadingBack { wait } => write!(
                f,
                "looking for what became of an earlier checkout, in {} s when it is surely over",
                wait.as_secs()
            ),
            Self::Found { order, at } => {
                write!(f, "order {order} was placed before")?;
                at.map_or(Ok(()), |at| write!(f, ", at {at:.0}"))
            }
            Self::CheckingOut => f.write_str("checking out"),
            Self::NotKept { order, reason } => {
                write!(f, "order {order} is not in the journal: {reason}")
            }
            Self::Ordered { order, .. } => write!(f, "order {order} exists"),
            Self::Followed { bought, patience } => followed(f, bought.order_id, *patience),
            Self::Unreadable {
                order,
                since,
                reason,
            } => unreadable(f, *order, *since, reason),
            Self::Status {
                order,
                status,
                to_do,
            } => {
                write!(f, "order {order} is {status}")?;
                to_do
                    .as_ref()
                    .map_or(Ok(()), |to_do| write!(f, ": {to_do}"))
            }
            Self::PriceDiffers {
                order,
                confirmed,
                ordered,
            } => write!(
                f,
                "warning: order {order} costs {ordered} with tax, not {confirmed} as confirmed"
            ),
            Self::Unnamed {
                order,
                missing,
                naming,
            } => write!(
                f,
                "order {order} has not named all services yet, waiting at most {} for {}",
                words(*naming),
                Missing::listed(missing)
            ),
        }
    }
}

fn followed(f: &mut fmt::Formatter<'_>, order: OrderId, patience: Option<Duration>) -> fmt::Result {
    write!(f, "following order {order} until it is delivered")?;
    patience.map_or(Ok(()), |patience| {
        write!(f, ", for at most {}", words(patience))
    })
}

fn unreadable(
    f: &mut fmt::Formatter<'_>,
    order: OrderId,
    since: Duration,
    reason: &str,
) -> fmt::Result {
    write!(f, "order {order} cannot be read")?;
    if !since.is_zero() {
        write!(f, " for {}", words(since))?;
    }
    write!(f, ", trying again: {reason}")
}

/// A duration in whole seconds, such as `1h 30m`.
pub(super) fn words(duration: Duration) -> String {
    let seconds = i64::try_from(duration.as_secs()).unwrap_or(i64::MAX);
    format!("{:#}", SignedDuration::from_secs(seconds))
}
