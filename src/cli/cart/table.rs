//! Tables of what is in a cart.

use ovh_order::types::{
    Cart, CartConfigurationItem, CartConfigurationRequirements, CartGenericOptionDefinition,
    CartGenericProductDefinition, CartGenericProductPricing, CartItem, DateTime, Secret,
};

use crate::cli::page::Page;
use crate::cli::table::{comma_separated, facts, price, table, text};

pub(super) fn cart(cart: &Cart) -> Page {
    facts([
        ("cart", text(cart.cart_id.as_ref().map(Secret::expose))),
        ("description", text(cart.description.as_ref())),
        (
            "expires",
            text(cart.expire.as_ref().map(DateTime::readable)),
        ),
        ("items", comma_separated(cart.items.iter().flatten())),
        ("read only", yes_or_no(cart.read_only)),
    ])
}

pub(super) fn item(item: &CartItem) -> Page {
    let settings = item.settings.clone().unwrap_or_default();
    let prices = item.prices.iter().flatten().map(|labelled| {
        let label = text(labelled.label.as_ref());
        format!("{} {label}", price(labelled.price.as_ref()))
    });
    facts([
        ("item", text(item.item_id)),
        ("plan", text(settings.plan_code)),
        ("duration", text(item.duration.as_ref())),
        ("pricing mode", text(settings.pricing_mode)),
        ("quantity", text(settings.quantity)),
        ("price", comma_separated(prices)),
        ("options", comma_separated(item.options.iter().flatten())),
        (
            "configuration",
            comma_separated(item.configurations.iter().flatten()),
        ),
    ])
}

pub(super) fn offers(offers: &[CartGenericProductDefinition]) -> Page {
    let rows = offers.iter().flat_map(|offer| {
        let plan = [
            text(offer.plan_code.as_ref()),
            text(offer.product_name.as_ref()),
        ];
        let prices = offer.prices.iter().flatten();
        prices.map(move |pricing| plan.clone().into_iter().chain(priced(pricing)))
    });
    let heading = ["plan", "name", "duration", "pricing mode", "for", "price "];
    table(&heading, rows)
}

pub(super) fn options(options: &[CartGenericOptionDefinition]) -> Page {
    let rows = options.iter().flat_map(|option| {
        let choice = if option.mandatory == Some(true) {
            "one required"
        } else {
            "optional"
        };
        let plan = [
            text(option.family.as_ref()),
            choice.to_owned(),
            text(option.plan_code.as_ref()),
        ];
        let prices = option.prices.iter().flatten();
        prices.map(move |pricing| plan.clone().into_iter().chain(priced(pricing)))
    });
    let heading = [
        "family",
        "choice",
        "plan",
        "duration",
        "pricing mode",
        "for",
        "price ",
    ];
    table(&heading, rows)
}

fn priced(pricing: &CartGenericProductPricing) -> [String; 4] {
    [
        text(pricing.duration.as_ref()),
        text(pricing.pricing_mode.as_ref()),
        comma_separated(pricing.capacities.iter().flatten()),
        price(pricing.price.as_ref()),
    ]
}

pub(super) fn requirements(requirements: &[CartConfigurationRequirements]) -> Page {
    let rows = requirements.iter().map(|requirement| {
        let allowed = requirement.allowed_values.as_deref();
        [
            text(requirement.label.as_ref()),
            text(requirement.type_.as_ref()),
            yes_or_no(requirement.required),
            allowed.map_or("any".to_owned(), |values| values.join(", ")),
        ]
    });
    table(&["label", "type", "required", "allowed values"], rows)
}

pub(super) fn configured(labels: &[&CartConfigurationItem]) -> Page {
    let rows = labels.iter().map(|label| {
        [
            text(label.id),
            text(label.label.as_ref()),
            text(label.value.as_ref()),
        ]
    });
    table(&["configuration", "label", "value"], rows)
}

fn yes_or_no(flag: Option<bool>) -> String {
    text(flag.map(|flag| if flag { "yes" } else { "no" }))
}
