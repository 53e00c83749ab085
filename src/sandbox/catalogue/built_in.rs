//! The plans and options that every sandbox sells, read from `catalog.json`.
//!
//! Plan codes are real, but for those that begin with `sandbox-`. Prices and blobs of eco are those of
//! public catalogues of 2024 and 2025; those of VPS are plausible figures.

use std::collections::BTreeMap;
use std::io;
use std::sync::Arc;

use jiff::Timestamp;
use serde::Deserialize;
use serde_json::Value;

use crate::sandbox::catalogue::delivers::Delivers;
use crate::sandbox::catalogue::plans::{
    Discount, OptionFamily, Plan, Pricing, Promotion, Range, Requirement, Shelf, datacenter_label,
};
use crate::sandbox::catalogue::price::Ucents;
use crate::sandbox::catalogue::products::is_about;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Data {
    /// The labels that plans of a kind take, by the region that sells them.
    groups: BTreeMap<String, Vec<Place>>,
    plans: Vec<Entry>,
    addons: Vec<Entry>,
}

#[derive(Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Place {
    /// The API regions; empty means all.
    #[serde(default)]
    regions: Vec<String>,
    /// What plan codes end in there.
    #[serde(default)]
    suffix: String,
    configurations: Vec<Requirement>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Entry {
    #[serde(default)]
    family: String,
    plan_code: String,
    /// Its plan code if left out.
    product: Option<String>,
    name: String,
    /// Its name if left out.
    description: Option<String>,
    #[serde(default)]
    regions: Vec<String>,
    /// What is said of the plan beside its price, and the technical details of its product.
    #[serde(default)]
    blobs: Value,
    #[serde(default)]
    product_blobs: Value,
    quantity: Range,
    #[serde(default)]
    delivers: Delivers,
    group: Option<String>,
    prices: Vec<Price>,
    /// For how many months one can commit: each is a mode `degressivity`, with the first price, and a
    /// mode `upfront`, with so many times the first price.
    #[serde(default)]
    terms: Vec<u32>,
    #[serde(default)]
    options: Vec<OptionFamily>,
    /// Availability by datacenter; the best where it is left out.
    #[serde(default)]
    stock: BTreeMap<String, String>,
}

/// The price of one pricing mode. One that does not renew is paid once, or by consumption.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Price {
    mode: String,
    /// How long a renewal lasts.
    #[serde(default)]
    months: u32,
    #[serde(default)]
    commitment: u32,
    installation: Option<Ucents>,
    renew: Option<Ucents>,
    consumption: Option<Ucents>,
    promotion: Option<Offer>,
}

/// A promotion of a renewal that has begun and does not end.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Offer {
    name: String,
    description: String,
    percent: i64,
}

pub fn read() -> io::Result<Shelf> {
    let data: Data =
        serde_json::from_str(include_str!("catalog.json")).map_err(io::Error::other)?;
    let anywhere = [Place::default()];
    let mut shelf = Shelf::default();
    for entry in &data.plans {
        let group = entry.group.as_ref().and_then(|name| data.groups.get(name));
        for place in group.map_or(&anywhere[..], Vec::as_slice) {
            shelf.plans.push(Arc::new(entry.plan(place)));
        }
    }
    for entry in &data.addons {
        let addon = entry.plan(&Place::default());
        shelf
            .addons
            .insert(addon.plan_code.clone(), Arc::new(addon));
    }
    Ok(shelf)
}

/// A plan of a product of which no plan code or price is known: one unit of currency a month.
pub fn marked(product: &str) -> Plan {
    let plan_code = format!("sandbox-{product}");
    let entry = Entry {
        family: product.to_owned(),
        delivers: Delivers::of(product, &plan_code),
        plan_code,
        product: None,
        name: format!("Sandbox plan for {product}"),
        description: None,
        regions: Vec::new(),
        blobs: Value::Null,
        product_blobs: Value::Null,
        quantity: Range {
            min: 1,
            max: Some(10),
        },
        group: None,
        prices: vec![Price {
            mode: "default".to_owned(),
            months: 1,
            commitment: 0,
            installation: Some(Ucents::default()),
            renew: Some(Ucents(100_000_000)),
            consumption: None,
            promotion: None,
        }],
        terms: Vec::new(),
        options: vec![OptionFamily {
            name: "sandbox".to_owned(),
            mandatory: false,
            exclusive: false,
            default: None,
            addons: vec![format!("sandbox-{product}-option")],
        }],
        stock: BTreeMap::new(),
    };
    entry.plan(&Place {
        configurations: vec![Requirement {
            label: "description".to_owned(),
            kind: "String".to_owned(),
            required: false,
            needed: false,
            values: Some(None),
            fields: None,
        }],
        ..Place::default()
    })
}

/// The code of what the older operations order.
pub const ORDER: &str = "sandbox-order";

/// What the older operations order: one unit of currency a month, for a month or a year.
pub fn order() -> Plan {
    let mut plan = marked_option("order");
    let year = plan.pricings.iter().find(|pricing| pricing.has("renew"));
    let year = year.map(|month| Pricing {
        mode: "upfront12".to_owned(),
        interval: 12,
        price: month.price.times(12),
        ..month.clone()
    });
    plan.pricings.extend(year);
    // Messages are ordered by the hundred.
    for pricing in &mut plan.pricings {
        pricing.quantity.max = None;
    }
    Plan {
        name: "Sandbox order".to_owned(),
        product: ORDER.to_owned(),
        plan_code: ORDER.to_owned(),
        ..plan
    }
}

/// The option of a marked plan.
pub fn marked_option(product: &str) -> Plan {
    let code = format!("sandbox-{product}-option");
    Plan {
        family: String::new(),
        name: format!("Sandbox option for {product}"),
        description: format!("Sandbox option for {product}"),
        product: code.clone(),
        plan_code: code,
        options: Vec::new(),
        configurations: Vec::new(),
        delivers: Delivers::Nothing,
        ..marked(product)
    }
}

/// What a service of this product is upgraded to, if no other plan is known.
pub fn marked_upgrade(product: &str) -> Plan {
    let code = marked_upgrade_code(product);
    // An upgrade of a part of a service leaves its plan as it is.
    let delivers = if is_about(product, product) {
        Delivers::Service
    } else {
        Delivers::Nothing
    };
    Plan {
        name: format!("Sandbox upgrade for {product}"),
        description: format!("Sandbox upgrade for {product}"),
        product: code.clone(),
        plan_code: code,
        delivers,
        ..marked(product)
    }
}

pub fn marked_upgrade_code(product: &str) -> String {
    format!("sandbox-{product}-upgrade")
}

impl Entry {
    fn plan(&self, place: &Place) -> Plan {
        let regions = if self.regions.is_empty() {
            &place.regions
        } else {
            &self.regions
        };
        Plan {
            family: self.family.clone(),
            product: self.product.as_ref().unwrap_or(&self.plan_code).clone(),
            description: self.description.as_ref().unwrap_or(&self.name).clone(),
            plan_code: format!("{}{}", self.plan_code, place.suffix),
            name: self.name.clone(),
            regions: regions.clone(),
            blobs: self.blobs.clone(),
            product_blobs: self.product_blobs.clone(),
            pricings: self.pricings(),
            options: self.options.clone(),
            configurations: place.configurations.clone(),
            delivers: self.delivers,
            stock: stock(self.delivers, &place.configurations, &self.stock),
        }
    }

    /// All prices, those for installation first, as public catalogues have them.
    fn pricings(&self) -> Vec<Pricing> {
        let terms = self.prices.first().into_iter().flat_map(|first| {
            let terms = self.terms.iter();
            terms.flat_map(|months| [first.degressive(*months), first.upfront(*months)])
        });
        let prices: Vec<_> = self.prices.iter().cloned().chain(terms).collect();
        let once = prices.iter().filter_map(|price| self.once(price));
        let renewed = prices.iter().filter_map(|price| self.renewed(price));
        let consumed = prices.iter().filter_map(|price| self.consumed(price));
        once.chain(renewed).chain(consumed).collect()
    }

    fn once(&self, price: &Price) -> Option<Pricing> {
        let pricing = self.pricing(price, "installation", price.installation?);
        Some(Pricing {
            description: "rental (only applicable for 1 time)".to_owned(),
            repeat: Range {
                min: 1,
                max: Some(1),
            },
            ..pricing
        })
    }

    fn renewed(&self, price: &Price) -> Option<Pricing> {
        let months = price.months;
        let plural = if months == 1 { "" } else { "s" };
        let renew = price.renew?;
        let promotions = price.promotion.iter().map(|offer| offer.of(renew));
        Some(Pricing {
            description: format!("rental for {months} month{plural}"),
            interval: months,
            interval_unit: "month".to_owned(),
            commitment: price.commitment,
            promotions: Some(promotions.collect()),
            ..self.pricing(price, "renew", renew)
        })
    }

    fn consumed(&self, price: &Price) -> Option<Pricing> {
        let pricing = self.pricing(price, "consumption", price.consumption?);
        Some(Pricing {
            kind: "consumption".to_owned(),
            ..pricing
        })
    }

    /// A price for no time at all.
    fn pricing(&self, price: &Price, capacity: &str, amount: Ucents) -> Pricing {
        Pricing {
            mode: price.mode.clone(),
            capacities: vec![capacity.to_owned()],
            interval: 0,
            interval_unit: "none".to_owned(),
            commitment: 0,
            price: amount,
            quantity: self.quantity,
            repeat: Range { min: 1, max: None },
            description: capacity.to_owned(),
            kind: "rental".to_owned(),
            promotions: None,
        }
    }
}

impl Price {
    fn degressive(&self, months: u32) -> Self {
        Self {
            mode: format!("degressivity{months}"),
            commitment: months,
            ..self.clone()
        }
    }

    fn upfront(&self, months: u32) -> Self {
        Self {
            mode: format!("upfront{months}"),
            months,
            commitment: months,
            renew: self.renew.map(|price| price.times(months.into())),
            ..self.clone()
        }
    }
}

impl Offer {
    fn of(&self, price: Ucents) -> Promotion {
        Promotion {
            name: self.name.clone(),
            description: self.description.clone(),
            start_date: Timestamp::UNIX_EPOCH,
            end_date: None,
            discount: Discount {
                value: Ucents(price.0 * self.percent / 100),
            },
            kind: "percentage".to_owned(),
            value: self.percent,
        }
    }
}

/// The availability in every datacenter of a plan.
pub fn stock(
    delivers: Delivers,
    configurations: &[Requirement],
    known: &BTreeMap<String, String>,
) -> BTreeMap<String, String> {
    let best = match delivers {
        Delivers::Vps => "available",
        _ => "1H-high",
    };
    let label = datacenter_label(configurations);
    let datacenters = label.map_or(&[][..], Requirement::choices).iter();
    datacenters
        .map(|name| {
            let stock = known.get(name).map_or(best, String::as_str);
            (name.clone(), stock.to_owned())
        })
        .collect()
}
