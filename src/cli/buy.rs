//! `buy`: from an order file to a delivered service.

use anyhow::{Context, Result};
use ovh_order::order::checkout::{Payment, Retractation};
use ovh_order::order::{self, Afterwards, Bought, Buy, OrderError};

use super::arguments::{self, Terms};
use super::confirm::confirm;
use super::exit::Unprinted;
use super::session::Session;
use super::{input, table};

/// Buys the order file.
pub(super) async fn run(command: &arguments::Buy, session: &Session) -> Result<()> {
    let file = input::order_file(&command.file)?;
    let mut how = how(&command.terms);
    if command.no_follow {
        how.afterwards = Afterwards::Leave;
    }
    let asked = async |quote: &order::Quote| confirm(session, &quote.order).await;
    let outcome = order::buy(&session.context(), &file, how, asked).await;
    if let Err(OrderError::Ordered { bought, .. }) = &outcome {
        // What is known of the order is the result, though it was not followed to its end.
        print(bought, session)?;
    }
    print(&outcome?, session)
}

fn print(bought: &Bought, session: &Session) -> Result<()> {
    let printed = session.output.print(bought, receipt);
    printed.with_context(|| Unprinted::Order(bought.order_id.to_string()))
}

/// The terms of the command line in the library's words.
pub(super) fn how(terms: &Terms) -> Buy {
    let mut how = Buy::default();
    if terms.waive_retractation_period {
        how.retractation = Retractation::Waive;
    }
    if terms.auto_pay {
        how.payment = Payment::Automatic;
    }
    how
}

fn receipt(bought: &Bought) -> String {
    let url = bought.url.as_ref().map(|url| url.expose().to_owned());
    let facts = [
        ("order", bought.order_id.to_string()),
        ("link", url.unwrap_or_default()),
        ("status", bought.status.clone().unwrap_or_default()),
    ];
    let known = facts.into_iter().filter(|(_, value)| !value.is_empty());
    let facts = table::facts(known);
    let mut parts = vec![
        facts,
        table::lines(&bought.quote.order),
        table::contracts(&bought.contracts),
    ];
    if !bought.services.is_empty() {
        parts.push(table::services(&bought.services));
    }
    parts.join("\n")
}
