//! `cart checkout`: prices a cart, asks, and buys it.

use ovh_order::order::{
    CartId, OrderError, Terms, can_be_agreed_to, dry_run, explain, is_within, place_cart,
    unless_ordered,
};
use ovh_order::types::Order;

use crate::cli::buy::{TermsArgs, print_known, tell_nothing_bought};
use crate::cli::confirm::confirm;
use crate::cli::failure::{Failure, Result};
use crate::cli::output::tell;
use crate::cli::page::Page;
use crate::cli::session::Session;
use crate::cli::table::{facts, link, order, text};

/// The checkout and its terms.
#[derive(clap::Args)]
pub(crate) struct Checkout {
    /// The id of the cart, which must be assigned to the account
    cart: CartId,
    /// Check and price the order without buying it
    #[arg(long, conflicts_with_all = ["waive_retractation_period", "auto_pay", "pay_with", "max_total"])]
    dry_run: bool,
    #[command(flatten)]
    terms: TermsArgs,
}

/// Prices the cart, and buys it after a yes unless it is a dry run. What the API refuses of it is told
/// with its item and its label.
pub(super) async fn run(command: &Checkout, session: &Session) -> Result<()> {
    let error = match check_out(command, session).await {
        Err(Failure::Order(error)) => error,
        outcome => return outcome,
    };
    let explained = explain(&session.client, &command.cart, error).await;
    if let OrderError::Problems(_) = explained {
        // Every other refusal says so itself.
        tell("nothing was bought");
    }
    Err(explained.into())
}

async fn check_out(command: &Checkout, session: &Session) -> Result<()> {
    let Session {
        client, interrupt, ..
    } = session;
    let context = session.context();
    // A journal that cannot be opened matters when something is bought.
    let journal = session.journal().await;
    let unless_ordered = unless_ordered(&context, journal.as_ref().ok(), &command.cart);
    interrupt.until(unless_ordered).await?;
    let priced = interrupt.until(dry_run(client, &command.cart)).await?;
    if command.dry_run {
        return session.output.answer(&priced, order);
    }
    let terms = Terms::from(&command.terms);
    can_be_agreed_to(&priced.value)?;
    is_within(&priced.value, terms.max_total.as_ref())?;
    if terms.max_total.is_none() {
        session.note_no_ceiling();
    }
    let payment = terms.payment.unwrap_or_default();
    let confirming = confirm(session, &priced.value, payment);
    interrupt.until(confirming).await?;
    let placed = place_cart(&context, &journal?, &command.cart, &priced.value, terms).await;
    let placed = placed.inspect_err(tell_nothing_bought);
    let placed = placed.or_else(|error| print_known(error, session))?;
    let printed = session.output.answer(&placed, receipt);
    printed.map_err(|source| Failure::OrderNotPrinted {
        order: text(placed.value.order_id),
        source: Box::new(source),
    })
}

fn receipt(placed: &Order) -> Page {
    facts([("order", text(placed.order_id))])
        .and(link(placed.url.as_ref()))
        .and(order(placed))
}
