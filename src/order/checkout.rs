//! The checkout: the one call that creates a debt.
//!
//! OVHcloud's API has no idempotency key: a repeated checkout is a second order. So it is posted here
//! and nowhere else, once, and a lost answer is never asked for by posting again.

use serde::Deserialize;

use super::amount;
use super::cart::{Reading, reading};
pub use super::file::Payment;
use super::{CartId, Context, Event, OrderError, OrderId, SavedQuote, refusal};
use crate::client::Response;
use crate::error::{Answer, RequestContext};
use crate::journal::{Claim, Intent, JournalError, Repeat, State};
use crate::money::Amount;
use crate::types::{CartCheckout, Order, OrderPrices, Secret};
use crate::{Client, Error, Kind};

/// The path of the checkout, as errors name it.
const CHECKOUT: &str = "/order/cart/{cartId}/checkout";

/// The terms on which an order is placed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Terms {
    /// Whether the right to withdraw is given up. Default: it is kept.
    pub retractation: Retractation,
    /// Who pays. Default: what the order file says ([`OrderFile::pay_with`](super::OrderFile::pay_with)),
    /// or else a person, through the order's link.
    pub payment: Option<Payment>,
    /// The key that the journal remembers the order under, for each endpoint and account. Default: one that is
    /// made from the order.
    pub key: Option<String>,
    /// Whether an order that was placed is placed once more. Default: it is not.
    pub repeat: Repeat,
    /// The most that the order may cost, with tax. Default: what the order file says
    /// ([`OrderFile::max_total`](super::OrderFile::max_total)); the smaller one if both are given.
    pub max_total: Option<Amount>,
    /// The quote that was agreed to: an order file is bought only if its total, lines and contracts are
    /// still these. Default: whatever `confirm` says yes to.
    pub quote: Option<SavedQuote>,
}

/// Whether the right to withdraw from the order is given up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Retractation {
    /// It is kept. Some products are delivered only after it has lapsed.
    #[default]
    Keep,
    /// It is given up (`waiveRetractationPeriod`). Domains require it.
    Waive,
}

/// **Orders the cart of a run** (`POST /order/cart/{cartId}/checkout`).
///
/// The journal has it on the disk that the checkout is about to be sent before it is, and the order's
/// number before this returns, and so it has the consent to pay it. The request is sent once, whatever
/// happens. Do not drop the future while it runs: nobody would learn of the order before the run is
/// [resumed](super::resume()).
///
/// # Errors
/// [`OrderError::Unsure`]: there may be an order. [Resume](super::resume()) the run to find out, and do
/// not just call this again. All others: there is surely no order, because nothing was sent, or because
/// the API refused and the cart is still open.
pub(super) async fn check_out(
    context: &Context,
    claim: &mut Claim,
    terms: &Terms,
    consent: Option<String>,
) -> Result<Response<Order>, OrderError> {
    let client = &context.client;
    let run = claim.run();
    let Some(cart) = run.cart_id.clone().map(CartId::from) else {
        let key = run.name.key.clone();
        let (from, to) = (run.state, State::Posting);
        return Err(JournalError::Illegal { key, from, to }.into());
    };
    let intended = context.server_time().await?;
    // Whoever stopped it until now does not want it any more.
    context.unless_stopped()?;
    // From here on whoever finds this run looks for an order.
    let longest = client.timeout();
    let intent = Intent {
        at: intended,
        longest,
        consent,
    };
    claim.posting(intent).await?;
    context.tell(Event::CheckingOut {
        cart: cart.clone(),
        at: intended,
    });
    let error = match post(client, &cart, terms).await {
        Ok(placed) => {
            let order = OrderId(placed.value.order_id.unwrap_or_default());
            let written = claim.ordered(order.0, placed.query_id.as_deref()).await;
            tell_unless_kept(context, order, written);
            return Ok(placed);
        }
        Err(error) => error,
    };
    if is_unsent(&error) || surely_has_no_order(client, &cart, &error).await {
        return Err(refusal::of_checkout(client, error).await);
    }
    context.tell(Event::Unanswered { cart, at: intended });
    Err(OrderError::Unsure(error))
}

/// Tells that the number of an order could not be written down. The order exists all the same, so that
/// ends nothing; whoever claims the run next finds the order by reading back.
pub(super) fn tell_unless_kept(
    context: &Context,
    order: OrderId,
    written: Result<(), JournalError>,
) {
    if let Err(error) = written {
        let reason = error.to_string();
        context.tell(Event::NotKept { order, reason });
    }
}

/// Tells that an order exists, before anything else can fail.
pub(super) fn tell_ordered(context: &Context, placed: &Order) {
    if let Some(order) = placed.order_id.map(OrderId) {
        context.tell(Event::Ordered {
            order,
            url: placed.url.clone(),
        });
    }
}

/// Tells that an order does not cost what was confirmed. Amounts are compared if both are known, and
/// else their texts.
pub(super) fn tell_price(
    context: &Context,
    order: OrderId,
    confirmed: Option<&OrderPrices>,
    ordered: Option<&OrderPrices>,
) {
    let is_same = match (amount::total(confirmed), amount::total(ordered)) {
        (Some(confirmed), Some(ordered)) => confirmed == ordered,
        _ => amount::text(confirmed) == amount::text(ordered),
    };
    if let (false, Some(confirmed), Some(ordered)) =
        (is_same, amount::text(confirmed), amount::text(ordered))
    {
        context.tell(Event::PriceDiffers {
            order,
            confirmed: confirmed.to_owned(),
            ordered: ordered.to_owned(),
        });
    }
}

async fn post(client: &Client, cart: &CartId, terms: &Terms) -> Result<Response<Order>, Error> {
    // A term that is left out must be absent: the API refuses `null`.
    let waive = (terms.retractation == Retractation::Waive).then_some(true);
    let pay = (terms.payment == Some(Payment::Automatic)).then_some(true);
    let body = CartCheckout::builder()
        .waive_retractation_period(waive)
        .auto_pay_with_preferred_payment_method(pay);
    match client
        .checkout_cart()
        .cart_id(cart)
        .body(body)
        .send_response()
        .await
    {
        Ok(response) if response.value.order_id.is_none() => {
            salvaged(without_number(CHECKOUT, response))
        }
        Ok(response) => Ok(response),
        Err(error) => salvaged(error),
    }
}

/// Whether the checkout surely was not sent. Then the error is about a request that comes before it,
/// such as for the server's time, or about a connection that was never made.
fn is_unsent(error: &Error) -> bool {
    error.path().is_some_and(|path| path != CHECKOUT) || !error.may_have_been_sent()
}

/// Whether a cart that a checkout was refused for surely has no order: it can still be changed, or
/// neither call found it. A refusal alone does not prove that, because the API can fail after it made an
/// order.
pub async fn surely_has_no_order(client: &Client, cart: &CartId, refusal: &Error) -> bool {
    if refusal.may_have_happened() {
        return false;
    }
    match reading(client, cart).await {
        Ok(Reading::Open) => true,
        Ok(Reading::Gone) => refusal.kind() == Kind::NotFound,
        _ => false,
    }
}

/// The error that an answer without the order's number is: the order may exist all the same.
pub(super) fn without_number<T>(path: &'static str, response: Response<T>) -> Error {
    let answer = Answer {
        status: response.status,
        query_id: response.query_id,
        body: response.body,
    };
    let request = RequestContext::new("POST", path);
    Error::decode(&request, answer, "the answer has no `orderId`")
}

/// Reads number and link from an answer of success that does not decode as a whole, such as for a field
/// of another type than described, or that is cut off. They are all that is needed to go on, and losing
/// them would turn an order that surely exists into one that may.
fn salvaged(error: Error) -> Result<Response<Order>, Error> {
    #[derive(Deserialize)]
    struct Essence {
        url: Option<Secret>,
    }
    let Some(order_id) = error.placed_order() else {
        return Err(error);
    };
    let number = format!(r#"{{"orderId":{order_id}}}"#);
    let body = error.body().unwrap_or(number.as_bytes());
    let essence = serde_json::from_slice::<Essence>(body).ok();
    Ok(Response {
        value: Order {
            order_id: Some(order_id),
            url: essence.and_then(|essence| essence.url),
            ..Order::default()
        },
        status: error.status().unwrap_or_default(),
        query_id: error.query_id().map(str::to_owned),
        body: body.to_vec(),
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
            (r#"{"orderId":"42","url":"u"}"#, Ok(Some(42))),
            (r#"{"order":{"orderId":42},"operation":[]}"#, Ok(Some(42))),
            (r#"{"orderId":42,"details":[{"#, Ok(Some(42))),
            (r#"{"orderId":null}"#, Err(Kind::Decode)),
            ("<html>", Err(Kind::Decode)),
        ];
        for (body, expected) in cases {
            assert_eq!(undecodable(body), expected, "{body}");
        }
    }
}
