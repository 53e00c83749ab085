//! Coupons, sums, and the checkout.

use anyhow::Result;
use ovh_order::order::{CartId, OrderError, checkout, coupon};

use super::{Checkout, CouponAction};
use crate::cli::buy::how;
use crate::cli::confirm::confirm;
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
    let priced = checkout::dry_run(&session.client, &command.cart).await?;
    if command.dry_run {
        return session.output.print(&priced, table::order);
    }
    if !confirm(session, &priced).await {
        return Err(OrderError::NotConfirmed.into());
    }
    let how = how(&command.terms);
    let (client, cart) = (&session.client, &command.cart);
    let order = checkout::buy(client, cart, how.retractation, how.payment).await?;
    session.output.print(&order, |order| {
        let id = order.order_id.map(|id| id.to_string());
        let url = order.url.as_ref().map(|url| url.expose().to_owned());
        let facts = [
            ("order", id.unwrap_or_default()),
            ("link", url.unwrap_or_default()),
        ];
        format!("{}\n{}", table::facts(facts), table::order(order))
    })
}
