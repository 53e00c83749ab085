//! The steps of a workflow, as they are told while it runs.

use std::fmt;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use super::file::Payment;
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
        /// Until when it exists unless it is ordered or deleted, if the API tells.
        until: Option<Timestamp>,
    },
    /// A cart may have been created whose id nobody knows, because the answer was lost. It is empty, and
    /// cannot be found: the API lists only carts that were assigned to the account.
    CartLost {
        /// Until when it exists, if there is one.
        until: Option<Timestamp>,
    },
    /// An item or an option was added to the cart.
    ItemAdded {
        /// The item.
        item: ItemId,
        /// Its plan.
        plan_code: String,
    },
    /// An option was chosen for an order that names only its family.
    OptionChosen {
        /// The family, such as `memory`.
        family: String,
        /// The option's plan.
        plan_code: String,
    },
    /// A label of an item was given its value.
    Configured {
        /// The item.
        item: ItemId,
        /// The label.
        label: String,
    },
    /// Something about the order that a person may want to change. It can be placed all the same.
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
    /// The cart may be left, because deleting it failed or needs credentials. It expires by itself.
    CartLeft {
        /// The cart.
        cart: CartId,
        /// Until when it exists, if that is known: mostly for a day.
        until: Option<Timestamp>,
    },
    /// Another process works on the same order; it is waited for.
    Waiting {
        /// Who, and since when.
        reason: String,
    },
    /// What became of an earlier checkout is being looked for.
    ReadingBack {
        /// Its cart.
        cart: CartId,
        /// When it was sent, in the server's time.
        at: Timestamp,
        /// How long it is waited at most, because that checkout may still be worked on.
        wait: Duration,
    },
    /// An earlier checkout, which was looked for, surely made no order.
    NoOrder {
        /// When it was sent, in the server's time.
        at: Timestamp,
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
    /// The upgrade was carried out and its answer names no order, but the journal could not be told.
    AnswerNotKept {
        /// Why not.
        reason: String,
    },
    /// The checkout is about to be posted. From here on there may be an order.
    CheckingOut {
        /// The cart that is ordered.
        cart: CartId,
        /// When, in the server's time.
        at: Timestamp,
    },
    /// The checkout was posted, and its answer does not say whether there is an order.
    Unanswered {
        /// The cart that may have been ordered.
        cart: CartId,
        /// When, in the server's time.
        at: Timestamp,
    },
    /// The upgrade of a service is sent.
    Upgrading {
        /// The service.
        service: String,
    },
    /// The order exists.
    Ordered {
        /// The order.
        order: OrderId,
        /// Its page. Whoever has the link sees the order.
        url: Option<Secret>,
    },
    /// The payment of the order is sent.
    Paying {
        /// The order.
        order: OrderId,
        /// Who pays.
        payment: Payment,
    },
    /// The order was paid.
    Paid {
        /// The order.
        order: OrderId,
        /// Who paid.
        payment: Payment,
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
            Self::OptionChosen { family, plan_code } => {
                write!(f, "chose {plan_code} of the family {family}")
            }
            Self::Configured { item, label } => write!(f, "set {label} of item {item}"),
            Self::Warning(problem) => write!(f, "warning: {problem}"),
            Self::CartAssigned => f.write_str("assigned the cart to the account"),
            Self::Priced { total } => write!(f, "total {total} with tax"),
            Self::CartDeleted => f.write_str("deleted the cart"),
            Self::CartLost { until } => cart_lost(f, *until),
            Self::CartLeft { cart, until } => cart_left(f, cart, *until),
            Self::Waiting { reason } => write!(f, "waiting: {reason}"),
            Self::ReadingBack { cart, at, wait } => read_back(f, cart, *at, *wait),
            Self::NoOrder { at } => write!(f, "what was sent at {} made no order", utc(*at)),
            Self::Found { order, at } => found(f, *order, *at),
            Self::CheckingOut { .. } => f.write_str("checking out"),
            Self::Upgrading { service } => write!(f, "ordering the upgrade of {service}"),
            Self::Unanswered { cart, at } => unanswered(f, cart, *at),
            Self::NotKept { order, reason } => not_kept(f, &format!("order {order}"), reason),
            Self::AnswerNotKept { reason } => not_kept(f, "that the upgrade is done", reason),
            Self::Ordered { order, .. } => write!(f, "order {order} exists"),
            Self::Paying { order, payment } => write!(f, "paying order {order} with {payment}"),
            Self::Paid { order, payment } => write!(f, "paid order {order} with {payment}"),
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
            } => now(f, *order, status, to_do.as_deref()),
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

fn cart_lost(f: &mut fmt::Formatter<'_>, until: Option<Timestamp>) -> fmt::Result {
    let expires = expires(until);
    write!(
        f,
        "a cart may have been created whose id is not known: it is empty, costs nothing and {expires}"
    )
}

fn cart_left(f: &mut fmt::Formatter<'_>, cart: &CartId, until: Option<Timestamp>) -> fmt::Result {
    let expires = expires(until);
    write!(
        f,
        "the cart {cart} may be left; it costs nothing and {expires}"
    )
}

fn found(f: &mut fmt::Formatter<'_>, order: OrderId, at: Option<Timestamp>) -> fmt::Result {
    write!(f, "order {order} was placed before")?;
    at.map_or(Ok(()), |at| write!(f, ", at {at:.0}"))
}

fn now(
    f: &mut fmt::Formatter<'_>,
    order: OrderId,
    status: &str,
    to_do: Option<&str>,
) -> fmt::Result {
    write!(f, "order {order} is {status}")?;
    to_do.map_or(Ok(()), |to_do| write!(f, ": {to_do}"))
}

fn not_kept(f: &mut fmt::Formatter<'_>, what: &str, reason: &str) -> fmt::Result {
    write!(f, "{what} is not in the journal: {reason}")
}

fn unanswered(f: &mut fmt::Formatter<'_>, cart: &CartId, at: Timestamp) -> fmt::Result {
    write!(f, "there may be an order of {}", sent(cart, at))
}

fn read_back(
    f: &mut fmt::Formatter<'_>,
    cart: &CartId,
    at: Timestamp,
    wait: Duration,
) -> fmt::Result {
    write!(f, "looking for what became of {}", sent(cart, at))?;
    write!(
        f,
        ", waiting at most {} until that is surely over",
        words(wait)
    )
}

/// What was sent, and when.
fn sent(cart: &CartId, at: Timestamp) -> String {
    let at = utc(at);
    if cart.is_of_upgrade() {
        return format!("the upgrade, which was ordered at {at}");
    }
    format!("the cart {cart}, whose checkout was begun at {at}")
}

/// When a cart expires: one that nobody knows more of lives for a day.
fn expires(until: Option<Timestamp>) -> String {
    until.map_or_else(
        || "expires within a day".to_owned(),
        |until| format!("expires at {}", utc(until)),
    )
}

/// A point in time as a person reads it.
fn utc(time: Timestamp) -> String {
    time.strftime("%F %T UTC").to_string()
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
