//! Methods of your own on the client: an extension trait beside the generated calls.
//!
//! `cargo run --example extension` asks a sandbox on this machine. The trait is imported where it is
//! used, so the client reads as if it always had the method.

use std::error::Error;
use std::io::{Write, stdout};
use std::sync::Arc;

use ovh_order::sandbox::{Options, start};
use ovh_order::types::{
    CartCreation, CartGenericProductCreation, CartProduct, NichandleOvhSubsidiary,
};
use ovh_order::{Client, Endpoint, Error as ApiError};

/// What a shop asks again and again.
pub trait ShopExt {
    /// What one month of a plan costs with tax, as the API writes it.
    ///
    /// A cart is made for the question. It belongs to nobody and expires by itself.
    ///
    /// # Errors
    /// Those of the calls. Nothing is bought, whatever fails.
    fn monthly_price(
        &self,
        product: CartProduct,
        plan_code: &str,
    ) -> impl Future<Output = Result<String, ApiError>> + Send;
}

impl ShopExt for Client {
    async fn monthly_price(
        &self,
        product: CartProduct,
        plan_code: &str,
    ) -> Result<String, ApiError> {
        let body = CartCreation::builder().ovh_subsidiary(NichandleOvhSubsidiary::Fr);
        let cart = self.create_cart().body(body).send().await?;
        let cart = cart.cart_id()?;
        let item = CartGenericProductCreation::builder()
            .plan_code(plan_code)
            .duration("P1M")
            .pricing_mode("default")
            .quantity(1);
        let call = self.create_cart_product().cart_id(cart).product(product);
        call.body(item).send().await?;
        let summary = self.get_cart_summary().cart_id(cart).send().await?;
        Ok(summary.prices()?.with_tax()?.text()?.to_owned())
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let sandbox = start(Options::new(Arc::new(jiff::Timestamp::now))).await?;
    run(sandbox.url().parse()?, &mut stdout()).await
}

/// Prints what a virtual private server costs.
pub async fn run(endpoint: Endpoint, out: &mut impl Write) -> Result<(), Box<dyn Error>> {
    let client = Client::builder(endpoint).build()?;
    let plan = "vps-2025-model1";
    let price = client.monthly_price(CartProduct::Vps, plan).await?;
    writeln!(out, "{plan} {price}")?;
    Ok(())
}
