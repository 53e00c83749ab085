//! The operations that pay an order or tell how it can be paid.

use serde_json::{Value, json};

use crate::sandbox::account::CREDIT_CARD;
use crate::sandbox::clock::rfc3339;
use crate::sandbox::http::refusal::{Answer, Refusal};
use crate::sandbox::http::request::{Body, Call};
use crate::sandbox::order::state::{Order, Payment};
use crate::sandbox::world::World;

pub fn get(world: &mut World, call: &Call<'_>) -> Answer {
    let order = world.order(call)?;
    let payment = order.payment.as_ref();
    let payment = payment.ok_or_else(|| Refusal::no_object("payment of order", order.id))?;
    Ok(json!({
        "paymentDate": rfc3339(payment.at),
        "paymentIdentifier": null,
        "paymentType": payment.kind,
    }))
}

pub fn methods(world: &mut World, call: &Call<'_>) -> Answer {
    world.order(call)?;
    Ok(json!({
        "available": [{
            "formSessionId": null,
            "icon": { "data": null, "name": "credit-card", "url": null },
            "integration": "REDIRECT",
            "merchantId": null,
            "oneshot": true,
            "organizationId": null,
            "paymentSubType": null,
            "paymentType": "CREDIT_CARD",
            "registerable": true,
            "registerableWithTransaction": true,
        }],
        "paymentMethods": [],
        "registered": [CREDIT_CARD],
    }))
}

pub fn pay(world: &mut World, call: &Call<'_>) -> Answer {
    let order = world.order(call)?;
    let method = Body::read(call, &["paymentMethod"], &[])?.value("paymentMethod");
    let Some(id) = method.get("id").and_then(Value::as_i64) else {
        let kind = "billing.order.PayWithPaymentMethod";
        return Err(Refusal::wrong_type("paymentMethod", &method, kind));
    };
    if id != CREDIT_CARD {
        return Err(Refusal::no_object("paymentMethodId", id));
    }
    let payment = Payment::by_credit_card(call.now());
    order.pay(payment).map_err(Refusal::bad_request)?;
    Ok(Value::Null)
}

pub fn pay_with_mean(world: &mut World, call: &Call<'_>) -> Answer {
    let order = world.order(call)?;
    let body = Body::read(call, &["paymentMean"], &["paymentMeanId"])?;
    let mean = body.needed_text("paymentMean")?;
    let id = body.long("paymentMeanId")?;
    let Some(kind) = payment_kind(&mean, id, order) else {
        let message = format!("This order can't be paid with '{mean}'");
        return Err(Refusal::bad_request(message));
    };
    let payment = Payment {
        at: call.now(),
        kind,
    };
    order.pay(payment).map_err(Refusal::bad_request)?;
    Ok(Value::Null)
}

/// How a payment with this mean is recorded. The account has one credit card and an OVHcloud
/// account with enough on it; fidelity points only pay for what is free.
fn payment_kind(mean: &str, id: Option<i64>, order: &Order) -> Option<&'static str> {
    match mean {
        "creditCard" | "CREDIT_CARD" if id.is_none_or(|id| id == CREDIT_CARD) => Some("creditCard"),
        "ovhAccount" => Some("ovhAccount"),
        "fidelityAccount" if order.is_free() => Some("fidelityPoints"),
        _ => None,
    }
}
