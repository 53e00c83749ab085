//! What an order file says, as types.
//! It must not read text: every way in leads through the reader, which checks.

use std::num::NonZeroU32;

use schemars::JsonSchema;
use serde::Serialize;

use super::configuration::Configuration;
use super::source::Source;
use super::values::{Coupon, PlanCode, PriceDuration, PricingMode, Product, Subsidiary};

// The sentences on the fields are also what an editor shows: they become the schema's descriptions.

/// What to order: the items of one cart.
///
/// Made by [`OrderFile::parse`], [`OrderFile::read`] or, in code, [`OrderFile::new`]. It serialises
/// to the same names, so that its JSON is an order file again.
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
    #[schemars(with = "Subsidiary")]
    pub ovh_subsidiary: Option<Subsidiary>,
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
            source: Source::default(),
        }
    }
}

/// One item of the cart: a plan of a product.
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields)]
pub struct OrderItem {
    /// Product as the path of the API names it, such as cloud, vps or eco.
    pub product: Product,
    /// Code of the plan in the catalogue, such as project.2018.
    pub plan_code: PlanCode,
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
    pub fn new(product: Product, plan_code: PlanCode) -> Self {
        Self {
            product,
            plan_code,
            duration: None,
            pricing_mode: None,
            quantity: NonZeroU32::MIN,
            configuration: Configuration::default(),
            options: Vec::new(),
        }
    }
}

/// One option of an item. Its product is the one of the item.
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields)]
pub struct OrderOption {
    /// Code of the option's plan in the catalogue.
    pub plan_code: PlanCode,
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
    /// Label and value of each configuration of the option itself, sent as written.
    #[serde(default, skip_serializing_if = "Configuration::is_empty")]
    pub configuration: Configuration,
}

impl OrderOption {
    /// One of this plan, its price read from the offer, without configuration.
    #[must_use]
    pub fn new(plan_code: PlanCode) -> Self {
        Self {
            plan_code,
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
