//! `order`: what became of an order.

use anyhow::Result;
use clap::Subcommand;
use ovh_order::order::track::{self, Service};
use ovh_order::order::{OrderError, OrderId};
use ovh_order::types::{BillingOrder, BillingOrderDetail};
use serde::Serialize;

use super::session::Session;
use super::table;

/// Read and follow orders
#[derive(Subcommand)]
pub(super) enum Command {
    /// List the orders of the account; the newest is what an unsure checkout may have made
    List,
    /// Read an order: dates, prices, link
    Get {
        /// The order's id
        order: OrderId,
    },
    /// Read how far an order is
    Status {
        /// The order's id
        order: OrderId,
    },
    /// Read the lines of an order; just after the checkout there can be none
    Details {
        /// The order's id
        order: OrderId,
    },
    /// Wait until an order is delivered, and print what was delivered; Ctrl-C gives up waiting only
    Follow {
        /// The order's id
        order: OrderId,
    },
}

/// Ctrl-C ended the wait, and nothing else.
#[derive(Debug, thiserror::Error)]
#[error("stopped waiting for order {0}, which exists")]
pub(super) struct NotFollowed(pub(super) OrderId);

/// An order that was followed to its end.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Followed {
    order_id: OrderId,
    status: &'static str,
    services: Vec<Service>,
}

/// Runs one of the commands. Following decides itself where it can be stopped.
pub(super) async fn run(command: &Command, session: &Session) -> Result<()> {
    match command {
        Command::Follow { order } => follow(*order, session).await,
        read => session.interrupt.until(print(read, session)).await,
    }
}

async fn print(command: &Command, session: &Session) -> Result<()> {
    let (client, output) = (&session.client, session.output);
    match command {
        Command::List => {
            let orders = track::list(client).await?;
            output.print(&orders, |orders| table::list("order", orders))
        }
        Command::Get { order } => output.print(&track::order(client, *order).await?, billed),
        Command::Status { order } => {
            let status = track::status(client, *order).await?;
            output.print(&status, ToString::to_string)
        }
        Command::Details { order } => {
            let found = track::details(client, *order).await?;
            output.print(&found, |found| details(found))
        }
        Command::Follow { .. } => Ok(()),
    }
}

async fn follow(order_id: OrderId, session: &Session) -> Result<()> {
    let followed = track::follow(&session.context(), order_id).await;
    let services = followed.map_err(|error| match error {
        OrderError::Stopped => NotFollowed(order_id).into(),
        other => anyhow::Error::from(other),
    })?;
    let followed = Followed {
        order_id,
        status: "delivered",
        services,
    };
    session
        .output
        .print(&followed, |followed| table::services(&followed.services))
}

fn details(details: &[BillingOrderDetail]) -> String {
    let rows = details.iter().map(|detail| {
        let id = detail.order_detail_id.map(|id| id.to_string());
        [
            id.unwrap_or_default(),
            detail.description.clone().unwrap_or_default(),
            detail.domain.clone().unwrap_or_default(),
            table::quantity(detail.quantity.as_ref()),
            table::price(detail.total_price.as_ref()),
        ]
    });
    table::table(&["detail", "item", "service", "quantity ", "price "], rows)
}

fn billed(order: &BillingOrder) -> String {
    let date = order.date.as_ref().map(ToString::to_string);
    let expires = order.expiration_date.as_ref().map(ToString::to_string);
    let url = order.url.as_ref().map(|url| url.expose().to_owned());
    table::facts([
        (
            "order",
            order.order_id.map(|id| id.to_string()).unwrap_or_default(),
        ),
        ("date", date.unwrap_or_default()),
        ("expires", expires.unwrap_or_default()),
        (
            "total without tax",
            table::price(order.price_without_tax.as_ref()),
        ),
        ("tax", table::price(order.tax.as_ref())),
        (
            "total with tax",
            table::price(order.price_with_tax.as_ref()),
        ),
        ("link", url.unwrap_or_default()),
    ])
}
