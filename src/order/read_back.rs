//! What became of a checkout whose answer is not known.
//!
//! The checkout is never repeated to find out. The order is looked for instead, and the cart is
//! deleted: a cart that is gone cannot be checked out any more, not even by a request that is still
//! under way or by a process that sleeps and will send it. One that arrived before may still be worked
//! on, for as long as its sender would wait. Only then may the purchase get another cart.

use std::collections::BTreeSet;
use std::time::Duration;

use jiff::Timestamp;

use super::delivered::{details, if_there};
use super::{CartId, Context, Event, OrderError, OrderId};
use crate::journal::{Claim, Journal};
use crate::types::{BillingOrderDetail, DateTime};
use crate::{Client, Error, Kind};

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
    /// It is deleted, and can still be ordered.
    Orderable,
}

/// Reads back what became of a run's checkout. Whoever is interrupted meanwhile, once the cart is
/// deleted, leaves that in the journal for the next.
pub(super) async fn read_back(
    context: &Context,
    journal: &Journal,
    claim: &mut Claim,
) -> Result<Fate, OrderError> {
    let run = claim.run().clone();
    let (Some(cart), Some(intended)) = (&run.cart_id, run.intended) else {
        return Ok(Fate::Unknown("the journal names no cart".to_owned()));
    };
    let cart = CartId::from(cart.as_str());
    let wait = run.longest.unwrap_or(journal.lease());
    context.tell(Event::ReadingBack {
        cart: cart.clone(),
        at: intended,
        wait,
    });
    let wished = Wished {
        plans: &run.plans,
        lines: lines_of(&context.client, &cart).await,
    };
    let (cart, since) = closed(context, claim, &cart).await?;
    let now = context.server_time().await?;
    let left = (since.unwrap_or(intended) + wait).duration_since(now);
    if let Ok(left) = Duration::try_from(left) {
        context.pause(left).await?;
    }
    let taken = journal.runs().await?;
    let taken = taken
        .iter()
        .filter(|other| other.name.account == run.name.account && !other.is(&run))
        .filter_map(|other| other.order_id)
        .collect();
    let mut found = context
        .until_stopped(search(context, &wished, intended, &taken))
        .await?;
    // The lines of a new order can come a while after it.
    for seconds in PAUSES {
        if found.unreadable.is_empty() {
            break;
        }
        context.pause(Duration::from_secs(seconds)).await?;
        found = context
            .until_stopped(search(context, &wished, intended, &taken))
            .await?;
    }
    Ok(fate(cart, &found))
}

/// What became of the cart, and since when it surely cannot be checked out any more: a process that
/// slept between its intent and its call can send it at any moment before that.
async fn closed(
    context: &Context,
    claim: &mut Claim,
    cart: &CartId,
) -> Result<(Cart, Option<Timestamp>), OrderError> {
    if let Some(at) = claim.run().closed {
        return Ok((Cart::Deleted, Some(at)));
    }
    let cart = close(context, cart).await?;
    if cart == Cart::Deleted {
        claim.closed(context.server_time().await?).await?;
    }
    Ok((cart, claim.run().closed))
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
        Cart::Gone if is_orderable(client, cart).await? => Ok(Cart::Orderable),
        Cart::Gone => Ok(Cart::Deleted),
        other => Ok(other),
    }
}

/// Whether the API would still order a cart that is gone. That it would not is an assumption, so it is
/// asked: only a 404 says no, and any other refusal is about a cart that is still there.
async fn is_orderable(client: &Client, cart: &CartId) -> Result<bool, OrderError> {
    match client.get_cart_checkout().cart_id(cart).send().await {
        Err(error) if error.kind() == Kind::NotFound => Ok(false),
        Err(error) if error.kind() != Kind::BadRequest => Err(error.into()),
        _ => Ok(true),
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

/// What an order is for that is looked for.
pub(super) struct Wished<'a> {
    pub(super) plans: &'a [String],
    /// What the lines of its cart say, sorted; none if the cart cannot be read any more.
    pub(super) lines: Vec<String>,
}

/// What the lines of a cart say, as long as it can be read: also after it was ordered, not after it was
/// deleted.
pub(super) async fn lines_of(client: &Client, cart: &CartId) -> Vec<String> {
    let summary = client.get_cart_summary().cart_id(cart).send().await.ok();
    let lines = summary.and_then(|summary| summary.details);
    let said = lines.into_iter().flatten().map(|line| line.description);
    sorted(said)
}

fn sorted(said: impl Iterator<Item = Option<String>>) -> Vec<String> {
    let mut said: Vec<_> = said
        .map(|text| text.unwrap_or_default().trim().to_owned())
        .collect();
    said.sort();
    said
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
    wished: &Wished<'_>,
    since: Timestamp,
    taken: &BTreeSet<i64>,
) -> Result<Found, OrderError> {
    let client = &context.client;
    let list = client.list_me_order();
    let ids = list.date_from(DateTime::from(since - SLACK)).send().await?;
    let mut found = Found::default();
    for id in ids.into_iter().filter(|id| !taken.contains(id)) {
        let order = OrderId(id);
        match is_for(context, order, wished).await? {
            Some(true) => found.matching.push(order),
            Some(false) => {}
            None => found.unreadable.push(order),
        }
    }
    Ok(found)
}

/// Whether an order is for what is wished; none if that cannot be told.
///
/// In the US the lines of an order do not name their plans. There it is the order if its lines say what
/// those of the cart say; that they differ proves nothing.
async fn is_for(
    context: &Context,
    order: OrderId,
    wished: &Wished<'_>,
) -> Result<Option<bool>, OrderError> {
    let details = details(&context.client, order).await?;
    if let Some(plans) = plans(&context.client, order, &details).await? {
        return Ok(Some(plans.iter().all(|plan| wished.plans.contains(plan))));
    }
    let lines = sorted(details.into_iter().map(|detail| detail.description));
    Ok((!lines.is_empty() && lines == wished.lines).then_some(true))
}

/// The plans that the lines of an order are for; none if one of them does not say.
async fn plans(
    client: &Client,
    order: OrderId,
    details: &[BillingOrderDetail],
) -> Result<Option<Vec<String>>, Error> {
    let mut plans = Vec::new();
    for detail in details {
        let Some(id) = detail.order_detail_id else {
            return Ok(None);
        };
        let extension = client.get_me_order_details_extension().order_id(order);
        let extension = if_there(extension.order_detail_id(id).send().await)?;
        match extension.and_then(|extension| extension.order?.plan?.code) {
            Some(code) => plans.push(code),
            None => return Ok(None),
        }
    }
    Ok((!plans.is_empty()).then_some(plans))
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
                Cart::Orderable => "the cart is deleted but can still be ordered",
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

    const CARTS: [Cart; 5] = [
        Cart::Ordered,
        Cart::Deleted,
        Cart::Gone,
        Cart::Open,
        Cart::Orderable,
    ];

    #[test]
    fn only_a_deleted_cart_without_any_candidate_proves_that_there_is_no_order() {
        let one = vec![OrderId(1)];
        let two = vec![OrderId(1), OrderId(2)];
        for cart in CARTS {
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
        for cart in CARTS {
            assert!(matches!(
                fate(cart, &found(&[7])),
                Fate::Ordered(OrderId(7))
            ));
            assert!(matches!(fate(cart, &found(&[7, 8])), Fate::Unknown(_)));
        }
    }
}
