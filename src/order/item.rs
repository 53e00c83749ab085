//! Items of a cart: what is offered, what was added, and their options.

use super::check::{Offered, choose};
pub use super::check::{Selection, Wish};
use super::{CartId, ItemId, OrderError};
use crate::types::{
    CartGenericOptionCreation, CartGenericOptionDefinition, CartGenericProductCreation,
    CartGenericProductDefinition, CartItem, CartProduct,
};
use crate::{Client, Error};

/// Lists what is offered of a product. `GET /order/cart/{cartId}/{product}`, narrowed by
/// `?planCode=` when a plan is given.
///
/// # Errors
/// The live API answers 500 now and then; nothing is changed.
pub async fn offers(
    client: &Client,
    cart: &CartId,
    product: CartProduct,
    plan_code: Option<&str>,
) -> Result<Vec<CartGenericProductDefinition>, Error> {
    let mut call = client.list_cart_product().cart_id(cart).product(product);
    if let Some(plan_code) = plan_code {
        call = call.plan_code(plan_code);
    }
    call.send().await
}

/// Chooses the price that fits a wish among the offers of a product. `path` names the wish's place
/// in problems, such as `items[0]`.
///
/// # Errors
/// [`OrderError::Problems`] when no price fits, or several do. Nothing is changed.
pub async fn select(
    client: &Client,
    cart: &CartId,
    product: CartProduct,
    wish: Wish<'_>,
    path: &str,
) -> Result<Selection, OrderError> {
    let mut found = offers(client, cart, product, Some(wish.plan_code)).await?;
    if found.is_empty() {
        // All offers, to name the nearest.
        found = offers(client, cart, product, None).await?;
    }
    let offered: Vec<_> = found.iter().map(Offered::from).collect();
    choose(&offered, wish, path).map_err(|problem| OrderError::Problems(vec![problem]))
}

/// Chooses the price that fits a wish among the options of a plan. In problems its place is
/// `option`.
///
/// # Errors
/// [`OrderError::Problems`] when no price fits, or several do. Nothing is changed.
pub async fn select_option(
    client: &Client,
    cart: &CartId,
    product: CartProduct,
    parent_plan_code: &str,
    wish: Wish<'_>,
) -> Result<Selection, OrderError> {
    let found = options(client, cart, product, parent_plan_code).await?;
    let offered: Vec<_> = found.iter().map(Offered::from).collect();
    choose(&offered, wish, "option").map_err(|problem| OrderError::Problems(vec![problem]))
}

/// Lists the options of a plan. `GET /order/cart/{cartId}/{product}/options`.
///
/// # Errors
/// Refused before it is sent for a product that has no options. Nothing is changed.
pub async fn options(
    client: &Client,
    cart: &CartId,
    product: CartProduct,
    plan_code: &str,
) -> Result<Vec<CartGenericOptionDefinition>, Error> {
    let call = client.list_cart_product_options().cart_id(cart);
    call.product(product).plan_code(plan_code).send().await
}

/// Adds an item. `POST /order/cart/{cartId}/{product}`.
///
/// # Errors
/// After a lost answer the item may be in the cart: read the cart.
pub async fn add(
    client: &Client,
    cart: &CartId,
    product: CartProduct,
    selection: &Selection,
) -> Result<CartItem, Error> {
    let body = CartGenericProductCreation::builder()
        .plan_code(&selection.plan_code)
        .duration(&selection.duration)
        .pricing_mode(&selection.pricing_mode)
        .quantity(selection.quantity);
    let call = client.create_cart_product().cart_id(cart).product(product);
    call.body(body).send().await
}

/// Adds an option to an item; the option is an item of its own.
/// `POST /order/cart/{cartId}/{product}/options`.
///
/// # Errors
/// After a lost answer the option may be in the cart: read the cart.
pub async fn add_option(
    client: &Client,
    cart: &CartId,
    product: CartProduct,
    parent: ItemId,
    selection: &Selection,
) -> Result<CartItem, Error> {
    let body = CartGenericOptionCreation::builder()
        .item_id(parent)
        .plan_code(&selection.plan_code)
        .duration(&selection.duration)
        .pricing_mode(&selection.pricing_mode)
        .quantity(selection.quantity);
    let call = client
        .create_cart_product_options()
        .cart_id(cart)
        .product(product);
    call.body(body).send().await
}

/// Reads an item. `GET /order/cart/{cartId}/item/{itemId}`.
///
/// # Errors
/// [`Kind::NotFound`](crate::Kind::NotFound) when the cart has no such item.
pub async fn get(client: &Client, cart: &CartId, item: ItemId) -> Result<CartItem, Error> {
    let call = client.get_cart_item().cart_id(cart).item_id(item);
    call.send().await
}

/// Lists the items of a cart, options included. `GET /order/cart/{cartId}/item`.
///
/// # Errors
/// [`Kind::NotFound`](crate::Kind::NotFound) for a cart that expired or was deleted.
pub async fn list(client: &Client, cart: &CartId) -> Result<Vec<ItemId>, Error> {
    let items = client.list_cart_item().cart_id(cart).send().await?;
    Ok(items.into_iter().map(ItemId).collect())
}
