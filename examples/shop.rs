//! A small web shop's "place order" handler, safe to call twice.
//!
//! `cargo run --example shop` orders from a sandbox on this machine. A shop has a number for each of its
//! orders before it sends anything; that is the key in the journal. A browser that sends the form twice, a
//! proxy that repeats it and a server that is restarted in the middle all end with one order.

use std::error::Error;
use std::io::{Write, stdout};
use std::path::Path;
use std::sync::Arc;

use ovh_order::Client;
use ovh_order::auth::Credentials;
use ovh_order::journal::{Journal, JournalError};
use ovh_order::money::Amount;
use ovh_order::order::checkout::Payment;
use ovh_order::order::{self, Bought, Context, OrderError, OrderFile, Quote, Terms};
use ovh_order::sandbox::{Options, Sandbox, start};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let sandbox = start(Options::new(Arc::new(jiff::Timestamp::now))).await?;
    let folder = tempfile::tempdir()?;
    run(&sandbox, folder.path(), stdout()).await
}

/// What the shop needs to order. The journal is a file: it must outlive the process.
pub struct Shop {
    context: Context,
    journal: Journal,
    /// What a customer may spend on one order.
    ceiling: Amount,
}

impl Shop {
    /// Handles `POST /orders/{number}`: answers a status and a text, as a web framework sends them.
    pub async fn place_order(&self, number: &str, file: &OrderFile) -> (u16, String) {
        let mut terms = Terms::default();
        terms.key = Some(number.to_owned());
        terms.max_total = Some(self.ceiling.clone());
        terms.payment = Some(Payment::Automatic);
        // The customer has said yes to the price of the shop, which the ceiling covers.
        let yes = async |_: &Quote| true;
        match order::place(&self.context, &self.journal, file, terms, yes).await {
            Ok(bought) => (if bought.is_earlier { 200 } else { 201 }, placed(&bought)),
            Err(error) => (status(&error), error.to_string()),
        }
    }
}

fn placed(bought: &Bought) -> String {
    format!("order {}", bought.order_id)
}

/// What the customer's browser is told of a failure.
fn status(error: &OrderError) -> u16 {
    match error {
        // The number is that of another order.
        OrderError::Journal(JournalError::OtherOrder { .. }) => 409,
        OrderError::Problems(_) | OrderError::Rejected(_) | OrderError::TooExpensive { .. } => 422,
        // It exists, and somebody of the shop has to look at its payment.
        OrderError::Ordered { .. } | OrderError::Unpaid { .. } => 202,
        // Whatever it is: the same request, sent again, finds out what became of it.
        _ => 503,
    }
}

/// Sends the same order twice at once and once more after a restart, then another with its number.
pub async fn run(
    sandbox: &Sandbox,
    folder: &Path,
    mut out: impl Write,
) -> Result<(), Box<dyn Error>> {
    let file = OrderFile::parse(include_str!("vps.yaml"))?;
    let shop = open(sandbox, folder)?;
    let twice = tokio::join!(
        shop.place_order("2026-0001", &file),
        shop.place_order("2026-0001", &file),
    );
    // Either can be the first.
    let (first, second) = (twice.0.0.max(twice.1.0), twice.0.0.min(twice.1.0));
    writeln!(out, "{first} and {second}")?;
    drop(shop);
    let shop = open(sandbox, folder)?;
    let (status, text) = shop.place_order("2026-0001", &file).await;
    let is_same = text == twice.0.1 && text == twice.1.1;
    writeln!(out, "{status}, the same order: {is_same}")?;
    let other = OrderFile::parse(include_str!("project.yaml"))?;
    let (status, text) = shop.place_order("2026-0001", &other).await;
    writeln!(out, "{status}, {text}")?;
    Ok(())
}

fn open(sandbox: &Sandbox, folder: &Path) -> Result<Shop, Box<dyn Error>> {
    let keys = sandbox.credentials();
    let keys = Credentials::application(
        keys.application_key,
        keys.application_secret,
        keys.consumer_key,
    );
    let client = Client::builder(sandbox.url().parse()?).credentials(keys);
    Ok(Shop {
        context: Context::new(client.build()?),
        journal: Journal::open(&folder.join("journal.db"))?,
        ceiling: "6.00 EUR".parse()?,
    })
}
