//! `/order/upgrade`: another plan for a service that exists. No cart is between the call and the order.

use std::sync::Arc;

use serde_json::json;

use crate::sandbox::cart::checkout::{AUTOPAY, Terms, contracts, place};
use crate::sandbox::cart::items::unknown_plan;
use crate::sandbox::cart::quote::quote;
use crate::sandbox::cart::state::{Cart, Item};
use crate::sandbox::catalogue::built_in;
use crate::sandbox::catalogue::offer::{self, Choice};
use crate::sandbox::catalogue::plans::Plan;
use crate::sandbox::http::{Answer, Body, Call, Refusal};
use crate::sandbox::service::options::asked;
use crate::sandbox::service::state::Service;
use crate::sandbox::world::World;

/// The first number of an operation.
const FIRST_OPERATION: i64 = 31_000_000;

/// The one product whose upgrades have no quantity.
const UNCOUNTED: &str = "zimbra";

pub fn offers(world: &mut World, call: &Call<'_>) -> Answer {
    let service = asked(world, call)?;
    let plans = plans(world, call.arg("product"), &service);
    let offers = plans
        .iter()
        .map(|plan| offer::product(plan, world.subsidiary));
    Ok(offers.collect())
}

/// What the upgrade costs. Nothing is ordered.
pub fn simulate(world: &mut World, call: &Call<'_>) -> Answer {
    let quantity = match call.query("quantity") {
        Some(text) => Some(text.parse().map_err(|_| {
            let text = json!(text);
            Refusal::wrong_type("quantity", &text, "long")
        })?),
        None => None,
    };
    let cart = upgraded(world, call, quantity)?;
    let order = quote(&cart, call.now()).shown(contracts(&cart), None);
    Ok(json!({ "operation": null, "order": order }))
}

/// Orders the upgrade at once.
pub fn execute(world: &mut World, call: &Call<'_>) -> Answer {
    let takes: &[&str] = match call.arg("product") {
        UNCOUNTED => &[AUTOPAY],
        _ => &[AUTOPAY, "quantity"],
    };
    let body = Body::read(call, &[], takes)?;
    let cart = upgraded(world, call, body.long("quantity")?)?;
    let terms = Terms {
        is_paid: body.flag(AUTOPAY)?.unwrap_or_default(),
        is_waived: false,
    };
    let id = world.ids.number(FIRST_OPERATION);
    let order = place(world, call, &cart, &terms)?;
    let plan = cart.items.first().map(|item| &item.plan);
    let product = plan.map(|plan| json!({ "description": plan.name, "name": plan.plan_code }));
    let status = if terms.is_paid { "DOING" } else { "TODO" };
    let operation = json!({ "id": id, "product": product, "status": status, "type": "UPGRADE" });
    Ok(json!({ "operation": operation, "order": order }))
}

/// A cart with the plan in the path for the service in the path.
fn upgraded(world: &mut World, call: &Call<'_>, quantity: Option<i64>) -> Result<Cart, Refusal> {
    let (product, code) = (call.arg("product"), call.arg("planCode"));
    let service = asked(world, call)?;
    let quantity = match quantity {
        Some(quantity) => quantity,
        None if product == UNCOUNTED => 1,
        None => return Err(Refusal::missing("quantity")),
    };
    let mut plans = plans(world, product, &service).into_iter();
    let plan = plans.find(|plan| plan.plan_code == code);
    let plan = plan.ok_or_else(|| unknown_plan(code))?;
    let pricing = plan
        .pricings
        .iter()
        .find(|pricing| pricing.has("renew"))
        .ok_or_else(|| unknown_plan(code))?;
    let choice = Choice {
        duration: pricing.duration(),
        pricing_mode: pricing.mode.clone(),
        quantity,
    };
    offer::choose(&plan, &choice).map_err(Refusal::bad_request)?;
    let item = Item {
        service: Some(service.name),
        ..Item::new(world.item_id(), product, Arc::clone(&plan), choice)
    };
    Ok(Cart::of(world.subsidiary, world.tax_permille, item))
}

/// The plans that a service can be upgraded to: the others of its product, or a marked one if there are
/// none.
fn plans(world: &World, product: &str, service: &Service) -> Vec<Arc<Plan>> {
    let family = world.catalogue.family(product, world.subsidiary);
    let others = family.filter(|plan| plan.plan_code != service.plan.plan_code);
    let mut plans: Vec<_> = others.cloned().collect();
    if plans.is_empty() {
        let marked = world.catalogue.addon(
            product,
            &built_in::marked_upgrade_code(product),
            world.subsidiary,
        );
        plans.extend(marked.cloned());
    }
    plans
}
