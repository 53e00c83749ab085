//! What an order would cost, without ordering.

use tokio::join;

use super::buyer::buyer;
use super::cart::{discard, open};
use super::consent::is_for;
use super::fill::fill;
use super::filled::Filled;
use super::purchase::purchase;
use super::{Basis, CartId, Context, Event, OrderError, OrderFile, Quote, domain, refusal, stock};
use crate::Client;
use crate::client::Response;
use crate::types::{NichandleOvhSubsidiary, Order};

/// Prices an order file: fills a cart, prices it, deletes it.
///
/// With credentials the cart is assigned to the account and the API checks the order. Without, the
/// cart is only added up ([`Basis::Summary`]) and left to expire within a day, because deleting it
/// needs credentials.
///
/// # Errors
/// [`OrderError::Problems`] with every reason found why the order cannot be placed,
/// [`OrderError::Rejected`] and [`OrderError::Ineligible`] with a reason that only the API knows,
/// [`OrderError::Api`] if a call fails. Nothing is bought; the cart is deleted.
pub async fn quote(context: &Context, file: &OrderFile) -> Result<Quote, OrderError> {
    let stated = file.ovh_subsidiary.clone();
    let buyer = context
        .until_stopped(buyer(context, stated))
        .await
        .map_err(|error| error.located(file))?;
    for warning in file.source.locate(domain::retractation(file)) {
        context.tell(Event::Warning(warning));
    }
    let purchase = purchase(file, context.client.endpoint(), &buyer, None).ok();
    let subsidiary = buyer.subsidiary;
    let cart = open(context, file, subsidiary.clone(), None).await?;
    let priced = async {
        let filled = fill(context, &cart.id, file, &subsidiary).await?;
        let quote = price(context, &cart.id, &filled, &subsidiary).await?;
        Ok(Quote { purchase, ..quote })
    };
    let outcome = context.until_stopped(priced).await;
    discard(context, &cart).await;
    outcome
}

/// Prices a filled cart: as an order of the account, or without one by adding it up. The price must be
/// known, and be that of what was added. Meanwhile it warns of what is out of stock.
pub(super) async fn price(
    context: &Context,
    cart: &CartId,
    filled: &Filled<'_>,
    subsidiary: &NichandleOvhSubsidiary,
) -> Result<Quote, OrderError> {
    let stock = stock::warn(context, filled, subsidiary);
    let (priced, ()) = join!(priced(&context.client, cart), stock);
    let (basis, order) = priced.map_err(|error| filled.explain(error))?;
    is_for(&order, &filled.added)?;
    let quote = Quote {
        basis,
        order,
        added: filled.added.clone(),
        purchase: None,
    };
    context.tell(Event::Priced {
        total: quote.total().unwrap_or_default().to_owned(),
    });
    Ok(quote)
}

async fn priced(client: &Client, cart: &CartId) -> Result<(Basis, Order), OrderError> {
    if client.credentials().can_authenticate() {
        return Ok((Basis::DryRun, dry_run(client, cart).await?.value));
    }
    let summary = client.get_cart_summary().cart_id(cart).send().await?;
    Ok((Basis::Summary, summary))
}

/// Checks a cart and prices it as an order, with contracts, without ordering
/// (`GET /order/cart/{cartId}/checkout`). `orderId` and `url` are absent from the answer.
///
/// # Errors
/// [`OrderError::Rejected`] with what the order still lacks; a cart that is not assigned to the
/// account is rejected too. [`OrderError::Ineligible`] if the account may not order a Public Cloud
/// project yet. [`OrderError::Api`] if the call fails otherwise, as it does without credentials.
/// Nothing is bought.
pub async fn dry_run(client: &Client, cart: &CartId) -> Result<Response<Order>, OrderError> {
    let call = client.get_cart_checkout().cart_id(cart);
    match call.send_response().await {
        Ok(order) => Ok(order),
        Err(error) => Err(refusal::of_checkout(client, error).await),
    }
}
