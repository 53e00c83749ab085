//! Of which day the descriptions are. It must not know anything else of them.

use std::collections::BTreeMap;

use ovh_order::client::Operation;

/// What was vendored, a table for each description.
static PROVENANCE: &str = include_str!("../../../schema/provenance.toml");

/// One vendored description.
#[derive(Default)]
struct Source {
    /// Path of the section, such as `/order`.
    section: &'static str,
    region: &'static str,
    day: &'static str,
}

/// The days of the descriptions that list an operation, by region.
pub(super) fn days(operation: &Operation) -> BTreeMap<&'static str, &'static str> {
    let lists = |source: &Source| {
        let below = operation.path.strip_prefix(source.section);
        let in_section = below.is_some_and(|below| below.is_empty() || below.starts_with('/'));
        let mut regions = operation.regions.iter();
        in_section && regions.any(|region| region.code() == source.region)
    };
    let sources = sources().filter(lists);
    sources.map(|source| (source.region, source.day)).collect()
}

fn sources() -> impl Iterator<Item = Source> {
    PROVENANCE.split("\n[").map(|table| {
        let mut source = Source::default();
        for (key, value) in table.lines().filter_map(|line| line.split_once(" = ")) {
            let value = value.trim_matches('"');
            match key {
                "url" => source.section = section(value),
                "region" => source.region = value,
                "fetched" => source.day = value,
                _ => {}
            }
        }
        source
    })
}

/// `/order` of `https://api.ovh.com/1.0/order.json`.
fn section(url: &'static str) -> &'static str {
    const BASE: &str = "/1.0";
    let path = url.strip_suffix(".json").unwrap_or(url);
    let after_base = path.find(BASE).map(|at| at + BASE.len());
    after_base.and_then(|at| path.get(at..)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

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
