//! What an order file says, as types, and the JSON Schema that follows from them.

use std::collections::BTreeMap;
use std::fmt;
use std::num::NonZeroU32;

use indexmap::IndexMap;
use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde::Serialize;
use serde_json::{Value, json};

use super::names::VOUCHER;
use super::payment::Payment;
use super::source::Source;
use super::values::{
    Choice, Coupon, DomainAction, DomainName, FamilyName, PlanCode, PriceDuration, PricingMode,
    Product, ServiceName,
};
use crate::money::Amount;
use crate::types::{CartProduct, CartServiceOptionProduct, NichandleOvhSubsidiary};

// The sentences on the fields are also what an editor shows: they become the schema's descriptions.

/// What to order: the items of one cart.
///
/// Made by [`OrderFile::parse`], [`OrderFile::read`] or, in code, [`OrderFile::new`]. It serialises
/// to the same names, so that its JSON is an order file again. One that was read keeps where each
/// value is written, for problems that are found later; changing it in code changes none of that.
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(
    title = "Order file",
    description = "What to order from OVHcloud: the items of one cart.",
    deny_unknown_fields
)]
pub struct OrderFile {
    /// Subsidiary that sells, such as FR. Left out: the one of the account.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", extend("pattern" = "^[A-Z]{2,4}$"))]
    pub ovh_subsidiary: Option<NichandleOvhSubsidiary>,
    /// Description of the cart, a note for yourself. The name of a project is a configuration of its item.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    pub description: Option<String>,
    /// What is ordered, at least one item.
    #[schemars(length(min = 1))]
    pub items: Vec<OrderItem>,
    /// Commercial promo codes for the whole cart. A Public Cloud voucher is a configuration instead.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub coupons: Vec<Coupon>,
    /// The most that the order may cost, with tax, such as 12.00 EUR. An order that costs more is not placed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", extend("pattern" = r"^[0-9]+([.][0-9]{1,8})?\s+[A-Za-z]{3}$"))]
    pub max_total: Option<Amount>,
    /// Who pays: default (the preferred payment method), the id of a payment method, ovhAccount, fidelityAccount, link or none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", extend("type" = ["string", "integer"], "pattern" = "^(default|[1-9][0-9]*|ovhAccount|fidelityAccount|link|none)$"))]
    pub pay_with: Option<Payment>,
    /// Where it was read from, for problems that are found later.
    #[serde(skip)]
    #[schemars(skip)]
    pub(in crate::order) source: Source,
}

impl OrderFile {
    /// An order of these items, with nothing else said.
    #[must_use]
    pub fn new(items: Vec<OrderItem>) -> Self {
        Self {
            ovh_subsidiary: None,
            description: None,
            items,
            coupons: Vec::new(),
            max_total: None,
            pay_with: None,
            source: Source::default(),
        }
    }
}

/// One item of the cart: a plan of a product, an option for a service that exists, or a domain.
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields, extend(
    "if" = {
        "properties": { "product": { "enum": ["domain", "domainPacks"] } },
        "not": { "required": ["serviceName"] },
    },
    "then" = {
        "required": ["domain"],
        "if": { "properties": { "product": { "const": "domainPacks" } } },
        "then": { "required": ["planCode"], "properties": { "action": false } },
    },
    "else" = { "required": ["planCode"], "properties": { "domain": false, "action": false } },
    "dependentSchemas" = { "serviceName": { "properties": { "options": false } } },
))]
pub struct OrderItem {
    /// Product as the path of the API names it, such as cloud, vps or eco.
    #[schemars(with = "String", extend("enum" = Product::all()))]
    pub product: Product,
    /// Code of the plan in the catalogue, such as project.2018. A domain needs none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "PlanCode")]
    pub plan_code: Option<PlanCode>,
    /// Service that exists, to order an option for it: planCode is the option's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "ServiceName")]
    pub service_name: Option<ServiceName>,
    /// Domain to order when the product is domain or domainPacks, such as example.com.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "DomainName")]
    pub domain: Option<DomainName>,
    /// What is done with the domain: create (it is registered), transfer, trade (it gets another owner) or update. Left out: create.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "DomainAction")]
    pub action: Option<DomainAction>,
    /// ISO 8601 duration of the price, such as P1M. Left out: read from the offer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "PriceDuration")]
    pub duration: Option<PriceDuration>,
    /// Pricing mode of the price, such as default. Left out: read from the offer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "PricingMode")]
    pub pricing_mode: Option<PricingMode>,
    /// How many of them, 1 when left out.
    #[serde(default = "one")]
    pub quantity: NonZeroU32,
    /// Label and value of each configuration, sent as written.
    #[serde(default, skip_serializing_if = "Configuration::is_empty")]
    pub configuration: Configuration,
    /// Options of this item; each becomes an item of its own with its own configuration.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<OrderOption>,
}

impl OrderItem {
    /// One of this plan, its price read from the offer, without configuration and options.
    #[must_use]
    pub fn new(product: CartProduct, plan_code: PlanCode) -> Self {
        Self {
            plan_code: Some(plan_code),
            ..Self::of(product.into())
        }
    }

    /// An option for a service that exists, its price read from the offer.
    #[must_use]
    pub fn for_service(
        product: CartServiceOptionProduct,
        service: ServiceName,
        plan_code: PlanCode,
    ) -> Self {
        Self {
            plan_code: Some(plan_code),
            service_name: Some(service),
            ..Self::of(product.into())
        }
    }

    /// A domain, its price read from the offer, without configuration.
    #[must_use]
    pub fn domain(domain: DomainName, action: DomainAction) -> Self {
        Self {
            domain: Some(domain),
            action: Some(action),
            ..Self::of(Product::DOMAIN)
        }
    }

    fn of(product: Product) -> Self {
        Self {
            product,
            plan_code: None,
            service_name: None,
            domain: None,
            action: None,
            duration: None,
            pricing_mode: None,
            quantity: NonZeroU32::MIN,
            configuration: Configuration::default(),
            options: Vec::new(),
        }
    }
}

/// One option of an item: a plan, or one of a family. Its product is the one of the item.
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields, extend(
    "oneOf" = [{ "required": ["planCode"] }, { "required": ["family"] }],
    "dependentRequired" = { "choose": ["family"] },
))]
pub struct OrderOption {
    /// Code of the option's plan in the catalogue. Left out: one of a family is chosen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "PlanCode")]
    pub plan_code: Option<PlanCode>,
    /// Family of options, such as memory, to choose one of in place of naming its plan.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "FamilyName")]
    pub family: Option<FamilyName>,
    /// Which one of the family: default (the one that the public catalogue says) or cheapest (the least to pay at the checkout). Left out: default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Choice")]
    pub choose: Option<Choice>,
    /// ISO 8601 duration of the price, such as P1M. Left out: read from the offer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "PriceDuration")]
    pub duration: Option<PriceDuration>,
    /// Pricing mode of the price, such as default. Left out: read from the offer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "PricingMode")]
    pub pricing_mode: Option<PricingMode>,
    /// How many of them, 1 when left out. Sent as written, not multiplied by the item's quantity.
    #[serde(default = "one")]
    pub quantity: NonZeroU32,
    /// Label and value of each configuration of the option itself, sent as written.
    #[serde(default, skip_serializing_if = "Configuration::is_empty")]
    pub configuration: Configuration,
}

impl OrderOption {
    /// One of this plan, its price read from the offer, without configuration.
    #[must_use]
    pub fn new(plan_code: PlanCode) -> Self {
        Self {
            plan_code: Some(plan_code),
            ..Self::empty()
        }
    }

    /// One of this family, at the duration and pricing mode of its item, without configuration.
    #[must_use]
    pub fn of_family(family: FamilyName, choose: Choice) -> Self {
        Self {
            family: Some(family),
            choose: Some(choose),
            ..Self::empty()
        }
    }

    fn empty() -> Self {
        Self {
            plan_code: None,
            family: None,
            choose: None,
            duration: None,
            pricing_mode: None,
            quantity: NonZeroU32::MIN,
            configuration: Configuration::default(),
        }
    }
}

fn one() -> NonZeroU32 {
    NonZeroU32::MIN
}

/// Label and value of each configuration, in the order of the file; a label stands once.
///
/// Values are texts exactly as the person wrote them: `true` is sent as `true`, `0123` as `0123`.
/// Debug leaves the value of the label `voucher` out, because whoever has it can spend it.
#[derive(Clone, Default, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(transparent)]
#[schemars(inline, extend(
    "properties" = {
        "description": { "type": LABEL_VALUE, "description": "Name of a Public Cloud project." },
        "voucher": {
            "type": LABEL_VALUE,
            "description": "Public Cloud voucher. A commercial promo code goes into coupons.",
        },
    },
    "propertyNames" = { "minLength": 1 },
    "additionalProperties" = { "type": LABEL_VALUE },
))]
pub struct Configuration(#[schemars(with = "BTreeMap<String, String>")] IndexMap<String, String>);

/// What YAML may make of a value that is sent as it is written.
const LABEL_VALUE: [&str; 3] = ["string", "boolean", "number"];

impl Configuration {
    /// The value of a label.
    #[must_use]
    pub fn get(&self, label: &str) -> Option<&str> {
        self.0.get(label).map(String::as_str)
    }

    /// Sets the value of a label and answers the one it had.
    pub fn set(&mut self, label: impl Into<String>, value: impl Into<String>) -> Option<String> {
        self.0.insert(label.into(), value.into())
    }

    /// Labels and values in their order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&str, &str)> {
        self.0
            .iter()
            .map(|(label, value)| (label.as_str(), value.as_str()))
    }

    /// How many labels are set.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether no label is set.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<L: Into<String>, V: Into<String>> FromIterator<(L, V)> for Configuration {
    /// Of a label that comes twice the last value is kept.
    fn from_iter<I: IntoIterator<Item = (L, V)>>(pairs: I) -> Self {
        let mut configuration = Self::default();
        for (label, value) in pairs {
            configuration.set(label, value);
        }
        configuration
    }
}

impl fmt::Debug for Configuration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = self.iter().map(|(label, value)| {
            let is_secret = label.eq_ignore_ascii_case(VOUCHER);
            (label, if is_secret { "…" } else { value })
        });
        f.debug_map().entries(shown).finish()
    }
}

/// The JSON Schema (draft 2020-12) of an order file.
///
/// A YAML file names it in its first line,
/// `# yaml-language-server: $schema=order.schema.json`, a JSON file as `"$schema"`, which the
/// reader passes over. The schema cannot say everything: duplicated names are the reader's.
#[must_use]
pub fn json_schema() -> Value {
    let generator = SchemaSettings::draft2020_12().into_generator();
    let mut schema = generator.into_root_schema_for::<OrderFile>();
    if let Some(Value::Object(properties)) = schema.get_mut("properties") {
        properties.insert(
            "$schema".to_owned(),
            json!({ "type": "string", "description": "Where the schema of this file is." }),
        );
    }
    schema.to_value()
}
