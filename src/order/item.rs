//! Choosing what is put into a cart: a plan at one of the prices that are offered.

use super::CartId;
use super::check::{Offered, choose};
pub use super::check::{Selection, Wish};
use super::error::OrderError;
use crate::Client;
use crate::types::CartProduct;

/// Chooses the price that fits a wish among the offers of a product,
/// `GET /order/cart/{cartId}/{product}?planCode=`. `path` is the wish's place in problems, such as
/// `items[0]`.
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
    let offers = || client.list_cart_product().cart_id(cart).product(product);
    let mut found = offers().plan_code(wish.plan_code).send().await?;
    if found.is_empty() {
        // All of them, to name the nearest.
        found = offers().send().await?;
    }
    let offered: Vec<_> = found.iter().map(Offered::from).collect();
    choose(&offered, wish, path).map_err(|problem| OrderError::Problems(vec![problem]))
}

/// Chooses the price that fits a wish among the options of a plan,
/// `GET /order/cart/{cartId}/{product}/options`. In problems its place is `option`.
///
/// # Errors
/// [`OrderError::Problems`] when no price fits, or several do;
/// [`Kind::Refused`](crate::Kind::Refused) for a product that has no options. Nothing is changed.
pub async fn select_option(
    client: &Client,
    cart: &CartId,
    product: CartProduct,
    parent_plan_code: &str,
    wish: Wish<'_>,
) -> Result<Selection, OrderError> {
    let found = client
        .list_cart_product_options()
        .cart_id(cart)
        .product(product)
        .plan_code(parent_plan_code)
        .send()
        .await?;
    let offered: Vec<_> = found.iter().map(Offered::from).collect();
    choose(&offered, wish, "option").map_err(|problem| OrderError::Problems(vec![problem]))
}
