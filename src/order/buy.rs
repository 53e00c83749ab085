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

/// An order that was placed, and delivered if it was followed.
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
    /// The last that was read, `delivered` unless following the order failed; none when it was not
    /// followed.
    pub status: Option<String>,
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
/// the order until it is delivered, unless [`Afterwards::Leave`] says otherwise.
///
/// The checkout is posted once, after `confirm` has answered true, and never again. Until then every
/// failure deletes the cart. Stop it with [`Context::with_stop`] rather than by dropping the future,
/// which would leave a cart behind or lose sight of an order.
///
/// # Errors
/// [`OrderError::Problems`], [`OrderError::Rejected`] and [`OrderError::NotConfirmed`]: nothing was
/// bought.
/// [`OrderError::Unsure`]: there may be an order. [`OrderError::Ordered`]: there is one; follow it
/// with [`track::follow`], do not buy again. [`OrderError::Cancelled`]: there was one.
pub async fn buy(
    context: &Context,
    file: &OrderFile,
    how: Buy,
    confirm: impl AsyncFnOnce(&Quote) -> bool,
) -> Result<Bought, OrderError> {
    if !context.client.credentials().can_authenticate() {
        return Err(Error::refused("buying needs credentials; a quote does not").into());
    }
    let cart = open(context, file).await?;
    let filled = async {
        fill::fill(context, &cart, file).await?;
        confirmed(context, &cart, confirm).await
    };
    let quote = match context.until_stopped(filled).await {
        Ok(quote) => quote,
        Err(error) => {
            discard(context, &cart).await;
            return Err(error);
        }
    };
    let (order, placed) = check_out(context, &cart, how).await?;
    let bought = bought(cart, order, placed, quote);
    match how.afterwards {
        Afterwards::Follow => follow(context, bought).await,
        Afterwards::Leave => Ok(bought),
    }
}

/// Follows an order that was placed to its end.
async fn follow(context: &Context, mut bought: Bought) -> Result<Bought, OrderError> {
    let mut last = None;
    let followed = track::watch(context, bought.order_id, &mut last).await;
    if let Some(last) = last {
        bought.status = Some(last.to_string());
    }
    match followed {
        Ok(services) => Ok(Bought { services, ..bought }),
        Err(error) => Err(failed(bought, error)),
    }
}

async fn confirmed(
    context: &Context,
    cart: &CartId,
    confirm: impl AsyncFnOnce(&Quote) -> bool,
) -> Result<Quote, OrderError> {
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
    context.tell(Event::CheckingOut);
    let placed = checkout::buy(&context.client, cart, how.retractation, how.payment).await;
    let placed = match placed {
        Err(error @ OrderError::Api(_)) => {
            discard(context, cart).await;
            return Err(error);
        }
        other => other?.value,
    };
    let order = placed.order_id.map(OrderId);
    let order = order.ok_or_else(|| OrderError::missing("orderId", "the checkout"))?;
    context.tell(Event::Ordered {
        order,
        url: placed.url.clone(),
    });
    Ok((order, placed))
}

/// What a failure after the checkout means; of a cancelled order nothing is left to follow.
fn failed(bought: Bought, source: OrderError) -> OrderError {
    match source {
        OrderError::Cancelled { .. } => source,
        _ => OrderError::Ordered {
            order: bought.order_id,
            bought: Box::new(bought),
            source: Box::new(source),
        },
    }
}

fn bought(cart: CartId, order: OrderId, placed: Order, quote: Quote) -> Bought {
    let agreed = placed.contracts.or_else(|| quote.order.contracts.clone());
    Bought {
        cart_id: cart,
        order_id: order,
        url: placed.url,
        status: None,
        prices: placed.prices.or_else(|| quote.order.prices.clone()),
        contracts: agreed.unwrap_or_default(),
        quote,
        services: Vec::new(),
    }
}
