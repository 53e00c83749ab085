//! What is left in stock, as far as the control API said; the catalogue has the rest.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use strsim::osa_distance;

use crate::sandbox::cart::state::Cart;
use crate::sandbox::catalogue::delivers::Delivers;
use crate::sandbox::catalogue::plans::Plan;

/// The words of an API for what is left.
pub struct Words {
    pub none: &'static str,
    pub some: &'static str,
    /// All of them.
    known: &'static [&'static str],
}

/// `vps.order.rule.DatacenterStatusEnum`.
pub const VPS: Words = Words {
    none: "out-of-stock",
    some: "available",
    known: &["available", "out-of-stock", "out-of-stock-preorder-allowed"],
};

/// `dedicated.AvailabilityEnum`.
pub const SERVER: Words = Words {
    none: "unavailable",
    some: "1H-low",
    known: &[
        "1H-high",
        "1H-low",
        "24H",
        "72H",
        "120H",
        "240H",
        "480H",
        "720H",
        "1440H",
        "2160H",
        "comingSoon",
        "unavailable",
        "unknown",
    ],
};

/// Whether a word says that nothing is left, of servers or of virtual private servers.
fn is_none(word: &str) -> bool {
    [SERVER.none, VPS.none].contains(&word)
}

/// How much is left of a plan in a datacenter.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Level {
    datacenter: String,
    /// Every plan if left out; then a number is what is left of all together.
    plan: Option<String>,
    value: Amount,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(
    untagged,
    expecting = "expected a whole number or a text such as `72H`"
)]
enum Amount {
    /// So many; each order takes some.
    Units(i64),
    /// What the API answers, such as `72H` or `unavailable`.
    Said(String),
}

/// What an order took of the level of this plan and datacenter.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Taken {
    datacenter: String,
    plan: Option<String>,
    quantity: i64,
}

impl Taken {
    pub fn is_of(&self, level: &Level) -> bool {
        (&self.datacenter, &self.plan) == (&level.datacenter, &level.plan)
    }
}

#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(transparent)]
pub struct Stock(Vec<Level>);

impl Stock {
    /// What is left after this was taken.
    pub fn less<'a>(&self, taken: impl Iterator<Item = &'a Taken>) -> Self {
        let mut left = self.clone();
        for taken in taken {
            let level = left.0.iter_mut().find(|level| taken.is_of(level));
            if let Some(Amount::Units(units)) = level.map(|level| &mut level.value) {
                *units = units.saturating_sub(taken.quantity).max(0);
            }
        }
        left
    }

    /// Takes the place of what was said of the same plan and datacenter.
    pub fn set(&mut self, level: Level) {
        self.0
            .retain(|old| (&old.datacenter, &old.plan) != (&level.datacenter, &level.plan));
        self.0.push(level);
    }

    /// What the API says of a plan in a datacenter, where the catalogue says `listed`.
    pub fn told<'a>(
        &'a self,
        plan: &str,
        datacenter: &str,
        listed: &'a str,
        words: &Words,
    ) -> &'a str {
        let mut levels = self.0.iter().rev();
        let level = levels.find(|level| level.is_about(plan, datacenter));
        match level.map(|level| &level.value) {
            Some(Amount::Said(word)) => word,
            Some(Amount::Units(..=0)) => words.none,
            Some(Amount::Units(_)) if listed == words.none => words.some,
            _ => listed,
        }
    }

    /// Takes what a cart orders, or says what there is not enough of.
    pub fn take(&mut self, cart: &Cart) -> Result<Vec<Taken>, String> {
        let mut all = Vec::new();
        for item in &cart.items {
            let Some(datacenter) = item.datacenter() else {
                continue;
            };
            let (plan, quantity) = (&item.plan, item.choice.quantity);
            let mut levels = self.0.iter_mut().rev();
            let level = levels.find(|level| level.is_about(&plan.plan_code, datacenter));
            let is_gone = match level {
                Some(Level {
                    plan: only,
                    value: Amount::Units(left),
                    ..
                }) => {
                    all.push(Taken {
                        datacenter: datacenter.to_owned(),
                        plan: only.clone(),
                        quantity,
                    });
                    *left = left.saturating_sub(quantity);
                    *left < 0
                }
                Some(Level {
                    value: Amount::Said(word),
                    ..
                }) => is_none(word),
                None => plan.stock.get(datacenter).is_some_and(|word| is_none(word)),
            };
            if is_gone {
                let product = &plan.product;
                return Err(format!("Product {product} is out of stock in {datacenter}"));
            }
        }
        Ok(all)
    }
}

/// Says that no plan is sold in a datacenter of this name.
pub fn check_datacenter<'a>(
    plans: impl Iterator<Item = &'a Arc<Plan>>,
    name: &str,
) -> Result<(), String> {
    let known = plans.flat_map(|plan| plan.stock.keys().map(String::as_str));
    check_known("datacenter", name, known)
}

/// Says that a name is not one of those there are.
pub fn check_known<'a>(
    kind: &str,
    name: &str,
    known: impl Iterator<Item = &'a str>,
) -> Result<(), String> {
    let known: BTreeSet<_> = known.collect();
    if known.contains(name) {
        return Ok(());
    }
    let known = Vec::from_iter(known).join(", ");
    Err(format!("unknown {kind} `{name}`; use one of {known}"))
}

impl Level {
    /// Says that no plan is meant, no datacenter of one, or nothing that the API answers for it.
    pub fn check<'a>(&self, sold: impl Iterator<Item = &'a Arc<Plan>>) -> Result<(), String> {
        let placed: Vec<_> = sold.filter(|plan| !plan.stock.is_empty()).collect();
        let mut meant = placed.clone();
        meant.retain(|plan| self.is_of(&plan.plan_code));
        if let Some(code) = self.plan.as_ref().filter(|_| meant.is_empty()) {
            let codes = placed.iter().map(|plan| plan.plan_code.as_str());
            let nearest = codes.min_by_key(|known| osa_distance(code, known));
            let nearest = nearest.unwrap_or_default();
            return Err(format!("unknown plan `{code}`; did you mean `{nearest}`?"));
        }
        check_datacenter(meant.iter().copied(), &self.datacenter)?;
        meant.retain(|plan| plan.stock.contains_key(&self.datacenter));
        let is_vps = meant.iter().any(|plan| plan.delivers == Delivers::Vps);
        self.value.check(if is_vps { &VPS } else { &SERVER })
    }

    fn is_of(&self, plan: &str) -> bool {
        self.plan.as_ref().is_none_or(|only| only == plan)
    }

    fn is_about(&self, plan: &str, datacenter: &str) -> bool {
        self.datacenter == datacenter && self.is_of(plan)
    }
}

impl Amount {
    fn check(&self, words: &Words) -> Result<(), String> {
        match self {
            Self::Units(0..) => Ok(()),
            Self::Units(units) => Err(format!("`value` must be 0 or more, not {units}")),
            Self::Said(word) if words.known.contains(&word.as_str()) => Ok(()),
            Self::Said(word) => {
                let known = words.known.join(", ");
                Err(format!(
                    "unknown availability `{word}`; use a number or one of {known}"
                ))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::Value;

    use super::*;
    use crate::sandbox::obstacle::ACTIONS;

    #[test]
    fn the_words_that_are_taken_are_those_of_the_descriptions() {
        let vps = include_str!("../../schema/native/vps.json");
        let server = include_str!("../../schema/native/dedicated-server.json");
        let cloud = include_str!("../../schema/native/cloud.json");
        for (description, model, taken) in [
            (vps, "vps.order.rule.DatacenterStatusEnum", VPS.known),
            (server, "dedicated.AvailabilityEnum", SERVER.known),
            (cloud, "cloud.project.EligibilityAction", &ACTIONS),
        ] {
            let description: Value = serde_json::from_str(description).unwrap();
            let values = description["models"][model]["enum"].as_array().unwrap();
            let described: BTreeSet<_> = values.iter().filter_map(Value::as_str).collect();
            assert_eq!(described, taken.iter().copied().collect(), "{model}");
        }
    }
}
