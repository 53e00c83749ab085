//! What a person says of a run that cannot be told: which order it made, or that it made none.

use super::cart::{self, OpenCart, Reading};
use super::resume::unless_of_another;
use super::search::SLACK;
use super::{Context, OrderError, OrderId};
use crate::Error;
use crate::journal::{Claim, Journal, Run, RunName, State};
use crate::types::DateTime;

/// Writes down which order a run made. Nothing pays it as the run had agreed to.
///
/// # Errors
/// [`OrderError::Api`] if the account has no such order, if it was placed before the run was sent, if
/// another run has it, or if the run is another account's. [`OrderError::Journal`] if the journal has
/// no such run, another process works on it, or it has an order. Nothing was written then.
pub async fn adopt(
    context: &Context,
    journal: &Journal,
    name: &RunName,
    order: OrderId,
) -> Result<(), OrderError> {
    let found = context.client.get_me_order().order_id(order).send().await?;
    let mut claim = own(context, journal, name).await?;
    let placed = found.date.as_ref().and_then(DateTime::timestamp);
    if let (Some(placed), Some(intended)) = (placed, claim.run().intended)
        && placed + SLACK < intended
    {
        let _ = claim.release().await;
        let reason = format!("order {order} is from {placed}, and the run was sent at {intended}");
        return Err(Error::refused(reason).into());
    }
    let runs = journal.runs().await?;
    let other = runs
        .iter()
        .find(|run| run.order_id == Some(order.0) && !run.is(claim.run()));
    if let Some(other) = other {
        let key = &other.name.key;
        let reason = format!("order {order} is that of the run `{key}`");
        let _ = claim.release().await;
        return Err(Error::refused(reason).into());
    }
    claim.adopted(order.0).await?;
    Ok(claim.release().await?)
}

/// Writes down that a run made no order, so that it can be ordered again. Its cart is deleted first: a
/// checkout that is still under way must not make an order that nobody knows of.
///
/// # Errors
/// [`OrderError::Api`] if the cart cannot be deleted or was ordered, or if the run is another
/// account's. [`OrderError::Journal`] if the journal has no such run, another process works on it, or
/// it has an order. Nothing was written then.
pub async fn forget(
    context: &Context,
    journal: &Journal,
    name: &RunName,
) -> Result<(), OrderError> {
    let mut claim = own(context, journal, name).await?;
    // The journal refuses it below.
    let has_ended = claim.run().state.is_done();
    if !has_ended && let Err(error) = close(context, claim.run()).await {
        let _ = claim.release().await;
        return Err(error);
    }
    claim.reached(State::Abandoned).await?;
    Ok(claim.release().await?)
}

/// Claims a run of this account.
async fn own(context: &Context, journal: &Journal, name: &RunName) -> Result<Claim, OrderError> {
    let claim = journal.claim_last(name).await?;
    if let Err(error) = unless_of_another(context, claim.run()).await {
        let _ = claim.release().await;
        return Err(error);
    }
    Ok(claim)
}

/// Deletes the cart of a run. One that was ordered has an order, and is not forgotten.
async fn close(context: &Context, run: &Run) -> Result<(), OrderError> {
    let Some(cart) = OpenCart::of(run) else {
        return Ok(());
    };
    match cart::without(&context.client, &cart.id).await? {
        Reading::Gone => Ok(()),
        Reading::Ordered => {
            let reason = "its cart was ordered, so there is an order: name it, do not forget it";
            Err(Error::refused(reason).into())
        }
        Reading::Open | Reading::Unsaid => {
            let reason = "its cart cannot be deleted, so it may still be ordered";
            Err(Error::refused(reason).into())
        }
    }
}
