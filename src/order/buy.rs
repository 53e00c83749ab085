//! From an order file to a delivered service.

use super::cart::{discard, open};
use super::checkout::{Terms, check_out};
use super::fill::fill;
use super::quote::price;
use super::track::watch;
use super::{Bought, CartId, Context, Event, OrderError, OrderFile, OrderId, Quote};
use crate::Error;
use crate::types::Order;

/// Buys an order file and follows the order until it is delivered: [`place`], then
/// [`follow`](super::track::follow).
///
/// # Errors
/// Those of [`place`]; after it, [`OrderError::Ordered`] if following the order failed (the order
/// exists: follow it, do not buy again), and [`OrderError::Cancelled`] if it will not be delivered.
pub async fn buy(
    context: &Context,
    file: &OrderFile,
    terms: Terms,
    confirm: impl AsyncFnOnce(&Quote) -> bool,
) -> Result<Bought, OrderError> {
    let mut bought = place(context, file, terms, confirm).await?;
    match watch(context, bought.order_id, &mut bought.status).await {
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

/// Orders an order file: fills a cart, lets the API check it, asks `confirm` with the prices, and
/// checks out. What it answers has no status and no services yet.
///
/// The checkout is posted once, after `confirm` has answered true, and never again. Any failure
/// before that deletes the cart. To give up, use [`Context::with_stop`] rather than dropping the
/// future, which would leave a cart behind or lose sight of an order.
///
/// # Errors
/// [`OrderError::Unsure`]: there may be an order, look for it before you buy again. All others:
/// nothing was bought. [`OrderError::Problems`] and [`OrderError::Rejected`] say what is wrong with
/// the order, [`OrderError::Api`] which call failed; [`OrderError::NotConfirmed`] and
/// [`OrderError::Stopped`] are the caller's own doing.
pub async fn place(
    context: &Context,
    file: &OrderFile,
    terms: Terms,
    confirm: impl AsyncFnOnce(&Quote) -> bool,
) -> Result<Bought, OrderError> {
    if !context.client.credentials().can_authenticate() {
        return Err(Error::refused("buying needs credentials; a quote does not").into());
    }
    let cart = open(context, file).await?;
    let agreed = async {
        fill(context, &cart, file).await?;
        let quote = price(context, &cart).await?;
        if !confirm(&quote).await {
            return Err(OrderError::NotConfirmed);
        }
        // Whoever stopped it while it was being confirmed does not want it any more.
        context.unless_stopped()?;
        Ok(quote)
    };
    let quote = match context.until_stopped(agreed).await {
        Ok(quote) => quote,
        Err(error) => {
            discard(context, &cart).await;
            return Err(error);
        }
    };
    // The point of no return. A stop is not looked at until the answer is here, because dropping a
    // checkout would leave an order that nobody knows of.
    context.tell(Event::CheckingOut);
    match check_out(&context.client, &cart, terms).await {
        Ok(placed) => bought(context, cart, quote, placed.value),
        // Surely no order. After any other error the cart is kept, because it shows what became of
        // the checkout.
        Err(error @ OrderError::Api(_)) => {
            discard(context, &cart).await;
            Err(error)
        }
        Err(unsure) => Err(unsure),
    }
}

/// Tells that the order exists, before anything else can fail.
fn bought(
    context: &Context,
    cart_id: CartId,
    quote: Quote,
    placed: Order,
) -> Result<Bought, OrderError> {
    let order_id = placed.order_id.map(OrderId).ok_or(OrderError::Missing {
        field: "orderId",
        call: "the checkout",
    })?;
    context.tell(Event::Ordered {
        order: order_id,
        url: placed.url.clone(),
    });
    let contracts = placed.contracts.or_else(|| quote.order.contracts.clone());
    Ok(Bought {
        cart_id,
        order_id,
        url: placed.url,
        status: None,
        prices: placed.prices.or_else(|| quote.order.prices.clone()),
        contracts: contracts.unwrap_or_default(),
        quote,
        services: Vec::new(),
    })
}
