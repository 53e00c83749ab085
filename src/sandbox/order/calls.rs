//! The operations under `/me/order`: reading an order, paying it, and stepping back from it.

use serde_json::{Value, json};

use crate::sandbox::catalogue::price::price;
use crate::sandbox::clock::{later, rfc3339};
use crate::sandbox::http::{Answer, Body, Call, Refusal};
use crate::sandbox::order::state::{Detail, Order, Payment, RETRACTION};
use crate::sandbox::order::status::Status;
use crate::sandbox::order::{bill, page};
use crate::sandbox::world::World;

/// The values of `billing.order.RetractionReasonEnum`.
const REASONS: &[&str] = &[
    "competitor",
    "difficulty",
    "expensive",
    "other",
    "performance",
    "reliability",
    "unused",
];

pub fn list(world: &mut World, call: &Call<'_>) -> Answer {
    let (from, to) = (call.query_time("date.from")?, call.query_time("date.to")?);
    let orders = world.orders.values().filter(|order| {
        from.is_none_or(|from| order.created >= from) && to.is_none_or(|to| order.created <= to)
    });
    Ok(orders.map(|order| order.id).collect())
}

pub fn get(world: &mut World, call: &Call<'_>) -> Answer {
    let order = world.order(call)?;
    let url = page::url(call.base(), order);
    let (quote, subsidiary) = (&order.quote, order.quote.subsidiary);
    let retraction = (!order.retraction_waived).then(|| rfc3339(later(order.created, RETRACTION)));
    Ok(json!({
        "date": rfc3339(order.created),
        "expirationDate": rfc3339(order.expires),
        "metadatas": [],
        "orderId": order.id,
        "password": order.password,
        "pdfUrl": bill::url(call.base(), order),
        "priceWithTax": price(quote.with_tax(), subsidiary),
        "priceWithoutTax": price(quote.without_tax, subsidiary),
        "retractionDate": retraction,
        "tax": price(quote.tax, subsidiary),
        "url": url,
    }))
}

pub fn status(world: &mut World, call: &Call<'_>) -> Answer {
    let status = world.order(call)?.read_status(call.now());
    Ok(json!(status.text()))
}

pub fn details(world: &mut World, call: &Call<'_>) -> Answer {
    let naming = world.naming;
    let details = world.order(call)?.listed(naming, call.now());
    Ok(details.iter().map(|detail| detail.id).collect())
}

pub fn detail(world: &mut World, call: &Call<'_>) -> Answer {
    let naming = world.naming;
    let order = world.order(call)?;
    let detail = detail_of(order, call)?;
    let (status, subsidiary) = (order.status(call.now()), order.quote.subsidiary);
    Ok(json!({
        "cancelled": status == Status::Cancelled,
        "description": detail.line.description,
        "detailType": detail.line.kind.text(),
        "domain": order.domain(detail, naming, call.now()),
        "orderDetailId": detail.id,
        "quantity": "1",
        "totalPrice": price(detail.line.unit, subsidiary),
        "unitPrice": price(detail.line.unit, subsidiary),
    }))
}

pub fn extension(world: &mut World, call: &Call<'_>) -> Answer {
    if world.subsidiary.region == "US" {
        return Err(Refusal::unknown_path());
    }
    let order = world.order(call)?;
    let item = &detail_of(order, call)?.item;
    let configurations = item
        .configurations
        .iter()
        .map(|set| json!({ "label": set.label, "value": set.value }));
    Ok(json!({
        "order": {
            "action": "installation",
            "configurations": configurations.collect::<Vec<_>>(),
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

/// What OVHcloud does for a line: one operation, in the US alone.
pub fn operations(world: &mut World, call: &Call<'_>) -> Answer {
    Ok(json!([operation_of(world, call)?]))
}

pub fn operation(world: &mut World, call: &Call<'_>) -> Answer {
    let id = call.number("operationId")?;
    if operation_of(world, call)? != id {
        return Err(Refusal::no_object("operationId", id));
    }
    let naming = world.naming;
    let order = world.order(call)?;
    let named = order.named(detail_of(order, call)?, naming, call.now());
    let resource = named.map(|name| json!({ "displayName": name, "name": name, "state": "ready" }));
    Ok(json!({
        "id": id,
        "quantity": 1,
        "resource": resource,
        "status": if named.is_some() { "done" } else { "todo" },
        "type": "create",
    }))
}

/// The number of the operation of the line in the path.
fn operation_of(world: &mut World, call: &Call<'_>) -> Result<i64, Refusal> {
    if world.subsidiary.region != "US" {
        return Err(Refusal::unknown_path());
    }
    let order = world.order(call)?;
    Ok(detail_of(order, call)?.id * 10 + 1)
}

fn detail_of<'a>(order: &'a Order, call: &Call<'_>) -> Result<&'a Detail, Refusal> {
    let id = call.number("orderDetailId")?;
    let detail = order.detail(id);
    detail.ok_or_else(|| Refusal::no_object("orderDetailId", id))
}

/// The steps of an order. All of a free order stay at `TODO` whatever its status, as seen live.
pub fn follow_up(world: &mut World, call: &Call<'_>) -> Answer {
    let order = world.order(call)?;
    let [validating, validated, delivering, available] = match order.status(call.now()) {
        _ if order.is_free() => ["TODO", "TODO", "TODO", "TODO"],
        Status::Cancelled | Status::Cancelling | Status::NotPaid | Status::Unknown => {
            ["TODO", "TODO", "TODO", "TODO"]
        }
        Status::Checking | Status::DocumentsRequested => ["DOING", "TODO", "TODO", "TODO"],
        Status::Delivering => ["DONE", "DONE", "DOING", "TODO"],
        Status::Delivered => ["DONE", "DONE", "DONE", "DONE"],
    };
    let paid = order.payment.iter().map(|payment| {
        json!({
            "date": rfc3339(payment.at),
            "description": "payment confirmed",
            "label": "PAYMENT_CONFIRMED",
        })
    });
    let held = order.held.iter().filter_map(|(status, at)| {
        let (label, description) = match status {
            Status::Checking => ("FRAUD_MANUAL_REVIEW", "the order is looked at"),
            Status::DocumentsRequested => ("FRAUD_DOCS_REQUESTED", "documents are needed"),
            _ => return None,
        };
        Some(json!({ "date": rfc3339(*at), "description": description, "label": label }))
    });
    let history: Vec<_> = paid.chain(held).collect();
    Ok(json!([
        { "history": history, "status": validating, "step": "VALIDATING" },
        { "history": [], "status": validated, "step": "VALIDATED" },
        { "history": [], "status": delivering, "step": "DELIVERING" },
        { "history": [], "status": available, "step": "AVAILABLE" },
    ]))
}

pub fn retract(world: &mut World, call: &Call<'_>) -> Answer {
    let order = world.order(call)?;
    let body = Body::read(call, &["reason"], &["comment"])?;
    body.text("comment")?;
    let reason = body.needed_text("reason")?;
    if !REASONS.contains(&reason.as_str()) {
        let kind = "billing.order.RetractionReasonEnum";
        return Err(Refusal::wrong_type("reason", &json!(reason), kind));
    }
    order.retract(call.now()).map_err(Refusal::bad_request)?;
    Ok(Value::Null)
}

pub fn waive(world: &mut World, call: &Call<'_>) -> Answer {
    let order = world.order(call)?;
    order
        .waive_retraction(call.now())
        .map_err(Refusal::bad_request)?;
    Ok(Value::Null)
}

pub fn payment(world: &mut World, call: &Call<'_>) -> Answer {
    let order = world.order(call)?;
    let Some(payment) = &order.payment else {
        return Err(Refusal::no_object("payment of order", order.id));
    };
    Ok(json!({
        "paymentDate": rfc3339(payment.at),
        "paymentIdentifier": null,
        "paymentType": payment.kind,
    }))
}

/// What the order can be paid with, by the names of the older calls.
pub fn registered_means(world: &mut World, call: &Call<'_>) -> Answer {
    let means = world.wallet.means();
    let is_free = world.order(call)?.is_free();
    let points = is_free.then_some("fidelityAccount");
    let means = means.into_iter().chain(points);
    Ok(means.map(|mean| json!({ "paymentMean": mean })).collect())
}

/// Where a person can pay the order, as long as it waits for that: on its page, with any card.
pub fn payment_means(world: &mut World, call: &Call<'_>) -> Answer {
    let order = world.order(call)?;
    let is_unpaid = order.status(call.now()) == Status::NotPaid;
    let card = json!([{
        "fee": 0, "htmlForm": null, "httpMethod": "GET", "logo": null, "parameters": [],
        "subType": null, "url": page::url(call.base(), order),
    }]);
    Ok(json!({
        "creditCard": is_unpaid.then_some(card), "edinar": null, "fidelityPoints": null,
        "ideal": null, "multibanco": null, "ovhAccount": null, "paypal": null, "promotion": null,
    }))
}

/// No order draws on a balance.
pub fn balances(world: &mut World, call: &Call<'_>) -> Answer {
    world.order(call)?;
    Ok(json!([]))
}

/// Orders of the sandbox have no balance, debt or consumption: an order with one of them comes from
/// services that are billed afterwards.
pub fn absent(world: &mut World, call: &Call<'_>) -> Answer {
    let id = world.order(call)?.id;
    let path = call.request.api_path().unwrap_or_default();
    let name = path.split('/').nth(4).unwrap_or_default();
    Err(Refusal::no_object(&format!("{name} of order"), id))
}

pub fn payment_methods(world: &mut World, call: &Call<'_>) -> Answer {
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
        "registered": world.wallet.payable(),
    }))
}

pub fn pay(world: &mut World, call: &Call<'_>) -> Answer {
    let (payable, wallet) = (world.obstacles.payment(), world.wallet.clone());
    let order = world.order(call)?;
    let method = Body::read(call, &["paymentMethod"], &[])?.value("paymentMethod");
    let Some(id) = method.get("id").and_then(Value::as_i64) else {
        let kind = "billing.order.PayWithPaymentMethod";
        return Err(Refusal::wrong_type("paymentMethod", &method, kind));
    };
    let kind = wallet.pay_with(id)?;
    payable?;
    let payment = Payment::new(kind, call.now());
    order.pay(payment).map_err(Refusal::bad_request)?;
    Ok(Value::Null)
}

pub fn pay_with_mean(world: &mut World, call: &Call<'_>) -> Answer {
    let wallet = world.wallet.clone();
    let order = world.order(call)?;
    let body = Body::read(call, &["paymentMean"], &["paymentMeanId"])?;
    let mean = body.needed_text("paymentMean")?;
    let id = body.long("paymentMeanId")?;
    let kind = wallet.pay_with_mean(&mean, id, order.is_free())?;
    let payment = Payment::new(kind, call.now());
    order.pay(payment).map_err(Refusal::bad_request)?;
    Ok(Value::Null)
}
