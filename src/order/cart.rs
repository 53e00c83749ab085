//! Opening the cart of an order, and discarding one that will not be ordered.

use std::time::Duration;

use super::context::Context;
use super::error::OrderError;
use super::event::Event;
use super::file::OrderFile;
use super::{CartId, check};
use crate::Client;
use crate::types::{CartCreation, NichandleOvhSubsidiary};

/// How long deleting a cart may take; one that is left expires by itself.
const LONGEST_CLEANUP: Duration = Duration::from_secs(10);

/// The subsidiary in which a cart is created: the stated one, which must be the account's, or else the
/// account's. Reads `GET /me` if there are credentials.
///
/// # Errors
/// [`OrderError::Problems`] when nothing is stated and there are no credentials to ask with, when the
/// endpoint does not serve the subsidiary, or when the account belongs to another one. Nothing is
/// changed.
pub async fn subsidiary(
    client: &Client,
    stated: Option<NichandleOvhSubsidiary>,
) -> Result<NichandleOvhSubsidiary, OrderError> {
    let account = if client.credentials().can_authenticate() {
        client.get_me().send().await?.ovh_subsidiary
    } else {
        None
    };
    check::subsidiary(client.endpoint(), stated, account)
        .map_err(|problem| OrderError::Problems(vec![problem]))
}

/// Checks what needs no cart, then creates the cart of an order.
pub(super) async fn open(context: &Context, file: &OrderFile) -> Result<CartId, OrderError> {
    let client = &context.client;
    let stated = file.ovh_subsidiary.clone();
    let subsidiary = context.until_stopped(subsidiary(client, stated)).await;
    let body = CartCreation::builder()
        .ovh_subsidiary(subsidiary.map_err(|error| error.located(file))?)
        .description(file.description.clone());
    // Not given up in the middle: a cart whose id is not known cannot be deleted.
    let created = client.create_cart().body(body).send().await?;
    let id = created
        .cart_id
        .ok_or_else(|| OrderError::missing("cartId", "POST /order/cart"))?;
    let cart = CartId::from(id);
    context.tell(Event::CartCreated { cart: cart.clone() });
    Ok(cart)
}

/// Deletes a cart that will not be ordered. A failure is told and is no error: whatever made the cart
/// useless is the news, and a cart costs nothing and expires.
pub(super) async fn discard(context: &Context, cart: &CartId) {
    let is_deleted = context.client.credentials().can_authenticate() && delete(context, cart).await;
    context.tell(if is_deleted {
        Event::CartDeleted
    } else {
        Event::CartLeft { cart: cart.clone() }
    });
}

async fn delete(context: &Context, cart: &CartId) -> bool {
    let deleting = context.client.delete_cart().cart_id(cart).send();
    tokio::time::timeout(LONGEST_CLEANUP, deleting)
        .await
        .is_ok_and(|deleted| deleted.is_ok())
}
