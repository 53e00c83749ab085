//! Items: offered, added, shown.

use anyhow::Context;
use ovh_order::client::{Operation, Response};
use ovh_order::nearest::nearest;
use ovh_order::order::item::{Wish, select, select_option};
use ovh_order::order::{CartId, ItemId, OrderError};
use ovh_order::types::{CartItem, CartProduct};

use super::table;
use crate::cli::failure::Result;
use crate::cli::session::Session;
use crate::cli::table::list;

/// Which offers are listed.
#[derive(clap::Args)]
pub(crate) struct Offers {
    /// The cart's id
    cart: CartId,
    /// The product, such as cloud, vps or eco
    #[arg(value_parser = product)]
    product: CartProduct,
    /// Only the plan with this code
    #[arg(long, value_name = "CODE")]
    plan_code: Option<String>,
}

/// The plan whose options are listed.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// The cart's id
    cart: CartId,
    /// The product, such as vps or eco
    #[arg(value_parser = product_with_options)]
    product: CartProduct,
    /// The plan's code
    plan_code: String,
}

/// What is added.
#[derive(clap::Args)]
pub(crate) struct Add {
    /// The cart's id
    cart: CartId,
    /// The product, such as cloud, vps or eco
    #[arg(value_parser = product)]
    product: CartProduct,
    /// The plan's code, such as project.2018
    #[arg(long, value_name = "CODE")]
    plan_code: String,
    /// How long to buy it for, such as P1M [default: taken from the offer]
    #[arg(long, value_name = "ISO8601")]
    duration: Option<String>,
    /// The pricing mode, such as upfront12 [default: taken from the offer]
    #[arg(long, value_name = "MODE")]
    pricing_mode: Option<String>,
    /// How many
    #[arg(long, default_value_t = 1, value_name = "NUMBER")]
    quantity: i64,
    /// Add it as an option of the item with this id
    #[arg(long, value_name = "ITEM")]
    option_of: Option<ItemId>,
}

fn product(text: &str) -> Result<CartProduct, String> {
    text.parse().map_err(|_| {
        if text.eq_ignore_ascii_case("domain") {
            return "domains have calls of their own: `ovh-order ops cart domain`".to_owned();
        }
        match nearest(text, CartProduct::VALUES.iter().copied()) {
            Some(product) => format!("unknown product; did you mean `{product}`?"),
            None => format!(
                "unknown product; use one of {}",
                CartProduct::VALUES.join(", ")
            ),
        }
    })
}

fn product_with_options(text: &str) -> Result<CartProduct, String> {
    let product = product(text)?;
    let options = Operation::find("GET", &format!("/order/cart/{{cartId}}/{product}/options"));
    let found = options.map(|_| product);
    found.ok_or_else(|| "this product has no options".to_owned())
}

pub(super) async fn offers(offers: &Offers, session: &Session) -> Result<()> {
    let mut call = session
        .client
        .list_cart_product()
        .cart_id(&offers.cart)
        .product(offers.product);
    if let Some(plan_code) = &offers.plan_code {
        call = call.plan_code(plan_code);
    }
    let answer = call.send_response().await?;
    session.output.answer(&answer, |all| table::offers(all))
}

pub(super) async fn options(options: &Options, session: &Session) -> Result<()> {
    let answer = session
        .client
        .list_cart_product_options()
        .cart_id(&options.cart)
        .product(options.product)
        .plan_code(&options.plan_code)
        .send_response()
        .await?;
    session.output.answer(&answer, |all| table::options(all))
}

pub(super) async fn add(add: &Add, session: &Session) -> Result<()> {
    let item = match add.option_of {
        Some(parent) => add_option(add, parent, session).await?,
        None => add_item(add, session).await?,
    };
    session.output.answer(&item, table::item)
}

async fn add_item(add: &Add, session: &Session) -> Result<Response<CartItem>, OrderError> {
    let client = &session.client;
    let selection = select(client, &add.cart, add.product, add.wish(), "item").await?;
    let added = client
        .create_cart_product()
        .cart_id(&add.cart)
        .product(add.product)
        .body(selection.item())
        .send_response()
        .await?;
    Ok(added)
}

async fn add_option(add: &Add, parent: ItemId, session: &Session) -> Result<Response<CartItem>> {
    let client = &session.client;
    let call = client.get_cart_item().cart_id(&add.cart).item_id(parent);
    let settings = call.send().await?.settings;
    let plan = settings
        .and_then(|settings| settings.plan_code)
        .with_context(|| format!("item {parent} has no plan"))?;
    let selection = select_option(client, &add.cart, add.product, &plan, add.wish()).await?;
    let added = client
        .create_cart_product_options()
        .cart_id(&add.cart)
        .product(add.product)
        .body(selection.option_of(parent))
        .send_response()
        .await?;
    Ok(added)
}

impl Add {
    fn wish(&self) -> Wish<'_> {
        Wish {
            plan_code: &self.plan_code,
            duration: self.duration.as_deref(),
            pricing_mode: self.pricing_mode.as_deref(),
            quantity: self.quantity,
        }
    }
}

pub(super) async fn show(cart: &CartId, item: Option<ItemId>, session: &Session) -> Result<()> {
    let Session { client, output, .. } = session;
    if let Some(item) = item {
        let call = client.get_cart_item().cart_id(cart).item_id(item);
        return output.answer(&call.send_response().await?, table::item);
    }
    let answer = client
        .list_cart_item()
        .cart_id(cart)
        .send_response()
        .await?;
    output.answer(&answer, |ids| list("item", ids))
}
