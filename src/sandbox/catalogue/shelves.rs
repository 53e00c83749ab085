//! Everything that is for sale: what is built in, and published catalogues in its place.

use std::collections::BTreeSet;
use std::io;
use std::sync::Arc;

use crate::sandbox::catalogue::plans::{Plan, Shelf};
use crate::sandbox::catalogue::products::{OPTIONS, UPGRADES};
use crate::sandbox::catalogue::published::Published;
use crate::sandbox::catalogue::subsidiary::Subsidiary;
use crate::sandbox::catalogue::{built_in, published};

/// Everything that is for sale.
#[derive(Debug, Default)]
pub struct Catalogue {
    built_in: Shelf,
    /// Each stands in for what is built in of its product and subsidiary.
    published: Vec<Published>,
}

impl Catalogue {
    /// What is built in.
    pub fn read() -> io::Result<Self> {
        Ok(Self {
            built_in: built_in::read()?,
            published: Vec::new(),
        })
    }

    /// Adds a plan for each of these products that nothing is sold of yet: `sandbox-sms` for `sms`. It
    /// has an option if the product comes with any, in a cart or for a service.
    pub fn complete<'a>(&mut self, products: impl Iterator<Item = (&'a str, bool)>) {
        let mut unsold = Vec::new();
        for (product, has_options) in products.filter(|(product, _)| !self.has_family(product)) {
            let mut plan = built_in::marked(product);
            if !has_options && !OPTIONS.contains(&product) {
                plan.options.clear();
            }
            unsold.push(Arc::new(plan));
        }
        let options = unsold
            .iter()
            .map(|plan| built_in::marked_option(&plan.family));
        let upgrades = UPGRADES
            .iter()
            .map(|product| built_in::marked_upgrade(product));
        let order = std::iter::once(built_in::order());
        for addon in options.chain(upgrades).chain(order) {
            let code = addon.plan_code.clone();
            self.built_in.addons.insert(code, Arc::new(addon));
        }
        self.built_in.plans.extend(unsold);
    }

    /// Takes in a published catalogue, `eco-IE.json` or `eco=FILE`.
    pub fn publish(&mut self, name: &str, json: Arc<[u8]>) -> Result<(), String> {
        let published = published::read(name, json, &self.built_in)?;
        let (product, subsidiary) = (&published.product, published.subsidiary);
        if self.published(product, subsidiary).is_some() {
            return Err(format!(
                "{name} is a second catalogue of {product} for {}; leave one out",
                subsidiary.code
            ));
        }
        self.published.push(published);
        Ok(())
    }

    /// The published catalogue of a product, if one was taken in.
    pub fn published(&self, product: &str, subsidiary: &Subsidiary) -> Option<&Published> {
        let mut all = self.published.iter();
        all.find(|it| it.product == product && it.subsidiary == subsidiary)
    }

    pub fn has_family(&self, family: &str) -> bool {
        let published = self.published.iter().any(|it| it.product == family);
        published || self.built_in.has_family(family)
    }

    /// The families of all plans, each once.
    pub fn families(&self) -> BTreeSet<&str> {
        let published = self.published.iter().map(|it| it.product.as_str());
        let plans = self.built_in.plans.iter();
        published
            .chain(plans.map(|plan| plan.family.as_str()))
            .collect()
    }

    /// The plans of a family that this subsidiary sells.
    pub fn family(
        &self,
        family: &str,
        subsidiary: &Subsidiary,
    ) -> impl Iterator<Item = &Arc<Plan>> {
        self.shelf(family, subsidiary)
            .plans
            .iter()
            .filter(move |plan| plan.family == family && plan.is_sold_in(subsidiary.region))
    }

    /// The plans of a catalogue: those of its family, or a marked one of what no cart takes.
    pub fn listed(&self, family: &str, subsidiary: &Subsidiary) -> Vec<Arc<Plan>> {
        if self.has_family(family) {
            return self.family(family, subsidiary).cloned().collect();
        }
        let marked = built_in::marked(family);
        let options = Vec::new();
        vec![Arc::new(Plan { options, ..marked })]
    }

    /// The plans of all families that this subsidiary sells.
    pub fn sold(&self, subsidiary: &Subsidiary) -> impl Iterator<Item = &Arc<Plan>> {
        self.families()
            .into_iter()
            .flat_map(move |family| self.family(family, subsidiary))
    }

    /// The labels that its plans and their options take.
    pub fn labels(&self, subsidiary: &Subsidiary) -> impl Iterator<Item = &str> {
        let plans = self.sold(subsidiary);
        let sold = plans.flat_map(move |plan| {
            let codes = plan.options.iter().flat_map(|family| &family.addons);
            let addons = codes.filter_map(move |code| self.addon(&plan.family, code, subsidiary));
            addons.chain([plan])
        });
        let labels = sold.flat_map(|plan| &plan.configurations);
        labels.map(|requirement| requirement.label.as_str())
    }

    pub fn plan(&self, family: &str, code: &str, subsidiary: &Subsidiary) -> Option<&Arc<Plan>> {
        self.family(family, subsidiary)
            .find(|plan| plan.plan_code == code)
    }

    /// An option of a plan of this family.
    pub fn addon(&self, family: &str, code: &str, subsidiary: &Subsidiary) -> Option<&Arc<Plan>> {
        self.shelf(family, subsidiary).addons.get(code)
    }

    fn shelf(&self, family: &str, subsidiary: &Subsidiary) -> &Shelf {
        self.published(family, subsidiary)
            .map_or(&self.built_in, |published| &published.shelf)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sandbox::catalogue::subsidiary;

    #[test]
    fn every_option_of_a_plan_has_prices_for_each_mode_of_the_plan() {
        let catalogue = Catalogue::read().unwrap();
        for plan in &catalogue.built_in.plans {
            for code in plan.options.iter().flat_map(|family| &family.addons) {
                let addon = &catalogue.built_in.addons[code];
                for renewal in plan.pricings.iter().filter(|pricing| pricing.has("renew")) {
                    let fits = addon.pricings.iter().any(|other| {
                        other.mode == renewal.mode
                            && (!other.has("renew") || other.interval == renewal.interval)
                    });
                    assert!(fits, "{code} {}", renewal.mode);
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
}
