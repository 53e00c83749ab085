//! Configuration of items: any label and value is stored, and only checkout judges them, as live.

use serde_json::{Map, Value, json};

use crate::sandbox::cart::items::item_of;
use crate::sandbox::cart::state::{Cart, Configuration, Item};
use crate::sandbox::catalogue::delivers::Delivers;
use crate::sandbox::catalogue::plans::{OptionFamily, Requirement};
use crate::sandbox::http::{Answer, Body, Call, Refusal};
use crate::sandbox::obstacle::Obstacles;
use crate::sandbox::world::World;

/// The first number of a configuration.
const FIRST_CONFIGURATION: i64 = 170_000_000;

pub fn required(world: &mut World, call: &Call<'_>) -> Answer {
    let item = item_of(world.cart(call)?, call)?;
    let mut shown: Value = item.plan.configurations.iter().map(requirement).collect();
    let labels = shown.as_array_mut().into_iter().flatten();
    // As live: for a domain, what says nothing is left out.
    if item.plan.delivers == Delivers::Domain {
        for label in labels.filter_map(Value::as_object_mut) {
            label.retain(|_, value| !value.is_null() && *value != json!(false));
        }
    }
    Ok(shown)
}

/// A requirement with the undescribed `allowedValues`, which some labels lack.
pub fn requirement(requirement: &Requirement) -> Value {
    let mut shown = Map::from_iter([
        ("fields".to_owned(), json!(requirement.fields)),
        ("label".to_owned(), json!(requirement.label)),
        ("required".to_owned(), json!(requirement.required)),
        ("type".to_owned(), json!(requirement.kind)),
    ]);
    if let Some(values) = &requirement.values {
        shown.insert("allowedValues".to_owned(), json!(values));
    }
    Value::Object(shown)
}

pub fn list(world: &mut World, call: &Call<'_>) -> Answer {
    let item = item_of(world.cart(call)?, call)?;
    let label = call.query("label");
    Ok(item
        .configurations
        .iter()
        .filter(|set| label.as_ref().is_none_or(|label| set.label == *label))
        .map(|set| set.id)
        .collect())
}

pub fn add(world: &mut World, call: &Call<'_>) -> Answer {
    let id = world.ids.number(FIRST_CONFIGURATION);
    let item = item_of(world.open_cart(call)?, call)?;
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

pub fn get(world: &mut World, call: &Call<'_>) -> Answer {
    let item = item_of(world.cart(call)?, call)?;
    Ok(shown(configuration_of(item, call)?))
}

pub fn delete(world: &mut World, call: &Call<'_>) -> Answer {
    let item = item_of(world.open_cart(call)?, call)?;
    let id = configuration_of(item, call)?.id;
    item.configurations.retain(|set| set.id != id);
    Ok(Value::Null)
}

fn configuration_of<'a>(item: &'a Item, call: &Call<'_>) -> Result<&'a Configuration, Refusal> {
    let id = call.number("configurationId")?;
    let set = item.configuration(id);
    set.ok_or_else(|| Refusal::no_object("configurationId", id))
}

fn shown(set: &Configuration) -> Value {
    json!({ "id": set.id, "label": set.label, "value": set.value })
}

/// Everything that keeps an item of a cart from being ordered, in the API's words.
pub fn problems(
    cart: &Cart,
    item: &Item,
    contacts: &[String],
    obstacles: &Obstacles,
) -> Vec<String> {
    let required = &item.plan.configurations;
    let labels = required
        .iter()
        .filter_map(|requirement| label_problem(item, requirement, contacts, obstacles));
    let unknown = item.configurations.iter().filter_map(|set| {
        let (label, product) = (&set.label, &item.plan.product);
        let is_known = required
            .iter()
            .any(|requirement| requirement.label == *label);
        (!is_known).then(|| format!("Custom field {label} is unknown for product {product}"))
    });
    let families = item
        .plan
        .options
        .iter()
        .filter_map(|family| family_problem(cart, item, family));
    let sold_out = sold_out(item, obstacles);
    let duration = item
        .lasts_no_time()
        .then(|| "Invalid duration 0".to_owned());
    labels
        .chain(unknown)
        .chain(families)
        .chain(sold_out)
        .chain(duration)
        .collect()
}

fn sold_out(item: &Item, obstacles: &Obstacles) -> Option<String> {
    let datacenter = item.datacenter().filter(|it| obstacles.is_sold_out(it))?;
    let product = &item.plan.product;
    Some(format!("Product {product} is out of stock in {datacenter}"))
}

fn label_problem(
    item: &Item,
    requirement: &Requirement,
    contacts: &[String],
    obstacles: &Obstacles,
) -> Option<String> {
    let values: Vec<_> = item.values(&requirement.label).collect();
    let problem = match values.as_slice() {
        [] if requirement.needed => "is mandatory".to_owned(),
        // The other words that the live API has for it.
        [] if obstacles.demand_label(&requirement.label) => {
            let label = &requirement.label;
            return Some(format!(
                "in customFields there must be a field with name '{label}'"
            ));
        }
        [value] if !allows(requirement, value, contacts) => format!("has invalid value '{value}'"),
        [] | [_] => return None,
        _ => "is duplicated".to_owned(),
    };
    let (label, product) = (&requirement.label, &item.plan.product);
    Some(format!(
        "Custom field {label} {problem} for product {product}"
    ))
}

fn allows(requirement: &Requirement, value: &str, contacts: &[String]) -> bool {
    match &requirement.values {
        Some(Some(allowed)) => allowed.iter().any(|known| known == value),
        // What is asked of a domain's owner has to be agreed to.
        _ if requirement.kind == "bool" => value == "true",
        _ if requirement.kind == "/me/contact" => contacts.iter().any(|path| path == value),
        _ => true,
    }
}

fn family_problem(cart: &Cart, item: &Item, family: &OptionFamily) -> Option<String> {
    let count = cart
        .options(item.id)
        .filter(|option| family.addons.contains(&option.plan.plan_code))
        .count();
    let problem = match count {
        0 if family.mandatory => "is mandatory",
        2.. if family.exclusive => "is duplicated",
        _ => return None,
    };
    let (name, product) = (&family.name, &item.plan.product);
    Some(format!(
        "Option family {name} {problem} for product {product}"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
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
        problems(&cart, &cart.items[0], &[], &Obstacles::default())
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
