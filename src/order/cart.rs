//! The cart of an order: where it is created, and how it is opened and discarded.

use std::time::Duration;

use super::{CartId, Context, Event, OrderError, OrderFile, check};
use crate::Client;
use crate::types::{CartCreation, Nichandle, NichandleOvhSubsidiary};

/// How long deleting a cart may take. A cart that is left expires by itself.
const LONGEST_CLEANUP: Duration = Duration::from_secs(10);

/// Finds the subsidiary to create a cart at: the stated one, or else the account's (`GET /me`).
///
/// # Errors
/// [`OrderError::Problems`] if none is stated and there are no credentials to ask with, if the
/// stated one is not the account's, or if the endpoint does not serve it. [`OrderError::Api`] if the
/// account cannot be read. Nothing is changed.
pub async fn subsidiary(
    client: &Client,
    stated: Option<NichandleOvhSubsidiary>,
) -> Result<NichandleOvhSubsidiary, OrderError> {
    Ok(buyer(client, stated).await?.subsidiary)
}

/// Who orders, and who sells to them.
pub(super) struct Buyer {
    /// The account, such as `xx12345-ovh`. Absent without credentials.
    pub account: Option<String>,
    pub subsidiary: NichandleOvhSubsidiary,
}

/// Reads the account (`GET /me`), if there are credentials, and finds the subsidiary.
pub(super) async fn buyer(
    client: &Client,
    stated: Option<NichandleOvhSubsidiary>,
) -> Result<Buyer, OrderError> {
    let mut me = Nichandle::default();
    if client.credentials().can_authenticate() {
        me = client.get_me().send().await?;
    }
    let subsidiary = check::subsidiary(client.endpoint(), stated, me.ovh_subsidiary)
        .map_err(|problem| OrderError::Problems(vec![problem]))?;
    Ok(Buyer {
        account: me.nichandle,
        subsidiary,
    })
}

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
