//! Choosing what is put into a cart: a plan at one of the prices that are offered.

use super::file::OrderItem;
use super::selection::{self, Offered};
pub use super::selection::{Selection, Wish};
use super::{CartId, ItemId, OrderError, Problem};
use crate::Client;
use crate::types::{CartItem, CartProduct, builder};

/// Chooses the price that fits a wish among the offers of a product
/// (`GET /order/cart/{cartId}/{product}`). [`Selection::item`] makes it the body of
/// [`create_cart_product`](Client::create_cart_product).
///
/// `path` names the wish in problems, such as `items[0]`.
///
/// # Errors
/// [`OrderError::Problems`] if no price fits, or several do. [`OrderError::Api`] if the offers cannot
/// be read. Nothing is changed.
pub async fn select(
    client: &Client,
    cart: &CartId,
    product: CartProduct,
    wish: Wish<'_>,
    path: &str,
) -> Result<Selection, OrderError> {
    let call = client.list_cart_product().cart_id(cart).product(product);
    let mut offers = call.plan_code(wish.plan_code).send().await?;
    if offers.is_empty() {
        // The plan does not exist. Read all of them, to suggest the nearest.
        let call = client.list_cart_product().cart_id(cart).product(product);
        offers = call.send().await?;
    }
    let offered: Vec<_> = offers.iter().map(Offered::from).collect();
    Ok(selection::choose(&offered, wish, path)?)
}

/// Chooses the price of an item of an order file.
pub(super) async fn choose(
    client: &Client,
    cart: &CartId,
    item: &OrderItem,
    path: &str,
) -> Result<Selection, OrderError> {
    let product = product(item).map_err(|problem| problem.at(path))?;
    if item.plan_code.is_none() {
        return Err(Problem::new("`planCode` is missing").at(path).into());
    }
    select(client, cart, product, Wish::of_item(item), path).await
}

/// Adds what was chosen.
pub(super) async fn add(
    client: &Client,
    cart: &CartId,
    item: &OrderItem,
    selection: &Selection,
) -> Result<CartItem, OrderError> {
    let product = product(item)?;
    let call = client.create_cart_product().cart_id(cart).product(product);
    Ok(call.body(selection.clone().item()).send().await?)
}

fn product(item: &OrderItem) -> Result<CartProduct, Problem> {
    item.product.in_cart().ok_or_else(|| {
        let message = format!("`{}` is sold for services that exist", item.product);
        Problem::new(message).hint("name one with `serviceName`")
    })
}

/// Chooses the price that fits a wish among the options of a plan
/// (`GET /order/cart/{cartId}/{product}/options`). [`Selection::option_of`] makes it the body of
/// [`create_cart_product_options`](Client::create_cart_product_options).
///
/// # Errors
/// [`OrderError::Problems`] if no price fits, or several do; the path in it is `option`.
/// [`OrderError::Api`] if the options cannot be read, or the product has none. Nothing is changed.
pub async fn select_option(
    client: &Client,
    cart: &CartId,
    product: CartProduct,
    parent_plan_code: &str,
    wish: Wish<'_>,
) -> Result<Selection, OrderError> {
    let call = client.list_cart_product_options().cart_id(cart);
    let call = call.product(product).plan_code(parent_plan_code);
    let offers = call.send().await?;
    let offered: Vec<_> = offers.iter().map(Offered::from).collect();
    Ok(selection::choose(&offered, wish, "option")?)
}

// Bodies are builders: they compile when the API adds a field.
impl Selection {
    /// The body that adds the selection as an item.
    #[must_use]
    pub fn item(self) -> builder::CartGenericProductCreation {
        builder::CartGenericProductCreation::default()
            .plan_code(self.plan_code)
            .duration(self.duration)
            .pricing_mode(self.pricing_mode)
            .quantity(self.quantity)
    }

    /// The body that adds the selection as an option of an item.
    #[must_use]
    pub fn option_of(self, parent: ItemId) -> builder::CartGenericOptionCreation {
        builder::CartGenericOptionCreation::default()
            .item_id(parent)
            .plan_code(self.plan_code)
            .duration(self.duration)
            .pricing_mode(self.pricing_mode)
            .quantity(self.quantity)
    }
}
