//! Configuration of items: stored unchecked, judged at checkout, as live.

use serde_json::{Map, Value, json};

use crate::sandbox::cart::items::item_of;
use crate::sandbox::cart::state::{Cart, Configuration, Item};
use crate::sandbox::catalogue::plans::{OptionFamily, Requirement};
use crate::sandbox::http::body::Body;
use crate::sandbox::http::refusal::{Answer, Refusal};
use crate::sandbox::http::request::Call;
use crate::sandbox::http::route::Route;
use crate::sandbox::world::World;

const LIST: &str = "/order/cart/{cartId}/item/{itemId}/configuration";
const ONE: &str = "/order/cart/{cartId}/item/{itemId}/configuration/{configurationId}";
const REQUIRED: &str = "/order/cart/{cartId}/item/{itemId}/requiredConfiguration";

pub const ROUTES: &[Route] = &[
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

/// Everything that keeps an item of a cart from being ordered, in the API's words.
pub fn problems(cart: &Cart, item: &Item) -> Vec<String> {
    let labels = item.plan.configurations.iter();
    let labels = labels.filter_map(|requirement| problem(item, requirement));
    let families = item.plan.options.iter();
    let families = families.filter_map(|family| family_problem(cart, item, family));
    labels.chain(unknown_labels(item)).chain(families).collect()
}

fn problem(item: &Item, requirement: &Requirement) -> Option<String> {
    let label = &requirement.label;
    let product = &item.plan.product;
    let values: Vec<_> = item.values(label).collect();
    match values.as_slice() {
        [] => {
            let text = format!("Custom field {label} is mandatory for product {product}");
            requirement.needed.then_some(text)
        }
        [value] => {
            let text =
                format!("Custom field {label} has invalid value '{value}' for product {product}");
            (!allows(requirement, value)).then_some(text)
        }
        _ => Some(format!(
            "Custom field {label} is duplicated for product {product}"
        )),
    }
}

fn allows(requirement: &Requirement, value: &str) -> bool {
    match &requirement.values {
        Some(Some(allowed)) => allowed.iter().any(|known| known == value),
        _ => true,
    }
}

fn unknown_labels(item: &Item) -> impl Iterator<Item = String> {
    let known = |label: &str| {
        let mut labels = item.plan.configurations.iter();
        labels.any(|requirement| requirement.label == label)
    };
    let unknown = item
        .configurations
        .iter()
        .filter(move |set| !known(&set.label));
    let product = &item.plan.product;
    unknown.map(move |set| {
        let label = &set.label;
        format!("Custom field {label} is unknown for product {product}")
    })
}

fn family_problem(cart: &Cart, item: &Item, family: &OptionFamily) -> Option<String> {
    let of_family = |option: &&Item| family.addons.contains(&option.plan.plan_code);
    let count = cart.options(item.id).filter(of_family).count();
    let (name, product) = (&family.name, &item.plan.product);
    match count {
        0 if family.mandatory => Some(format!(
            "Option family {name} is mandatory for product {product}"
        )),
        2.. if family.exclusive => Some(format!(
            "Option family {name} is duplicated for product {product}"
        )),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sandbox::cart::state::Configuration;
    use crate::sandbox::cart::state::tests::cart;

    const OPTIONS: [(&str, Option<i64>); 4] = [
        ("24sk10", None),
        ("bandwidth-300-24sk", Some(0)),
        ("ram-32g-ecc-2133-24sk10", Some(0)),
        ("softraid-2x480ssd-24sk10", Some(0)),
    ];

    fn said(items: &[(&str, Option<i64>)], labels: &[(&str, &str)]) -> Vec<String> {
        let mut cart = cart(items);
        let set = |(label, value): &(&str, &str)| Configuration {
            id: 1,
            label: (*label).into(),
            value: (*value).into(),
        };
        cart.items[0].configurations = labels.iter().map(set).collect();
        problems(&cart, &cart.items[0])
    }

    #[test]
    fn what_is_needed_differs_from_what_is_said_to_be_required() {
        let (dc, os) = (
            ("dedicated_datacenter", "gra"),
            ("dedicated_os", "none_64.en"),
        );
        for (labels, expected) in [
            (vec![dc, os], None),
            (vec![dc, os, ("region", "europe")], None),
            (
                vec![os, ("region", "europe")],
                Some("Custom field dedicated_datacenter is mandatory for product 24sk10"),
            ),
            (
                vec![dc, dc, os],
                Some("Custom field dedicated_datacenter is duplicated for product 24sk10"),
            ),
            (
                vec![("dedicated_datacenter", "GRA"), os],
                Some(
                    "Custom field dedicated_datacenter has invalid value 'GRA' for product 24sk10",
                ),
            ),
            (
                vec![dc, os, ("colour", "red")],
                Some("Custom field colour is unknown for product 24sk10"),
            ),
            (vec![dc, os, ("TECH_ACCOUNT", "anyone")], None),
        ] {
            let expected: Vec<_> = expected.into_iter().collect();
            assert_eq!(said(&OPTIONS, &labels), expected, "{labels:?}");
        }
    }

    #[test]
    fn mandatory_families_are_needed_and_exclusive_ones_once() {
        let labels = [
            ("dedicated_datacenter", "gra"),
            ("dedicated_os", "none_64.en"),
        ];
        assert_eq!(
            said(&OPTIONS[..2], &labels),
            [
                "Option family memory is mandatory for product 24sk10",
                "Option family storage is mandatory for product 24sk10",
            ]
        );
        let twice = [&OPTIONS[..], &OPTIONS[3..]].concat();
        assert_eq!(
            said(&twice, &labels),
            ["Option family storage is duplicated for product 24sk10"]
        );
    }
}
