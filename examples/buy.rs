//! From an order file to a delivered Public Cloud project.
//!
//! `cargo run --example buy` orders from a sandbox on this machine. For a real order make the client
//! of `Client::from_config`, and let a person look at the quote.

use std::error::Error;
use std::io::{Write, stdout};
use std::sync::{Arc, Mutex};

use ovh_order::Client;
use ovh_order::auth::Credentials;
use ovh_order::journal::Journal;
use ovh_order::order::{self, Context, Event, OrderFile, Quote, Terms};
use ovh_order::sandbox::{Options, Sandbox, start};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let sandbox = start(Options::new(Arc::new(jiff::Timestamp::now))).await?;
    let project = run(&sandbox, stdout()).await?;
    println!("project {project}");
    Ok(())
}

/// Buys the project of `project.yaml`, prints every step, and answers the project's id.
pub async fn run<W>(sandbox: &Sandbox, out: W) -> Result<String, Box<dyn Error>>
where
    W: Write + Send + 'static,
{
    let keys = sandbox.credentials();
    let keys = Credentials::application(
        keys.application_key,
        keys.application_secret,
        keys.consumer_key,
    );
    let client = Client::builder(sandbox.url().parse()?).credentials(keys);
    let context = Context::new(client.build()?).with_listener(printer(out));
    let file = OrderFile::parse(include_str!("project.yaml"))?;
    // A journal in a file, `Journal::open`, outlives the program: then the same order bought again is the
    // order that exists.
    let journal = Journal::in_memory()?;
    let bought = order::buy(&context, &journal, &file, Terms::default(), confirm).await?;
    let project = bought.services.into_iter().next();
    Ok(project.ok_or("no project was delivered")?.service_name)
}

/// Here a person would read the prices and the contracts, and say yes or no.
async fn confirm(quote: &Quote) -> bool {
    quote.total() == Some("0.00 €")
}

/// Prints the events of a workflow as they happen.
fn printer(out: impl Write + Send + 'static) -> impl Fn(&Event) + Send + Sync + 'static {
    let out = Mutex::new(out);
    move |event| {
        if let Ok(mut out) = out.lock() {
            // A closed output is no reason to leave an order alone.
            let _ = writeln!(out, "{event}");
        }
    }
}
