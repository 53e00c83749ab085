//! Whether who is to pay an order can, before the order exists, and paying one that does.

use super::amount::{self, comparable};
pub use super::file::Payment;
use super::{Bought, Context, Event, OrderError, OrderId};
use crate::journal::{Claim, Run, State};
use crate::types::{
    BillingOrderPayWithPaymentMethod, BillingOrderStatus, BillingReusablePaymentMean,
    MePaymentMethod, MePaymentMethodStatus, Order, PayMeOrderBody,
    PayMeOrderWithRegisteredPaymentMeanBody,
};
use crate::{Client, Error, Kind};

/// Checks that who is to pay can, and answers who pays: an order that costs nothing is paid without a
/// method if the account has none.
pub(super) async fn checked(
    context: &Context,
    wanted: Payment,
    order: Option<&Order>,
) -> Result<Payment, OrderError> {
    let client = &context.client;
    let reason = match wanted {
        Payment::Automatic => match default_method(client).await? {
            Some(method) => fault(&method),
            None => Some("the account has no default payment method".to_owned()),
        },
        Payment::Method(id) => match client
            .get_me_payment_method()
            .payment_method_id(id)
            .send()
            .await
        {
            Ok(method) => fault(&method),
            Err(error) if error.kind() == Kind::NotFound => {
                Some("the account has no such payment method".to_owned())
            }
            Err(error) => return Err(error.into()),
        },
        _ => None,
    };
    let Some(reason) = reason else {
        return Ok(wanted);
    };
    if wanted == Payment::Automatic && order.is_some_and(is_free) {
        return Ok(Payment::FidelityAccount);
    }
    let ids = client
        .list_me_payment_method()
        .status(MePaymentMethodStatus::Valid)
        .send()
        .await?;
    Err(OrderError::Unpayable {
        payment: wanted,
        reason,
        methods: able(client, ids).await,
    })
}

async fn default_method(client: &Client) -> Result<Option<MePaymentMethod>, Error> {
    let ids = client.list_me_payment_method().default(true).send().await?;
    match ids.first() {
        Some(id) => {
            let call = client.get_me_payment_method().payment_method_id(*id);
            Ok(Some(call.send().await?))
        }
        None => Ok(None),
    }
}

/// Why a payment method cannot pay orders.
fn fault(method: &MePaymentMethod) -> Option<String> {
    match &method.status {
        None | Some(MePaymentMethodStatus::Valid) => {}
        Some(status) => return Some(format!("its status is {status}, not VALID")),
    }
    let kind = method.payment_type.as_deref()?;
    (kind == "BANK_ACCOUNT").then(|| "a BANK_ACCOUNT cannot pay orders".to_owned())
}

fn is_free(order: &Order) -> bool {
    let total = amount::total(order.prices.as_ref());
    total.is_some_and(|total| total.ucents() == 0)
}

/// The payment methods of these that can pay orders, each as `1001 (CREDIT_CARD)`. One that cannot be
/// read is left out.
async fn able(client: &Client, ids: Vec<i64>) -> Vec<String> {
    let mut able = Vec::new();
    for id in ids {
        let call = client.get_me_payment_method().payment_method_id(id);
        if let Ok(method) = call.send().await
            && fault(&method).is_none()
        {
            let kind = method.payment_type.unwrap_or_default();
            able.push(format!("{id} ({kind})"));
        }
    }
    able
}

/// **Pays an order that exists.** The payment is sent once; after a lost answer the order's status is
/// read, and it is not sent again. With [`Payment::Automatic`] the account's default payment method pays;
/// [`Payment::ByLink`] and [`Payment::Nobody`] do nothing.
///
/// # Errors
/// [`OrderError::Api`] if it does not wait to be paid and [`OrderError::Unpayable`] if this cannot pay it:
/// nothing was sent. [`OrderError::Unpaid`] if the payment was refused, or may have been carried out: the
/// order stays, and the error lists what can pay it.
pub async fn pay(context: &Context, order: OrderId, payment: Payment) -> Result<(), OrderError> {
    let client = &context.client;
    let status = client.get_me_order_status().order_id(order).send().await?;
    if !matches!(
        status,
        BillingOrderStatus::NotPaid | BillingOrderStatus::Unknown
    ) {
        let reason = format!("order {order} does not wait to be paid: its status is {status}");
        return Err(Error::refused(reason).into());
    }
    let mut with = payment;
    if payment == Payment::Automatic
        && let Some(method) = default_method(client).await?
        && fault(&method).is_none()
        && let Some(id) = method.payment_method_id
    {
        with = Payment::Method(id);
    } else {
        with = checked(context, with, None).await?;
    }
    let mut bought = Bought::earlier(order);
    send(context, &mut bought, with).await
}

/// What is agreed to when an order is confirmed that is paid in a call of its own. The journal has it as
/// `ovhAccount 5.99 EUR`.
pub(super) struct Consent {
    payment: Payment,
    /// What it costs with tax.
    total: String,
}

impl Consent {
    /// What is agreed to with an order that does not exist yet; none if paying is no call of its own.
    pub(super) fn to(payment: Payment, confirmed: &Order) -> Option<String> {
        let total = comparable(confirmed.prices.as_ref()).unwrap_or_default();
        payment.is_own_call().then(|| format!("{payment} {total}"))
    }

    /// What was agreed to, as the journal has it.
    fn of(run: &Run) -> Option<Self> {
        let (payment, total) = run.consent.as_deref()?.split_once(' ')?;
        Some(Self {
            payment: payment.parse().ok()?,
            total: total.to_owned(),
        })
    }
}

/// Pays an order as was agreed to when it was placed, unless its payment was sent before: that is never
/// repeated by itself. One that was placed before is paid only if its status says that it waits, and
/// nobody else is `wanted` to pay it.
pub(super) async fn as_agreed(
    context: &Context,
    claim: &mut Claim,
    bought: &mut Bought,
    wanted: Option<Payment>,
) -> Result<(), OrderError> {
    let state = claim.run().state;
    let is_tried = state.has_order() && state != State::Ordered;
    // A status that says that it waits may be older than the payment.
    bought.pays_itself |= matches!(state, State::Paying | State::Paid);
    let agreed = Consent::of(claim.run()).filter(|agreed| {
        let is_wanted = wanted.is_none_or(|wanted| wanted == agreed.payment);
        is_wanted && !is_tried
    });
    let Some(Consent {
        payment,
        total: confirmed,
    }) = agreed
    else {
        return Ok(());
    };
    if bought.is_earlier {
        let call = context.client.get_me_order_status();
        let status = call.order_id(bought.order_id).send().await?;
        if is_paid(&status) {
            // By its link, or by hand. If this fails, following it learns the same.
            let _ = claim.reached(State::Paid).await;
        }
        if status != BillingOrderStatus::NotPaid {
            return Ok(());
        }
    }
    if bought.prices.is_none() {
        // An answer that did not decode as a whole has none. Without them nothing is paid.
        let _ = super::track::learn(context, bought).await;
    }
    if comparable(bought.prices.as_ref()) != Some(confirmed) {
        let reason = "it does not cost what was confirmed, so nothing was paid";
        return Err(unpaid(context, bought, payment, Error::refused(reason)).await);
    }
    journaled(context, claim, bought, payment).await
}

/// Pays an order, if that is a call of its own, after the journal says so.
async fn journaled(
    context: &Context,
    claim: &mut Claim,
    bought: &mut Bought,
    payment: Payment,
) -> Result<(), OrderError> {
    if !payment.is_own_call() {
        return Ok(());
    }
    if let Err(error) = claim.reached(State::Paying).await {
        let reason = format!("the journal cannot say so, so nothing was paid: {error}");
        return Err(unpaid(context, bought, payment, Error::refused(reason)).await);
    }
    send(context, bought, payment).await?;
    // If this fails, nobody pays it again all the same.
    let _ = claim.reached(State::Paid).await;
    Ok(())
}

/// Pays an order, if that is a call of its own.
async fn send(context: &Context, bought: &mut Bought, payment: Payment) -> Result<(), OrderError> {
    let order = bought.order_id;
    if !payment.is_own_call() {
        return Ok(());
    }
    context.tell(Event::Paying { order, payment });
    let Err(source) = post(&context.client, order, payment).await else {
        bought.pays_itself = true;
        context.tell(Event::Paid { order, payment });
        return Ok(());
    };
    let call = context.client.get_me_order_status().order_id(order);
    let status = call.send().await;
    if status.as_ref().is_ok_and(is_paid) {
        bought.pays_itself = true;
        if source.may_have_happened() {
            context.tell(Event::Paid { order, payment });
        }
        return Ok(());
    }
    if source.may_have_happened() {
        bought.pays_itself = true;
    }
    bought.status = status.ok();
    Err(unpaid(context, bought, payment, source).await)
}

/// Says of an order that was not paid what can pay it.
async fn unpaid(
    context: &Context,
    bought: &mut Bought,
    payment: Payment,
    source: Error,
) -> OrderError {
    let client = &context.client;
    let order = bought.order_id;
    let listed = client.get_me_order_payment_methods().order_id(order).send();
    let ids = listed.await.ok().and_then(|listed| listed.registered);
    let mut ids = ids.unwrap_or_default();
    if source.status().is_some() && !source.may_have_happened() {
        // That one was refused.
        ids.retain(|id| payment != Payment::Method(*id));
    }
    // Its link and until when it can be paid; what is known without is told all the same.
    let _ = super::track::learn(context, bought).await;
    OrderError::Unpaid {
        order,
        payment,
        methods: able(client, ids).await,
        bought: Box::new(bought.clone()),
        source,
    }
}

/// Whether a status says that an order was paid.
fn is_paid(status: &BillingOrderStatus) -> bool {
    matches!(
        status,
        BillingOrderStatus::Checking
            | BillingOrderStatus::Delivering
            | BillingOrderStatus::Delivered
            | BillingOrderStatus::DocumentsRequested
    )
}

async fn post(client: &Client, order: OrderId, payment: Payment) -> Result<(), Error> {
    let mean = match payment {
        Payment::Method(id) => {
            let method = BillingOrderPayWithPaymentMethod::builder().id(id);
            let body = PayMeOrderBody::builder().payment_method(method);
            return client
                .pay_me_order()
                .order_id(order)
                .body(body)
                .send()
                .await;
        }
        Payment::OvhAccount => BillingReusablePaymentMean::OvhAccount,
        _ => BillingReusablePaymentMean::FidelityAccount,
    };
    let body = PayMeOrderWithRegisteredPaymentMeanBody::builder().payment_mean(mean);
    let call = client.pay_me_order_with_registered_payment_mean();
    call.order_id(order).body(body).send().await
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_a_valid_method_that_is_no_bank_account_pays() {
        let table = [
            (
                json!({"status": "VALID", "paymentType": "CREDIT_CARD"}),
                None,
            ),
            (json!({"paymentType": "PAYPAL"}), None),
            (
                json!({"status": "EXPIRED", "paymentType": "CREDIT_CARD"}),
                Some("its status is EXPIRED, not VALID"),
            ),
            (
                json!({"status": "VALID", "paymentType": "BANK_ACCOUNT"}),
                Some("a BANK_ACCOUNT cannot pay orders"),
            ),
        ];
        for (method, expected) in table {
            let method = serde_json::from_value(method).unwrap();
            assert_eq!(fault(&method).as_deref(), expected);
        }
    }
}
