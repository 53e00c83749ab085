//! Chooses an option of a family: its default, or the cheapest.

use std::collections::HashMap;

use serde::Deserialize;

use super::amount::amount;
use super::file::{Choice, OrderFile, OrderItem, OrderOption};
use super::item::{Selection, Wish};
use super::problem::listed;
use super::selection::{Offered, choose, pays, range, sold};
use super::{OrderError, Problem};
use crate::Client;
use crate::client::Operation;
use crate::money::Amount;
use crate::types::{
    CartGenericOptionDefinition, CartGenericProductPricingCapacities, NichandleOvhSubsidiary,
};

/// The defaults of option families by product and plan, of what an order asks the default of.
#[derive(Default)]
pub(super) struct Defaults(HashMap<(String, String), Vec<Family>>);

/// What is read of a public catalogue. The offers of a cart do not say what a family's default is.
#[derive(Deserialize)]
struct Catalogue {
    #[serde(default)]
    plans: Vec<Plan>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Plan {
    plan_code: String,
    #[serde(default)]
    addon_families: Vec<Family>,
}

#[derive(Deserialize)]
struct Family {
    name: String,
    default: Option<String>,
}

impl Defaults {
    /// Reads each catalogue that is needed, once. A product without a catalogue has no defaults.
    pub(super) async fn read(
        client: &Client,
        file: &OrderFile,
        subsidiary: &NichandleOvhSubsidiary,
    ) -> Result<Self, OrderError> {
        let mut plans: HashMap<String, Vec<&str>> = HashMap::new();
        for item in file.items.iter().filter(|item| asks_for_default(item)) {
            let path = format!("/order/catalog/public/{}", item.product);
            let plan = item.plan_code.as_ref();
            if let Some(plan) = plan.filter(|_| Operation::find("GET", &path).is_some()) {
                plans.entry(path).or_default().push(plan.as_str());
            }
        }
        let mut defaults = Self::default();
        for (path, wanted) in plans {
            let call = client.call_raw("GET", &path);
            let call = call.query("ovhSubsidiary", subsidiary.as_str());
            let catalogue: Catalogue = call.send().await?;
            let product = path.rsplit('/').next().unwrap_or_default();
            for plan in catalogue.plans {
                if wanted.contains(&plan.plan_code.as_str()) {
                    let of = (product.to_owned(), plan.plan_code);
                    defaults.0.insert(of, plan.addon_families);
                }
            }
        }
        Ok(defaults)
    }

    fn of(&self, item: &OrderItem, family: &str) -> Option<&str> {
        let plan = item.plan_code.as_ref()?.as_str().to_owned();
        let families = self.0.get(&(item.product.to_string(), plan))?;
        let family = families.iter().find(|it| it.name == family)?;
        family.default.as_deref()
    }
}

fn asks_for_default(item: &OrderItem) -> bool {
    let mut options = item.options.iter();
    options.any(|option| option.choose == Some(Choice::Default))
}

/// What options of an item are chosen from.
pub(super) struct Options<'a> {
    pub(super) item: &'a OrderItem,
    /// How the item itself is sold.
    pub(super) sold: &'a Selection,
    pub(super) offers: &'a [CartGenericOptionDefinition],
    pub(super) defaults: &'a Defaults,
}

impl Options<'_> {
    /// The option that is wished for, by its plan or as one of a family. `path` is its place in the
    /// order.
    pub(super) fn choose(&self, option: &OrderOption, path: &str) -> Result<Selection, Problem> {
        let Some(family) = &option.family else {
            let plan = option.plan_code.as_ref();
            let plan = plan.ok_or_else(|| Problem::new("`planCode` is missing").at(path))?;
            let offered: Vec<_> = self.offers.iter().map(Offered::from).collect();
            let wish = match self.item.domain {
                // The pricing modes of a domain say what is done with it, and so do those of its options.
                Some(_) => self.wish(option, plan.as_str()),
                None => wish(option, plan.as_str()),
            };
            return choose(&offered, wish, path);
        };
        let offered = self.of_family(family.as_str());
        if offered.is_empty() {
            let families = self.offers.iter().filter_map(|it| it.family.as_deref());
            let mut families: Vec<_> = families.collect();
            families.sort_unstable();
            families.dedup();
            let problem = Problem::unknown("family", family.as_str(), &families);
            return Err(problem.at(format!("{path}.family")));
        }
        match option.choose {
            Some(Choice::Cheapest) => self.cheapest(&offered, option, path),
            _ => self.default(&offered, option, path),
        }
    }

    fn of_family(&self, family: &str) -> Vec<Offered<'_>> {
        let offers = self.offers.iter();
        let of_family = offers.filter(|offer| offer.family.as_deref() == Some(family));
        of_family.map(Offered::from).collect()
    }

    fn default(
        &self,
        offered: &[Offered<'_>],
        option: &OrderOption,
        path: &str,
    ) -> Result<Selection, Problem> {
        let family = option.family.as_ref().map_or("", |family| family.as_str());
        let Some(plan) = self.defaults.of(self.item, family) else {
            let plans: Vec<_> = offered.iter().map(|offer| offer.plan_code).collect();
            let message = format!("the family `{family}` has no default");
            let hint = format!("write `choose: cheapest`, or use one of {}", listed(&plans));
            return Err(Problem::new(message).hint(hint).at(path));
        };
        choose(offered, self.wish(option, plan), path)
    }

    /// Of equal ones the first by its plan code: the API does not promise the order of its lists.
    fn cheapest(
        &self,
        offered: &[Offered<'_>],
        option: &OrderOption,
        path: &str,
    ) -> Result<Selection, Problem> {
        let mut best: Option<(Amount, Selection)> = None;
        let mut refused = None;
        for offer in offered {
            let wish = self.wish(option, offer.plan_code);
            match choose(std::slice::from_ref(offer), wish, path) {
                Ok(selection) => {
                    let Some(cost) = cost(offer, &selection) else {
                        let message = format!("`{}` has no exact price", offer.plan_code);
                        return Err(Problem::new(message).hint("name a `planCode`").at(path));
                    };
                    let is_better = best.as_ref().is_none_or(|(least, chosen)| {
                        let by_plan = offer.plan_code.cmp(&chosen.plan_code);
                        let by_cost = cost.compare(least);
                        by_cost.is_ok_and(|by_cost| by_cost.then(by_plan).is_lt())
                    });
                    if is_better {
                        best = Some((cost, selection));
                    }
                }
                Err(problem) => refused = refused.or(Some(problem)),
            }
        }
        let best = best.map(|(_, selection)| selection);
        best.ok_or_else(|| refused.unwrap_or_else(|| Problem::new("nothing is offered").at(path)))
    }

    /// What is chosen from a family is sold as the item is, unless the order says otherwise: a price for
    /// a month does not compare with one for a year.
    fn wish<'w>(&'w self, option: &'w OrderOption, plan: &'w str) -> Wish<'w> {
        let said = wish(option, plan);
        Wish {
            duration: said.duration.or(Some(&self.sold.duration)),
            pricing_mode: said.pricing_mode.or(Some(&self.sold.pricing_mode)),
            ..said
        }
    }
}

fn wish<'a>(option: &'a OrderOption, plan: &'a str) -> Wish<'a> {
    let (duration, mode) = (option.duration.as_ref(), option.pricing_mode.as_ref());
    Wish::of(plan, duration, mode, option.quantity)
}

/// What one of a selection costs at the checkout: its price and the installation of its pricing mode.
fn cost(offer: &Offered<'_>, selection: &Selection) -> Option<Amount> {
    let sold = sold(offer.prices);
    let paid = offer.prices.iter().filter(|price| {
        let is_chosen = price.duration.as_ref() == Some(&selection.duration)
            && sold.iter().any(|it| std::ptr::eq(*it, *price));
        let is_paid = is_chosen || pays(price, &CartGenericProductPricingCapacities::Installation);
        is_paid && price.pricing_mode.as_ref() == Some(&selection.pricing_mode)
    });
    paid.filter(|price| range(price).contains(&selection.quantity))
        .map(|price| amount(price.price.as_ref()?))
        .reduce(|sum, amount| sum?.checked_add(&amount?).ok())
        .flatten()
}
