//! The life of a cart: created, listed, assigned to the account, deleted.

use super::{CartId, OrderError};
use crate::types::{Cart, CartCreation, NichandleOvhSubsidiary};
use crate::{Client, Error};

/// The subsidiary of the account: where its carts must be created. `GET /me`.
///
/// # Errors
/// Needs credentials. Nothing is changed.
pub async fn subsidiary(client: &Client) -> Result<Option<NichandleOvhSubsidiary>, Error> {
    Ok(client.get_me().send().await?.ovh_subsidiary)
}

/// Creates a cart. `POST /order/cart`, without credentials; it expires after one day.
///
/// # Errors
/// After a lost answer the cart may exist; it costs nothing and expires.
pub async fn create(
    client: &Client,
    subsidiary: NichandleOvhSubsidiary,
    description: Option<&str>,
) -> Result<Cart, Error> {
    let body = CartCreation::builder().ovh_subsidiary(subsidiary);
    let body = body.description(description.map(str::to_owned));
    client.create_cart().body(body).send().await
}

/// Reads a cart. `GET /order/cart/{cartId}`.
///
/// # Errors
/// [`Kind::NotFound`](crate::Kind::NotFound) for a cart that expired or was deleted.
pub async fn get(client: &Client, cart: &CartId) -> Result<Cart, Error> {
    client.get_cart().cart_id(cart).send().await
}

/// Lists the carts of the account, those that were assigned to it. `GET /order/cart`.
///
/// # Errors
/// Needs credentials. Nothing is changed.
pub async fn list(client: &Client) -> Result<Vec<CartId>, Error> {
    let carts = client.list_cart().send().await?;
    Ok(carts.into_iter().map(CartId::from).collect())
}

/// Assigns a cart to the account. `POST /order/cart/{cartId}/assign`; both checkouts need it.
///
/// # Errors
/// Needs credentials. After a lost answer the cart may be assigned; assigning it again is refused
/// without harm.
pub async fn assign(client: &Client, cart: &CartId) -> Result<(), Error> {
    client.assign_cart().cart_id(cart).send().await?;
    Ok(())
}

/// Deletes a cart. `DELETE /order/cart/{cartId}`.
///
/// # Errors
/// Needs credentials. After a lost answer the cart may be gone.
pub async fn delete(client: &Client, cart: &CartId) -> Result<(), Error> {
    client.delete_cart().cart_id(cart).send().await?;
    Ok(())
}

/// The id of a cart that was just created.
pub(super) fn id(cart: &Cart) -> Result<CartId, OrderError> {
    let id = cart.cart_id.as_ref().map(CartId::from);
    id.ok_or_else(|| OrderError::missing("cartId", "POST /order/cart"))
}
