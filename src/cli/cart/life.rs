//! Carts: created, read, listed, assigned, deleted.

use anyhow::Result;
use ovh_order::Error;
use ovh_order::order::{self, CartId, cart};

use super::show;
use crate::cli::session::Session;
use crate::cli::table;

/// Where and for what a cart is created.
#[derive(clap::Args)]
pub(in crate::cli) struct Create {
    /// The subsidiary that sells, such as FR [default: the account's]
    #[arg(long, value_name = "CODE")]
    subsidiary: Option<String>,
    /// What the cart is for
    #[arg(long, value_name = "TEXT")]
    description: Option<String>,
}

pub(super) async fn create(create: &Create, session: &Session) -> Result<()> {
    let stated = create.subsidiary.as_deref();
    if stated.is_none() && !session.client.credentials().can_authenticate() {
        let reason = "without credentials the subsidiary must be given: --subsidiary FR";
        return Err(Error::refused(reason).into());
    }
    let subsidiary = order::subsidiary(&session.client, stated).await?;
    let description = create.description.as_deref();
    let cart = cart::create(&session.client, subsidiary, description).await?;
    session.output.print(&cart, show::cart)
}

pub(super) async fn get(cart: &CartId, session: &Session) -> Result<()> {
    let cart = cart::get(&session.client, cart).await?;
    session.output.print(&cart, show::cart)
}

pub(super) async fn list(session: &Session) -> Result<()> {
    let carts = cart::list(&session.client).await?;
    session
        .output
        .print(&carts, |carts| table::list("cart", carts))
}

pub(super) async fn assign(cart: &CartId, session: &Session) -> Result<()> {
    cart::assign(&session.client, cart).await?;
    session.output.done("assigned")
}

pub(super) async fn delete(cart: &CartId, session: &Session) -> Result<()> {
    cart::delete(&session.client, cart).await?;
    session.output.done("deleted")
}
