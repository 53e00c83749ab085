//! What a cart costs: the dry run of its checkout, or its sums without an account.

use super::CartId;
use super::context::Context;
use super::error::OrderError;
use super::event::Event;
use super::outcome::{Basis, Quote};
use crate::client::Response;
use crate::types::Order;
use crate::{Client, Kind};

/// Prices a filled cart: with credentials it is assigned to the account and checked by the API,
/// without them it is only added up.
pub(super) async fn price(context: &Context, cart: &CartId) -> Result<Quote, OrderError> {
    let client = &context.client;
    if !client.credentials().can_authenticate() {
        let order = client.get_cart_summary().cart_id(cart).send().await?;
        return Ok(priced(context, Basis::Summary, order));
    }
    client.assign_cart().cart_id(cart).send().await?;
    context.tell(Event::CartAssigned);
    let order = dry_run(client, cart).await?.value;
    Ok(priced(context, Basis::DryRun, order))
}

/// Checks a cart and prices it as an order, with contracts, without ordering:
/// `GET /order/cart/{cartId}/checkout`. `orderId` and `url` are absent from the answer.
///
/// # Errors
/// [`OrderError::Rejected`] says what the order still lacks. Needs credentials and an assigned cart.
/// Nothing is bought.
pub async fn dry_run(client: &Client, cart: &CartId) -> Result<Response<Order>, OrderError> {
    let call = client.get_cart_checkout().cart_id(cart);
    call.send_response().await.map_err(|error| {
        if error.kind() == Kind::BadRequest {
            OrderError::Rejected(error)
        } else {
            error.into()
        }
    })
}

fn priced(context: &Context, basis: Basis, order: Order) -> Quote {
    let prices = order.prices.as_ref();
    let total = prices
        .and_then(|prices| prices.with_tax.as_ref()?.text.clone())
        .unwrap_or_default();
    context.tell(Event::Priced { total });
    Quote { basis, order }
}
