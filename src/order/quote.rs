//! What an order would cost, without ordering.

use std::time::Duration;

use serde::Serialize;

use super::{CartId, Context, Event, OrderError, OrderFile, cart, checkout, fill, subsidiary};
use crate::types::Order;

/// How long deleting a cart may take; one that is left expires by itself.
const LONGEST_CLEANUP: Duration = Duration::from_secs(10);

/// How far the prices of a quote were checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Basis {
    /// The cart was added up: `GET …/summary`, without credentials. Nothing says that the order
    /// would be accepted.
    Summary,
    /// The API checked the order of the account: `GET …/checkout`, with contracts.
    DryRun,
}

/// What an order would cost.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Quote {
    /// How far it was checked.
    pub basis: Basis,
    /// Prices, lines and contracts; `orderId` and `url` are absent.
    #[serde(flatten)]
    pub order: Order,
}

/// Prices an order file: fills a cart, adds it up, deletes it.
///
/// With credentials the cart is assigned to the account and the API checks it; without, the sums are
/// all there is, and the cart is left to expire within a day, because deleting it needs credentials.
///
/// # Errors
/// [`OrderError::Problems`] with every reason why the order cannot be placed, or
/// [`OrderError::Rejected`] with what only the API knows. Nothing is bought.
pub async fn quote(context: &Context, file: &OrderFile) -> Result<Quote, OrderError> {
    let cart = open(context, file).await?;
    let outcome = context.until_stopped(prices(context, &cart, file)).await;
    discard(context, &cart).await;
    outcome
}

/// Creates the cart of an order.
pub(super) async fn open(context: &Context, file: &OrderFile) -> Result<CartId, OrderError> {
    let client = &context.client;
    let subsidiary = context
        .until_stopped(subsidiary(client, file.ovh_subsidiary.clone()))
        .await
        .map_err(|error| error.located(file))?;
    let created = cart::create(client, subsidiary, file.description.as_deref()).await?;
    let cart = cart::id(&created)?;
    context.tell(Event::CartCreated { cart: cart.clone() });
    Ok(cart)
}

async fn prices(context: &Context, cart: &CartId, file: &OrderFile) -> Result<Quote, OrderError> {
    fill::fill(context, cart, file).await?;
    if context.client.credentials().can_authenticate() {
        return dry_run(context, cart).await;
    }
    let order = checkout::summary(&context.client, cart).await?;
    Ok(priced(context, Basis::Summary, order))
}

/// Assigns the cart and lets the API check and price it.
pub(super) async fn dry_run(context: &Context, cart: &CartId) -> Result<Quote, OrderError> {
    cart::assign(&context.client, cart).await?;
    context.tell(Event::CartAssigned);
    let order = checkout::dry_run(&context.client, cart).await?;
    Ok(priced(context, Basis::DryRun, order.value))
}

fn priced(context: &Context, basis: Basis, order: Order) -> Quote {
    let total = order
        .prices
        .as_ref()
        .and_then(|prices| prices.with_tax.as_ref());
    let total = total
        .and_then(|price| price.text.clone())
        .unwrap_or_default();
    context.tell(Event::Priced { total });
    Quote { basis, order }
}

/// Deletes a cart that will not be ordered; failing that is told, not an error.
pub(super) async fn discard(context: &Context, cart: &CartId) {
    let deleted = match context.client.credentials().can_authenticate() {
        true => {
            let deleting = cart::delete(&context.client, cart);
            tokio::time::timeout(LONGEST_CLEANUP, deleting)
                .await
                .is_ok_and(|done| done.is_ok())
        }
        false => false,
    };
    context.tell(match deleted {
        true => Event::CartDeleted,
        false => Event::CartLeft { cart: cart.clone() },
    });
}
