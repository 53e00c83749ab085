//! Domains in a cart: which are free, and what it costs to register or to transfer one.

use std::sync::Arc;

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::sandbox::cart::configuration::requirement;
use crate::sandbox::cart::items::{choice, put_in, shown_options, unknown_plan};
use crate::sandbox::cart::state::{Cart, Item};
use crate::sandbox::catalogue::offer::{self, Choice};
use crate::sandbox::catalogue::plans::{Plan, Pricing};
use crate::sandbox::catalogue::price::price_in_ucents;
use crate::sandbox::catalogue::subsidiary::Subsidiary;
use crate::sandbox::http::{Answer, Body, Call, Refusal};
use crate::sandbox::world::World;

const PRODUCT: &str = "domain";
const PACKS: &str = "domainPacks";

/// Names that somebody else has, so that they can be transferred and not registered.
const TAKEN: &[&str] = &["example", "taken"];

pub fn offers(world: &mut World, call: &Call<'_>) -> Answer {
    let subsidiary = sold_to(world.cart(call)?)?;
    let name = asked(call.needed_query("domain")?)?;
    let plan = plan_of(world, &name, subsidiary)?;
    let offers = plan.pricings.iter().map(|pricing| {
        let is_orderable = is_orderable(world, pricing, &name, call.now());
        offer(&plan, pricing, is_orderable, subsidiary)
    });
    Ok(offers.collect())
}

pub fn options(world: &mut World, call: &Call<'_>) -> Answer {
    let subsidiary = sold_to(world.cart(call)?)?;
    let name = asked(call.needed_query("domain")?)?;
    let plan = plan_of(world, &name, subsidiary)?;
    Ok(shown_options(&world.catalogue, &plan, subsidiary))
}

/// Nothing: no domain of the sandbox expires.
pub fn restorable(world: &mut World, call: &Call<'_>) -> Answer {
    world.cart(call)?;
    call.needed_query("domain")?;
    Ok(json!([]))
}

/// What is left out follows from the name: it is registered if it is free, or else transferred.
pub fn add(world: &mut World, call: &Call<'_>) -> Answer {
    let subsidiary = sold_to(world.open_cart(call)?)?;
    let takes = ["duration", "offerId", "planCode", "pricingMode", "quantity"];
    let body = Body::read(call, &["domain"], &takes)?;
    let name = asked(body.needed_text("domain")?)?;
    let plan = plan_of(world, &name, subsidiary)?;
    if let Some(code) = body
        .text("planCode")?
        .filter(|code| *code != plan.plan_code)
    {
        let message = format!("Plan {code} is not the plan of {name}");
        return Err(Refusal::bad_request(message));
    }
    let mode = body.text("pricingMode")?;
    let id = body.text("offerId")?;
    let mut fitting = plan.pricings.iter().filter(|pricing| {
        is_orderable(world, pricing, &name, call.now())
            && mode.as_ref().is_none_or(|mode| pricing.mode == *mode)
            && id.as_ref().is_none_or(|id| offer_id(&plan, pricing) == *id)
    });
    let Some(pricing) = fitting.next() else {
        let message = format!("Domain {name} cannot be ordered with this offer");
        return Err(Refusal::bad_request(message));
    };
    let choice = Choice {
        duration: body.text("duration")?.unwrap_or_else(|| pricing.duration()),
        pricing_mode: pricing.mode.clone(),
        quantity: body.long("quantity")?.unwrap_or(1),
    };
    let item = Item {
        service: Some(name),
        ..Item::new(world.item_id(), PRODUCT, Arc::clone(&plan), choice)
    };
    put_in(world.open_cart(call)?, item)
}

/// The US has no domains.
fn sold_to(cart: &Cart) -> Result<&'static Subsidiary, Refusal> {
    match cart.subsidiary.region {
        "US" => Err(Refusal::unknown_path()),
        _ => Ok(cart.subsidiary),
    }
}

/// A name in lower case, if it is one below an extension.
fn asked(text: String) -> Result<String, Refusal> {
    let name = text.to_ascii_lowercase();
    let is_name = name.contains('.')
        && name.split('.').all(|label| {
            let mut letters = label.chars();
            !label.is_empty()
                && !label.starts_with('-')
                && !label.ends_with('-')
                && letters.all(|letter| letter == '-' || letter.is_alphanumeric())
        });
    if !is_name {
        return Err(Refusal::wrong_type("domain", &json!(text), "domain"));
    }
    Ok(name)
}

/// The plan of an extension: `com` for `sandbox.com`.
fn plan_of(world: &World, name: &str, subsidiary: &Subsidiary) -> Result<Arc<Plan>, Refusal> {
    let (_, extension) = name.split_once('.').unwrap_or_default();
    let plan = world.catalogue.plan(PRODUCT, extension, subsidiary);
    plan.cloned()
        .ok_or_else(|| Refusal::bad_request(format!("Extension {extension} is not sold")))
}

/// Whether it can be had this way: a name that somebody has can only be transferred, and one of
/// this account neither.
fn is_orderable(world: &World, pricing: &Pricing, name: &str, now: Timestamp) -> bool {
    let (label, _) = name.split_once('.').unwrap_or_default();
    let is_own = world
        .services(now)
        .iter()
        .any(|service| service.name == name);
    !is_own && (action(pricing) == "create") != TAKEN.contains(&label)
}

/// What a pricing mode is for: `create` for `create-default`.
fn action(pricing: &Pricing) -> &str {
    pricing.mode.split('-').next().unwrap_or_default()
}

fn offer_id(plan: &Plan, pricing: &Pricing) -> String {
    format!("sandbox-{}-{}", plan.plan_code, pricing.mode)
}

fn offer(plan: &Plan, pricing: &Pricing, is_orderable: bool, subsidiary: &Subsidiary) -> Value {
    let amount = price_in_ucents(pricing.price, subsidiary);
    let prices =
        ["PRICE", "RENEW", "TOTAL"].map(|label| json!({ "label": label, "price": amount }));
    let configurations = plan.configurations.iter().map(requirement);
    json!({
        "action": action(pricing),
        "configurations": configurations.collect::<Vec<_>>(),
        "currentNameservers": null,
        "deliveryTime": "PT1H",
        "duration": [pricing.duration()],
        "isTransferLocked": null,
        "offer": plan.name,
        "offerId": offer_id(plan, pricing),
        "orderable": is_orderable,
        "phase": "golive",
        "prices": prices,
        "pricingMode": pricing.mode,
        "productId": PRODUCT,
        "quantityMax": pricing.quantity.max,
        "recommendedDuration": pricing.duration(),
    })
}

/// The packs of extensions: one marked plan, for the name in all of them.
pub fn packs(world: &mut World, call: &Call<'_>) -> Answer {
    let subsidiary = sold_to(world.cart(call)?)?;
    asked(call.needed_query("domain")?)?;
    let packs = world.catalogue.family(PACKS, subsidiary).map(|plan| {
        let mut pack = offer::product(plan, subsidiary);
        if let Some(fields) = pack.as_object_mut() {
            fields.retain(|name, _| name == "planCode" || name == "prices");
            fields.insert("description".to_owned(), json!({ "domains": [] }));
        }
        pack
    });
    Ok(packs.collect())
}

pub fn add_pack(world: &mut World, call: &Call<'_>) -> Answer {
    let subsidiary = sold_to(world.open_cart(call)?)?;
    let needs = ["domain", "duration", "planCode", "pricingMode", "quantity"];
    let body = Body::read(call, &needs, &[])?;
    let name = asked(body.needed_text("domain")?)?;
    let code = body.needed_text("planCode")?;
    let found = world.catalogue.plan(PACKS, &code, subsidiary);
    let plan = Arc::clone(found.ok_or_else(|| unknown_plan(&code))?);
    let item = Item {
        service: Some(name),
        ..Item::new(world.item_id(), PACKS, plan, choice(&body)?)
    };
    put_in(world.open_cart(call)?, item)
}
