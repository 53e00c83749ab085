//! Of which day the descriptions are. It must not know anything else of them.

use std::collections::BTreeMap;

use ovh_order::client::Operation;

/// What was vendored, a table for each description.
static PROVENANCE: &str = include_str!("../../../schema/provenance.toml");

/// One vendored description.
#[derive(Default)]
struct Source {
    /// Path of the section, such as `/order`.
    section: String,
    region: &'static str,
    day: &'static str,
}

/// The days of the descriptions that list an operation, by region.
pub(super) fn days(operation: &Operation) -> BTreeMap<&'static str, &'static str> {
    let lists = |source: &Source| {
        let below = operation.path.strip_prefix(source.section.as_str());
        let in_section = below.is_some_and(|below| below.is_empty() || below.starts_with('/'));
        let mut regions = operation.regions.iter();
        in_section && regions.any(|region| region.code() == source.region)
    };
    let sources = sources().filter(lists);
    sources.map(|source| (source.region, source.day)).collect()
}

fn sources() -> impl Iterator<Item = Source> {
    PROVENANCE.split("\n[").map(|table| {
        let mut source = Source {
            section: section(table),
            ..Source::default()
        };
        for (key, value) in table.lines().filter_map(|line| line.split_once(" = ")) {
            let value = value.trim_matches('"');
            match key {
                "region" => source.region = value,
                "fetched" => source.day = value,
                _ => {}
            }
        }
        source
    })
}

/// `/dedicated/server` of the table `[dedicated-server]`, `/order` of `["ca/order"]`.
fn section(table: &str) -> String {
    let name = table.split(']').next().unwrap_or_default();
    let name = name.trim_matches(['[', '"']);
    let section = name.rsplit('/').next().unwrap_or_default();
    format!("/{}", section.replace('-', "/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_is_named_for_its_section() {
        let cases = [
            ("[auth]\nregion", "/auth"),
            ("\"ca/order\"]\nregion", "/order"),
            ("dedicated-server]\nregion", "/dedicated/server"),
        ];
        for (table, expected) in cases {
            assert_eq!(section(table), expected);
        }
    }

    #[test]
    fn every_operation_has_a_description() {
        let undescribed = Operation::all().find(|operation| days(operation).is_empty());
        assert_eq!(undescribed, None);
        let regions = |method, path| {
            let days = Operation::find(method, path).map(days).unwrap_or_default();
            days.into_keys().collect::<Vec<_>>()
        };
        assert_eq!(regions("GET", "/order/cart"), ["ca", "eu", "us"]);
        assert_eq!(regions("GET", "/me"), ["eu"]);
        assert_eq!(regions("GET", "/order/vrack/new"), ["ca"]);
    }
}
