//! The operations under `/cloud` around an order of a Public Cloud project.

use serde_json::json;

use crate::sandbox::account::NICHANDLE;
use crate::sandbox::catalogue::delivers::Delivers;
use crate::sandbox::catalogue::price::{Ucents, price};
use crate::sandbox::catalogue::subsidiary;
use crate::sandbox::clock::rfc3339;
use crate::sandbox::http::{Answer, Call, Refusal};
use crate::sandbox::ids;
use crate::sandbox::order::state::{Detail, Order};
use crate::sandbox::order::status::Status;
use crate::sandbox::service::state::Service;
use crate::sandbox::world::World;

/// What every voucher is worth: 10 units of the currency.
const VOUCHER: Ucents = Ucents(1_000_000_000);

pub fn eligibility(world: &mut World, call: &Call<'_>) -> Answer {
    let credit = price(VOUCHER, world.subsidiary);
    let voucher = call
        .query("voucher")
        .map(|_| json!({ "credit": credit, "paymentMethodRequired": true }));
    Ok(json!({
        "actionsRequired": world.obstacles.eligibility(),
        "minimumCredit": null,
        "paymentMethodsAuthorized": ["creditCard", "paypal", "sepaDirectDebit"],
        "voucher": voucher,
    }))
}

/// The regions of the API's regions.
const REGIONS: [(&str, &[&str]); 3] = [
    ("EU", &["DE1", "GRA11", "SBG5", "UK1", "WAW1"]),
    ("CA", &["BHS5", "SGP1", "SYD1"]),
    ("US", &["US-EAST-VA-1", "US-WEST-OR-1"]),
];

/// Where the options of projects are offered: in every region of the subsidiary's API.
pub fn availability(world: &mut World, call: &Call<'_>) -> Answer {
    let subsidiary = subsidiary::asked(&call.needed_query("ovhSubsidiary")?)?;
    let (code, family) = (call.query("planCode"), call.query("addonFamily"));
    let regions = REGIONS
        .iter()
        .find(|(region, _)| *region == subsidiary.region);
    let regions = regions.map(|(_, regions)| regions);
    let plans = world.catalogue.listed("cloud", subsidiary);
    let families = plans.iter().flat_map(|plan| &plan.options);
    let families = families.filter(|it| family.as_ref().is_none_or(|asked| *asked == it.name));
    let codes = families.flat_map(|family| &family.addons);
    let (mut plans, mut products) = (Vec::new(), Vec::new());
    for addon in codes.filter_map(|code| world.catalogue.addon("cloud", code, subsidiary)) {
        if code.as_ref().is_none_or(|code| *code == addon.plan_code) {
            plans.push(json!({ "code": addon.plan_code, "regions": regions }));
            products.push(json!({ "name": addon.product, "regions": regions }));
        }
    }
    Ok(json!({ "plans": plans, "products": products }))
}

pub fn orders(world: &mut World, call: &Call<'_>) -> Answer {
    let code = call.query("planCode");
    let mut shown = Vec::new();
    for (order, detail) in project_details(world) {
        let plan = &detail.item.plan.plan_code;
        if code.as_ref().is_some_and(|code| code != plan) {
            continue;
        }
        let status = order.status(call.now());
        shown.push(json!({
            "date": rfc3339(order.created),
            "orderId": order.id,
            "planCode": plan,
            "serviceName": (status == Status::Delivered).then_some(&detail.service),
            "status": project_status(status),
        }));
    }
    Ok(json!(shown))
}

fn project_status(status: Status) -> &'static str {
    match status {
        Status::Cancelled | Status::Cancelling | Status::Unknown => "unknown",
        Status::Checking | Status::Delivering | Status::DocumentsRequested => "delivering",
        Status::Delivered => "delivered",
        Status::NotPaid => "unpaid",
    }
}

pub fn projects(world: &mut World, call: &Call<'_>) -> Answer {
    let projects = services(world, call);
    Ok(projects.map(|service| service.name).collect())
}

pub fn project(world: &mut World, call: &Call<'_>) -> Answer {
    let id = call.arg("serviceName");
    let service = services(world, call)
        .find(|service| service.name == id)
        .ok_or_else(|| Refusal::not_found("This service does not exist"))?;
    // A project that is there from the start was never ordered.
    let ordered = project_details(world).find(|(_, detail)| detail.service == id);
    let name = service.item.values("description").next();
    let urn = format!("resource:publicCloudProject:{id}:{NICHANDLE}");
    Ok(json!({
        "access": "full",
        "creationDate": rfc3339(service.since),
        "description": name,
        "expiration": null,
        "iam": {
            "displayName": name.unwrap_or(id),
            "id": ids::uuid(id),
            "state": "OK",
            "tags": {},
            "urn": world.subsidiary.urn(&urn),
        },
        "manualQuota": false,
        "orderId": ordered.map(|(order, _)| order.id),
        "planCode": service.plan.plan_code,
        "projectName": name,
        "project_id": id,
        "status": "ok",
        "unleash": false,
    }))
}

fn services(world: &World, call: &Call<'_>) -> impl Iterator<Item = Service> + use<> {
    let services = world.services(call.now()).into_iter();
    services.filter(|service| service.plan.delivers == Delivers::Project)
}

/// The details of Public Cloud projects in all orders.
fn project_details(world: &World) -> impl Iterator<Item = (&Order, &Detail)> {
    world.orders.values().flat_map(|order| {
        let details = order.details.iter();
        details
            .filter(|detail| detail.delivers(Delivers::Project))
            .map(move |detail| (order, detail))
    })
}
