//! The operations on offers, options and items of a cart.

use std::sync::Arc;

use serde_json::{Value, json};

use crate::sandbox::cart::state::{Cart, Item};
use crate::sandbox::catalogue::offer::{self, Choice};
use crate::sandbox::catalogue::plans::Plan;
use crate::sandbox::catalogue::price::price_in_ucents;
use crate::sandbox::catalogue::shelves::Catalogue;
use crate::sandbox::catalogue::subsidiary::Subsidiary;
use crate::sandbox::http::{Answer, Body, Call, Refusal};
use crate::sandbox::world::World;

/// The item in the path.
pub fn item_of<'a>(cart: &'a mut Cart, call: &Call<'_>) -> Result<&'a mut Item, Refusal> {
    let id = call.number("itemId")?;
    let item = cart.item_mut(id);
    item.ok_or_else(|| Refusal::no_object("itemId", id))
}

pub fn list(world: &mut World, call: &Call<'_>) -> Answer {
    let cart = world.cart(call)?;
    Ok(cart.items.iter().map(|item| item.id).collect())
}

pub fn get(world: &mut World, call: &Call<'_>) -> Answer {
    let cart = world.cart(call)?;
    let id = item_of(cart, call)?.id;
    shown(cart, id)
}

pub fn edit(world: &mut World, call: &Call<'_>) -> Answer {
    let cart = world.open_cart(call)?;
    let mut changed = item_of(cart, call)?.clone();
    let id = changed.id;
    let body = Body::read(call, &[], &["quantity", "duration"])?;
    changed
        .update(body.long("quantity")?, body.text("duration")?)
        .map_err(Refusal::bad_request)?;
    cart.check_room(&changed).map_err(Refusal::bad_request)?;
    *item_of(cart, call)? = changed;
    shown(cart, id)
}

pub fn delete(world: &mut World, call: &Call<'_>) -> Answer {
    let cart = world.open_cart(call)?;
    let id = item_of(cart, call)?.id;
    cart.remove(id);
    Ok(Value::Null)
}

pub fn offers(world: &mut World, call: &Call<'_>) -> Answer {
    let subsidiary = world.cart(call)?.subsidiary;
    let code = call.query("planCode");
    Ok(world
        .catalogue
        .family(call.arg("product"), subsidiary)
        .filter(|plan| code.as_ref().is_none_or(|code| plan.plan_code == *code))
        .map(|plan| offer::product(plan, subsidiary))
        .collect())
}

pub fn options(world: &mut World, call: &Call<'_>) -> Answer {
    let subsidiary = world.cart(call)?.subsidiary;
    let code = call.needed_query("planCode")?;
    let plan = world.catalogue.plan(call.arg("product"), &code, subsidiary);
    let plan = plan.ok_or_else(|| unknown_plan(&code))?;
    Ok(shown_options(&world.catalogue, plan, subsidiary))
}

/// Every option of a plan.
pub fn shown_options(catalogue: &Catalogue, plan: &Plan, subsidiary: &Subsidiary) -> Value {
    let mut options = Vec::new();
    for family in &plan.options {
        for addon in &family.addons {
            let addon = catalogue.addon(&plan.family, addon, subsidiary);
            options.extend(addon.map(|addon| offer::option(addon, family, subsidiary)));
        }
    }
    json!(options)
}

pub fn add(world: &mut World, call: &Call<'_>) -> Answer {
    let subsidiary = world.open_cart(call)?.subsidiary;
    let needs = ["duration", "planCode", "pricingMode", "quantity"];
    let body = Body::read(call, &needs, &[])?;
    let code = body.needed_text("planCode")?;
    let found = world.catalogue.plan(call.arg("product"), &code, subsidiary);
    let plan = Arc::clone(found.ok_or_else(|| unknown_plan(&code))?);
    let item = Item::new(world.item_id(), call.arg("product"), plan, choice(&body)?);
    put_in(world.open_cart(call)?, item)
}

pub fn add_option(world: &mut World, call: &Call<'_>) -> Answer {
    let cart = world.open_cart(call)?;
    let subsidiary = cart.subsidiary;
    let needs = ["duration", "itemId", "planCode", "pricingMode", "quantity"];
    let body = Body::read(call, &needs, &[])?;
    let parent = body.needed_long("itemId")?;
    let owner = cart
        .item(parent)
        .filter(|item| item.family == call.arg("product"))
        .ok_or_else(|| Refusal::no_object("itemId", parent))?;
    let code = body.needed_text("planCode")?;
    if owner.plan.option_family(&code).is_none() {
        let plan = &owner.plan.plan_code;
        let message = format!("Plan {code} is not an option of plan {plan}");
        return Err(Refusal::bad_request(message));
    }
    let found = world
        .catalogue
        .addon(call.arg("product"), &code, subsidiary);
    let addon = Arc::clone(found.ok_or_else(|| unknown_plan(&code))?);
    let option = Item {
        parent: Some(parent),
        ..Item::new(world.item_id(), call.arg("product"), addon, choice(&body)?)
    };
    put_in(world.open_cart(call)?, option)
}

/// What a body asks for of a plan.
pub fn choice(body: &Body) -> Result<Choice, Refusal> {
    Ok(Choice {
        duration: body.needed_text("duration")?,
        pricing_mode: body.needed_text("pricingMode")?,
        quantity: body.needed_long("quantity")?,
    })
}

/// Puts an item into a cart, if its plan has a price for what is asked and the cart has room.
pub fn put_in(cart: &mut Cart, item: Item) -> Answer {
    if !item.lasts_no_time() {
        offer::choose(&item.plan, &item.choice).map_err(Refusal::bad_request)?;
    }
    cart.check_room(&item).map_err(Refusal::bad_request)?;
    let id = item.id;
    cart.items.push(item);
    shown(cart, id)
}

pub fn unknown_plan(code: &str) -> Refusal {
    Refusal::bad_request(format!("Plan {code} is unknown"))
}

/// An item as the live API shows it: without `parentItemId`, with an undescribed setting, and with
/// the price of the renewal alone, if it renews.
fn shown(cart: &Cart, id: i64) -> Answer {
    let item = cart
        .item(id)
        .ok_or_else(|| Refusal::no_object("itemId", id))?;
    let charges = item.charges();
    let unit = charges.and_then(|charges| charges.shown());
    let unit = unit.map(|pricing| pricing.price);
    let total = unit.unwrap_or_default().times(item.choice.quantity);
    let configurations = item.configurations.iter().map(|set| set.id);
    Ok(json!({
        "cartId": cart.id,
        "configurations": configurations.collect::<Vec<_>>(),
        "duration": item.choice.duration,
        "itemId": item.id,
        "offerId": null,
        "options": cart.options(id).map(|option| option.id).collect::<Vec<_>>(),
        "prices": [{ "label": "TOTAL", "price": price_in_ucents(total, cart.subsidiary) }],
        "productId": item.family,
        "settings": {
            "planCode": item.plan.plan_code,
            "pricingMode": item.choice.pricing_mode,
            "quantity": item.choice.quantity,
            "sandbox": true,
        },
    }))
}
