//! The operations on the configuration of an item.
//! Must not check labels or values: the live API does not before checkout.

use serde_json::{Map, Value, json};

use crate::sandbox::body::Body;
use crate::sandbox::call::Call;
use crate::sandbox::cart::Configuration;
use crate::sandbox::catalogue::Requirement;
use crate::sandbox::item_calls::item_of;
use crate::sandbox::refusal::{Answer, Refusal};
use crate::sandbox::routes::Route;
use crate::sandbox::world::World;

const LIST: &str = "/order/cart/{cartId}/item/{itemId}/configuration";
const ONE: &str = "/order/cart/{cartId}/item/{itemId}/configuration/{configurationId}";
const REQUIRED: &str = "/order/cart/{cartId}/item/{itemId}/requiredConfiguration";

pub(super) const ROUTES: &[Route] = &[
    Route::open("GET", REQUIRED, required),
    Route::open("GET", LIST, list),
    Route::open("POST", LIST, add),
    Route::open("GET", ONE, get),
    Route::open("DELETE", ONE, delete),
];

/// The first number of a configuration.
const FIRST_CONFIGURATION: i64 = 170_000_000;

fn required(world: &mut World, call: &Call<'_>) -> Answer {
    let item = item_of(world.cart(call.text(0), call.now())?, call)?;
    Ok(item.plan.configurations.iter().map(requirement).collect())
}

fn list(world: &mut World, call: &Call<'_>) -> Answer {
    let item = item_of(world.cart(call.text(0), call.now())?, call)?;
    let label = call.query("label");
    let asked = |set: &&Configuration| label.as_ref().is_none_or(|label| set.label == *label);
    let sets = item.configurations.iter().filter(asked);
    Ok(sets.map(|set| set.id).collect())
}

fn add(world: &mut World, call: &Call<'_>) -> Answer {
    let id = world.ids.number(FIRST_CONFIGURATION);
    let item = item_of(world.open_cart(call.text(0), call.now())?, call)?;
    let body = Body::read(call, &["label", "value"], &[])?;
    let set = Configuration {
        id,
        label: body.needed_text("label")?,
        value: body.needed_text("value")?,
    };
    let answer = shown(&set);
    item.configurations.push(set);
    Ok(answer)
}

fn get(world: &mut World, call: &Call<'_>) -> Answer {
    let item = item_of(world.cart(call.text(0), call.now())?, call)?;
    let id = call.number(2, "configurationId")?;
    let set = item.configuration(id);
    set.map(shown)
        .ok_or_else(|| Refusal::no_object("configurationId", id))
}

fn delete(world: &mut World, call: &Call<'_>) -> Answer {
    let item = item_of(world.open_cart(call.text(0), call.now())?, call)?;
    let id = call.number(2, "configurationId")?;
    if item.configuration(id).is_none() {
        return Err(Refusal::no_object("configurationId", id));
    }
    item.configurations.retain(|set| set.id != id);
    Ok(Value::Null)
}

fn shown(set: &Configuration) -> Value {
    json!({ "id": set.id, "label": set.label, "value": set.value })
}

/// A requirement with the undescribed `allowedValues`, which some labels lack.
fn requirement(requirement: &Requirement) -> Value {
    let mut shown = Map::from_iter([
        ("fields".to_owned(), Value::Null),
        ("label".to_owned(), json!(requirement.label)),
        ("required".to_owned(), json!(requirement.required)),
        ("type".to_owned(), json!(requirement.kind)),
    ]);
    if let Some(values) = &requirement.values {
        shown.insert("allowedValues".to_owned(), json!(values));
    }
    Value::Object(shown)
}
