//! The cart of an order: opened before it is filled, discarded unless it is ordered.

use std::time::Duration;

use super::{CartId, Context, Event, OrderError, OrderFile};
use crate::types::{CartCreation, NichandleOvhSubsidiary};

/// How long deleting a cart may take. A cart that is left expires by itself.
const LONGEST_CLEANUP: Duration = Duration::from_secs(10);

/// Creates the cart of an order at a subsidiary.
pub(super) async fn open(
    context: &Context,
    file: &OrderFile,
    subsidiary: NichandleOvhSubsidiary,
) -> Result<CartId, OrderError> {
    let body = CartCreation::builder()
        .ovh_subsidiary(subsidiary)
        .description(file.description.clone());
    // A stop waits for the answer: a cart whose id is not known cannot be deleted.
    let created = context.client.create_cart().body(body).send().await?;
    let cart = created
        .cart_id
        .map(CartId::from)
        .ok_or(OrderError::Missing {
            field: "cartId",
            call: "POST /order/cart",
        })?;
    context.tell(Event::CartCreated { cart: cart.clone() });
    Ok(cart)
}

/// Deletes a cart that will not be ordered, also after a stop.
///
/// If that fails, listeners are told and nobody else: the cart costs nothing and expires within a
/// day, and why it is discarded matters more.
pub(super) async fn discard(context: &Context, cart: &CartId) {
    let deleting = context.client.delete_cart().cart_id(cart).send();
    let is_deleted = context.client.credentials().can_authenticate()
        && tokio::time::timeout(LONGEST_CLEANUP, deleting)
            .await
            .is_ok_and(|answer| answer.is_ok());
    context.tell(if is_deleted {
        Event::CartDeleted
    } else {
        Event::CartLeft { cart: cart.clone() }
    });
}
