//! Reads what `GET /order/catalog/public/{product}` answers live.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Deserialize;

use crate::sandbox::catalogue::built_in::stock;
use crate::sandbox::catalogue::delivers::Delivers;
use crate::sandbox::catalogue::plans::{
    OptionFamily, Plan, Pricing, Requirement, Shelf, or_default,
};
use crate::sandbox::catalogue::subsidiary::{self, Subsidiary};

/// A public catalogue that was taken in.
#[derive(Debug)]
pub struct Published {
    /// The segment of the path: `eco`.
    pub product: String,
    pub subsidiary: &'static Subsidiary,
    pub shelf: Shelf,
    /// As it was published.
    pub json: Arc<[u8]>,
}

#[derive(Deserialize)]
struct File {
    locale: Locale,
    plans: Vec<PublishedPlan>,
    #[serde(default, deserialize_with = "or_default")]
    addons: Vec<PublishedPlan>,
    #[serde(default, deserialize_with = "or_default")]
    products: Vec<Product>,
}

#[derive(Deserialize)]
struct Locale {
    subsidiary: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct PublishedPlan {
    plan_code: String,
    product: String,
    invoice_name: String,
    #[serde(default, deserialize_with = "or_default")]
    addon_families: Vec<OptionFamily>,
    #[serde(default, deserialize_with = "or_default")]
    configurations: Vec<Label>,
    pricings: Vec<Pricing>,
}

#[derive(Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Label {
    name: String,
    is_mandatory: bool,
    values: Option<Vec<String>>,
}

#[derive(Deserialize)]
struct Product {
    name: String,
    description: String,
    #[serde(default, deserialize_with = "or_default")]
    configurations: Vec<Label>,
}

/// Reads a catalogue, whose name says the product: `eco-IE.json`, `some/eco.json`, `eco=any/name`.
/// If it does not, the product is that of the first plan code that is built in too.
pub fn read(name: &str, json: Arc<[u8]>, built_in: &Shelf) -> Result<Published, String> {
    let mut from = serde_json::Deserializer::from_slice(&json);
    let file: File = serde_path_to_error::deserialize(&mut from).map_err(|error| {
        let place = match error.path().to_string().as_str() {
            "." => String::new(),
            path => format!("{path}: "),
        };
        format!(
            "{name} is not what GET /order/catalog/public/PRODUCT answers: {place}{}",
            error.inner()
        )
    })?;
    let code = &file.locale.subsidiary;
    let subsidiary = subsidiary::find(code)
        .ok_or_else(|| format!("{name}: locale.subsidiary: {code} is not a subsidiary"))?;
    let product = named(name, built_in)?
        .or_else(|| recognized(&file, built_in))
        .ok_or_else(|| {
            format!("{name}: cannot tell which product it is a catalogue of; write PRODUCT={name}")
        })?;
    Ok(Published {
        shelf: shelf(file, &product),
        product,
        subsidiary,
        json,
    })
}

/// The product before the `=`, or else at the beginning of the file's name if there is such a product.
fn named(name: &str, built_in: &Shelf) -> Result<Option<String>, String> {
    if let Some((product, _)) = name.split_once('=') {
        if !built_in.has_family(product) {
            return Err(format!("{name}: unknown product `{product}`"));
        }
        return Ok(Some(product.to_owned()));
    }
    let file = name.rsplit(['/', '\\']).next().unwrap_or(name);
    let mut words = file.split(|letter: char| !letter.is_ascii_alphanumeric());
    let said = words.next().filter(|word| built_in.has_family(word));
    Ok(said.map(str::to_owned))
}

fn recognized(file: &File, built_in: &Shelf) -> Option<String> {
    file.plans.iter().find_map(|plan| {
        let mut known = built_in.plans.iter();
        let known = known.find(|known| known.plan_code == plan.plan_code)?;
        Some(known.family.clone())
    })
}

fn shelf(file: File, product: &str) -> Shelf {
    let products: BTreeMap<String, Product> = file
        .products
        .into_iter()
        .map(|product| (product.name.clone(), product))
        .collect();
    let plans = file.plans.into_iter().map(|plan| {
        let delivers = Delivers::of(product, &plan.plan_code);
        Arc::new(plan.plan(product, delivers, &products))
    });
    let addons = file.addons.into_iter().map(|addon| {
        let addon = addon.plan("", Delivers::Nothing, &products);
        (addon.plan_code.clone(), Arc::new(addon))
    });
    Shelf {
        plans: plans.collect(),
        addons: addons.collect(),
    }
}

impl PublishedPlan {
    fn plan(self, family: &str, delivers: Delivers, products: &BTreeMap<String, Product>) -> Plan {
        let product = products.get(&self.product);
        let more = product.map_or(&[][..], |product| &product.configurations);
        let mut labels: Vec<_> = self.configurations.iter().chain(more).cloned().collect();
        labels.sort_by(|one, other| one.name.cmp(&other.name));
        let mut configurations: Vec<_> = labels.into_iter().map(Label::requirement).collect();
        if delivers == Delivers::Server {
            configurations.extend(["TECH_ACCOUNT", "ADMIN_ACCOUNT"].map(contact));
        }
        let description = product.map_or(&self.invoice_name, |product| &product.description);
        Plan {
            family: family.to_owned(),
            description: description.clone(),
            plan_code: self.plan_code,
            product: self.product,
            name: self.invoice_name,
            pricings: self.pricings,
            options: self.addon_families,
            stock: stock(delivers, &configurations, &BTreeMap::new()),
            configurations,
            delivers,
            ..Plan::default()
        }
    }
}

impl Label {
    /// Seen live: the datacenter of a server is needed though not said to be mandatory, the region is
    /// not needed though said to be.
    fn requirement(self) -> Requirement {
        let is_region = self.name == "region";
        Requirement {
            kind: "String".to_owned(),
            required: self.is_mandatory,
            needed: self.is_mandatory && !is_region || self.name.ends_with("_datacenter"),
            values: Some(self.values),
            fields: None,
            label: self.name,
        }
    }
}

/// A person that can be named, of whom catalogues say nothing.
fn contact(label: &str) -> Requirement {
    Requirement {
        label: label.to_owned(),
        kind: "Nichandle".to_owned(),
        required: false,
        needed: false,
        values: None,
        fields: None,
    }
}
