//! What a workflow comes to: a quote, an order, the services it delivered.

use serde::{Deserialize, Serialize};

use super::added::Added;
use super::{CartId, OrderId};
use crate::types::{BillingOrderStatus, Contract, Order, OrderPrices, Secret};

/// What an order would cost.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Quote {
    /// How far it was checked.
    pub basis: Basis,
    /// Prices, lines and contracts; `orderId` and `url` are absent.
    #[serde(flatten)]
    pub order: Order,
    /// What it is for.
    #[serde(skip)]
    pub(super) added: Vec<Added>,
}

/// How far a quote was checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Basis {
    /// The cart was added up without credentials. The API may still refuse the order.
    Summary,
    /// The API checked the order for this account; the contracts are known.
    DryRun,
}

/// An order that was placed, and delivered if it was followed.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Bought {
    /// The cart that was ordered, which can no longer be changed. Absent for an order that a person
    /// adopted.
    pub cart_id: Option<CartId>,
    /// The order.
    pub order_id: OrderId,
    /// Whether it had been placed before, so that nothing was ordered now.
    pub is_earlier: bool,
    /// The order's page. Whoever has the link sees the order.
    pub url: Option<Secret>,
    /// The last status that was read; absent for an order that was not followed.
    pub status: Option<BillingOrderStatus>,
    /// What it costs.
    pub prices: Option<OrderPrices>,
    /// The quote that was confirmed, with the order's lines. Absent for an earlier order.
    #[serde(skip)]
    pub quote: Option<Quote>,
    /// The contracts that were agreed to; empty for an earlier order.
    pub contracts: Vec<Contract>,
    /// What was delivered; empty for an order that was not followed.
    pub services: Vec<Service>,
}

/// Something that an order delivered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Service {
    /// The plan that was ordered.
    pub plan_code: String,
    /// The service's name in the API, such as a project's id or a server's name.
    pub service_name: String,
}
