//! What checkout says of the configuration and the options of an item.
//! Must not be used before checkout: the live API takes any label and value until then.

use crate::sandbox::cart::{Cart, Item};
use crate::sandbox::catalogue::{OptionFamily, Requirement};

/// Everything that keeps an item of a cart from being ordered, in the API's words.
pub(super) fn problems(cart: &Cart, item: &Item) -> Vec<String> {
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
    use crate::sandbox::cart::Configuration;
    use crate::sandbox::cart::tests::cart;

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
