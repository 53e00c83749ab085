//! `order`: what became of an order.

use clap::Subcommand;
use ovh_order::order::track::follow;
use ovh_order::order::{Bought, OrderError, OrderId};
use ovh_order::types::BillingOrderDetail;

use super::buy::print_outcome;
use super::failure::{Failure, Result};
use super::order_change;
use super::order_documents::{self, Documents};
use super::order_list::{self, List};
use super::page::Page;
use super::receipt;
use super::runs;
use super::session::Session;
use super::table::{description, price, table, text};

/// Show and follow orders
#[derive(Subcommand)]
pub(crate) enum Command {
    #[command(flatten)]
    Read(Read),
    #[command(flatten)]
    Runs(runs::Command),
    #[command(flatten)]
    Change(order_change::Command),
    /// Wait until an order is delivered, then print what was delivered; Ctrl-C only stops waiting
    Follow {
        /// The order's id
        order: OrderId,
    },
}

/// What can be given up at any time.
#[derive(Subcommand)]
pub(crate) enum Read {
    /// List the orders of the account: date, status, total, and what was ordered
    List(List),
    /// Show an order: its status, what must be done and until when, prices, link
    Get {
        /// The order's id
        order: OrderId,
    },
    /// Show the status of an order
    Status {
        /// The order's id
        order: OrderId,
    },
    /// Download an order's PDF and its invoices; a file that is there already is kept
    Documents(Documents),
    /// Show the lines of an order; right after the checkout there may be none
    Details {
        /// The order's id
        order: OrderId,
    },
}

/// Runs one of the commands.
pub(crate) async fn run(command: &Command, session: &Session) -> Result<()> {
    match command {
        Command::Read(read) => session.interrupt.until(show(read, session)).await,
        // They decide themselves what Ctrl-C means for an order that exists.
        Command::Runs(command) => runs::run(command, session).await,
        Command::Change(command) => order_change::run(command, session).await,
        Command::Follow { order } => wait(*order, session).await,
    }
}

async fn show(read: &Read, session: &Session) -> Result<()> {
    let Session { client, output, .. } = session;
    match read {
        Read::List(list) => order_list::run(list, session).await,
        Read::Get { order } => {
            let answer = client
                .get_me_order()
                .order_id(*order)
                .send_response()
                .await?;
            // What there is to do is worth less than the order itself.
            let status = client
                .get_me_order_status()
                .order_id(*order)
                .send()
                .await
                .ok();
            let known = Bought::read(*order, status, answer.value.clone());
            output.answer(&answer, |order| receipt::billed(order, &known))
        }
        Read::Status { order } => {
            let call = client.get_me_order_status().order_id(*order);
            output.answer(&call.send_response().await?, ToString::to_string)
        }
        Read::Documents(command) => order_documents::run(command, session).await,
        Read::Details { order } => {
            let mut details = Vec::new();
            for id in client
                .list_me_order_details()
                .order_id(*order)
                .send()
                .await?
            {
                let call = client.get_me_order_details().order_id(*order);
                details.push(call.order_detail_id(id).send_response().await?);
            }
            output.answers(&details, lines)
        }
    }
}

async fn wait(order: OrderId, session: &Session) -> Result<()> {
    match follow(&session.context(), order).await {
        Err(OrderError::Stopped) => Err(Failure::NotFollowed(order)),
        outcome => print_outcome(outcome, session),
    }
}

fn lines(details: &[&BillingOrderDetail]) -> Page {
    let rows = details.iter().map(|detail| {
        [
            text(detail.order_detail_id),
            description(detail.description.as_deref()),
            text(detail.domain.as_ref()),
            text(detail.quantity.as_ref()),
            price(detail.total_price.as_ref()),
        ]
    });
    table(&["detail", "item", "service", "quantity ", "price "], rows)
}
