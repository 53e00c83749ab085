//! What an order would cost, without ordering.

use super::cart::{discard, open};
use super::context::Context;
use super::error::OrderError;
use super::file::OrderFile;
use super::fill::fill;
use super::outcome::Quote;
use super::price::price;

/// Prices an order file: opens a cart, fills it, prices it, deletes it.
///
/// With credentials the cart is assigned to the account and the API checks it. Without, the sums are
/// all there is, and the cart is left to expire within a day, because deleting it needs credentials.
///
/// # Errors
/// [`OrderError::Problems`] with every reason why the order cannot be placed, or
/// [`OrderError::Rejected`] with what only the API knows. Nothing is bought.
pub async fn quote(context: &Context, file: &OrderFile) -> Result<Quote, OrderError> {
    let cart = open(context, file).await?;
    let outcome = context
        .until_stopped(async {
            fill(context, &cart, file).await?;
            price(context, &cart).await
        })
        .await;
    discard(context, &cart).await;
    outcome
}
