//! Items: offered, added, read.

use anyhow::{Context, Result};
use ovh_order::nearest::did_you_mean;
use ovh_order::order::item::{self, Selection, Wish};
use ovh_order::order::{CartId, ItemId};
use ovh_order::types::CartProduct;

use super::show;
use crate::cli::session::Session;
use crate::cli::table;

/// Which offers are listed.
#[derive(clap::Args)]
pub(in crate::cli) struct Offers {
    /// The cart
    cart: CartId,
    /// The product, such as cloud, vps or eco
    #[arg(value_parser = product)]
    product: CartProduct,
    /// This plan alone
    #[arg(long, value_name = "CODE")]
    plan_code: Option<String>,
}

/// Of which plan the options are listed.
#[derive(clap::Args)]
pub(in crate::cli) struct Options {
    /// The cart
    cart: CartId,
    /// The product, such as vps or eco
    #[arg(value_parser = product)]
    product: CartProduct,
    /// The plan whose options they are
    plan_code: String,
}

/// What is added.
#[derive(clap::Args)]
pub(in crate::cli) struct Add {
    /// The cart
    cart: CartId,
    /// The product, such as cloud, vps or eco
    #[arg(value_parser = product)]
    product: CartProduct,
    /// The plan, such as project.2018
    #[arg(long, value_name = "CODE")]
    plan_code: String,
    /// For how long, such as P1M [default: read from the offer]
    #[arg(long, value_name = "ISO8601")]
    duration: Option<String>,
    /// The pricing mode, such as upfront12 [default: read from the offer]
    #[arg(long, value_name = "MODE")]
    pricing_mode: Option<String>,
    /// How many
    #[arg(long, default_value_t = 1, value_name = "NUMBER")]
    quantity: i64,
    /// Add it as an option of this item
    #[arg(long, value_name = "ITEM")]
    option_of: Option<ItemId>,
}

fn product(text: &str) -> Result<CartProduct, String> {
    text.parse().map_err(|_| {
        let hint = did_you_mean(text, CartProduct::VALUES.iter().copied());
        format!("unknown product{hint}")
    })
}

pub(super) async fn offers(offers: &Offers, session: &Session) -> Result<()> {
    let plan = offers.plan_code.as_deref();
    let found = item::offers(&session.client, &offers.cart, offers.product, plan).await?;
    session.output.print(&found, |found| show::offers(found))
}

pub(super) async fn options(options: &Options, session: &Session) -> Result<()> {
    let plan = &options.plan_code;
    let found = item::options(&session.client, &options.cart, options.product, plan).await?;
    session.output.print(&found, |found| show::options(found))
}

pub(super) async fn add(add: &Add, session: &Session) -> Result<()> {
    let client = &session.client;
    let item = match add.option_of {
        None => {
            let selection = item::select(client, &add.cart, add.product, wish(add), "item").await?;
            item::add(client, &add.cart, add.product, &selection).await?
        }
        Some(parent) => {
            let selection = option(add, parent, session).await?;
            item::add_option(client, &add.cart, add.product, parent, &selection).await?
        }
    };
    session.output.print(&item, show::item)
}

async fn option(add: &Add, parent: ItemId, session: &Session) -> Result<Selection> {
    let found = item::get(&session.client, &add.cart, parent).await?;
    let plan = found.settings.and_then(|settings| settings.plan_code);
    let plan = plan.with_context(|| format!("item {parent} names no plan"))?;
    Ok(item::select_option(&session.client, &add.cart, add.product, &plan, wish(add)).await?)
}

fn wish(add: &Add) -> Wish<'_> {
    Wish {
        plan_code: &add.plan_code,
        duration: add.duration.as_deref(),
        pricing_mode: add.pricing_mode.as_deref(),
        quantity: add.quantity,
    }
}

pub(super) async fn get(cart: &CartId, item: Option<ItemId>, session: &Session) -> Result<()> {
    match item {
        Some(item) => {
            let item = item::get(&session.client, cart, item).await?;
            session.output.print(&item, show::item)
        }
        None => {
            let items = item::list(&session.client, cart).await?;
            session
                .output
                .print(&items, |items| table::list("item", items))
        }
    }
}
