//! Coupons, sums, and the checkout.

use anyhow::{Context as _, Result};
use ovh_order::order::{CartId, Event, OrderError, checkout, coupon};
use ovh_order::types::Order;

use super::{Checkout, CouponAction};
use crate::cli::buy::how;
use crate::cli::confirm::confirm;
use crate::cli::exit::Unprinted;
use crate::cli::session::Session;
use crate::cli::table;

pub(super) async fn coupon(
    cart: &CartId,
    change: Option<(CouponAction, String)>,
    session: &Session,
) -> Result<()> {
    let client = &session.client;
    let coupons = match change {
        None => coupon::list(client, cart).await?,
        Some((CouponAction::Add, code)) => coupon::add(client, cart, &code).await?,
        Some((CouponAction::Remove, code)) => {
            coupon::remove(client, cart, &code).await?;
            return session.output.done("removed");
        }
    };
    session
        .output
        .print(&coupons, |coupons| table::list("coupon", coupons))
}

pub(super) async fn summary(cart: &CartId, session: &Session) -> Result<()> {
    let order = checkout::summary(&session.client, cart).await?;
    session.output.print(&order, table::order)
}

/// Prices the cart; buys it after a yes, unless it is a dry run.
pub(super) async fn run(command: &Checkout, session: &Session) -> Result<()> {
    let (client, cart) = (&session.client, &command.cart);
    let priced = async { Ok(checkout::dry_run(client, cart).await?) };
    let priced = session.interrupt.until(priced).await?;
    if command.dry_run {
        return session.output.print(&priced, table::order);
    }
    let asked = async { Ok(confirm(session, &priced).await) };
    if !session.interrupt.until(asked).await? {
        return Err(OrderError::NotConfirmed.into());
    }
    let how = how(&command.terms);
    session.interrupt.note(&Event::CheckingOut);
    let order = checkout::buy(client, cart, how.retractation, how.payment).await?;
    let id = order.order_id.map(|id| id.to_string()).unwrap_or_default();
    let printed = session.output.print(&order, placed);
    printed.with_context(|| Unprinted::Order(id))
}

fn placed(order: &Order) -> String {
    let id = order.order_id.map(|id| id.to_string());
    let url = order.url.as_ref().map(|url| url.expose().to_owned());
    let facts = [
        ("order", id.unwrap_or_default()),
        ("link", url.unwrap_or_default()),
    ];
    format!("{}\n{}", table::facts(facts), table::order(order))
}
