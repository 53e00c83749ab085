//! What a product's plans cost by the month, from the public catalogue and without an account.
//!
//! `cargo run --example catalogue --features catalog` asks a sandbox on this machine;
//! `cargo run --example catalogue --features catalog -- ovh-eu` asks OVHcloud.

use std::error::Error;
use std::io::{Write, stdout};
use std::sync::Arc;

use ovh_order::money::Amount;
use ovh_order::sandbox::{Options, start};
use ovh_order::types::{
    CartDurationUnit, CatalogPublicPlan, NichandleOvhSubsidiary, PublicCatalogProduct,
};
use ovh_order::{Client, Endpoint};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let sandbox = start(Options::new(Arc::new(jiff::Timestamp::now))).await?;
    let endpoint = std::env::args().nth(1).unwrap_or_else(|| sandbox.url());
    run(endpoint.parse()?, &mut stdout()).await
}

/// Prints the plans of virtual private servers with their price without tax.
pub async fn run(endpoint: Endpoint, out: &mut impl Write) -> Result<(), Box<dyn Error>> {
    let client = Client::builder(endpoint).build()?;
    let call = client.get_catalog_public_product();
    let call = call.product(PublicCatalogProduct::Vps);
    let call = call.ovh_subsidiary(NichandleOvhSubsidiary::Fr);
    let catalogue = call.send().await?;
    let currency = catalogue.locale()?.currency_code()?;
    for plan in catalogue.plans() {
        if let Some(ucents) = monthly(plan) {
            let price = Amount::new(ucents, currency.as_str())?;
            writeln!(out, "{} {price}", plan.plan_code()?)?;
        }
    }
    Ok(())
}

/// The price of one month without commitment, in 1e-8 of the catalogue's currency.
fn monthly(plan: &CatalogPublicPlan) -> Option<i64> {
    let mut pricings = plan.pricings().iter();
    let monthly = pricings.find(|pricing| {
        pricing.mode.as_deref() == Some("default")
            && pricing.interval == Some(1)
            && pricing.interval_unit == Some(CartDurationUnit::Month)
            && pricing.commitment.unwrap_or_default() == 0
    })?;
    monthly.price
}
