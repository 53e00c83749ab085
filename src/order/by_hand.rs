//! Ordering a cart that was filled step by step.

use super::checkout::{Terms, check_out};
use super::{CartId, Context, OrderError, OrderId};
use crate::client::Response;
use crate::journal::{Claim, Journal, Purchase, Repeat, State};
use crate::types::Order;

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

/// Claims the run of a cart.
async fn claim(context: &Context, journal: &Journal, cart: &CartId) -> Result<Claim, OrderError> {
    let client = &context.client;
    let me = client.get_me().send().await?;
    let account = me.nichandle.ok_or(OrderError::Missing {
        field: "nichandle",
        call: "GET /me",
    })?;
    let mut plans = Vec::new();
    let items = client.get_cart().cart_id(cart).send().await?.items;
    for item in items.unwrap_or_default() {
        let item = client.get_cart_item().cart_id(cart).item_id(item);
        let settings = item.send().await?.settings;
        plans.extend(settings.and_then(|settings| settings.plan_code));
    }
    let purchase = Purchase::new(
        client.endpoint().origin(),
        &account,
        Some(cart.to_string()),
        cart.as_str(),
        plans,
    );
    let mut claim = journal.claim(&purchase, Repeat::Once).await?;
    let run = claim.run();
    if let Some(order) = run.order_id {
        return Err(OrderError::CartOrdered {
            order: OrderId(order),
        });
    }
    if run.state.is_unresolved() {
        return Err(OrderError::Unresolved {
            key: run.name.key.clone(),
            seen: "its checkout was sent, and the answer is not known".to_owned(),
        });
    }
    if run.state == State::Prepared {
        claim.carted(cart.as_str()).await?;
    }
    Ok(claim)
}
