//! Prices and the checkout: what a cart costs, what would happen, and the one call that buys.

use super::CartId;
use crate::client::ResponseValue;
use crate::error::{Answer, RequestContext};
use crate::types::{CartCheckout, Order};
use crate::{Client, Error};

/// Whether the right to withdraw from the order is given up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Retractation {
    /// It is kept; delivery of some products then waits until it has lapsed.
    #[default]
    Keep,
    /// It is given up: `waiveRetractationPeriod`. Domains need it.
    Waive,
}

/// Who pays the order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Payment {
    /// A person, through the order's link, within 24 hours.
    #[default]
    ByLink,
    /// The account's preferred payment method: `autoPayWithPreferredPaymentMethod`.
    Automatic,
}

/// Adds up a cart without checking it. `GET /order/cart/{cartId}/summary`, without credentials.
///
/// # Errors
/// Nothing is changed.
pub async fn summary(client: &Client, cart: &CartId) -> Result<Order, Error> {
    Ok(client
        .get_cart_summary()
        .cart_id(cart.as_str())
        .send()
        .await?
        .into_inner())
}

/// Checks a cart and prices it as an order, with contracts, without ordering.
/// `GET /order/cart/{cartId}/checkout`; `orderId` and `url` are absent from the answer.
///
/// # Errors
/// [`Kind::BadRequest`](crate::Kind::BadRequest) says what the order still lacks. Needs credentials
/// and an assigned cart. Nothing is bought.
pub async fn dry_run(client: &Client, cart: &CartId) -> Result<Order, Error> {
    Ok(client
        .get_cart_checkout()
        .cart_id(cart.as_str())
        .send()
        .await?
        .into_inner())
}

/// **Buys the cart.** `POST /order/cart/{cartId}/checkout`: the one call that creates a debt.
///
/// It is sent once. What is left out of the body is not sent as `null`, which the API refuses.
///
/// # Errors
/// When [`may_have_happened`](Error::may_have_happened) is true there may be an order: look for it
/// under `GET /me/order` before anything else, and never just call this again. An answer without an
/// `orderId` is such an error too.
pub async fn buy(
    client: &Client,
    cart: &CartId,
    retractation: Retractation,
    payment: Payment,
) -> Result<Order, Error> {
    let body = CartCheckout {
        waive_retractation_period: (retractation == Retractation::Waive).then_some(true),
        auto_pay_with_preferred_payment_method: (payment == Payment::Automatic).then_some(true),
    };
    let call = client.checkout_cart().cart_id(cart.as_str()).body(body);
    placed(call.send().await?)
}

/// The order, or the error that an answer without its number is: it may exist all the same.
fn placed(answer: ResponseValue<Order>) -> Result<Order, Error> {
    if answer.order_id.is_some() {
        return Ok(answer.into_inner());
    }
    let request = RequestContext::new("POST", "/order/cart/{cartId}/checkout");
    let answer = Answer {
        status: answer.status(),
        query_id: answer.query_id().map(str::to_owned),
        body: serde_json::to_vec(&*answer).unwrap_or_default(),
    };
    Err(Error::decode(
        &request,
        answer,
        "the answer has no `orderId`",
    ))
}
