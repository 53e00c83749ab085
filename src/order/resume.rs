//! What an earlier attempt left, and going on from there.

use super::follow::{existing, follow};
use super::read_back::{Fate, read_back};
use super::{Bought, CartId, Context, Event, OrderError, OrderId, cart};
use crate::journal::{Claim, Journal, JournalError, Purchase, Repeat, RunName, State};

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
    follow(context, claim, bought).await
}

/// How a purchase stands, which nobody else works on.
pub(super) enum Standing {
    /// Nothing was ordered yet.
    Free(Claim),
    /// It has its order.
    Ordered(Claim, OrderId),
}

/// Claims the run of a purchase, and brings what an earlier attempt left to its end. Waits for another
/// process that works on it.
pub(super) async fn claim(
    context: &Context,
    journal: &Journal,
    purchase: &Purchase,
    repeat: Repeat,
) -> Result<Standing, OrderError> {
    let mut repeat = repeat;
    let mut is_told = false;
    loop {
        let mut claim = match journal.claim(purchase, repeat).await {
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
