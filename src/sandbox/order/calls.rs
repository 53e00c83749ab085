//! The operations that read an order of the account, and retraction.

use serde_json::{Value, json};

use crate::sandbox::cart::checkout::url;
use crate::sandbox::catalogue::money::price;
use crate::sandbox::http::body::Body;
use crate::sandbox::http::refusal::{Answer, Refusal};
use crate::sandbox::http::request::Call;
use crate::sandbox::http::route::Route;
use crate::sandbox::order::state::{Detail, Order, PATIENCE, RETRACTION, Status};
use crate::sandbox::time;
use crate::sandbox::world::World;

pub const ROUTES: &[Route] = &[
    Route::account("GET", "/me/order", list),
    Route::account("GET", "/me/order/{orderId}", get),
    Route::account("GET", "/me/order/{orderId}/status", status),
    Route::account("GET", "/me/order/{orderId}/details", details),
    Route::account("GET", "/me/order/{orderId}/details/{orderDetailId}", detail),
    Route::account(
        "GET",
        "/me/order/{orderId}/details/{orderDetailId}/extension",
        extension,
    ),
    Route::account("GET", "/me/order/{orderId}/followUp", follow_up),
    Route::account("POST", "/me/order/{orderId}/retraction", retract),
    Route::account("POST", "/me/order/{orderId}/waiveRetraction", waive),
];

const REASONS: &[&str] = &[
    "competitor",
    "difficulty",
    "expensive",
    "other",
    "performance",
    "reliability",
    "unused",
];

/// The order that the path names.
pub fn order_of<'a>(world: &'a mut World, call: &Call<'_>) -> Result<&'a mut Order, Refusal> {
    let id = call.number(0, "orderId")?;
    world.order(id)
}

fn list(world: &mut World, call: &Call<'_>) -> Answer {
    let (from, to) = (time(call, "date.from")?, time(call, "date.to")?);
    let asked = |order: &&Order| {
        from.is_none_or(|from| order.created >= from) && to.is_none_or(|to| order.created <= to)
    };
    let orders = world.orders.values().filter(asked);
    Ok(orders.map(|order| order.id).collect())
}

fn time(call: &Call<'_>, name: &str) -> Result<Option<jiff::Timestamp>, Refusal> {
    let Some(text) = call.query(name) else {
        return Ok(None);
    };
    let wrong = || Refusal::wrong_type(name, &json!(text), "datetime");
    time::parse(&text).map(Some).ok_or_else(wrong)
}

fn get(world: &mut World, call: &Call<'_>) -> Answer {
    let origin = world.origin.clone();
    let order = order_of(world, call)?;
    let url = url(&origin, order);
    let (quote, place) = (&order.quote, order.quote.place);
    let retraction = (!order.retraction_waived).then(|| time::rfc3339(order.created + RETRACTION));
    Ok(json!({
        "date": time::rfc3339(order.created),
        "expirationDate": time::rfc3339(order.created + PATIENCE),
        "metadatas": [],
        "orderId": order.id,
        "password": order.password,
        "pdfUrl": url.replace("/displayOrder?", "/orderPdf?"),
        "priceWithTax": price(quote.with_tax(), place),
        "priceWithoutTax": price(quote.without_tax, place),
        "retractionDate": retraction,
        "tax": price(quote.tax, place),
        "url": url,
    }))
}

fn status(world: &mut World, call: &Call<'_>) -> Answer {
    let pace = world.pace;
    let order = order_of(world, call)?;
    Ok(json!(order.read_status(pace, call.now()).text()))
}

fn details(world: &mut World, call: &Call<'_>) -> Answer {
    let pace = world.pace;
    let order = order_of(world, call)?;
    let status = order.status(pace, call.now());
    Ok(order.read_details(status).map(|detail| detail.id).collect())
}

fn detail(world: &mut World, call: &Call<'_>) -> Answer {
    let pace = world.pace;
    let order = order_of(world, call)?;
    let detail = detail_of(order, call)?;
    let (status, place) = (order.status(pace, call.now()), order.quote.place);
    Ok(json!({
        "cancelled": status == Status::Cancelled,
        "description": detail.line.description,
        "detailType": detail.line.kind.text(),
        "domain": detail.domain(status),
        "orderDetailId": detail.id,
        "quantity": "1",
        "totalPrice": price(detail.line.unit, place),
        "unitPrice": price(detail.line.unit, place),
    }))
}

fn extension(world: &mut World, call: &Call<'_>) -> Answer {
    let order = order_of(world, call)?;
    let item = &detail_of(order, call)?.item;
    let sets = item.configurations.iter();
    let sets = sets.map(|set| json!({ "label": set.label, "value": set.value }));
    Ok(json!({
        "order": {
            "action": "installation",
            "configurations": sets.collect::<Vec<_>>(),
            "plan": {
                "code": item.plan.plan_code,
                "duration": item.choice.duration,
                "pricingMode": item.choice.pricing_mode,
                "product": { "name": item.plan.product },
                "quantity": item.choice.quantity,
            },
            "type": "plan",
        },
    }))
}

fn detail_of<'a>(order: &'a Order, call: &Call<'_>) -> Result<&'a Detail, Refusal> {
    let id = call.number(1, "orderDetailId")?;
    let detail = order.detail(id);
    detail.ok_or_else(|| Refusal::no_object("orderDetailId", id))
}

/// The steps of an order. All of a free order stay at `TODO` whatever its status, as seen live.
fn follow_up(world: &mut World, call: &Call<'_>) -> Answer {
    let pace = world.pace;
    let order = order_of(world, call)?;
    let done = match order.status(pace, call.now()) {
        _ if order.is_free() => "TODO TODO TODO TODO",
        Status::NotPaid | Status::Cancelled => "TODO TODO TODO TODO",
        Status::Checking => "DOING TODO TODO TODO",
        Status::Delivering => "DONE DONE DOING TODO",
        Status::Delivered => "DONE DONE DONE DONE",
    };
    let steps = ["VALIDATING", "VALIDATED", "DELIVERING", "AVAILABLE"];
    let steps = steps.iter().zip(done.split(' '));
    let shown = steps.map(
        |(step, status)| json!({ "history": history(order, step), "status": status, "step": step }),
    );
    Ok(shown.collect())
}

fn history(order: &Order, step: &str) -> Vec<Value> {
    let paid = order.payment.iter().filter(|_| step == "VALIDATING");
    let entry = |date| {
        json!({
            "date": time::rfc3339(date),
            "description": "payment confirmed",
            "label": "PAYMENT_CONFIRMED",
        })
    };
    paid.map(|payment| entry(payment.at)).collect()
}

fn retract(world: &mut World, call: &Call<'_>) -> Answer {
    let pace = world.pace;
    let order = order_of(world, call)?;
    let body = Body::read(call, &["reason"], &["comment"])?;
    body.text("comment")?;
    let reason = body.needed_text("reason")?;
    if !REASONS.contains(&reason.as_str()) {
        let value = body.value("reason");
        return Err(Refusal::wrong_type(
            "reason",
            &value,
            "billing.order.RetractionReasonEnum",
        ));
    }
    order
        .retract(pace, call.now())
        .map_err(Refusal::bad_request)?;
    Ok(Value::Null)
}

fn waive(world: &mut World, call: &Call<'_>) -> Answer {
    order_of(world, call)?.retraction_waived = true;
    Ok(Value::Null)
}
