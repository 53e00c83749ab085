//! Checks the chosen options against the families they belong to.

use std::collections::BTreeMap;

use crate::order::problem::{Problem, listed};
use crate::types::CartGenericOptionDefinition;

/// What is wrong with a choice of options: a mandatory family without one, an exclusive family with
/// two. `path` is the item's place.
pub(in super::super) fn families(
    offers: &[CartGenericOptionDefinition],
    chosen: &[&str],
    path: &str,
) -> Vec<Problem> {
    let mut by_family: BTreeMap<&str, Vec<&CartGenericOptionDefinition>> = BTreeMap::new();
    for offer in offers {
        let family = offer.family.as_deref().filter(|family| !family.is_empty());
        by_family
            .entry(family.unwrap_or_default())
            .or_default()
            .push(offer);
    }
    by_family.remove("");
    let families = by_family.iter();
    families
        .filter_map(|(family, offers)| check(family, offers, chosen, path))
        .collect()
}

fn check(
    family: &str,
    offers: &[&CartGenericOptionDefinition],
    chosen: &[&str],
    path: &str,
) -> Option<Problem> {
    let plans: Vec<&str> = offers
        .iter()
        .filter_map(|offer| offer.plan_code.as_deref())
        .collect();
    let taken = chosen.iter().filter(|plan| plans.contains(plan)).count();
    let any = |fact: fn(&CartGenericOptionDefinition) -> Option<bool>| {
        offers.iter().any(|offer| fact(offer) == Some(true))
    };
    let message = match taken {
        0 if any(|offer| offer.mandatory) => "an option of this family must be chosen",
        2.. if any(|offer| offer.exclusive) => "only one option of this family can be chosen",
        _ => return None,
    };
    let problem = Problem::new(format!("`{family}`: {message}")).at(format!("{path}.options"));
    Some(problem.hint(format!("one of {}", listed(&plans))))
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
                    "items[0].options: `memory`: an option of this family must be chosen; one of `ram-32g`, `ram-64g`",
                ],
            ),
            (
                &["ram-32g", "ram-64g"],
                &[
                    "items[0].options: `memory`: only one option of this family can be chosen; one of `ram-32g`, `ram-64g`",
                ],
            ),
        ];
        for (chosen, expected) in cases {
            let problems = families(&offers, chosen, "items[0]");
            let shown: Vec<_> = problems.iter().map(ToString::to_string).collect();
            assert_eq!(shown, expected, "{chosen:?}");
        }
    }
}
