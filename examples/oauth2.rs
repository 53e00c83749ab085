//! Calling as an OAuth2 client, also called a service account.
//!
//! `cargo run --example oauth2` asks a sandbox on this machine. On OVHcloud's own endpoints the place
//! that hands out tokens is known: `Credentials::oauth2(id, secret)` is enough.

use std::error::Error;
use std::io::{Write, stdout};
use std::sync::Arc;

use ovh_order::Client;
use ovh_order::auth::{Credentials, OAuth2Client};
use ovh_order::sandbox::{Options, Sandbox, start};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let sandbox = start(Options::new(Arc::new(jiff::Timestamp::now))).await?;
    run(&sandbox, &mut stdout()).await
}

/// Prints whose account the client speaks for. The first call asks for a token; later ones, and those
/// of clones, share it until it has to be renewed.
pub async fn run(sandbox: &Sandbox, out: &mut impl Write) -> Result<(), Box<dyn Error>> {
    let keys = sandbox.credentials();
    let service_account = OAuth2Client::new(keys.client_id, keys.client_secret)
        .with_token_url(sandbox.token_url().parse()?);
    let client = Client::builder(sandbox.url().parse()?)
        .credentials(Credentials::OAuth2(service_account))
        .build()?;
    let account = client.get_me().send().await?;
    writeln!(out, "account {}", account.nichandle()?)?;
    let orders = client.list_me_order().send().await?;
    writeln!(out, "{} orders", orders.len())?;
    Ok(())
}
