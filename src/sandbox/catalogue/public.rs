//! The public catalogues in their real shape, from the same data as the offers. What the sandbox does
//! not sell is left out.

use serde_json::{Value, json};

use crate::sandbox::cart::calls::subsidiary;
use crate::sandbox::catalogue::money::{Ucents, decimal, formatted};
use crate::sandbox::catalogue::offer::Phase;
use crate::sandbox::catalogue::plans::{Catalogue, OptionFamily, Plan, Pricing, Requirement};
use crate::sandbox::catalogue::subsidiary::Subsidiary;
use crate::sandbox::http::refusal::Answer;
use crate::sandbox::http::request::Call;
use crate::sandbox::http::route::Route;
use crate::sandbox::world::World;

pub const ROUTES: &[Route] = &[
    Route::open("GET", "/order/catalog/public/cloud", cloud),
    Route::open("GET", "/order/catalog/public/eco", eco),
    Route::open("GET", "/order/catalog/public/vps", vps),
];

fn cloud(world: &mut World, call: &Call<'_>) -> Answer {
    catalogue(world, call, "cloud")
}

fn eco(world: &mut World, call: &Call<'_>) -> Answer {
    catalogue(world, call, "eco")
}

fn vps(world: &mut World, call: &Call<'_>) -> Answer {
    catalogue(world, call, "vps")
}

fn catalogue(world: &World, call: &Call<'_>, family: &str) -> Answer {
    let place = subsidiary(&call.required_query("ovhSubsidiary")?)?;
    let plans = world.catalogue.family(family, place);
    let addons = addons(&world.catalogue, &plans);
    let shown =
        |plans: &[&Plan]| -> Vec<Value> { plans.iter().map(|item| plan(item, place)).collect() };
    let plans: Vec<&Plan> = plans.into_iter().map(AsRef::as_ref).collect();
    let products = plans.iter().chain(&addons).map(|plan| product(plan));
    Ok(json!({
        "addons": shown(&addons),
        "catalogId": 1,
        "locale": {
            "currencyCode": place.currency,
            "subsidiary": place.code,
            "taxRate": tax_rate(place),
        },
        "planFamilies": [],
        "plans": shown(&plans),
        "products": products.collect::<Vec<_>>(),
    }))
}

/// Every option of these plans once.
fn addons<'a>(catalogue: &'a Catalogue, plans: &[&std::sync::Arc<Plan>]) -> Vec<&'a Plan> {
    let families = plans.iter().flat_map(|plan| &plan.options);
    let mut codes: Vec<_> = families.flat_map(|family| &family.addons).collect();
    codes.sort_unstable();
    codes.dedup();
    let addons = codes.into_iter().filter_map(|code| catalogue.addon(code));
    addons.map(AsRef::as_ref).collect()
}

fn tax_rate(place: &Subsidiary) -> Value {
    match (place.tax_permille / 10, place.tax_permille % 10) {
        (whole, 0) => json!(whole),
        (whole, tenth) => Value::Number(decimal(&format!("{whole}.{tenth}"))),
    }
}

fn plan(plan: &Plan, place: &Subsidiary) -> Value {
    json!({
        "addonFamilies": plan.options.iter().map(family).collect::<Vec<_>>(),
        "blobs": null,
        "configurations": configurations(plan, is_of_plan),
        "consumptionConfiguration": null,
        "family": null,
        "invoiceName": plan.name,
        "planCode": plan.plan_code,
        "pricingType": "rental",
        "pricings": pricings(plan, place),
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

/// Contacts are asked of every item and are in no catalogue; a reservation is asked by the product.
fn is_of_plan(requirement: &Requirement) -> bool {
    requirement.label != "extra_reservation"
}

fn configurations(plan: &Plan, wanted: impl Fn(&Requirement) -> bool) -> Vec<Value> {
    let labels = plan.configurations.iter();
    let listed = labels.filter(|label| label.kind == "String" && wanted(label));
    let shown = listed.map(|label| {
        let values = label.values.iter().flatten().next();
        json!({
            "isCustom": values.is_none(),
            "isMandatory": label.required,
            "name": label.label,
            "values": values,
        })
    });
    shown.collect()
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

fn pricings(plan: &Plan, place: &Subsidiary) -> Vec<Value> {
    let shown = |(phase, pricing, price): (Phase, &Pricing, Ucents)| {
        let committed = phase == Phase::Renew && pricing.mode != "default";
        json!({
            "capacities": [phase.capacity()],
            "commitment": if committed { pricing.months } else { 0 },
            "description": phase.description(pricing),
            "engagementConfiguration": committed.then(|| engagement(pricing)),
            "formattedPrice": formatted(price, place),
            "interval": phase.months(pricing),
            "intervalUnit": if phase == Phase::Renew { "month" } else { "none" },
            "mode": pricing.mode,
            "mustBeCompleted": false,
            "phase": i32::from(phase == Phase::Renew),
            "price": price.0,
            "promotions": [],
            "quantity": { "max": plan.quantity.max, "min": plan.quantity.min },
            "repeat": { "max": phase.maximum_repeat(), "min": 1 },
            "strategy": "tiered",
            "tax": tax(price, place),
            "type": "rental",
        })
    };
    Phase::entries(plan).map(shown).collect()
}

fn engagement(pricing: &Pricing) -> Value {
    // The catalogue writes months where offers write years.
    let duration = format!("P{}M", pricing.months);
    json!({ "defaultEndAction": "REACTIVATE_ENGAGEMENT", "duration": duration, "type": "upfront" })
}

/// Tax in the catalogue is not rounded.
fn tax(price: Ucents, place: &Subsidiary) -> i64 {
    price.0 / 1000 * place.tax_permille
}
