//! What a workflow comes to: a quote, an order, the services it delivered.

use serde::{Deserialize, Serialize};

use super::{CartId, OrderId};
use crate::types::{Contract, Order, OrderPrices, Secret};

/// What an order would cost.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Quote {
    /// How far it was checked.
    pub basis: Basis,
    /// Prices, lines and contracts; `orderId` and `url` are absent.
    #[serde(flatten)]
    pub order: Order,
}

/// How far the prices of a quote were checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Basis {
    /// The cart was added up: `GET …/summary`, without credentials. Nothing says that the order
    /// would be accepted.
    Summary,
    /// The API checked the order of the account: `GET …/checkout`, with contracts.
    DryRun,
}

/// An order that was placed, and delivered if it was followed.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Bought {
    /// The cart that was ordered; it can only be read now.
    pub cart_id: CartId,
    /// The order.
    pub order_id: OrderId,
    /// The order's page. Whoever has the link sees the order.
    pub url: Option<Secret>,
    /// The last status that was read: `delivered`, unless following the order failed. Absent when it
    /// was not followed.
    pub status: Option<String>,
    /// What it costs.
    pub prices: Option<OrderPrices>,
    /// What was agreed to: the dry run with its lines.
    #[serde(skip)]
    pub quote: Quote,
    /// The contracts that were agreed to.
    pub contracts: Vec<Contract>,
    /// What was delivered.
    pub services: Vec<Service>,
}

impl Bought {
    pub(super) fn new(cart_id: CartId, order_id: OrderId, placed: Order, quote: Quote) -> Self {
        let contracts = placed.contracts.or_else(|| quote.order.contracts.clone());
        Self {
            cart_id,
            order_id,
            url: placed.url,
            status: None,
            prices: placed.prices.or_else(|| quote.order.prices.clone()),
            contracts: contracts.unwrap_or_default(),
            quote,
            services: Vec::new(),
        }
    }
}

/// Something that an order delivered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Service {
    /// The plan that was ordered.
    pub plan_code: String,
    /// The service's name in the API: a project's id, a server's name.
    pub service_name: String,
}
