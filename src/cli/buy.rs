//! `buy`: from an order file to a delivered service.

use anyhow::Result;
use ovh_order::order::checkout::{Payment, Retractation};
use ovh_order::order::{self, Bought, Buy};

use super::arguments::{self, Terms};
use super::confirm::confirm;
use super::session::Session;
use super::{input, table};

/// Buys the order file.
pub(super) async fn run(command: &arguments::Buy, session: &Session) -> Result<()> {
    let file = input::order_file(&command.file)?;
    let how = how(&command.terms);
    let asked = async |quote: &order::Quote| confirm(session, &quote.order).await;
    let bought = order::buy(&session.context(), &file, how, asked).await?;
    session.output.print(&bought, receipt)
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
    let facts = table::facts([
        ("order", bought.order_id.to_string()),
        ("link", url.unwrap_or_default()),
        ("status", bought.status.clone()),
    ]);
    let parts = [
        facts,
        table::lines(&bought.quote.order),
        table::contracts(&bought.contracts),
        table::services(&bought.services),
    ];
    parts.join("\n")
}
