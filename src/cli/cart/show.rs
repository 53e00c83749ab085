//! Tables of what is in a cart.

use ovh_order::types::{
    Cart, CartConfigurationItem, CartConfigurationRequirements, CartGenericOptionDefinition,
    CartGenericProductDefinition, CartGenericProductPricing, CartItem,
};

use crate::cli::table::{facts, price, table};

pub(super) fn cart(cart: &Cart) -> String {
    let items: Vec<_> = cart
        .items
        .iter()
        .flatten()
        .map(ToString::to_string)
        .collect();
    let expires = cart.expire.as_ref().map(ToString::to_string);
    facts([
        (
            "cart",
            cart.cart_id
                .as_ref()
                .map(|id| id.expose().to_owned())
                .unwrap_or_default(),
        ),
        ("description", text(cart.description.as_ref())),
        ("expires", expires.unwrap_or_default()),
        ("items", items.join(", ")),
        ("read only", yes_or_no(cart.read_only)),
    ])
}

pub(super) fn item(item: &CartItem) -> String {
    let settings = item.settings.clone().unwrap_or_default();
    let prices = item.prices.iter().flatten().map(|labelled| {
        let label = labelled
            .label
            .as_ref()
            .map(ToString::to_string)
            .unwrap_or_default();
        format!("{} {label}", price(labelled.price.as_ref()))
    });
    facts([
        (
            "item",
            item.item_id.map(|id| id.to_string()).unwrap_or_default(),
        ),
        ("plan", text(settings.plan_code.as_ref())),
        ("duration", text(item.duration.as_ref())),
        ("pricing mode", text(settings.pricing_mode.as_ref())),
        (
            "quantity",
            settings
                .quantity
                .map(|quantity| quantity.to_string())
                .unwrap_or_default(),
        ),
        ("price", prices.collect::<Vec<_>>().join(", ")),
        ("options", numbers(item.options.as_deref())),
        ("configuration", numbers(item.configurations.as_deref())),
    ])
}

pub(super) fn offers(offers: &[CartGenericProductDefinition]) -> String {
    let rows = offers.iter().flat_map(|offer| {
        let plan = text(offer.plan_code.as_ref());
        let name = text(offer.product_name.as_ref());
        let prices = offer.prices.iter().flatten();
        prices.map(move |price| row([plan.clone(), name.clone()], price))
    });
    table(
        &["plan", "name", "duration", "pricing mode", "for", "price "],
        rows,
    )
}

pub(super) fn options(options: &[CartGenericOptionDefinition]) -> String {
    let rows = options.iter().flat_map(|option| {
        let family = text(option.family.as_ref());
        let need = if option.mandatory == Some(true) {
            "one is mandatory"
        } else {
            ""
        };
        let plan = text(option.plan_code.as_ref());
        let prices = option.prices.iter().flatten();
        prices.map(move |price| row([family.clone(), need.to_owned(), plan.clone()], price))
    });
    table(
        &[
            "family",
            "",
            "plan",
            "duration",
            "pricing mode",
            "for",
            "price ",
        ],
        rows,
    )
}

/// What stands before the price, and the price.
fn row<const N: usize>(before: [String; N], pricing: &CartGenericProductPricing) -> Vec<String> {
    let capacities: Vec<_> = pricing
        .capacities
        .iter()
        .flatten()
        .map(ToString::to_string)
        .collect();
    let mut row = Vec::from(before);
    row.extend([
        text(pricing.duration.as_ref()),
        text(pricing.pricing_mode.as_ref()),
        capacities.join(", "),
        price(pricing.price.as_ref()),
    ]);
    row
}

pub(super) fn requirements(requirements: &[CartConfigurationRequirements]) -> String {
    let rows = requirements.iter().map(|requirement| {
        let allowed = requirement
            .allowed_values
            .as_deref()
            .map(|values| values.join(", "));
        [
            text(requirement.label.as_ref()),
            text(requirement.type_.as_ref()),
            yes_or_no(requirement.required),
            allowed.unwrap_or_else(|| "any".to_owned()),
        ]
    });
    table(&["label", "type", "required", "allowed values"], rows)
}

pub(super) fn configured(configured: &[CartConfigurationItem]) -> String {
    let rows = configured.iter().map(|item| {
        let id = item.id.map(|id| id.to_string()).unwrap_or_default();
        [id, text(item.label.as_ref()), text(item.value.as_ref())]
    });
    table(&["configuration", "label", "value"], rows)
}

fn text(text: Option<&String>) -> String {
    text.cloned().unwrap_or_default()
}

fn numbers(numbers: Option<&[i64]>) -> String {
    let numbers: Vec<_> = numbers
        .unwrap_or_default()
        .iter()
        .map(ToString::to_string)
        .collect();
    numbers.join(", ")
}

fn yes_or_no(flag: Option<bool>) -> String {
    match flag {
        Some(true) => "yes".to_owned(),
        Some(false) => "no".to_owned(),
        None => String::new(),
    }
}
