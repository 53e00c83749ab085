//! From an order file to a delivered service.

use super::cart::{discard, open};
use super::checkout::{Payment, Retractation, check_out};
use super::context::Context;
use super::error::OrderError;
use super::event::Event;
use super::file::OrderFile;
use super::fill::fill;
use super::outcome::{Bought, Quote};
use super::price::price;
use super::track::watch;
use super::{CartId, OrderId};
use crate::Error;

/// The terms on which an order is bought.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Terms {
    /// Whether the right to withdraw is given up. Default: it is kept.
    pub retractation: Retractation,
    /// Who pays. Default: a person, through the order's link.
    pub payment: Payment,
    /// Whether the order is followed. Default: until it is delivered.
    pub afterwards: Afterwards,
}

/// What happens once there is an order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Afterwards {
    /// It is followed until it is delivered.
    #[default]
    Follow,
    /// Nothing: it has no status and no services then.
    Leave,
}

/// Buys an order file: opens a cart, fills it, prices it, asks `confirm`, checks out, and follows the
/// order until it is delivered, unless [`Afterwards::Leave`] says otherwise.
///
/// The checkout is posted once, after `confirm` has answered true, and never again. Until then every
/// failure deletes the cart. Stop it with [`Context::with_stop`] rather than by dropping the future,
/// which would leave a cart behind or lose sight of an order.
///
/// # Errors
/// [`OrderError::Problems`], [`OrderError::Rejected`] and [`OrderError::NotConfirmed`]: nothing was
/// bought. [`OrderError::Unsure`]: there may be an order. [`OrderError::Ordered`]: there is one;
/// follow it with [`follow`](super::track::follow), do not buy again. [`OrderError::Cancelled`]: there
/// was one.
pub async fn buy(
    context: &Context,
    file: &OrderFile,
    terms: Terms,
    confirm: impl AsyncFnOnce(&Quote) -> bool,
) -> Result<Bought, OrderError> {
    if !context.client.credentials().can_authenticate() {
        return Err(Error::refused("buying needs credentials; a quote does not").into());
    }
    let cart = open(context, file).await?;
    let agreed = context
        .until_stopped(async {
            fill(context, &cart, file).await?;
            let quote = price(context, &cart).await?;
            agreed(context, quote, confirm).await
        })
        .await;
    let quote = match agreed {
        Ok(quote) => quote,
        Err(error) => {
            discard(context, &cart).await;
            return Err(error);
        }
    };
    let bought = place(context, cart, quote, terms).await?;
    match terms.afterwards {
        Afterwards::Follow => follow(context, bought).await,
        Afterwards::Leave => Ok(bought),
    }
}

async fn agreed(
    context: &Context,
    quote: Quote,
    confirm: impl AsyncFnOnce(&Quote) -> bool,
) -> Result<Quote, OrderError> {
    if !confirm(&quote).await {
        return Err(OrderError::NotConfirmed);
    }
    // Whoever stopped it while the question stood does not want it any more.
    context.check_stop()?;
    Ok(quote)
}

/// Posts the checkout. From here on the cart is deleted only if there is certainly no order: a cart
/// that was ordered is the one trace of an order whose number was lost.
async fn place(
    context: &Context,
    cart: CartId,
    quote: Quote,
    terms: Terms,
) -> Result<Bought, OrderError> {
    context.tell(Event::CheckingOut);
    let placed = check_out(&context.client, &cart, terms.retractation, terms.payment).await;
    if matches!(placed, Err(OrderError::Api(_))) {
        discard(context, &cart).await;
    }
    let placed = placed?.value;
    let order = placed
        .order_id
        .map(OrderId)
        .ok_or_else(|| OrderError::missing("orderId", "the checkout"))?;
    context.tell(Event::Ordered {
        order,
        url: placed.url.clone(),
    });
    Ok(Bought::new(cart, order, placed, quote))
}

/// Follows the order to its end. A failure carries what was bought, so that nothing is lost behind it.
async fn follow(context: &Context, mut bought: Bought) -> Result<Bought, OrderError> {
    let mut last = None;
    let followed = watch(context, bought.order_id, &mut last).await;
    bought.status = last.map(|status| status.to_string());
    match followed {
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
