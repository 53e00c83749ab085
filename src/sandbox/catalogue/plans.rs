//! The plans and options for sale, read from `catalog.json`.
//!
//! Plan codes are real, but for those that begin with `sandbox-`. Prices of eco are those of public catalogues of 2024 and 2025; those of VPS are
//! plausible figures.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serializer};

use crate::sandbox::catalogue::price::Ucents;
use crate::sandbox::catalogue::subsidiary::Subsidiary;

/// All plans and options.
#[derive(Debug, Default, Deserialize)]
pub struct Catalogue {
    pub plans: Vec<Arc<Plan>>,
    pub addons: Vec<Arc<Plan>>,
}

/// A product, or an option of one.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Plan {
    /// The segment of the path: `cloud`, `eco`; empty for options.
    #[serde(default)]
    pub family: String,
    pub plan_code: String,
    pub product: String,
    pub name: String,
    /// The API regions that sell it; empty means all.
    #[serde(default)]
    pub regions: Vec<String>,
    pub quantity: Range,
    pub prices: Vec<Pricing>,
    #[serde(default)]
    pub options: Vec<OptionFamily>,
    #[serde(default)]
    pub configurations: Vec<Requirement>,
    #[serde(default)]
    pub delivers: Delivers,
    #[serde(default)]
    pub datacenter_label: Option<String>,
    /// Availability by datacenter.
    #[serde(default)]
    pub stock: BTreeMap<String, String>,
}

/// How many may be ordered at once.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
pub struct Range {
    pub min: i64,
    pub max: Option<i64>,
}

/// The price of one pricing mode. One that does not renew is paid once, or by consumption.
#[derive(Debug, Deserialize)]
pub struct Pricing {
    pub mode: String,
    /// How long a renewal lasts.
    #[serde(default)]
    pub months: u32,
    #[serde(default)]
    pub installation: Option<Ucents>,
    #[serde(default)]
    pub renew: Option<Ucents>,
    #[serde(default)]
    pub consumption: Option<Ucents>,
}

/// A family of options of a plan.
#[derive(Debug, Deserialize)]
pub struct OptionFamily {
    pub name: String,
    pub mandatory: bool,
    pub exclusive: bool,
    pub default: Option<String>,
    pub addons: Vec<String>,
}

/// A configuration label of a plan.
#[derive(Debug, Deserialize)]
pub struct Requirement {
    pub label: String,
    #[serde(rename = "type")]
    pub kind: String,
    /// What the API says of it, which is wrong both ways.
    pub required: bool,
    /// Whether checkout demands it.
    pub needed: bool,
    /// The allowed values; the outer level tells whether the answer has the field at all.
    #[serde(default, deserialize_with = "present")]
    pub values: Option<Option<Vec<String>>>,
    /// What an object named by the value has to have.
    #[serde(default)]
    pub fields: Option<Vec<String>>,
}

/// What an order of a plan ends in.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq)]
#[serde(rename_all = "camelCase")]
pub enum Delivers {
    /// Nothing of its own: an option.
    #[default]
    Nothing,
    /// A Public Cloud project.
    Project,
    /// A dedicated server.
    Server,
    /// A virtual private server.
    Vps,
    /// A private network.
    Vrack,
    /// A domain, whose name the order says.
    Domain,
    /// A service of a product that has nothing but a marked plan here.
    Service,
}

impl Catalogue {
    /// The catalogue of the data file.
    pub fn read() -> io::Result<Self> {
        serde_json::from_str(include_str!("catalog.json")).map_err(io::Error::other)
    }

    /// Adds a plan for each of these products that nothing is sold of yet: `sandbox-sms` for `sms`.
    pub fn complete<'a>(&mut self, products: impl Iterator<Item = &'a str>) {
        let unsold: Vec<_> = products
            .filter(|product| !self.has_family(product))
            .map(|product| Arc::new(Plan::marked(product)))
            .collect();
        self.plans.extend(unsold);
    }

    pub fn has_family(&self, family: &str) -> bool {
        self.plans.iter().any(|plan| plan.family == family)
    }

    /// The families of all plans, each once.
    pub fn families(&self) -> BTreeSet<&str> {
        self.plans.iter().map(|plan| plan.family.as_str()).collect()
    }

    /// The plans of a family that this subsidiary sells.
    pub fn family(
        &self,
        family: &str,
        subsidiary: &Subsidiary,
    ) -> impl Iterator<Item = &Arc<Plan>> {
        self.plans
            .iter()
            .filter(move |plan| plan.family == family && plan.is_sold_in(subsidiary.region))
    }

    pub fn plan(&self, family: &str, code: &str, subsidiary: &Subsidiary) -> Option<&Arc<Plan>> {
        self.family(family, subsidiary)
            .find(|plan| plan.plan_code == code)
    }

    pub fn addon(&self, code: &str) -> Option<&Arc<Plan>> {
        self.addons.iter().find(|addon| addon.plan_code == code)
    }
}

impl Plan {
    /// A plan of a product of which no plan code or price is known: one unit of currency a month.
    fn marked(product: &str) -> Self {
        let code = format!("sandbox-{product}");
        Self {
            family: product.to_owned(),
            name: format!("Sandbox plan for {product}"),
            product: code.clone(),
            plan_code: code,
            regions: Vec::new(),
            quantity: Range {
                min: 1,
                max: Some(10),
            },
            prices: vec![Pricing {
                mode: "default".to_owned(),
                months: 1,
                installation: Some(Ucents::default()),
                renew: Some(Ucents(100_000_000)),
                consumption: None,
            }],
            options: Vec::new(),
            configurations: vec![Requirement {
                label: "description".to_owned(),
                kind: "String".to_owned(),
                required: false,
                needed: false,
                values: Some(None),
                fields: None,
            }],
            delivers: Delivers::Service,
            datacenter_label: None,
            stock: BTreeMap::new(),
        }
    }

    pub fn is_sold_in(&self, region: &str) -> bool {
        self.regions.is_empty() || self.regions.iter().any(|sold| sold == region)
    }

    pub fn pricing(&self, mode: &str) -> Option<&Pricing> {
        self.prices.iter().find(|pricing| pricing.mode == mode)
    }

    /// Whether this addon is in one of the families of options.
    pub fn has_option(&self, addon: &str) -> bool {
        self.options
            .iter()
            .any(|family| family.addons.iter().any(|code| code == addon))
    }
}

impl Pricing {
    /// Installation and first renewal together.
    pub fn first_payment(&self) -> Ucents {
        self.installation.unwrap_or_default() + self.renew.unwrap_or_default()
    }
}

impl Delivers {
    /// The name of a service; it follows from `seed`, forty hexadecimal digits.
    pub fn service(self, seed: &str, region: &str) -> String {
        let hex = |from, to| seed.get(from..to).unwrap_or_default();
        let number =
            |first, count| first + u64::from_str_radix(hex(0, 12), 16).unwrap_or_default() % count;
        let domain = match region {
            "EU" => "eu",
            "US" => "us",
            _ => "net",
        };
        match self {
            Self::Nothing | Self::Domain => "*".to_owned(),
            Self::Project => format!("{}4{}", hex(0, 12), hex(12, 31)),
            // 192.0.2.0/24 is for documentation, so no real server is meant.
            Self::Server => format!("ns{}.ip-192-0-2.{domain}", number(100_000, 900_000)),
            Self::Vps if region == "US" => format!("vps-{}.vps.ovh.us", hex(0, 8)),
            Self::Vps => format!("vps-{}.vps.ovh.net", hex(0, 8)),
            Self::Vrack => format!("pn-{}", number(1_000_000, 8_000_000)),
            Self::Service => format!("sandbox-{}", hex(0, 8)),
        }
    }
}

impl Range {
    pub fn contains(self, count: i64) -> bool {
        count >= self.min && self.max.is_none_or(|max| count <= max)
    }
}

fn present<'de, D, T>(from: D) -> Result<Option<T>, D::Error>
where
    D: serde::Deserializer<'de>,
    T: Deserialize<'de>,
{
    T::deserialize(from).map(Some)
}

/// A plan in a snapshot is its code. Reading one gives an empty plan of that code, which
/// [`Item::take_plan`](crate::sandbox::cart::state::Item::take_plan) replaces.
pub mod code {
    use super::{Arc, Deserialize as _, Deserializer, Plan, Serializer};

    pub fn serialize<S: Serializer>(plan: &Plan, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&plan.plan_code)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Arc<Plan>, D::Error> {
        Ok(Arc::new(Plan {
            plan_code: String::deserialize(from)?,
            ..Plan::default()
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sandbox::catalogue::subsidiary;

    #[test]
    fn every_option_of_a_plan_has_prices_for_each_mode_of_the_plan() {
        let catalogue = Catalogue::read().unwrap();
        for plan in &catalogue.plans {
            for code in plan.options.iter().flat_map(|family| &family.addons) {
                let addon = catalogue.addon(code).unwrap();
                for pricing in &plan.prices {
                    let other = addon.pricing(&pricing.mode).unwrap();
                    let renews = other.renew.is_some();
                    assert!(!renews || other.months == pricing.months, "{code}");
                }
            }
        }
    }

    #[test]
    fn the_public_cloud_plan_depends_on_the_region() {
        let catalogue = Catalogue::read().unwrap();
        for (subsidiary, code) in [
            ("FR", "project.2018"),
            ("QC", "project.2018"),
            ("US", "project"),
        ] {
            let plans = catalogue.family("cloud", subsidiary::find(subsidiary).unwrap());
            let codes: Vec<_> = plans.map(|plan| plan.plan_code.as_str()).collect();
            assert_eq!(codes, [code, "credit"]);
        }
    }

    #[test]
    fn services_are_named_as_the_live_ones() {
        let seed = "0123456789abcdef0123456789abcdef01234567";
        for (delivers, region, name) in [
            (Delivers::Project, "EU", "0123456789ab4cdef0123456789abcde"),
            (Delivers::Vps, "EU", "vps-01234567.vps.ovh.net"),
            (Delivers::Vps, "US", "vps-01234567.vps.ovh.us"),
            (Delivers::Server, "EU", "ns896491.ip-192-0-2.eu"),
            (Delivers::Vrack, "EU", "pn-8896491"),
            (Delivers::Service, "EU", "sandbox-01234567"),
            (Delivers::Nothing, "EU", "*"),
        ] {
            assert_eq!(delivers.service(seed, region), name);
        }
    }
}
