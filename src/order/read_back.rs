//! What became of a checkout whose answer is not known.
//!
//! The checkout is never repeated to find out. The order is looked for instead, and the cart is
//! deleted: a cart that is gone cannot be checked out any more, not even by a request that is still
//! under way or by a process that sleeps and will send it. Only then may the purchase get another cart.

use std::collections::BTreeSet;
use std::time::Duration;

use jiff::Timestamp;

use super::delivered::details;
use super::{CartId, Context, Event, OrderError, OrderId};
use crate::journal::{Journal, Run};
use crate::types::DateTime;
use crate::{Error, Kind};

/// How far two clocks of the server may be apart.
const SLACK: Duration = Duration::from_secs(5);

/// How many seconds to wait for the lines of a new order, each time they are not there yet.
const PAUSES: [u64; 6] = [1, 2, 4, 8, 16, 32];

/// What became of a checkout.
#[derive(Debug)]
pub(super) enum Fate {
    /// It made this order.
    Ordered(OrderId),
    /// It surely made no order, and never will.
    Absent,
    /// It may have made an order; what was seen.
    Unknown(String),
}

/// What became of a cart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Cart {
    /// It was ordered, because it can only be read.
    Ordered,
    /// It was open, and is deleted.
    Deleted,
    /// It is not there, and who knows since when.
    Gone,
    /// It can still be changed although it was deleted.
    Open,
}

/// Reads back what became of a run's checkout.
pub(super) async fn read_back(
    context: &Context,
    journal: &Journal,
    run: &Run,
) -> Result<Fate, OrderError> {
    let (Some(cart), Some(intended)) = (&run.cart_id, run.intended) else {
        return Ok(Fate::Unknown("the journal names no cart".to_owned()));
    };
    let cart = close(context, &CartId::from(cart.as_str())).await?;
    // A checkout that was sent may still be worked on. It is known to be over after the longest time
    // that a call may take.
    let over = intended + journal.lease();
    let now = context.server_time().await?;
    if let Ok(wait) = Duration::try_from(over.duration_since(now)) {
        context.tell(Event::ReadingBack { wait });
        context.pause(wait).await?;
    }
    let taken = journal.runs().await?;
    let taken = taken
        .iter()
        .filter(|other| other.name.account == run.name.account && !other.is(run))
        .filter_map(|other| other.order_id)
        .collect();
    let mut found = context
        .until_stopped(search(context, &run.plans, intended, &taken))
        .await?;
    // The lines of a new order can come a while after it.
    for seconds in PAUSES {
        if found.unreadable.is_empty() {
            break;
        }
        context.pause(Duration::from_secs(seconds)).await?;
        found = context
            .until_stopped(search(context, &run.plans, intended, &taken))
            .await?;
    }
    Ok(fate(cart, &found))
}

/// Deletes the cart unless it was ordered.
async fn close(context: &Context, cart: &CartId) -> Result<Cart, OrderError> {
    let client = &context.client;
    match state(client.get_cart().cart_id(cart).send().await)? {
        Cart::Open => {}
        closed => return Ok(closed),
    }
    // Whether it could be deleted shows in reading it once more.
    let _ = client.delete_cart().cart_id(cart).send().await;
    match state(client.get_cart().cart_id(cart).send().await)? {
        Cart::Gone => Ok(Cart::Deleted),
        other => Ok(other),
    }
}

fn state(read: Result<crate::types::Cart, Error>) -> Result<Cart, OrderError> {
    match read {
        Ok(cart) if cart.read_only == Some(false) => Ok(Cart::Open),
        Ok(_) => Ok(Cart::Ordered),
        Err(error) if error.kind() == Kind::NotFound => Ok(Cart::Gone),
        Err(error) => Err(error.into()),
    }
}

/// Orders that may be the one that is looked for.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// They are for the same plans.
    pub(super) matching: Vec<OrderId>,
    /// What they are for cannot be read.
    pub(super) unreadable: Vec<OrderId>,
}

/// Searches the account's orders since the checkout was sent, without those of other runs.
pub(super) async fn search(
    context: &Context,
    wished: &[String],
    since: Timestamp,
    taken: &BTreeSet<i64>,
) -> Result<Found, OrderError> {
    let client = &context.client;
    let list = client.list_me_order();
    let ids = list.date_from(DateTime::from(since - SLACK)).send().await?;
    let mut found = Found::default();
    for id in ids.into_iter().filter(|id| !taken.contains(id)) {
        let order = OrderId(id);
        let plans = plans(context, order).await?;
        if plans.is_empty() {
            found.unreadable.push(order);
        } else if plans.iter().all(|plan| wished.contains(plan)) {
            found.matching.push(order);
        }
    }
    Ok(found)
}

/// The plans that an order is for; none if one of its lines does not say.
async fn plans(context: &Context, order: OrderId) -> Result<Vec<String>, OrderError> {
    let client = &context.client;
    let mut plans = Vec::new();
    for detail in details(client, order).await? {
        let Some(id) = detail.order_detail_id else {
            return Ok(Vec::new());
        };
        let extension = client.get_me_order_details_extension().order_id(order);
        let code = match extension.order_detail_id(id).send().await {
            Ok(extension) => extension.order.and_then(|order| order.plan?.code),
            Err(error) if error.kind() == Kind::NotFound => None,
            Err(error) => return Err(error.into()),
        };
        match code {
            Some(code) => plans.push(code),
            None => return Ok(Vec::new()),
        }
    }
    Ok(plans)
}

/// What the cart and the orders say together. One order for the same plans, which no other run has, is
/// the order. That there is none is proven by one combination alone.
fn fate(cart: Cart, found: &Found) -> Fate {
    let Found {
        matching,
        unreadable,
    } = found;
    match (cart, matching.as_slice(), unreadable.is_empty()) {
        (_, [order], true) => Fate::Ordered(*order),
        (Cart::Deleted, [], true) => Fate::Absent,
        _ => {
            let cart = match cart {
                Cart::Ordered => "the cart was ordered",
                Cart::Deleted => "the cart was open and is deleted",
                Cart::Gone => "the cart is gone",
                Cart::Open => "the cart cannot be deleted",
            };
            let orders = [matching.as_slice(), unreadable].concat();
            let orders: Vec<_> = orders.iter().map(ToString::to_string).collect();
            Fate::Unknown(match orders.as_slice() {
                [] => format!("{cart}, and no order since then is for the same plans"),
                _ => format!("{cart}, and these orders may be it: {}", orders.join(", ")),
            })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_deleted_cart_without_any_candidate_proves_that_there_is_no_order() {
        let one = vec![OrderId(1)];
        let two = vec![OrderId(1), OrderId(2)];
        for cart in [Cart::Ordered, Cart::Deleted, Cart::Gone, Cart::Open] {
            for matching in [&vec![], &one, &two] {
                for unreadable in [&vec![], &one] {
                    let found = Found {
                        matching: matching.clone(),
                        unreadable: unreadable.clone(),
                    };
                    let is_absent = matches!(fate(cart, &found), Fate::Absent);
                    let is_proven =
                        cart == Cart::Deleted && matching.is_empty() && unreadable.is_empty();
                    assert_eq!(is_absent, is_proven, "{cart:?} {found:?}");
                }
            }
        }
    }

    #[test]
    fn one_matching_order_is_the_order_and_of_two_nobody_knows_which() {
        let found = |orders: &[i64]| Found {
            matching: orders.iter().copied().map(OrderId).collect(),
            unreadable: Vec::new(),
        };
        for cart in [Cart::Ordered, Cart::Deleted, Cart::Gone, Cart::Open] {
            assert!(matches!(
                fate(cart, &found(&[7])),
                Fate::Ordered(OrderId(7))
            ));
            assert!(matches!(fate(cart, &found(&[7, 8])), Fate::Unknown(_)));
        }
    }
}
