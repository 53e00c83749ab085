//! Upgrading a service: another plan for it, ordered by one call and without a cart.

use serde::Serialize;

use super::buy::ended;
use super::checkout::{Payment, tell_ordered, tell_price, tell_unless_kept, without_number};
use super::consent::{has_waited, is_within, price_is_known};
use super::follow::or_ordered;
use super::payment::Consent;
use super::resume::{self, Standing};
use super::saved::unless_other;
use super::service::orderable_below;
use super::{Bought, CartId, Context, Event, OrderError, OrderId, Terms, payment};
use crate::client::runtime::encode_path;
use crate::client::{Operation, Response};
use crate::journal::{Claim, Intent, Journal, Purchase, State};
use crate::types::{Order, UpgradeOperation, UpgradeOperationAndOrder};
use crate::{Client, Error};

/// A service, and the plan that it is to have.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Upgrade {
    /// The product as the path of the API names it, such as `vps`.
    pub product: String,
    /// The service, such as `vps-0a1b2c3d.vps.ovh.net`.
    pub service_name: String,
    /// The plan, which `GET /order/upgrade/{product}/{serviceName}` offers.
    pub plan_code: String,
    /// How many of what the plan counts; 1 for an upgrade without a quantity.
    pub quantity: i64,
}

/// An upgrade that was ordered.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Upgraded {
    /// The order; none if the answer names none, as for an upgrade that costs nothing.
    pub order_id: Option<OrderId>,
    /// Whether an earlier call ordered it, and this one nothing.
    pub is_earlier: bool,
    /// What becomes of the service.
    pub operation: Option<UpgradeOperation>,
    /// The order as the API answered it.
    pub order: Option<Order>,
}

impl Upgraded {
    fn earlier(order_id: Option<OrderId>) -> Self {
        Self {
            order_id,
            is_earlier: true,
            operation: None,
            order: None,
        }
    }
}

impl Upgrade {
    /// Says what the upgrade costs (`GET /order/upgrade/{product}/{serviceName}/{planCode}`). Nothing is
    /// ordered.
    ///
    /// # Errors
    /// [`OrderError::NotQuoted`] if the API names no price, [`OrderError::Api`] if the call fails.
    pub async fn simulate(&self, client: &Client) -> Result<Order, OrderError> {
        let path = self.path()?;
        let mut call = client.call_raw("GET", &path);
        if is_counted(&path) {
            call = call.query("quantity", self.quantity);
        }
        let simulated: UpgradeOperationAndOrder = call.send().await?;
        let order = simulated.order.unwrap_or_default();
        price_is_known(&order)?;
        Ok(order)
    }

    fn path(&self) -> Result<String, Error> {
        let [service, plan] = [&self.service_name, &self.plan_code].map(|text| encode_path(text));
        let path = format!("/order/upgrade/{}/{service}/{plan}", self.product);
        if Operation::find("POST", &path).is_none() {
            let (product, products) =
                (&self.product, orderable_below("/order/upgrade/").join(", "));
            let reason = format!("`{product}` has no upgrades; use one of {products}");
            return Err(Error::refused(reason));
        }
        if self.quantity != 1 && !is_counted(&path) {
            let reason = format!("upgrades of `{}` have no quantity", self.product);
            return Err(Error::refused(reason));
        }
        Ok(path)
    }
}

/// Whether an upgrade takes a quantity. One product's takes none, and the API refuses what it does not
/// describe.
fn is_counted(path: &str) -> bool {
    let mut parameters = Operation::find("GET", path)
        .map(Operation::parameters)
        .unwrap_or_default()
        .iter();
    parameters.any(|parameter| parameter.name == "quantity")
}

/// **Orders an upgrade**, once (`POST /order/upgrade/{product}/{serviceName}/{planCode}`): simulates it,
/// asks `confirm` with the prices, and executes it.
///
/// The journal has it on the disk before it is sent, and the same upgrade again answers the order that
/// exists, unless [`Terms::repeat`] says otherwise. If `confirm` has to be waited for, the upgrade is
/// simulated once more after it, and must still be what was confirmed. It is sent once. The right to
/// withdraw is the API's business here: [`Terms::retractation`] and [`Terms::quote`] are not looked at.
///
/// # Errors
/// [`OrderError::Unsure`], [`OrderError::Unsettled`] and [`OrderError::Unresolved`]: it may have been
/// ordered, and [`resume`](super::resume()) looks for the order. [`OrderError::Unpaid`]: it was, and
/// paying the order failed. [`OrderError::Ordered`]: it was before, and its status could not be read.
/// All others: nothing was ordered. [`OrderError::QuoteChanged`] says what is not as it was confirmed.
pub async fn upgrade(
    context: &Context,
    journal: &Journal,
    wished: &Upgrade,
    terms: Terms,
    confirm: impl AsyncFnOnce(&Order) -> bool,
) -> Result<Upgraded, OrderError> {
    let client = &context.client;
    wished.path()?;
    let account = context.until_stopped(context.nichandle()).await?;
    let canonical = serde_json::to_string(wished).map_err(Error::config)?;
    let purchase = Purchase::new(
        client.endpoint().origin(),
        account,
        terms.key.clone(),
        &canonical,
        vec![wished.plan_code.clone()],
    );
    let mut claim = match resume::claim(context, journal, &purchase, terms.repeat).await {
        Ok(Standing::Free(claim)) => claim,
        Ok(Standing::Ordered(mut claim, order)) => {
            let at = claim.run().intended;
            context.tell(Event::Found { order, at });
            let mut bought = Bought::earlier(order);
            let paid = payment::as_agreed(context, &mut claim, &mut bought, terms.payment).await;
            // If it fails the claim ends by itself a little later.
            let _ = claim.release().await;
            or_ordered(bought, paid)?;
            return Ok(Upgraded::earlier(Some(order)));
        }
        Err(OrderError::WithoutOrder { .. }) => return Ok(Upgraded::earlier(None)),
        Err(error) => return Err(error),
    };
    // On the heap, as the largest part by far.
    let agreeing = Box::pin(agree(context, &claim, wished, &terms, confirm));
    let executed = match context.until_stopped(agreeing).await {
        Ok(agreed) => execute(context, &mut claim, wished, &agreed).await,
        Err(error) => Err(error),
    };
    match executed {
        Ok(upgraded) => {
            let _ = claim.release().await;
            Ok(upgraded)
        }
        Err(error) => {
            if matches!(claim.run().state, State::Prepared | State::Carted) {
                // If this fails, whoever claims the run next finds that nothing was sent.
                let _ = claim.reached(State::Abandoned).await;
            }
            Err(ended(claim, error).await)
        }
    }
}

/// What was confirmed.
struct Agreed {
    /// The upgrade as it was simulated.
    order: Order,
    payment: Payment,
}

/// Has the price confirmed.
async fn agree(
    context: &Context,
    claim: &Claim,
    wished: &Upgrade,
    terms: &Terms,
    confirm: impl AsyncFnOnce(&Order) -> bool,
) -> Result<Agreed, OrderError> {
    let order = claim.held(wished.simulate(&context.client)).await??;
    is_within(&order, terms.max_total.as_ref())?;
    let wanted = terms.payment.unwrap_or_default();
    let payment = payment::checked(context, wanted, Some(&order)).await?;
    if has_waited(context, claim, confirm(&order)).await? {
        let again = claim.held(wished.simulate(&context.client)).await??;
        unless_other(&order, &again)?;
        payment::checked(context, payment, Some(&order)).await?;
    }
    Ok(Agreed { order, payment })
}

/// Sends the upgrade. From here on a stop is not looked at: nobody would learn of the order.
async fn execute(
    context: &Context,
    claim: &mut Claim,
    wished: &Upgrade,
    agreed: &Agreed,
) -> Result<Upgraded, OrderError> {
    let client = &context.client;
    claim.carted(CartId::OF_UPGRADE).await?;
    let at = context.server_time().await?;
    // Whoever stopped it until now does not want it any more.
    context.unless_stopped()?;
    let intent = Intent {
        at,
        longest: client.timeout(),
        consent: Consent::to(agreed.payment, &agreed.order),
    };
    claim.posting(intent).await?;
    context.tell(Event::Upgrading {
        service: wished.service_name.clone(),
    });
    let path = wished.path()?;
    let pays = (agreed.payment == Payment::Automatic).then_some(true);
    let body = Body {
        quantity: is_counted(&path).then_some(wished.quantity),
        auto_pay_with_preferred_payment_method: pays,
    };
    let answer = match post(client, &path, &body).await {
        Ok(answer) => answer,
        Err(error) => return Err(lost(claim, &path, error).await),
    };
    let UpgradeOperationAndOrder {
        operation, order, ..
    } = answer.value;
    let order_id = order.as_ref().and_then(|order| order.order_id).map(OrderId);
    if let (Some(order_id), Some(placed)) = (order_id, &order) {
        let written = claim.ordered(order_id.0, answer.query_id.as_deref()).await;
        tell_unless_kept(context, order_id, written);
        tell_ordered(context, placed);
        tell_price(
            context,
            order_id,
            agreed.order.prices.as_ref(),
            placed.prices.as_ref(),
        );
        payment::as_agreed(context, claim, &mut Bought::now(placed), None).await?;
    } else if let Err(error) = claim.reached(State::Answered).await {
        // It is done all the same.
        context.tell(Event::AnswerNotKept {
            reason: error.to_string(),
        });
    }
    Ok(Upgraded {
        order_id,
        is_earlier: false,
        operation,
        order,
    })
}

/// Sends the upgrade. An answer that says neither which order there is nor that there is none is an error.
async fn post(
    client: &Client,
    path: &str,
    body: &Body,
) -> Result<Response<UpgradeOperationAndOrder>, Error> {
    let call = client.call_raw("POST", path).body(body);
    match call.send_response::<UpgradeOperationAndOrder>().await {
        Ok(answer) if is_clear(&answer.value) => Ok(answer),
        Ok(answer) => salvaged(without_number(template(path), answer)),
        Err(error) => salvaged(error),
    }
}

/// Whether an answer names its order, or says that an operation is under way without one.
fn is_clear(answer: &UpgradeOperationAndOrder) -> bool {
    match &answer.order {
        Some(order) => order.order_id.is_some(),
        None => answer.operation.is_some(),
    }
}

/// What is known from an answer that names its order and cannot be read as a whole.
fn salvaged(error: Error) -> Result<Response<UpgradeOperationAndOrder>, Error> {
    let Some(order_id) = error.placed_order() else {
        return Err(error);
    };
    let order = Order {
        order_id: Some(order_id),
        ..Order::default()
    };
    Ok(Response {
        value: UpgradeOperationAndOrder {
            order: Some(order),
            ..UpgradeOperationAndOrder::default()
        },
        status: error.status().unwrap_or_default(),
        query_id: error.query_id().map(str::to_owned),
        body: error.body().unwrap_or_default().to_vec(),
    })
}

/// The body of an upgrade; a term that is left out must be absent.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Body {
    #[serde(skip_serializing_if = "Option::is_none")]
    quantity: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    auto_pay_with_preferred_payment_method: Option<bool>,
}

/// What a call without an answer of success comes to. A refusal of its content proves nothing: the API
/// can fail after it made an order.
async fn lost(claim: &mut Claim, path: &str, error: Error) -> OrderError {
    let is_sent = error.path() == Some(template(path)) && error.may_have_been_sent();
    if is_sent && !error.kind().is_refused_unread() {
        return OrderError::Unsure(error);
    }
    // If this fails, whoever claims the run next looks for what there is not.
    let _ = claim.reached(State::Abandoned).await;
    OrderError::Api(error)
}

/// The path as errors name it.
fn template(path: &str) -> &'static str {
    Operation::find("POST", path).map_or("/order/upgrade", |operation| operation.path)
}
