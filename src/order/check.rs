//! Checks an order against what is offered, before anything is bought.
//!
//! Every function here is pure: what is offered and what is wished for in, problems out. The last word
//! is the API's, at the dry run of the checkout.

use std::collections::BTreeMap;

use super::file::Configuration;
use super::problem::{Problem, join, listed};
use crate::nearest::nearest;
use crate::types::{CartConfigurationRequirements, CartGenericOptionDefinition};

/// What is wrong with a choice of options: a mandatory family without one, an exclusive family with
/// two. `path` is the item's place in the order.
pub(super) fn families(
    offers: &[CartGenericOptionDefinition],
    chosen: &[&str],
    path: &str,
) -> Vec<Problem> {
    let mut by_family: BTreeMap<&str, Vec<&CartGenericOptionDefinition>> = BTreeMap::new();
    for offer in offers {
        if let Some(family) = offer.family.as_deref().filter(|family| !family.is_empty()) {
            by_family.entry(family).or_default().push(offer);
        }
    }
    by_family
        .iter()
        .filter_map(|(family, offers)| family_problem(family, offers, chosen))
        .map(|problem| problem.at(format!("{path}.options")))
        .collect()
}

fn family_problem(
    family: &str,
    offers: &[&CartGenericOptionDefinition],
    chosen: &[&str],
) -> Option<Problem> {
    let plans: Vec<_> = offers
        .iter()
        .filter_map(|offer| offer.plan_code.as_deref())
        .collect();
    let taken = chosen.iter().filter(|plan| plans.contains(plan)).count();
    let is_mandatory = offers.iter().any(|offer| offer.mandatory == Some(true));
    let is_exclusive = offers.iter().any(|offer| offer.exclusive == Some(true));
    let message = if taken == 0 && is_mandatory {
        let message = format!("an option of the family `{family}` is required");
        let plans = listed(&plans);
        let hint = format!("use one of {plans}, or write `family: {family}` for its default");
        return Some(Problem::new(message).hint(hint));
    } else if taken > 1 && is_exclusive {
        format!("only one option of the family `{family}` is allowed, not {taken}")
    } else {
        return None;
    };
    Some(Problem::new(message).hint(format!("use one of {}", listed(&plans))))
}

/// Labels that the checkout refuses an item without.
///
/// The API says `required` of labels that it does not need, such as `region`, and not of some that it
/// does, so only its refusals count. Those that are not listed here are met at the dry run.
const NEEDED: &[&str] = &[
    // "in customFields there must be a field with name 'dedicated_datacenter'", although `required`
    // is false: reported by github.com/ovh/ovhcloud-cli (its order of servers, August 2026).
    "dedicated_datacenter",
    // "Custom field vps_ssd_datacenter is mandatory for product ssd_model1_2018v1", and the same of
    // `vps_ssd_os`: https://github.com/ovh/order-cart-examples/issues/5
    "vps_ssd_datacenter",
    "vps_ssd_os",
    // What newer plans call the same two.
    "vps_datacenter",
    "vps_os",
];

/// What is wrong with a configuration: labels that the item does not take, values that a label does
/// not allow, labels that are missing although they are known to be needed. `path` is the item's
/// place in the order.
pub(super) fn labels(
    requirements: &[CartConfigurationRequirements],
    configuration: &Configuration,
    path: &str,
) -> Vec<Problem> {
    let wrong = configuration.iter().filter_map(|(label, value)| {
        let problem = label_problem(requirements, label, value)?;
        Some(problem.at(label_path(path, label)))
    });
    let missing = requirements.iter().filter_map(|requirement| {
        let label = requirement.label.as_deref()?;
        // A label that is misspelt is there, and already reported.
        let mut written = configuration.iter().map(|(label, _)| label);
        let is_there = written.any(|written| nearest(written, [label]).is_some());
        (NEEDED.contains(&label) && !is_there).then(|| missing(requirement, path))
    });
    wrong.chain(missing).collect()
}

/// What is wrong with an item that lacks a label.
pub(super) fn missing(requirement: &CartConfigurationRequirements, path: &str) -> Problem {
    let label = requirement.label.as_deref().unwrap_or_default();
    let mut problem = Problem::new(format!("the label `{label}` is missing"));
    let values = allowed(requirement);
    if !values.is_empty() {
        problem = problem.hint(format!("use one of {}", listed(&values)));
    }
    problem.at(label_path(path, label))
}

/// Where an item's label is written.
pub(super) fn label_path(path: &str, label: &str) -> String {
    join(&join(path, "configuration"), label)
}

/// The values that a label takes; none when it takes any.
fn allowed(requirement: &CartConfigurationRequirements) -> Vec<&str> {
    let values = requirement.allowed_values.iter().flatten();
    values.map(String::as_str).collect()
}

fn label_problem(
    requirements: &[CartConfigurationRequirements],
    label: &str,
    value: &str,
) -> Option<Problem> {
    let requirement = requirements
        .iter()
        .find(|known| known.label.as_deref() == Some(label));
    let Some(requirement) = requirement else {
        let labels = requirements
            .iter()
            .filter_map(|known| known.label.as_deref());
        return Some(Problem::unknown(
            "label",
            label,
            &labels.collect::<Vec<_>>(),
        ));
    };
    let allowed = allowed(requirement);
    let is_refused = !allowed.is_empty() && !allowed.contains(&value);
    is_refused.then(|| Problem::unknown("value", value, &allowed))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_mandatory_family_needs_one_option_and_an_exclusive_one_takes_no_two() {
        let offer = |plan: &str, family: &str, mandatory: bool| {
            let offer = json!({"planCode": plan, "family": family, "mandatory": mandatory, "exclusive": true});
            serde_json::from_value(offer).unwrap()
        };
        let offers: Vec<CartGenericOptionDefinition> = vec![
            offer("ram-32g", "memory", true),
            offer("ram-64g", "memory", true),
            offer("ip", "ip", false),
        ];
        let cases: [(&[&str], &[&str]); 3] = [
            (&["ram-32g"], &[]),
            (
                &["ip"],
                &[
                    "items[0].options: an option of the family `memory` is required; use one of `ram-32g`, `ram-64g`, or write `family: memory` for its default",
                ],
            ),
            (
                &["ram-32g", "ram-64g"],
                &[
                    "items[0].options: only one option of the family `memory` is allowed, not 2; use one of `ram-32g`, `ram-64g`",
                ],
            ),
        ];
        for (chosen, expected) in cases {
            let problems = families(&offers, chosen, "items[0]");
            let shown: Vec<_> = problems.iter().map(ToString::to_string).collect();
            assert_eq!(shown, expected, "{chosen:?}");
        }
    }

    #[test]
    fn a_missing_label_is_reported_only_if_the_checkout_is_known_to_need_it() {
        let requirements = json!([
            {"label": "dedicated_datacenter", "allowedValues": ["bhs", "gra"], "required": false},
            {"label": "region", "allowedValues": ["europe"], "required": true},
        ]);
        let requirements: Vec<CartConfigurationRequirements> =
            serde_json::from_value(requirements).unwrap();
        let shown = |configuration: Configuration| {
            let problems = labels(&requirements, &configuration, "items[0]");
            problems.iter().map(ToString::to_string).collect::<Vec<_>>()
        };
        let expected = "items[0].configuration.dedicated_datacenter: the label \
                        `dedicated_datacenter` is missing; use one of `bhs`, `gra`";
        assert_eq!(shown(Configuration::default()), [expected]);
        let complete = Configuration::from_iter([("dedicated_datacenter", "gra")]);
        assert_eq!(shown(complete), [""; 0]);
    }

    #[test]
    fn unknown_labels_and_values_are_reported_with_the_nearest() {
        let requirements = json!([
            {"label": "datacenter", "allowedValues": ["bhs", "gra"], "required": false},
            {"label": "extra_reservation", "allowedValues": null},
            {"label": "region"},
        ]);
        let requirements: Vec<CartConfigurationRequirements> =
            serde_json::from_value(requirements).unwrap();
        let cases: [(&str, &str, &[&str]); 4] = [
            ("datacenter", "gra", &[]),
            ("extra_reservation", "anything", &[]),
            (
                "datacenter",
                "GRA",
                &["items[0].configuration.datacenter: unknown value `GRA`; did you mean `gra`?"],
            ),
            (
                "datacentre",
                "gra",
                &[
                    "items[0].configuration.datacentre: unknown label `datacentre`; did you mean `datacenter`?",
                ],
            ),
        ];
        for (label, value, expected) in cases {
            let configuration = Configuration::from_iter([(label, value)]);
            let problems = labels(&requirements, &configuration, "items[0]");
            let shown: Vec<_> = problems.iter().map(ToString::to_string).collect();
            assert_eq!(shown, expected, "{label}={value}");
        }
    }
}
