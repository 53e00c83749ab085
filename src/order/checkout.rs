//! The one call that buys.
//!
//! OVHcloud's API has no idempotency key: a repeated checkout is a second order. So the checkout is
//! posted here and nowhere else, once, and an answer that was lost is never asked for again by posting.

use serde::Deserialize;

use super::CartId;
use super::error::OrderError;
use crate::client::Response;
use crate::error::{Answer, RequestContext};
use crate::types::{CartCheckout, Order, Secret};
use crate::{Client, Error, Kind};

/// The path of the call that buys, as errors name it.
const CHECKOUT: &str = "/order/cart/{cartId}/checkout";

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
    /// A person, through the order's link, before the order's `expirationDate`.
    #[default]
    ByLink,
    /// The account's preferred payment method: `autoPayWithPreferredPaymentMethod`.
    Automatic,
}

/// **Buys the cart.** `POST /order/cart/{cartId}/checkout`: the one call that creates a debt.
///
/// It is sent once, whatever happens. Do not drop the future while it runs: an order would be lost
/// from sight.
///
/// # Errors
/// [`OrderError::Unsure`] when there may be an order: look for it under `GET /me/order` before
/// anything else, and never just call this again. [`OrderError::Api`] when there is certainly none:
/// nothing was sent, or the API refused and the cart can still be changed.
pub async fn check_out(
    client: &Client,
    cart: &CartId,
    retractation: Retractation,
    payment: Payment,
) -> Result<Response<Order>, OrderError> {
    // An option that is left out must be absent: the API refuses `null`.
    let body = CartCheckout {
        waive_retractation_period: (retractation == Retractation::Waive).then_some(true),
        auto_pay_with_preferred_payment_method: (payment == Payment::Automatic).then_some(true),
    };
    let call = client.checkout_cart().cart_id(cart).body(body);
    let placed = match call.send_response().await {
        Ok(response) => numbered(response),
        Err(error) => salvaged(error),
    };
    let error = match placed {
        Ok(order) => return Ok(order),
        Err(error) => error,
    };
    // A refusal alone does not prove that there is no order: the API can fail after it made one. An
    // open cart does, because a cart that was ordered is read only.
    if is_unsent(&error) || (!error.may_have_happened() && is_open(client, cart).await) {
        return Err(error.into());
    }
    Err(OrderError::Unsure(error))
}

/// Whether the checkout certainly was not sent. An error about another request comes from what is
/// asked before it, such as the server's time.
fn is_unsent(error: &Error) -> bool {
    let is_about_another = error.path().is_some_and(|path| path != CHECKOUT);
    is_about_another || !error.may_have_been_sent()
}

/// Whether a cart can still be changed, so was not ordered. A cart that cannot be read may have been.
async fn is_open(client: &Client, cart: &CartId) -> bool {
    let cart = client.get_cart().cart_id(cart).send().await;
    cart.is_ok_and(|cart| cart.read_only == Some(false))
}

/// The order, if the answer has its number; without it the order may exist all the same.
fn numbered(response: Response<Order>) -> Result<Response<Order>, Error> {
    if response.value.order_id.is_some() {
        return Ok(response);
    }
    let request = RequestContext::new("POST", CHECKOUT);
    let answer = Answer {
        status: response.status,
        query_id: response.query_id,
        body: response.body,
    };
    let reason = "the answer has no `orderId`";
    Err(Error::decode(&request, answer, reason))
}

/// An answer that does not decode still says which order it is: the number and the link are all
/// that is needed to go on.
fn salvaged(error: Error) -> Result<Response<Order>, Error> {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Essence {
        order_id: i64,
        url: Option<Secret>,
    }
    let body = error.body().filter(|_| error.kind() == Kind::Decode);
    let essence = body.and_then(|body| serde_json::from_slice::<Essence>(body).ok());
    let Some(Essence { order_id, url }) = essence else {
        return Err(error);
    };
    Ok(Response {
        value: Order {
            order_id: Some(order_id),
            url,
            ..Order::default()
        },
        status: error.status().unwrap_or_default(),
        query_id: error.query_id().map(str::to_owned),
        body: error.body().unwrap_or_default().to_vec(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn undecodable(body: &str) -> Result<Option<i64>, Kind> {
        let request = RequestContext::new("POST", "/order/cart/{cartId}/checkout");
        let answer = Answer {
            status: 200,
            query_id: None,
            body: body.into(),
        };
        let error = Error::decode(&request, answer, "a field has another type");
        let salvaged = salvaged(error);
        salvaged
            .map(|order| order.value.order_id)
            .map_err(|error| error.kind())
    }

    #[test]
    fn a_checkout_that_never_left_is_unsent_whatever_failed_before_it() {
        let post = RequestContext::new("POST", CHECKOUT);
        let time = RequestContext::new("GET", "/auth/time");
        let busy = |request| {
            let (query_id, body) = (None, Vec::new());
            let answer = Answer {
                status: 503,
                query_id,
                body,
            };
            Error::from_response(request, answer)
        };
        let table = [
            (Error::token(&post, "503"), true),
            (Error::connect(&post, "nobody"), true),
            (Error::refused("no credentials"), true),
            (Error::timeout(&time, "late"), true),
            (Error::transport(&time, "broken"), true),
            (busy(&time), true),
            (busy(&post), false),
            (Error::timeout(&post, "late"), false),
            (Error::transport(&post, "broken"), false),
        ];
        for (error, expected) in table {
            assert_eq!(is_unsent(&error), expected, "{error}");
        }
    }

    #[test]
    fn an_order_number_is_kept_even_when_the_rest_does_not_decode() {
        let cases = [
            (
                r#"{"orderId":42,"url":"u","details":[{"quantity":"1"}]}"#,
                Ok(Some(42)),
            ),
            (r#"{"orderId":42}"#, Ok(Some(42))),
            (r#"{"orderId":null}"#, Err(Kind::Decode)),
            ("<html>", Err(Kind::Decode)),
        ];
        for (body, expected) in cases {
            assert_eq!(undecodable(body), expected, "{body}");
        }
    }
}
