//! What is for sale: plans, their options and prices.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;
use serde::{Deserialize, Deserializer, Serializer};
use serde_json::Value;

use crate::sandbox::catalogue::delivers::Delivers;
use crate::sandbox::catalogue::price::Ucents;

/// Plans, and the options that belong to them.
#[derive(Debug, Default)]
pub struct Shelf {
    pub plans: Vec<Arc<Plan>>,
    /// By plan code.
    pub addons: BTreeMap<String, Arc<Plan>>,
}

/// A product, or an option of one.
#[derive(Debug, Default)]
pub struct Plan {
    /// The segment of the path: `cloud`, `eco`; empty for options.
    pub family: String,
    pub plan_code: String,
    pub product: String,
    pub name: String,
    /// What its product is called.
    pub description: String,
    /// The API regions that sell it; empty means all.
    pub regions: Vec<String>,
    /// As public catalogues have it, of the plan and of its product.
    pub blobs: Value,
    pub product_blobs: Value,
    pub pricings: Vec<Pricing>,
    pub options: Vec<OptionFamily>,
    pub configurations: Vec<Requirement>,
    pub delivers: Delivers,
    /// Availability by datacenter.
    pub stock: BTreeMap<String, String>,
}

/// A price as public catalogues list it.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Pricing {
    pub mode: String,
    pub capacities: Vec<String>,
    /// How long it pays for, in units.
    pub interval: u32,
    /// `month`, `day`, `hour`, or `none` for what is paid once.
    pub interval_unit: String,
    /// How many months it binds for.
    #[serde(default)]
    pub commitment: u32,
    pub price: Ucents,
    pub quantity: Range,
    pub repeat: Range,
    #[serde(default)]
    pub description: String,
    /// `rental`, `consumption` or `purchase`.
    #[serde(rename = "type")]
    pub kind: String,
    #[serde(default)]
    pub promotions: Option<Vec<Promotion>>,
}

/// A reduction of a price for some time.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Promotion {
    pub name: String,
    pub description: String,
    pub start_date: Timestamp,
    pub end_date: Option<Timestamp>,
    pub discount: Discount,
    /// `percentage`, `fixed_amount` or `forced_amount`.
    #[serde(rename = "type")]
    pub kind: String,
    /// The percentage or the amount.
    pub value: i64,
}

/// What a promotion takes off.
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct Discount {
    pub value: Ucents,
}

/// From how many to how many; without an end if there is no largest.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq)]
pub struct Range {
    pub min: i64,
    pub max: Option<i64>,
}

/// A family of options of a plan.
#[derive(Clone, Debug, Deserialize)]
pub struct OptionFamily {
    pub name: String,
    #[serde(deserialize_with = "or_default")]
    pub mandatory: bool,
    #[serde(deserialize_with = "or_default")]
    pub exclusive: bool,
    #[serde(default)]
    pub default: Option<String>,
    #[serde(deserialize_with = "or_default")]
    pub addons: Vec<String>,
}

/// A configuration label of a plan.
#[derive(Clone, Debug, Deserialize)]
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

impl Shelf {
    pub fn has_family(&self, family: &str) -> bool {
        self.plans.iter().any(|plan| plan.family == family)
    }
}

impl Plan {
    pub fn is_sold_in(&self, region: &str) -> bool {
        self.regions.is_empty() || self.regions.iter().any(|sold| sold == region)
    }

    /// The family that this addon is an option of.
    pub fn option_family(&self, addon: &str) -> Option<&OptionFamily> {
        let mut families = self.options.iter();
        families.find(|family| family.addons.iter().any(|code| code == addon))
    }

    /// The label that says where the service is to be.
    pub fn datacenter_label(&self) -> Option<&Requirement> {
        datacenter_label(&self.configurations)
    }
}

/// The label that says where a service is to be.
pub fn datacenter_label(configurations: &[Requirement]) -> Option<&Requirement> {
    let mut labels = configurations.iter();
    labels.find(|label| label.label.ends_with("_datacenter"))
}

impl Requirement {
    /// The values to choose from; none if any value will do.
    pub fn choices(&self) -> &[String] {
        self.values
            .iter()
            .flatten()
            .next()
            .map_or(&[], Vec::as_slice)
    }
}

impl Pricing {
    pub fn has(&self, capacity: &str) -> bool {
        self.capacities.iter().any(|known| known == capacity)
    }

    /// How long it pays for, as offers write it: `P1M`, `P1Y`, `P0D` for what is paid once.
    pub fn duration(&self) -> String {
        let count = self.interval;
        match self.interval_unit.as_str() {
            "month" if count.is_multiple_of(12) => format!("P{}Y", count / 12),
            "month" => format!("P{count}M"),
            "day" => format!("P{count}D"),
            "hour" => format!("PT{count}H"),
            _ => "P0D".to_owned(),
        }
    }

    pub fn promotions(&self) -> &[Promotion] {
        self.promotions.as_deref().unwrap_or_default()
    }
}

impl Promotion {
    pub fn is_running(&self, now: Timestamp) -> bool {
        self.start_date <= now && self.end_date.is_none_or(|end| now < end)
    }
}

/// How many pieces there are at most in a cart, and of what has no largest number: each is a line of its
/// order.
pub const MOST: i64 = 1000;

impl Range {
    pub fn contains(self, count: i64) -> bool {
        count >= self.min && count <= self.max.unwrap_or(MOST).min(MOST)
    }
}

/// `null` counts as the default.
pub fn or_default<'de, D, T>(from: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de> + Default,
{
    Ok(Option::deserialize(from)?.unwrap_or_default())
}

fn present<'de, D, T>(from: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
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

    #[test]
    fn a_promotion_runs_from_its_start_to_before_its_end() {
        let promotion = |end: Option<&str>| Promotion {
            name: String::new(),
            description: String::new(),
            start_date: "2025-05-06T07:00:00+02:00".parse().unwrap(),
            end_date: end.map(|end| end.parse().unwrap()),
            discount: Discount {
                value: Ucents::default(),
            },
            kind: "percentage".to_owned(),
            value: 10,
        };
        for (end, now, runs) in [
            (
                Some("2025-05-20T14:00:00+02:00"),
                "2025-05-06T04:59:59Z",
                false,
            ),
            (
                Some("2025-05-20T14:00:00+02:00"),
                "2025-05-06T05:00:00Z",
                true,
            ),
            (
                Some("2025-05-20T14:00:00+02:00"),
                "2025-05-20T12:00:00Z",
                false,
            ),
            (None, "2035-01-01T00:00:00Z", true),
        ] {
            let now = now.parse().unwrap();
            assert_eq!(promotion(end).is_running(now), runs, "{now}");
        }
    }
}
