//! What an earlier attempt left, and going on from there.

use super::cart::{self, OpenCart};
use super::checkout::tell_unless_kept;
use super::follow::{existing, follow};
use super::read_back::{Fate, read_back};
use super::{Bought, Context, Event, OrderError, OrderId};
use crate::Error;
use crate::journal::{
    Claim, Journal, JournalError, Purchase, Repeat, Run, RunKind, RunName, State,
};

/// How long to wait before a run that another process works on is asked for again.
const PAUSE: std::time::Duration = std::time::Duration::from_secs(1);

/// Goes on with a run that was interrupted: finds out what became of its checkout, and follows the
/// order if there is one. Nothing is ordered. An order that was to be paid in a call of its own, and whose
/// payment was never sent, is paid as was agreed to.
///
/// # Errors
/// [`OrderError::NothingOrdered`] if there is surely no order: buy it again, with
/// [`Repeat::Again`] if an attempt before it has its order. [`OrderError::WithoutOrder`] if
/// the run was carried out and made none. [`OrderError::Unsettled`] if
/// the order could not be looked for; try again. [`OrderError::Unresolved`] if it was looked for without
/// a clear answer; then a person must look. [`OrderError::Ordered`] and those of
/// [`follow`](super::track::follow) if there is an order. [`OrderError::Journal`] if the journal has no
/// such run, or another process works on it.
pub async fn resume(
    context: &Context,
    journal: &Journal,
    name: &RunName,
) -> Result<Bought, OrderError> {
    let mut claim = journal.claim_last(name).await?;
    let settled = match unless_of_another(context, claim.run()).await {
        Ok(()) => settle(context, journal, &mut claim).await,
        Err(error) => Err(error),
    };
    let error = match settled {
        Ok(Some(order)) => {
            let bought = existing(context, &mut claim, order, None).await?;
            return follow(context, claim, bought).await;
        }
        Ok(None) => OrderError::NothingOrdered,
        Err(error) => error,
    };
    // If this fails the claim ends by itself a little later; the error matters more.
    let _ = claim.release().await;
    Err(error)
}

/// Fails if a run is another account's: that this account has no such order says nothing about it. A call
/// names no account.
pub(super) async fn unless_of_another(context: &Context, run: &Run) -> Result<(), OrderError> {
    let RunName { account, key, .. } = &run.name;
    let error = match context.until_stopped(context.nichandle()).await {
        Ok(own) if own == account || run.kind == RunKind::Call => return Ok(()),
        Ok(own) => {
            let reason = format!("the run `{key}` is of the account {account}, and this is {own}");
            Error::refused(reason).into()
        }
        Err(error) => error,
    };
    if !run.state.is_unresolved() {
        return Err(error);
    }
    Err(OrderError::Unsettled {
        key: key.clone(),
        source: Box::new(error),
    })
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
    let mut is_told = false;
    loop {
        // Not while it has the run, for which others may wait who have a seat.
        context.take_seat().await?;
        let mut claim = match journal.claim(purchase, repeat).await {
            Ok(claim) => claim,
            Err(busy @ JournalError::Busy { .. }) if context.waits() => {
                if !is_told {
                    context.tell(Event::Waiting {
                        reason: busy.to_string(),
                    });
                    is_told = true;
                }
                context.leave_seat();
                context.pause(PAUSE).await?;
                continue;
            }
            Err(error) => return Err(error.into()),
        };
        if claim.is_first() {
            return Ok(Standing::Free(claim));
        }
        match settle(context, journal, &mut claim).await {
            Ok(Some(order)) => return Ok(Standing::Ordered(claim, order)),
            // The next claim makes the next attempt, or has the order of one before.
            Ok(None) => {}
            Err(error) => {
                let _ = claim.release().await;
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
    if run.state == State::Abandoned {
        return Ok(None);
    }
    if run.state == State::Answered {
        let key = run.name.key.clone();
        return Err(OrderError::WithoutOrder { key });
    }
    if run.state.is_unresolved() {
        let key = run.name.key.clone();
        // In a box, because it is large and would be part of every future around it.
        match Box::pin(read_back(context, journal, claim)).await {
            Ok(Fate::Ordered(order)) => {
                tell_unless_kept(context, order, claim.adopted(order.0).await);
                return Ok(Some(order));
            }
            Ok(Fate::Unknown(seen)) => {
                if claim.run().state != State::Unknown {
                    // If this fails the checkout is looked for again all the same.
                    let _ = claim.reached(State::Unknown).await;
                }
                return Err(OrderError::Unresolved { key, seen });
            }
            Ok(Fate::Absent) => {
                if let Some(at) = claim.run().intended {
                    context.tell(Event::NoOrder { at });
                }
            }
            // Whatever it is, also a stop: there may be an order.
            Err(source) => {
                let source = Box::new(source);
                return Err(OrderError::Unsettled { key, source });
            }
        }
    } else if run.cart_id.as_ref() == Some(&run.name.key) {
        // It was filled by hand, so it is left as it is.
    } else if let Some(cart) = OpenCart::of(run) {
        // Its checkout was never sent, and never will be: the claim of whoever filled it is over.
        cart::discard(context, &cart).await;
    } else if run.state == State::Prepared {
        // Whoever claimed it ended while it created a cart, or before.
        context.tell(Event::CartLost {
            until: Some(run.begun + cart::LIFE),
        });
    }
    claim.reached(State::Abandoned).await?;
    Ok(None)
}
