//! The operations on offers, options and items of a cart.

use std::sync::Arc;

use serde_json::{Value, json};

use crate::sandbox::cart::state::{Cart, Item};
use crate::sandbox::catalogue::money::price_in_ucents;
use crate::sandbox::catalogue::offer::{self, Choice};
use crate::sandbox::catalogue::plans::Plan;
use crate::sandbox::http::body::Body;
use crate::sandbox::http::refusal::{Answer, Refusal};
use crate::sandbox::http::request::Call;
use crate::sandbox::http::route::Route;
use crate::sandbox::world::World;

pub const ROUTES: &[Route] = &[
    Route::open("GET", "/order/cart/{cartId}/item", list),
    Route::open("GET", "/order/cart/{cartId}/item/{itemId}", get),
    Route::open("PUT", "/order/cart/{cartId}/item/{itemId}", edit),
    Route::open("DELETE", "/order/cart/{cartId}/item/{itemId}", delete),
    Route::open("GET", "/order/cart/{cartId}/{product}", offers),
    Route::open("POST", "/order/cart/{cartId}/{product}", add),
    Route::open("GET", "/order/cart/{cartId}/{product}/options", options),
    Route::open("POST", "/order/cart/{cartId}/{product}/options", add_option),
];

/// The first number of an item.
const FIRST_ITEM: i64 = 263_000_000;

/// The item that the path names.
pub fn item_of<'a>(cart: &'a mut Cart, call: &Call<'_>) -> Result<&'a mut Item, Refusal> {
    let id = call.number(1, "itemId")?;
    let item = cart.item_mut(id);
    item.ok_or_else(|| Refusal::no_object("itemId", id))
}

fn list(world: &mut World, call: &Call<'_>) -> Answer {
    let cart = world.cart(call.text(0), call.now())?;
    Ok(cart.items.iter().map(|item| item.id).collect())
}

fn get(world: &mut World, call: &Call<'_>) -> Answer {
    let cart = world.cart(call.text(0), call.now())?;
    let id = item_of(cart, call)?.id;
    shown(cart, id)
}

fn edit(world: &mut World, call: &Call<'_>) -> Answer {
    let cart = world.open_cart(call.text(0), call.now())?;
    let item = item_of(cart, call)?;
    let body = Body::read(call, &[], &["quantity", "duration"])?;
    let (quantity, duration) = (body.long("quantity")?, body.text("duration")?);
    item.update(quantity, duration)
        .map_err(Refusal::bad_request)?;
    let id = item.id;
    shown(cart, id)
}

fn delete(world: &mut World, call: &Call<'_>) -> Answer {
    let cart = world.open_cart(call.text(0), call.now())?;
    let id = item_of(cart, call)?.id;
    cart.remove(id);
    Ok(Value::Null)
}

fn offers(world: &mut World, call: &Call<'_>) -> Answer {
    let place = world.cart(call.text(0), call.now())?.place;
    let code = call.query("planCode");
    let plans = world.catalogue.family(call.text(1), place).into_iter();
    let asked = plans.filter(|plan| code.as_ref().is_none_or(|code| plan.plan_code == *code));
    Ok(asked.map(|plan| offer::product(plan, place)).collect())
}

fn add(world: &mut World, call: &Call<'_>) -> Answer {
    let place = world.open_cart(call.text(0), call.now())?.place;
    let body = Body::read(
        call,
        &["duration", "planCode", "pricingMode", "quantity"],
        &[],
    )?;
    let code = body.needed_text("planCode")?;
    let plan = world.catalogue.plan(call.text(1), &code, place);
    let plan = Arc::clone(plan.ok_or_else(|| unknown_plan(&code))?);
    put_in(world, call, plan, None, choice(&body)?)
}

fn options(world: &mut World, call: &Call<'_>) -> Answer {
    let place = world.cart(call.text(0), call.now())?.place;
    let code = call.required_query("planCode")?;
    let plan = world.catalogue.plan(call.text(1), &code, place);
    let plan = plan.ok_or_else(|| unknown_plan(&code))?;
    let families = plan.options.iter();
    let sold = families.flat_map(|family| family.addons.iter().map(move |code| (family, code)));
    let offered = sold.filter_map(|(family, code)| {
        let addon = world.catalogue.addon(code)?;
        Some(offer::option(addon, family, place))
    });
    Ok(offered.collect())
}

fn add_option(world: &mut World, call: &Call<'_>) -> Answer {
    let cart = world.open_cart(call.text(0), call.now())?;
    let needs = ["duration", "itemId", "planCode", "pricingMode", "quantity"];
    let body = Body::read(call, &needs, &[])?;
    let parent = body.needed_long("itemId")?;
    let owner = cart.item(parent).filter(|item| item.family == call.text(1));
    let owner = owner.ok_or_else(|| Refusal::no_object("itemId", parent))?;
    let code = body.needed_text("planCode")?;
    if owner.plan.option_family(&code).is_none() {
        let message = format!(
            "Plan {code} is not an option of plan {}",
            owner.plan.plan_code
        );
        return Err(Refusal::bad_request(message));
    }
    let addon = world.catalogue.addon(&code);
    let addon = Arc::clone(addon.ok_or_else(|| unknown_plan(&code))?);
    put_in(world, call, addon, Some(parent), choice(&body)?)
}

fn put_in(
    world: &mut World,
    call: &Call<'_>,
    plan: Arc<Plan>,
    parent: Option<i64>,
    choice: Choice,
) -> Answer {
    offer::choose(&plan, &choice).map_err(Refusal::bad_request)?;
    let id = world.ids.number(FIRST_ITEM);
    let cart = world.open_cart(call.text(0), call.now())?;
    cart.items.push(Item {
        id,
        parent,
        family: call.text(1).to_owned(),
        plan,
        choice,
        configurations: Vec::new(),
    });
    shown(cart, id)
}

fn choice(body: &Body) -> Result<Choice, Refusal> {
    Ok(Choice {
        duration: body.needed_text("duration")?,
        pricing_mode: body.needed_text("pricingMode")?,
        quantity: body.needed_long("quantity")?,
    })
}

fn unknown_plan(code: &str) -> Refusal {
    Refusal::bad_request(format!("Plan {code} is unknown"))
}

/// An item as the live API shows it: without `parentItemId`, with an undescribed setting, and with
/// the price of the renewal alone.
fn shown(cart: &Cart, id: i64) -> Answer {
    let item = cart
        .item(id)
        .ok_or_else(|| Refusal::no_object("itemId", id))?;
    let renew = item
        .pricing()
        .map(|pricing| pricing.renew)
        .unwrap_or_default();
    let price = price_in_ucents(renew.times(item.choice.quantity), cart.place);
    let configurations = item.configurations.iter().map(|set| set.id);
    Ok(json!({
        "cartId": cart.id,
        "configurations": configurations.collect::<Vec<_>>(),
        "duration": item.choice.duration,
        "itemId": item.id,
        "offerId": null,
        "options": cart.options(id).map(|option| option.id).collect::<Vec<_>>(),
        "prices": [{ "label": "TOTAL", "price": price }],
        "productId": item.family,
        "settings": {
            "planCode": item.plan.plan_code,
            "pricingMode": item.choice.pricing_mode,
            "quantity": item.choice.quantity,
            "sandbox": true,
        },
    }))
}
