//! `quote`: what an order file would cost.

use anyhow::Result;
use ovh_order::order::{self, Basis, Quote};

use super::session::Session;
use super::{arguments, input, table};

/// Prices the order file.
pub(super) async fn run(command: &arguments::Quote, session: &Session) -> Result<()> {
    let file = input::order_file(&command.file)?;
    let quote = order::quote(&session.context(), &file).await?;
    session.output.print(&quote, quoted)
}

fn quoted(quote: &Quote) -> String {
    let basis = match quote.basis {
        Basis::DryRun => "The API checked this order; nothing was bought.",
        _ => "Added up without credentials: whether the order would be accepted was not checked.",
    };
    format!("{}\n{basis}", table::order(&quote.order))
}
