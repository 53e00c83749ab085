//! The operations that pay an order or tell how it can be paid.

use serde_json::{Value, json};

use crate::sandbox::account::CREDIT_CARD;
use crate::sandbox::http::body::Body;
use crate::sandbox::http::refusal::{Answer, Refusal};
use crate::sandbox::http::request::Call;
use crate::sandbox::http::route::Route;
use crate::sandbox::order::calls::order_of;
use crate::sandbox::order::state::{Order, Payment};
use crate::sandbox::time;
use crate::sandbox::world::World;

pub const ROUTES: &[Route] = &[
    Route::account("GET", "/me/order/{orderId}/payment", payment),
    Route::account("GET", "/me/order/{orderId}/paymentMethods", methods),
    Route::account("POST", "/me/order/{orderId}/pay", pay),
    Route::account(
        "POST",
        "/me/order/{orderId}/payWithRegisteredPaymentMean",
        pay_with_mean,
    ),
];

fn payment(world: &mut World, call: &Call<'_>) -> Answer {
    let order = order_of(world, call)?;
    let unpaid = || Refusal::no_object("payment of order", order.id);
    let payment = order.payment.as_ref().ok_or_else(unpaid)?;
    Ok(json!({
        "paymentDate": time::rfc3339(payment.at),
        "paymentIdentifier": null,
        "paymentType": payment.kind,
    }))
}

fn methods(world: &mut World, call: &Call<'_>) -> Answer {
    order_of(world, call)?;
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

fn pay(world: &mut World, call: &Call<'_>) -> Answer {
    let pace = world.pace;
    let order = order_of(world, call)?;
    let method = Body::read(call, &["paymentMethod"], &[])?.value("paymentMethod");
    let wrong = || {
        Refusal::wrong_type(
            "paymentMethod",
            &method,
            "billing.order.PayWithPaymentMethod",
        )
    };
    let id = method.get("id").and_then(Value::as_i64).ok_or_else(wrong)?;
    if id != CREDIT_CARD {
        return Err(Refusal::no_object("paymentMethodId", id));
    }
    let payment = Payment::by_credit_card(call.now());
    order.pay(payment, pace).map_err(Refusal::bad_request)?;
    Ok(Value::Null)
}

fn pay_with_mean(world: &mut World, call: &Call<'_>) -> Answer {
    let pace = world.pace;
    let order = order_of(world, call)?;
    let body = Body::read(call, &["paymentMean"], &["paymentMeanId"])?;
    let (mean, id) = (
        body.needed_text("paymentMean")?,
        body.long("paymentMeanId")?,
    );
    let kind = kind(&mean, id, order);
    let refused = || Refusal::bad_request(format!("This order can't be paid with '{mean}'"));
    let payment = Payment {
        at: call.now(),
        kind: kind.ok_or_else(refused)?,
    };
    order.pay(payment, pace).map_err(Refusal::bad_request)?;
    Ok(Value::Null)
}

/// How a payment with this mean is recorded. The account has one credit card and an OVHcloud
/// account with enough on it; fidelity points only pay for what is free.
fn kind(mean: &str, id: Option<i64>, order: &Order) -> Option<&'static str> {
    match mean {
        "creditCard" | "CREDIT_CARD" if id.is_none_or(|id| id == CREDIT_CARD) => Some("creditCard"),
        "ovhAccount" => Some("ovhAccount"),
        "fidelityAccount" if order.is_free() => Some("fidelityPoints"),
        _ => None,
    }
}
