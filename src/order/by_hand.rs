//! Ordering a cart that was filled step by step.

use std::collections::BTreeSet;
use std::time::Duration;

use super::checkout::{Terms, check_out};
use super::read_back::{Found, search};
use super::{CartId, Context, OrderError, OrderId};
use crate::Client;
use crate::client::Response;
use crate::journal::{Claim, Journal, Purchase, Repeat, State};
use crate::types::Order;

/// How long a cart lives, unless whoever made it said otherwise.
const LIFE: Duration = Duration::from_secs(24 * 60 * 60);

/// **Orders a cart**, once: like [`place`](super::place()) for a cart that was filled step by step and
/// assigned to the account. The journal remembers it under the cart's id.
///
/// # Errors
/// [`OrderError::CartOrdered`] if the cart was ordered before. [`OrderError::Unsure`] and
/// [`OrderError::Unresolved`] if it may have been: [`resume`](super::resume()) finds out. All others:
/// nothing was ordered, and the cart is left as it is.
pub async fn place_cart(
    context: &Context,
    journal: &Journal,
    cart: &CartId,
    terms: Terms,
) -> Result<Response<Order>, OrderError> {
    let mut claim = context.until_stopped(claim(context, journal, cart)).await?;
    let placed = check_out(context, &mut claim, &terms).await;
    match &placed {
        Ok(_) | Err(OrderError::Unsure(_)) => {}
        // If this fails, whoever claims the run next looks for what there is not.
        Err(_) => drop(claim.reached(State::Abandoned).await),
    }
    let _ = claim.release().await;
    placed
}

/// Fails if a cart was ordered already, and says as which order.
///
/// A cart that was ordered can only be read; it does not name its order. So that is looked up in the
/// journal, and else among the account's orders since the cart was made, by their plans.
///
/// # Errors
/// [`OrderError::CartOrdered`] with the order, [`OrderError::CartClosed`] if several may be it, or none.
/// [`OrderError::Api`] if a read fails. Nothing is changed.
pub async fn unless_ordered(
    context: &Context,
    journal: Option<&Journal>,
    cart: &CartId,
) -> Result<(), OrderError> {
    let found = context.client.get_cart().cart_id(cart).send().await?;
    if found.read_only != Some(true) {
        return Ok(());
    }
    if let Some(journal) = journal {
        let runs = journal.runs().await?;
        let mut of_cart = runs
            .iter()
            .filter(|run| run.cart_id.as_deref() == Some(cart.as_str()));
        if let Some(order) = of_cart.find_map(|run| run.order_id) {
            return Err(OrderError::CartOrdered {
                order: OrderId(order),
            });
        }
    }
    let mut orders = Found::default();
    if let Some(expire) = found.expire.and_then(|expire| expire.timestamp()) {
        let plans = plans(&context.client, cart, found.items.unwrap_or_default()).await?;
        orders = search(context, &plans, expire - LIFE, &BTreeSet::new()).await?;
    }
    Err(match orders.matching.as_slice() {
        [order] if orders.unreadable.is_empty() => OrderError::CartOrdered { order: *order },
        _ => OrderError::CartClosed {
            orders: [orders.matching, orders.unreadable].concat(),
        },
    })
}

/// The plans of items of a cart.
async fn plans(client: &Client, cart: &CartId, items: Vec<i64>) -> Result<Vec<String>, OrderError> {
    let mut plans = Vec::new();
    for item in items {
        let item = client.get_cart_item().cart_id(cart).item_id(item);
        let settings = item.send().await?.settings;
        plans.extend(settings.and_then(|settings| settings.plan_code));
    }
    Ok(plans)
}

/// Claims the run of a cart.
async fn claim(context: &Context, journal: &Journal, cart: &CartId) -> Result<Claim, OrderError> {
    let client = &context.client;
    let me = client.get_me().send().await?;
    let account = me.nichandle.ok_or(OrderError::Missing {
        field: "nichandle",
        call: "GET /me",
    })?;
    let items = client.get_cart().cart_id(cart).send().await?.items;
    let plans = plans(client, cart, items.unwrap_or_default()).await?;
    let purchase = Purchase::new(
        client.endpoint().origin(),
        &account,
        Some(cart.to_string()),
        cart.as_str(),
        plans,
    );
    let mut claim = journal.claim(&purchase, Repeat::Once).await?;
    let run = claim.run();
    if let Some(order) = run.order_id.map(OrderId) {
        return Err(OrderError::CartOrdered { order });
    }
    if run.state.is_unresolved() {
        let key = run.name.key.clone();
        // For whoever resumes it.
        let _ = claim.release().await;
        let seen = "its checkout was sent, and the answer is not known".to_owned();
        return Err(OrderError::Unresolved { key, seen });
    }
    if run.state == State::Prepared {
        claim.carted(cart.as_str()).await?;
    }
    Ok(claim)
}
