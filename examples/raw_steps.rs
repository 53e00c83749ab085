//! The nine calls that order a Public Cloud project, one generated call each.
//!
//! `cargo run --example raw_steps` makes them to a sandbox on this machine. What the workflow of the
//! crate adds to them: it reads prices and labels from the offers, reports all problems at once,
//! deletes the cart when something fails, and follows the order.

use std::error::Error;
use std::io::{Write, stdout};
use std::sync::Arc;

use ovh_order::Client;
use ovh_order::auth::Credentials;
use ovh_order::order::CartId;
use ovh_order::sandbox::{Options, Sandbox, start};
use ovh_order::types::{
    CartCheckout, CartCreation, CartGenericProductCreation, CartItemConfigurationCreation,
    CartProduct, NichandleOvhSubsidiary,
};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let sandbox = start(Options::new(Arc::new(jiff::Timestamp::now))).await?;
    run(&sandbox, &mut stdout()).await
}

/// Makes the nine calls and prints what each one answers.
pub async fn run(sandbox: &Sandbox, out: &mut impl Write) -> Result<(), Box<dyn Error>> {
    let keys = sandbox.credentials();
    let keys = Credentials::application(
        keys.application_key,
        keys.application_secret,
        keys.consumer_key,
    );
    let client = Client::builder(sandbox.url().parse()?).credentials(keys);
    let client = client.build()?;
    let cart = fill(&client, out).await?;
    order(&client, &cart, out).await
}

/// Calls 1 to 5: a cart with a configured project. None of them needs credentials.
async fn fill(client: &Client, out: &mut impl Write) -> Result<CartId, Box<dyn Error>> {
    let body = CartCreation::builder().ovh_subsidiary(NichandleOvhSubsidiary::Fr);
    let cart = client.create_cart().body(body).send().await?;
    let cart = CartId::from(cart.cart_id()?);
    writeln!(out, "1 cart created")?;

    let product = CartProduct::Cloud;
    let call = client.list_cart_product().cart_id(&cart).product(product);
    let offers = call.plan_code("project.2018").send().await?;
    writeln!(out, "2 offers: {}", offers.len())?;

    let project = offers.first().ok_or("no project is sold")?;
    let price = project.renewal().ok_or("a project does not renew")?;
    let body = CartGenericProductCreation::builder()
        .plan_code(project.plan_code()?)
        .duration(price.duration()?)
        .pricing_mode(price.pricing_mode()?)
        .quantity(1);
    let call = client.create_cart_product().cart_id(&cart).product(product);
    let item = call.body(body).send().await?.item_id()?;
    writeln!(out, "3 item {item} added")?;

    let call = client.list_cart_item_required_configuration();
    let labels = call.cart_id(&cart).item_id(item).send().await?;
    let labels = labels.iter().filter_map(|label| label.label.as_deref());
    writeln!(out, "4 labels: {}", labels.collect::<Vec<_>>().join(" "))?;

    let body = CartItemConfigurationCreation::builder();
    let body = body.label("description").value("My project");
    let call = client.create_cart_item_configuration().cart_id(&cart);
    call.item_id(item).body(body).send().await?;
    writeln!(out, "5 description set")?;
    Ok(cart)
}

/// Calls 6 to 9: what it costs, and the order.
async fn order(client: &Client, cart: &CartId, out: &mut impl Write) -> Result<(), Box<dyn Error>> {
    let summary = client.get_cart_summary().cart_id(cart).send().await?;
    let total = summary.prices()?.with_tax()?.text()?;
    writeln!(out, "6 total {total}")?;

    client.assign_cart().cart_id(cart).send().await?;
    writeln!(out, "7 cart assigned")?;

    let dry_run = client.get_cart_checkout().cart_id(cart).send().await?;
    writeln!(out, "8 contracts: {}", dry_run.contracts().len())?;

    let call = client.checkout_cart().cart_id(cart);
    // An answer without a number is an error that says `may_have_happened`: look under /me/order.
    let order = call
        .body(CartCheckout::builder())
        .send()
        .await?
        .order_id()?;
    let status = client.get_me_order_status().order_id(order).send().await?;
    writeln!(out, "9 order {order} is {status}")?;
    Ok(())
}
