//! What is left in stock, as far as the control API said; the catalogue has the rest.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use strsim::osa_distance;

use crate::sandbox::cart::state::{Cart, Item};
use crate::sandbox::catalogue::plans::Plan;

/// The words of an API for what is left.
pub struct Words {
    pub none: &'static str,
    pub some: &'static str,
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

#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(transparent)]
pub struct Stock(Vec<Level>);

impl Stock {
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
        let level = levels.find(|level| level.datacenter == datacenter && level.is_of(plan));
        match level.map(|level| &level.value) {
            Some(Amount::Said(word)) => word,
            Some(Amount::Units(..=0)) => words.none,
            Some(Amount::Units(_)) if listed == words.none => words.some,
            _ => listed,
        }
    }

    /// Takes what a cart orders, or says what there is not enough of.
    pub fn take(&mut self, cart: &Cart) -> Result<(), String> {
        for item in &cart.items {
            let mut levels = self.0.iter_mut().rev();
            let level =
                levels.find(|level| level.is_of(&item.plan.plan_code) && level.serves(item));
            let Some(level) = level else {
                continue;
            };
            let gone = match &mut level.value {
                Amount::Units(left) => {
                    *left = left.saturating_sub(item.choice.quantity);
                    *left < 0
                }
                Amount::Said(word) => ["unavailable", "out-of-stock"].contains(&word.as_str()),
            };
            if gone {
                let (product, datacenter) = (&item.plan.product, &level.datacenter);
                return Err(format!("Product {product} is out of stock in {datacenter}"));
            }
        }
        Ok(())
    }
}

/// Says that no plan is sold in a datacenter of this name.
pub fn check_datacenter<'a>(
    plans: impl Iterator<Item = &'a Arc<Plan>>,
    name: &str,
) -> Result<(), String> {
    let known: BTreeSet<_> = plans
        .flat_map(|plan| plan.stock.keys().map(String::as_str))
        .collect();
    if known.contains(name) {
        return Ok(());
    }
    let known = Vec::from_iter(known).join(", ");
    Err(format!("unknown datacenter `{name}`; use one of {known}"))
}

impl Level {
    /// Says that no plan is meant, or no datacenter of one.
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
        check_datacenter(meant.into_iter(), &self.datacenter)
    }

    fn is_of(&self, plan: &str) -> bool {
        self.plan.as_ref().is_none_or(|only| only == plan)
    }

    fn serves(&self, item: &Item) -> bool {
        let mut configurations = item.configurations.iter();
        configurations.any(|set| set.value == self.datacenter)
    }
}
