//! Checks a configuration against the labels that an item takes.

use crate::order::file::Configuration;
use crate::order::problem::Problem;
use crate::types::CartConfigurationRequirements;

/// What is wrong with a configuration: labels that the item does not take, values that a label does
/// not allow. `path` is the item's place.
///
/// A label that is missing is not reported: what the API calls required is wrong both ways, and the
/// dry run of the checkout is the judge.
pub(in super::super) fn labels(
    requirements: &[CartConfigurationRequirements],
    configuration: &Configuration,
    path: &str,
) -> Vec<Problem> {
    let check = |(label, value): (&str, &str)| {
        let path = format!("{path}.configuration.{label}");
        let found = requirements
            .iter()
            .find(|known| known.label.as_deref() == Some(label));
        let Some(requirement) = found else {
            let known: Vec<_> = requirements
                .iter()
                .filter_map(|r| r.label.as_deref())
                .collect();
            return Some(Problem::unknown("label", label, &known).at(path));
        };
        let allowed = requirement.allowed_values.as_deref().unwrap_or_default();
        let allowed: Vec<_> = allowed.iter().map(String::as_str).collect();
        let refused = !allowed.is_empty() && !allowed.contains(&value);
        refused.then(|| Problem::unknown("value", value, &allowed).at(path))
    };
    configuration.iter().filter_map(check).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn unknown_labels_and_values_are_reported_with_the_nearest() {
        let requirements = json!([
            {"label": "dedicated_datacenter", "allowedValues": ["bhs", "gra"], "required": false},
            {"label": "extra_reservation", "allowedValues": null},
            {"label": "region"},
        ]);
        let requirements: Vec<CartConfigurationRequirements> =
            serde_json::from_value(requirements).unwrap();
        let cases: [(&str, &str, &[&str]); 4] = [
            ("dedicated_datacenter", "gra", &[]),
            ("extra_reservation", "anything", &[]),
            (
                "dedicated_datacenter",
                "GRA",
                &[
                    "items[0].configuration.dedicated_datacenter: unknown value `GRA`; did you mean `gra`?",
                ],
            ),
            (
                "dedicated_datacentre",
                "gra",
                &[
                    "items[0].configuration.dedicated_datacentre: unknown label `dedicated_datacentre`; did you mean `dedicated_datacenter`?",
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
