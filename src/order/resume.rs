//! What an earlier attempt left, and going on from there.

use super::read_back::{Fate, read_back};
use super::track::watch;
use super::{Bought, CartId, Context, Event, OrderError, OrderId, cart};
use crate::journal::{Claim, Journal, JournalError, Repeat, RunName, State, Wish};
use crate::types::OrderPrices;

/// How long to wait before a run that another process works on is asked for again.
const PAUSE: std::time::Duration = std::time::Duration::from_secs(1);

/// Goes on with a run that was interrupted: finds out what became of its checkout, and follows the
/// order if there is one. Nothing is ordered.
///
/// # Errors
/// [`OrderError::NothingOrdered`] if there is surely no order: buy it again. [`OrderError::Unresolved`]
/// if nobody can say; then a person must look. [`OrderError::Api`] if a read fails, and those of
/// [`follow`](super::track::follow).
pub async fn resume(
    context: &Context,
    journal: &Journal,
    name: &RunName,
) -> Result<Bought, OrderError> {
    let mut claim = journal.claim_last(name).await?;
    let order = match settle(context, journal, &mut claim).await {
        Ok(Some(order)) => order,
        Ok(None) => {
            claim.release().await?;
            return Err(OrderError::NothingOrdered);
        }
        Err(error) => {
            claim.release().await?;
            return Err(error);
        }
    };
    let bought = existing(context, &claim, order).await?;
    follow_to_end(context, claim, bought).await
}

/// A wish that nobody else works on.
pub(super) enum Standing {
    /// Nothing was ordered yet.
    Free(Claim),
    /// It has its order.
    Ordered(Claim, OrderId),
}

/// Claims the run of a wish, and brings what an earlier attempt left to its end. Waits for another
/// process that works on it.
pub(super) async fn claim(
    context: &Context,
    journal: &Journal,
    wish: &Wish,
    repeat: Repeat,
) -> Result<Standing, OrderError> {
    let mut repeat = repeat;
    let mut is_told = false;
    loop {
        let mut claim = match journal.claim(wish, repeat).await {
            Ok(claim) => claim,
            Err(busy @ JournalError::Busy { .. }) => {
                if !is_told {
                    context.tell(Event::Waiting {
                        reason: busy.to_string(),
                    });
                    is_told = true;
                }
                context.pause(PAUSE).await?;
                continue;
            }
            Err(error) => return Err(error.into()),
        };
        if claim.run().state == State::Prepared {
            return Ok(Standing::Free(claim));
        }
        match settle(context, journal, &mut claim).await {
            Ok(Some(order)) => return Ok(Standing::Ordered(claim, order)),
            // The next claim makes the next attempt.
            Ok(None) => repeat = Repeat::Once,
            Err(error) => {
                claim.release().await?;
                return Err(error);
            }
        }
    }
}

/// Brings an earlier attempt to its end: its order, or none if nothing was ordered.
async fn settle(
    context: &Context,
    journal: &Journal,
    claim: &mut Claim,
) -> Result<Option<OrderId>, OrderError> {
    let run = claim.run();
    if let Some(order) = run.order_id {
        return Ok(Some(OrderId(order)));
    }
    if run.state.is_unresolved() {
        match read_back(context, journal, run).await? {
            Fate::Ordered(order) => {
                claim.ordered(order.0, None).await?;
                return Ok(Some(order));
            }
            Fate::Unknown(seen) => {
                if claim.run().state != State::Unknown {
                    claim.reached(State::Unknown).await?;
                }
                let key = claim.run().name.key.clone();
                return Err(OrderError::Unresolved { key, seen });
            }
            Fate::Absent => {}
        }
    } else if let Some(cart) = &run.cart_id {
        // Its checkout was never sent, and never will be: the claim of whoever filled it is over.
        cart::discard(context, &CartId::from(cart.as_str())).await;
    }
    if claim.run().state != State::Abandoned {
        claim.reached(State::Abandoned).await?;
    }
    Ok(None)
}

/// What is known of an order that was placed before.
pub(super) async fn existing(
    context: &Context,
    claim: &Claim,
    order_id: OrderId,
) -> Result<Bought, OrderError> {
    let call = context.client.get_me_order().order_id(order_id);
    let order = call.send().await?;
    context.tell(Event::Found {
        order: order_id,
        date: order.date,
    });
    Ok(Bought {
        cart_id: claim.run().cart_id.clone().map(CartId::from),
        order_id,
        is_earlier: true,
        url: order.url,
        status: None,
        prices: Some(OrderPrices {
            with_tax: order.price_with_tax,
            without_tax: order.price_without_tax,
            tax: order.tax,
            ..OrderPrices::default()
        }),
        quote: None,
        contracts: Vec::new(),
        services: Vec::new(),
    })
}

/// Follows an order, and writes how it ended.
pub(super) async fn follow_to_end(
    context: &Context,
    mut claim: Claim,
    mut bought: Bought,
) -> Result<Bought, OrderError> {
    let outcome = watch(context, bought.order_id, &mut bought.status).await;
    let end = match &outcome {
        Ok(_) => Some(State::Delivered),
        Err(OrderError::Cancelled { .. }) => Some(State::Cancelled),
        Err(_) => None,
    };
    if let Some(end) = end.filter(|end| claim.run().state.leads_to(*end)) {
        // Whoever else follows the order writes the same.
        let _ = claim.reached(end).await;
    }
    match outcome {
        Ok(services) => Ok(Bought { services, ..bought }),
        // Nothing is left to follow.
        Err(cancelled @ OrderError::Cancelled { .. }) => Err(cancelled),
        Err(source) => Err(OrderError::Ordered {
            order: bought.order_id,
            bought: Box::new(bought),
            source: Box::new(source),
        }),
    }
}
