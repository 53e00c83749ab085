//! How calls travel: an HTTP client of one's own, timeouts, pace, retries and a log.
//!
//! `cargo run --example transport` asks a sandbox on this machine.

use std::error::Error;
use std::io::{Write, stdout};
use std::sync::Arc;
use std::time::Duration;

use ovh_order::client::{Pace, RetryPolicy};
use ovh_order::sandbox::{Options, start};
use ovh_order::types::{CartCreation, NichandleOvhSubsidiary};
use ovh_order::{Client, Endpoint};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let sandbox = start(Options::new(Arc::new(jiff::Timestamp::now))).await?;
    run(sandbox.url().parse()?, &mut stdout()).await
}

/// Prints what a client of another make answers, and how a call is made that must not wait.
pub async fn run(endpoint: Endpoint, out: &mut impl Write) -> Result<(), Box<dyn Error>> {
    // The cryptography of TLS; with its feature `rustls` reqwest would choose one itself. An error
    // says that the program has chosen already.
    let _ = rustls::crypto::ring::default_provider().install_default();
    // What the builder does not offer is set on a client of `reqwest`, here that no proxy is used. It must
    // not follow redirects, which would carry signed headers to where they point.
    let http = reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .retry(reqwest::retry::never())
        .timeout(Duration::from_secs(180))
        .no_proxy()
        .build()?;
    let client = Client::builder(endpoint)
        .http_client(http)
        .pace(Pace::unlimited())
        .retries(RetryPolicy::default().attempts(6))
        .build()?;
    let body = CartCreation::builder().ovh_subsidiary(NichandleOvhSubsidiary::Fr);
    let cart = client.create_cart().body(body).send_response().await?;
    writeln!(out, "answered {}", cart.status)?;

    // A client for one call: the same connections, and no second attempt.
    let hasty = client.with_retries(RetryPolicy::none());
    let time = hasty.get_auth_time().send().await?;
    writeln!(out, "the server has a clock: {}", time > 0)?;
    Ok(())
}
