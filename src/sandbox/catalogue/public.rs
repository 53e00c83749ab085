//! The public catalogues in their real shape: as they were published, or from the same data as the
//! offers.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::{Value, json};

use crate::sandbox::catalogue::plans::{OptionFamily, Plan, Pricing, Promotion, Requirement};
use crate::sandbox::catalogue::price::{Ucents, decimal, formatted};
use crate::sandbox::catalogue::subsidiary::{self, Subsidiary};
use crate::sandbox::clock::rfc3339;
use crate::sandbox::http::{Answer, Call, Request};
use crate::sandbox::world::World;

/// The path of the public catalogue of a product.
const PATH: &str = "/order/catalog/public/";

/// Whether this is the path of a product's catalogue. Where no description says so, what is sold has one.
pub fn has(world: &World, path: &str, product: &str) -> bool {
    let descriptions = &world.descriptions;
    let is_described = descriptions.described("GET", path).is_some();
    let may_be =
        world.catalogue.has_family(product) && descriptions.template("GET", path).is_some();
    is_described || may_be
}

/// The catalogue that a request is for, if it was taken in as it was published.
pub fn as_published(world: &World, request: &Request, path: &str) -> Option<Arc<[u8]>> {
    let product = path.strip_prefix(PATH)?.trim_end_matches('/');
    if request.operation_method() != "GET" {
        return None;
    }
    let asked = subsidiary::find(&request.query("ovhSubsidiary")?)?;
    let subsidiary = answering(product, asked);
    let published = world.catalogue.published(product, subsidiary)?;
    Some(Arc::clone(&published.json))
}

/// The subsidiary whose catalogue is answered. Seen live: three have no `eco` catalogue of their own.
pub fn answering(product: &str, asked: &'static Subsidiary) -> &'static Subsidiary {
    let is_lent = product == "eco" && ["CZ", "FI", "LT"].contains(&asked.code);
    let lender = is_lent.then(|| subsidiary::find("IE")).flatten();
    lender.unwrap_or(asked)
}

/// The catalogue of a product.
pub fn get(world: &mut World, call: &Call<'_>) -> Answer {
    let asked = subsidiary::asked(&call.needed_query("ovhSubsidiary")?)?;
    let product = call.arg("catalogue");
    let subsidiary = answering(product, asked);
    let catalogue = &world.catalogue;
    let plans = catalogue.listed(product, subsidiary);
    let mut addons = BTreeMap::new();
    for family in plans.iter().flat_map(|plan| &plan.options) {
        for code in &family.addons {
            let addon = catalogue.addon(product, code, subsidiary);
            addons.extend(addon.map(|addon| (code, addon)));
        }
    }
    let all = plans.iter().chain(addons.values().copied());
    let products: BTreeMap<_, _> = all.map(|plan| (&plan.product, product_of(plan))).collect();
    Ok(json!({
        "addons": addons.values().map(|addon| shown(addon, subsidiary)).collect::<Vec<_>>(),
        "catalogId": 1,
        "locale": {
            "currencyCode": subsidiary.currency,
            "subsidiary": subsidiary.code,
            "taxRate": tax_rate(subsidiary),
        },
        "planFamilies": [],
        "plans": plans.iter().map(|plan| shown(plan, subsidiary)).collect::<Vec<_>>(),
        "products": products.into_values().collect::<Vec<_>>(),
    }))
}

fn tax_rate(subsidiary: &Subsidiary) -> Value {
    match (subsidiary.tax_permille / 10, subsidiary.tax_permille % 10) {
        (whole, 0) => json!(whole),
        (whole, tenth) => Value::Number(decimal(&format!("{whole}.{tenth}"))),
    }
}

fn shown(plan: &Plan, subsidiary: &Subsidiary) -> Value {
    let pricings = plan.pricings.iter();
    json!({
        "addonFamilies": plan.options.iter().map(family).collect::<Vec<_>>(),
        "blobs": plan.blobs,
        "configurations": configurations(plan, is_of_plan),
        "consumptionConfiguration": null,
        "family": null,
        "invoiceName": plan.name,
        "planCode": plan.plan_code,
        "pricingType": "rental",
        "pricings": pricings.map(|it| pricing(it, subsidiary)).collect::<Vec<_>>(),
        "product": plan.product,
    })
}

fn product_of(plan: &Plan) -> Value {
    json!({
        "blobs": plan.product_blobs,
        "configurations": configurations(plan, |label| !is_of_plan(label)),
        "description": plan.description,
        "name": plan.product,
    })
}

/// A reservation is asked for by the product, every other label by the plan.
fn is_of_plan(requirement: &Requirement) -> bool {
    requirement.label != "extra_reservation"
}

/// Contacts are asked for of every item and are in no catalogue: their type is not `String`.
pub fn configurations(plan: &Plan, wanted: impl Fn(&Requirement) -> bool) -> Value {
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

fn pricing(pricing: &Pricing, subsidiary: &Subsidiary) -> Value {
    let is_renewal = pricing.has("renew");
    let promotions = pricing.promotions().iter();
    json!({
        "capacities": pricing.capacities,
        "commitment": pricing.commitment,
        "description": pricing.description,
        "engagementConfiguration": engagement(pricing),
        "formattedPrice": formatted(pricing.price, subsidiary),
        "interval": pricing.interval,
        "intervalUnit": pricing.interval_unit,
        "mode": pricing.mode,
        "mustBeCompleted": false,
        "phase": i32::from(is_renewal),
        "price": pricing.price.0,
        "promotions": promotions.map(|it| promotion(it, pricing, subsidiary)).collect::<Vec<_>>(),
        "quantity": { "max": pricing.quantity.max, "min": pricing.quantity.min },
        "repeat": { "max": pricing.repeat.max, "min": pricing.repeat.min },
        "strategy": "tiered",
        "tax": tax(pricing.price, subsidiary),
        "type": pricing.kind,
    })
}

fn engagement(pricing: &Pricing) -> Value {
    let kind = match pricing.commitment {
        0 => return Value::Null,
        _ if pricing.mode.starts_with("upfront") => "upfront",
        _ => "periodic",
    };
    json!({
        "defaultEndAction": "REACTIVATE_ENGAGEMENT",
        // The catalogue writes months where offers write years.
        "duration": format!("P{}M", pricing.commitment),
        "type": kind,
    })
}

fn promotion(promotion: &Promotion, pricing: &Pricing, subsidiary: &Subsidiary) -> Value {
    let discount = promotion.discount.value;
    let total = pricing.price + discount.times(-1);
    json!({
        "context": "standard",
        "description": promotion.description,
        "discount": { "tax": tax(discount, subsidiary), "value": discount.0 },
        "duration": null,
        "endDate": promotion.end_date.map(rfc3339),
        "globalQuantity": null,
        "isGlobalQuantityLimited": false,
        "minimumDuration": null,
        "name": promotion.name,
        "quantity": null,
        "startDate": rfc3339(promotion.start_date),
        "total": { "tax": tax(total, subsidiary), "value": total.0 },
        "type": promotion.kind,
        "value": promotion.value,
    })
}

/// Tax in the catalogue is not rounded to cents.
fn tax(amount: Ucents, subsidiary: &Subsidiary) -> i64 {
    amount.0 / 1000 * subsidiary.tax_permille
}
