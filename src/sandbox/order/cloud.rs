//! The operations under `/cloud` around an order of a Public Cloud project. Projects follow from
//! delivered orders.

use serde_json::{Value, json};

use crate::sandbox::account::NICHANDLE;
use crate::sandbox::catalogue::money::{Ucents, price};
use crate::sandbox::catalogue::plans::Delivers;
use crate::sandbox::http::refusal::{Answer, Refusal};
use crate::sandbox::http::request::Call;
use crate::sandbox::http::route::Route;
use crate::sandbox::order::state::{Detail, Order, Status};
use crate::sandbox::time;
use crate::sandbox::world::World;

pub const ROUTES: &[Route] = &[
    Route::account("GET", "/cloud/eligibility", eligibility),
    Route::account("GET", "/cloud/order", orders),
    Route::account("GET", "/cloud/project", projects),
    Route::account("GET", "/cloud/project/{serviceName}", project),
];

/// What the sandbox takes every voucher for: 10 units of the currency.
const VOUCHER: Ucents = Ucents(1_000_000_000);

fn eligibility(world: &mut World, call: &Call<'_>) -> Answer {
    let credit = price(VOUCHER, world.place);
    let voucher = call.query("voucher");
    let voucher = voucher.map(|_| json!({ "credit": credit, "paymentMethodRequired": true }));
    Ok(json!({
        "actionsRequired": [],
        "minimumCredit": null,
        "paymentMethodsAuthorized": ["creditCard", "paypal", "sepaDirectDebit"],
        "voucher": voucher,
    }))
}

fn orders(world: &mut World, call: &Call<'_>) -> Answer {
    let code = call.query("planCode");
    let asked = |detail: &Detail| {
        code.as_ref()
            .is_none_or(|code| detail.item.plan.plan_code == *code)
    };
    let found = found(world, call).filter(|(_, detail, _)| asked(detail));
    let shown = found.map(|(order, detail, status)| {
        let service = (status == Status::Delivered).then_some(&detail.service);
        json!({
            "date": time::rfc3339(order.created),
            "orderId": order.id,
            "planCode": detail.item.plan.plan_code,
            "serviceName": service,
            "status": shown(status),
        })
    });
    Ok(shown.collect())
}

fn shown(status: Status) -> &'static str {
    match status {
        Status::Cancelled => "unknown",
        Status::Checking | Status::Delivering => "delivering",
        Status::Delivered => "delivered",
        Status::NotPaid => "unpaid",
    }
}

fn projects(world: &mut World, call: &Call<'_>) -> Answer {
    let delivered = delivered(world, call);
    Ok(delivered
        .map(|(_, detail)| detail.service.clone())
        .collect())
}

fn project(world: &mut World, call: &Call<'_>) -> Answer {
    let id = call.text(0);
    let mut delivered = delivered(world, call);
    let found = delivered.find(|(_, detail)| detail.service == id);
    let (order, detail) = found.ok_or_else(|| Refusal::not_found("This service does not exist"))?;
    let name = detail.item.configured("description");
    Ok(json!({
        "access": "full",
        "creationDate": time::rfc3339(order.created),
        "description": name,
        "expiration": null,
        "iam": iam(id, name),
        "manualQuota": false,
        "orderId": order.id,
        "planCode": detail.item.plan.plan_code,
        "projectName": name,
        "project_id": id,
        "status": "ok",
        "unleash": false,
    }))
}

fn iam(project: &str, name: Option<&str>) -> Value {
    let part = |from, to| project.get(from..to).unwrap_or_default();
    let groups = [
        part(0, 8),
        part(8, 12),
        part(12, 16),
        part(16, 20),
        part(20, 32),
    ];
    json!({
        "displayName": name.unwrap_or(project),
        "id": groups.join("-"),
        "state": "OK",
        "tags": {},
        "urn": format!("urn:v1:eu:resource:publicCloudProject:{project}:{NICHANDLE}"),
    })
}

fn delivered<'a>(
    world: &'a World,
    call: &Call<'_>,
) -> impl Iterator<Item = (&'a Order, &'a Detail)> {
    let all = found(world, call);
    let delivered = all.filter(|(_, _, status)| *status == Status::Delivered);
    delivered.map(|(order, detail, _)| (order, detail))
}

/// The lines of Public Cloud projects in all orders.
fn found<'a>(
    world: &'a World,
    call: &Call<'_>,
) -> impl Iterator<Item = (&'a Order, &'a Detail, Status)> {
    let (pace, now) = (world.pace, call.now());
    world.orders.values().flat_map(move |order| {
        let status = order.status(pace, now);
        let details = order.details.iter();
        let projects = details.filter(|detail| detail.delivers(Delivers::Project));
        projects.map(move |detail| (order, detail, status))
    })
}
