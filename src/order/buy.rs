//! From an order file to a delivered service.

use serde::Serialize;

use super::checkout::{self, Payment, Retractation};
use super::quote::{Quote, discard, dry_run, open};
use super::track::{self, Service};
use super::{CartId, Context, Event, OrderError, OrderFile, OrderId, fill};
use crate::Error;
use crate::types::{Contract, Order, OrderPrices, Secret};

/// How an order is bought.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Buy {
    /// Whether the right to withdraw is given up. Default: it is kept.
    pub retractation: Retractation,
    /// Who pays. Default: a person, through the order's link.
    pub payment: Payment,
}

/// An order that was placed and delivered.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Bought {
    /// The cart that was ordered; it can only be read now.
    pub cart_id: CartId,
    /// The order.
    pub order_id: OrderId,
    /// The order's page. Whoever has the link sees the order.
    pub url: Option<Secret>,
    /// `delivered`.
    pub status: String,
    /// What it costs.
    pub prices: Option<OrderPrices>,
    /// Its lines.
    #[serde(skip)]
    pub quote: Quote,
    /// What was agreed to.
    pub contracts: Vec<Contract>,
    /// What was delivered.
    pub services: Vec<Service>,
}

/// Buys an order file: fills a cart, lets the API check it, asks `confirm`, checks out, and follows
/// the order until it is delivered.
///
/// The checkout is posted once, after `confirm` has answered true, and never again. Until then every
/// failure deletes the cart.
///
/// # Errors
/// [`OrderError::Problems`] and [`OrderError::NotConfirmed`]: nothing was bought.
/// [`OrderError::Unsure`]: there may be an order. [`OrderError::Ordered`]: there is one; follow it
/// with [`track::follow`], do not buy again. [`OrderError::Cancelled`]: there was one.
pub async fn buy(
    context: &Context,
    file: &OrderFile,
    how: Buy,
    confirm: impl AsyncFnOnce(&Quote) -> bool,
) -> Result<Bought, OrderError> {
    if !context.client.credentials().can_sign() {
        return Err(Error::refused("buying needs credentials; a quote does not").into());
    }
    let cart = open(context, file).await?;
    let quote = match context
        .until_stopped(confirmed(context, &cart, file, confirm))
        .await
    {
        Ok(quote) => quote,
        Err(error) => {
            discard(context, &cart).await;
            return Err(error);
        }
    };
    let (order, placed) = check_out(context, &cart, how).await?;
    let services = track::follow(context, order).await;
    let services = services.map_err(|source| failed(order, source))?;
    Ok(bought(cart, order, placed, quote, services))
}

async fn confirmed(
    context: &Context,
    cart: &CartId,
    file: &OrderFile,
    confirm: impl AsyncFnOnce(&Quote) -> bool,
) -> Result<Quote, OrderError> {
    fill::fill(context, cart, file).await?;
    let quote = dry_run(context, cart).await?;
    match confirm(&quote).await {
        // Whoever stopped it meanwhile does not want it any more.
        true => context.unless_stopped().map(|()| quote),
        false => Err(OrderError::NotConfirmed),
    }
}

/// Posts the checkout. From here on the cart is deleted only when there is surely no order.
async fn check_out(
    context: &Context,
    cart: &CartId,
    how: Buy,
) -> Result<(OrderId, Order), OrderError> {
    let placed = match checkout::buy(&context.client, cart, how.retractation, how.payment).await {
        Ok(placed) => placed,
        Err(error) if error.may_have_happened() => return Err(OrderError::Unsure(error.into())),
        Err(error) => {
            discard(context, cart).await;
            return Err(error.into());
        }
    };
    let Some(order) = placed.order_id.map(OrderId) else {
        let missing = OrderError::missing("orderId", "POST /order/cart/{cartId}/checkout");
        return Err(OrderError::Unsure(missing.into()));
    };
    context.tell(Event::Ordered {
        order,
        url: placed.url.clone(),
    });
    Ok((order, placed))
}

/// What a failure after the checkout means; of a cancelled order nothing is left to follow.
fn failed(order: OrderId, source: OrderError) -> OrderError {
    match source {
        OrderError::Cancelled { .. } => source,
        _ => OrderError::Ordered {
            order,
            source: Box::new(source),
        },
    }
}

fn bought(
    cart: CartId,
    order: OrderId,
    placed: Order,
    quote: Quote,
    services: Vec<Service>,
) -> Bought {
    Bought {
        cart_id: cart,
        order_id: order,
        url: placed.url,
        status: "delivered".to_owned(),
        prices: placed.prices,
        contracts: placed
            .contracts
            .or_else(|| quote.order.contracts.clone())
            .unwrap_or_default(),
        quote,
        services,
    }
}
