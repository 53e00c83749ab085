//! Calls by method and path, for sections of the API that this crate does not describe.
//!
//! `cargo run --example raw_call` asks a sandbox on this machine. Credentials, pace, repetition and
//! errors are those of every other call.

use std::error::Error;
use std::io::{Write, stdout};
use std::sync::Arc;

use ovh_order::auth::Credentials;
use ovh_order::sandbox::{Options, Sandbox, start};
use ovh_order::{Client, Kind};
use serde::Deserialize;
use serde_json::Value;

/// The part of `GET /me` that this program needs.
#[derive(Deserialize)]
struct Account {
    nichandle: String,
    #[serde(rename = "ovhSubsidiary")]
    subsidiary: String,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let sandbox = start(Options::new(Arc::new(jiff::Timestamp::now))).await?;
    run(&sandbox, &mut stdout()).await
}

/// Prints an account read into a type of one's own, an answer as it is, and an error.
pub async fn run(sandbox: &Sandbox, out: &mut impl Write) -> Result<(), Box<dyn Error>> {
    let keys = sandbox.credentials();
    let keys = Credentials::application(
        keys.application_key,
        keys.application_secret,
        keys.consumer_key,
    );
    let client = Client::builder(sandbox.url().parse()?).credentials(keys);
    let client = client.build()?;

    let account = client.call_raw("GET", "/me").send::<Account>().await?;
    writeln!(out, "{} of {}", account.nichandle, account.subsidiary)?;

    let call = client.call_raw("GET", "/order/catalog/public/vps");
    let catalogue = call.query("ovhSubsidiary", "FR").send::<Value>().await?;
    let currency = catalogue.pointer("/locale/currencyCode");
    writeln!(out, "prices in {}", currency.unwrap_or(&Value::Null))?;

    let missing = client.call_raw("GET", "/me/order/1");
    match missing.send::<Value>().await {
        Err(error) if error.kind() == Kind::NotFound => writeln!(out, "{error}")?,
        other => writeln!(out, "{:?}", other?)?,
    }
    Ok(())
}
