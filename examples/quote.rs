//! What things cost: the offers of a product and a quote, without an account.
//!
//! `cargo run --example quote` asks a sandbox on this machine what `eco.yaml` costs, `cargo run
//! --example quote FILE` what another order file costs, and `cargo run --example quote FILE ovh-eu`
//! asks OVHcloud. Nothing is bought there either, and the cart expires by itself.

use std::error::Error;
use std::io::{Write, stdout};
use std::sync::Arc;

use ovh_order::order::{self, Context, OrderFile};
use ovh_order::sandbox::{Options, start};
use ovh_order::types::{CartCreation, CartProduct, NichandleOvhSubsidiary};
use ovh_order::{Client, Endpoint};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let sandbox = start(Options::new(Arc::new(jiff::Timestamp::now))).await?;
    let mut arguments = std::env::args().skip(1);
    let file = match arguments.next() {
        Some(path) => OrderFile::read(path)?,
        None => OrderFile::parse(include_str!("eco.yaml"))?,
    };
    let endpoint = arguments.next().unwrap_or_else(|| sandbox.url());
    run(endpoint.parse()?, file, &mut stdout()).await
}

/// Prints what virtual private servers cost by the month, then what the order file costs.
pub async fn run(
    endpoint: Endpoint,
    file: OrderFile,
    out: &mut impl Write,
) -> Result<(), Box<dyn Error>> {
    let client = Client::builder(endpoint).build()?;
    offers(&client, out).await?;
    let quote = order::quote(&Context::new(client), &file).await?;
    for line in quote.order.details() {
        let total = line.total_price()?.text()?;
        writeln!(out, "{total:>9}  {}", line.description()?)?;
    }
    let total = quote.order.prices()?.with_tax()?.text()?;
    writeln!(out, "{total:>9}  with tax")?;
    Ok(())
}

async fn offers(client: &Client, out: &mut impl Write) -> Result<(), Box<dyn Error>> {
    let body = CartCreation::builder().ovh_subsidiary(NichandleOvhSubsidiary::Fr);
    let cart = client.create_cart().body(body).send().await?;
    let call = client.list_cart_product().cart_id(cart.cart_id()?);
    for offer in call.product(CartProduct::Vps).send().await? {
        // What does not renew has no such price.
        if let Some(renewal) = offer.renewal() {
            let (duration, price) = (renewal.duration()?, renewal.price()?.text()?);
            writeln!(out, "{} {duration} {price}", offer.plan_code()?)?;
        }
    }
    Ok(())
}
