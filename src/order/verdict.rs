//! What a person says of a run that cannot be told: which order it made, or that it made none.

use super::cart::OpenCart;
use super::resume::unless_of_another;
use super::{Context, OrderError, OrderId};
use crate::journal::{Claim, Journal, Run, RunName, State};
use crate::{Error, Kind};

/// Writes down which order a run made. Nothing pays it as the run had agreed to.
///
/// # Errors
/// [`OrderError::Api`] if the account has no such order, if another run has it, or if the run is another
/// account's. [`OrderError::Journal`] if the journal has no such run, another process works on it, or it
/// has an order. Nothing was written then.
pub async fn adopt(
    context: &Context,
    journal: &Journal,
    name: &RunName,
    order: OrderId,
) -> Result<(), OrderError> {
    context.client.get_me_order().order_id(order).send().await?;
    let mut claim = own(context, journal, name).await?;
    let runs = journal.runs().await?;
    let other = runs
        .iter()
        .find(|run| run.order_id == Some(order.0) && run.name != claim.run().name);
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
/// [`OrderError::Api`] if the cart can neither be deleted nor was ordered, or if the run is another
/// account's. [`OrderError::Journal`] if the journal has no such run, another process works on it, or it
/// has an order. Nothing was written then.
pub async fn forget(
    context: &Context,
    journal: &Journal,
    name: &RunName,
) -> Result<(), OrderError> {
    let mut claim = own(context, journal, name).await?;
    if let Err(error) = close(context, claim.run()).await {
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

/// Deletes the cart of a run, unless it was ordered.
async fn close(context: &Context, run: &Run) -> Result<(), OrderError> {
    let Some(cart) = OpenCart::of(run) else {
        return Ok(());
    };
    let client = &context.client;
    let Err(error) = client.delete_cart().cart_id(&cart.id).send().await else {
        return Ok(());
    };
    match client.get_cart().cart_id(&cart.id).send().await {
        Ok(found) if found.read_only == Some(true) => Ok(()),
        Err(gone) if gone.kind() == Kind::NotFound => Ok(()),
        _ => Err(error.into()),
    }
}
