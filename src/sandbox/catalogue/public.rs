//! The public catalogues in their real shape, from the same data as the offers.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::sandbox::catalogue::offer::Charge;
use crate::sandbox::catalogue::plans::{OptionFamily, Plan, Requirement};
use crate::sandbox::catalogue::price::{Ucents, decimal, formatted};
use crate::sandbox::catalogue::subsidiary::{self, Subsidiary};
use crate::sandbox::http::{Answer, Call};
use crate::sandbox::world::World;

pub fn cloud(world: &mut World, call: &Call<'_>) -> Answer {
    catalogue(world, call, "cloud")
}

pub fn eco(world: &mut World, call: &Call<'_>) -> Answer {
    catalogue(world, call, "eco")
}

pub fn vps(world: &mut World, call: &Call<'_>) -> Answer {
    catalogue(world, call, "vps")
}

/// What the sandbox does not sell is left out.
fn catalogue(world: &World, call: &Call<'_>, family: &str) -> Answer {
    let subsidiary = subsidiary::asked(&call.needed_query("ovhSubsidiary")?)?;
    let plans: Vec<_> = world.catalogue.family(family, subsidiary).collect();
    let codes: BTreeSet<_> = plans
        .iter()
        .flat_map(|plan| &plan.options)
        .flat_map(|family| &family.addons)
        .collect();
    let addons: Vec<_> = codes
        .into_iter()
        .filter_map(|code| world.catalogue.addon(code))
        .collect();
    let products = plans.iter().chain(&addons).map(|plan| product(plan));
    Ok(json!({
        "addons": addons.iter().map(|addon| shown(addon, subsidiary)).collect::<Vec<_>>(),
        "catalogId": 1,
        "locale": {
            "currencyCode": subsidiary.currency,
            "subsidiary": subsidiary.code,
            "taxRate": tax_rate(subsidiary),
        },
        "planFamilies": [],
        "plans": plans.iter().map(|plan| shown(plan, subsidiary)).collect::<Vec<_>>(),
        "products": products.collect::<Vec<_>>(),
    }))
}

fn tax_rate(subsidiary: &Subsidiary) -> Value {
    match (subsidiary.tax_permille / 10, subsidiary.tax_permille % 10) {
        (whole, 0) => json!(whole),
        (whole, tenth) => Value::Number(decimal(&format!("{whole}.{tenth}"))),
    }
}

fn shown(plan: &Plan, subsidiary: &Subsidiary) -> Value {
    json!({
        "addonFamilies": plan.options.iter().map(family).collect::<Vec<_>>(),
        "blobs": null,
        "configurations": configurations(plan, is_of_plan),
        "consumptionConfiguration": null,
        "family": null,
        "invoiceName": plan.name,
        "planCode": plan.plan_code,
        "pricingType": "rental",
        "pricings": Charge::all(plan).map(|charge| pricing(&charge, plan, subsidiary)).collect::<Vec<_>>(),
        "product": plan.product,
    })
}

fn product(plan: &Plan) -> Value {
    json!({
        "blobs": null,
        "configurations": configurations(plan, |label| !is_of_plan(label)),
        "description": plan.name,
        "name": plan.product,
    })
}

/// A reservation is asked for by the product, every other label by the plan.
fn is_of_plan(requirement: &Requirement) -> bool {
    requirement.label != "extra_reservation"
}

/// Contacts are asked for of every item and are in no catalogue: their type is not `String`.
fn configurations(plan: &Plan, wanted: impl Fn(&Requirement) -> bool) -> Value {
    plan.configurations
        .iter()
        .filter(|label| label.kind == "String" && wanted(label))
        .map(|label| {
            let values = label.values.iter().flatten().next();
            json!({
                "isCustom": values.is_none(),
                "isMandatory": label.required,
                "name": label.label,
                "values": values,
            })
        })
        .collect()
}

fn family(family: &OptionFamily) -> Value {
    json!({
        "addons": family.addons,
        "default": family.default,
        "exclusive": family.exclusive,
        "mandatory": family.mandatory,
        "name": family.name,
    })
}

fn pricing(charge: &Charge<'_>, plan: &Plan, subsidiary: &Subsidiary) -> Value {
    let commitment = charge.months.filter(|_| charge.mode != "default");
    let is_renewal = charge.months.is_some();
    json!({
        "capacities": [charge.capacity],
        "commitment": commitment.unwrap_or(0),
        "description": charge.description(),
        "engagementConfiguration": commitment.map(engagement),
        "formattedPrice": formatted(charge.amount, subsidiary),
        "interval": charge.months.unwrap_or(0),
        "intervalUnit": if is_renewal { "month" } else { "none" },
        "mode": charge.mode,
        "mustBeCompleted": false,
        "phase": i32::from(is_renewal),
        "price": charge.amount.0,
        "promotions": [],
        "quantity": { "max": plan.quantity.max, "min": plan.quantity.min },
        "repeat": { "max": charge.maximum_repeat(), "min": 1 },
        "strategy": "tiered",
        "tax": tax(charge.amount, subsidiary),
        "type": charge.kind(),
    })
}

fn engagement(months: u32) -> Value {
    json!({
        "defaultEndAction": "REACTIVATE_ENGAGEMENT",
        // The catalogue writes months where offers write years.
        "duration": format!("P{months}M"),
        "type": "upfront",
    })
}

/// Tax in the catalogue is not rounded to cents.
fn tax(amount: Ucents, subsidiary: &Subsidiary) -> i64 {
    amount.0 / 1000 * subsidiary.tax_permille
}
