//! The catalogues that have an older or a smaller shape: one account of what is sold, which each
//! operation answers in the type that it is described with.

use serde_json::{Value, json};

use crate::sandbox::catalogue::plans::{OptionFamily, Plan, Pricing};
use crate::sandbox::catalogue::price::price_in_ucents;
use crate::sandbox::catalogue::public;
use crate::sandbox::catalogue::subsidiary::{self, Subsidiary};
use crate::sandbox::http::{Answer, Call, Operation, Refusal};
use crate::sandbox::world::World;

/// The names of the formatted catalogues.
pub fn list(world: &mut World, call: &Call<'_>) -> Answer {
    let path = call.request.api_path().unwrap_or_default();
    Ok(json!(world.descriptions.below(path)))
}

/// The catalogue of a product. A private one can have the shape of the public ones.
pub fn get(world: &mut World, call: &Call<'_>) -> Answer {
    let operation = described(world, call)?;
    let kind = &operation.response;
    if kind.starts_with("order.catalog.public.") && kind.ends_with("Catalog") {
        return public::get(world, call);
    }
    let sold = sold(world, call)?;
    Ok(world.descriptions.shaped(&operation.response, &sold))
}

/// The plans of a catalogue, or those with the codes that are asked for.
pub fn plans(world: &mut World, call: &Call<'_>) -> Answer {
    let operation = described(world, call)?;
    let (sold, code) = (sold(world, call)?, call.query("planCode"));
    let plans = sold.get("plans").and_then(Value::as_array);
    let asked = plans.into_iter().flatten().filter(|plan| {
        let known = plan.get("planCode").and_then(Value::as_str);
        code.is_none() || code.as_deref() == known
    });
    let asked: Value = asked.cloned().collect();
    Ok(world.descriptions.shaped(&operation.response, &asked))
}

/// The operation of this call, if it has what it needs.
fn described<'a>(world: &'a World, call: &Call<'_>) -> Result<&'a Operation, Refusal> {
    let path = call.request.api_path().unwrap_or_default();
    let operation = world.descriptions.described("GET", path);
    let operation = operation.ok_or_else(|| Refusal::not_emulated("GET", path))?;
    for parameter in operation.parameters_in("query").filter(|it| it.required) {
        call.needed_query(parameter.name.as_deref().unwrap_or_default())?;
    }
    Ok(operation)
}

/// What is sold of a product, with the fields of every shape.
fn sold(world: &World, call: &Call<'_>) -> Answer {
    let asked = subsidiary::asked(&call.needed_query("ovhSubsidiary")?)?;
    let product = call.arg("catalogue");
    let plans = world.catalogue.listed(product, asked);
    let codes = plans.iter().map(|plan| plan.plan_code.as_str());
    let formatted = plans.iter().map(|plan| {
        let options = plan.options.iter().map(|family| {
            let addons = family.addons.iter().filter_map(|code| {
                let addon = world.catalogue.addon(product, code, asked)?;
                Some(offered(addon, family, asked))
            });
            json!({
                "addons": addons.collect::<Vec<_>>(),
                "exclusive": family.exclusive,
                "family": family.name,
                "mandatory": family.mandatory,
            })
        });
        shown(plan, options.collect(), asked)
    });
    Ok(json!({
        "active": true,
        "catalogId": 1,
        "catalogName": call.query("catalogName").unwrap_or_else(|| product.to_owned()),
        "families": [{ "name": product, "products": codes.collect::<Vec<_>>() }],
        "id": 1,
        "merchantCode": asked.code,
        "metadatas": {
            "catalog": 1,
            "currency": { "code": asked.currency, "description": asked.currency, "symbol": asked.symbol },
            "merchant": asked.code,
        },
        "plans": formatted.collect::<Vec<_>>(),
        "products": plans.iter().map(|plan| server(plan, product, asked)).collect::<Vec<_>>(),
        "version": 1,
    }))
}

fn shown(plan: &Plan, options: Value, subsidiary: &Subsidiary) -> Value {
    let pricings = plan
        .pricings
        .iter()
        .filter(|pricing| pricing.mode == "default");
    json!({
        "addonsFamily": options,
        "details": {
            "pricings": { "default": pricings.map(|it| priced(it, subsidiary)).collect::<Vec<_>>() },
            "product": {
                "configurations": public::configurations(plan, |_| true),
                "description": plan.description,
                "internalType": "delivery",
                "name": plan.product,
            },
        },
        "invoiceName": plan.name,
        "planCode": plan.plan_code,
        "planId": 1,
        "pricingType": "rental",
    })
}

fn offered(addon: &Plan, family: &OptionFamily, subsidiary: &Subsidiary) -> Value {
    let quantity = addon.pricings.first().map(|pricing| pricing.quantity);
    json!({
        "default": family.default.as_ref() == Some(&addon.plan_code),
        "invoiceName": addon.name,
        "maximumQuantity": quantity.and_then(|quantity| quantity.max),
        "minimumQuantity": quantity.map(|quantity| quantity.min),
        "plan": shown(addon, json!([]), subsidiary),
    })
}

fn priced(pricing: &Pricing, subsidiary: &Subsidiary) -> Value {
    json!({
        "capacities": pricing.capacities,
        "commitment": pricing.commitment,
        "description": pricing.description,
        "interval": pricing.interval,
        "intervalUnit": pricing.interval_unit,
        "maximumQuantity": pricing.quantity.max,
        "maximumRepeat": pricing.repeat.max,
        "minimumQuantity": pricing.quantity.min,
        "minimumRepeat": pricing.repeat.min,
        "mustBeCompleted": false,
        "price": price_in_ucents(pricing.price, subsidiary),
        "priceInUcents": pricing.price.0,
        "pricingStrategy": "tiered",
    })
}

/// A plan as the catalogue of dedicated servers has it: a price for each phase.
fn server(plan: &Plan, family: &str, subsidiary: &Subsidiary) -> Value {
    json!({
        "code": plan.plan_code,
        "datacenters": plan.stock.keys().collect::<Vec<_>>(),
        "family": family,
        "invoiceName": plan.name,
        "prices": {
            "default": {
                "installation": phase(plan, "installation", subsidiary),
                "renew": phase(plan, "renew", subsidiary),
            },
        },
    })
}

fn phase(plan: &Plan, capacity: &str, subsidiary: &Subsidiary) -> Option<Value> {
    let mut pricings = plan.pricings.iter();
    let found = pricings.find(|it| it.mode == "default" && it.has(capacity));
    found.map(|pricing| price_in_ucents(pricing.price, subsidiary))
}
