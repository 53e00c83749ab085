//! The results of a workflow: a quote, an order, the services it delivered.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::added::Added;
use super::{CartId, OrderId, amount};
use crate::journal::Purchase;
use crate::money::Amount;
use crate::types::{
    BillingOrder, BillingOrderStatus, Contract, DateTime, Order, OrderDetail, OrderPrices, Secret,
};

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
    /// The purchase that it is for; none without credentials.
    #[serde(skip)]
    pub(super) purchase: Option<Purchase>,
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
    /// Until when it can be paid, if the API tells.
    pub expiration_date: Option<DateTime>,
    /// What it costs.
    pub prices: Option<OrderPrices>,
    /// The lines that the checkout answered; empty for an earlier order.
    #[serde(skip)]
    pub lines: Vec<OrderDetail>,
    /// The quote that was confirmed, with the order's lines. Absent for an earlier order.
    #[serde(skip)]
    pub quote: Option<Quote>,
    /// The contracts that were agreed to; empty for an earlier order.
    pub contracts: Vec<Contract>,
    /// What was delivered; empty for an order that was not followed.
    pub services: Vec<Service>,
    /// Whether the account was asked to pay it.
    #[serde(skip)]
    pub(super) pays_itself: bool,
    /// What was delivered but not named in time. Follow the order again to look for it.
    pub missing: Vec<Missing>,
}

impl Quote {
    /// The total with tax, as the API writes it.
    #[must_use]
    pub fn total(&self) -> Option<&str> {
        amount::text(self.order.prices.as_ref())
    }

    /// The exact total with tax; none if the API names no currency, or an amount that is none.
    #[must_use]
    pub fn amount(&self) -> Option<Amount> {
        amount::total(self.order.prices.as_ref())
    }
}

impl Bought {
    /// An order that exists, of which nothing is known yet.
    pub(super) fn earlier(order_id: OrderId) -> Self {
        Self {
            cart_id: None,
            order_id,
            is_earlier: true,
            url: None,
            status: None,
            expiration_date: None,
            prices: None,
            lines: Vec::new(),
            quote: None,
            contracts: Vec::new(),
            services: Vec::new(),
            pays_itself: false,
            missing: Vec::new(),
        }
    }

    /// An order that was just placed, as the API answered it.
    pub(super) fn now(placed: &Order) -> Self {
        Self {
            is_earlier: false,
            url: placed.url.clone(),
            prices: placed.prices.clone(),
            ..Self::earlier(OrderId(placed.order_id.unwrap_or_default()))
        }
    }

    /// An order that exists, from its status and what `GET /me/order/{orderId}` says of it.
    #[must_use]
    pub fn read(order_id: OrderId, status: Option<BillingOrderStatus>, read: BillingOrder) -> Self {
        let mut bought = Self::earlier(order_id);
        bought.status = status;
        bought.learn(read);
        bought
    }

    /// Adds what `GET /me/order/{orderId}` says of the order. The prices of a checkout stay: they have
    /// more.
    pub(super) fn learn(&mut self, read: BillingOrder) {
        self.url = read.url.or(self.url.take());
        self.expiration_date = read.expiration_date;
        self.prices.get_or_insert(OrderPrices {
            with_tax: read.price_with_tax,
            without_tax: read.price_without_tax,
            tax: read.tax,
            ..OrderPrices::default()
        });
    }

    /// What a person must do for the order to go on, by its status.
    #[must_use]
    pub fn to_do(&self) -> Option<String> {
        match self.status.as_ref()? {
            BillingOrderStatus::NotPaid => {
                let total = self.total().unwrap_or("the order");
                let until = self.expiration_date.as_ref();
                let until = until.map_or_else(String::new, |it| format!(" by {}", it.readable()));
                let unless = if self.pays_itself {
                    ", unless its payment arrives meanwhile"
                } else {
                    ""
                };
                Some(format!("pay {total}{until} through its link{unless}"))
            }
            BillingOrderStatus::DocumentsRequested => {
                Some("send the documents that OVHcloud asked for by mail".to_owned())
            }
            _ => None,
        }
    }

    /// Until when it can be paid, as long as nothing says that it need not be. An order that the account
    /// was asked to pay, or that was placed before, needs nobody unless it says that it is not paid.
    #[must_use]
    pub fn payable_until(&self) -> Option<String> {
        let is_open = match &self.status {
            Some(BillingOrderStatus::NotPaid) => true,
            None | Some(BillingOrderStatus::Unknown) => !self.pays_itself && !self.is_earlier,
            Some(_) => false,
        };
        let total = self
            .prices
            .as_ref()
            .and_then(|it| it.with_tax.as_ref()?.value);
        let until = self.expiration_date.as_ref()?;
        (is_open && total != Some(0.0)).then(|| until.readable())
    }

    /// The total with tax that was confirmed, as the API wrote it.
    #[must_use]
    pub fn confirmed(&self) -> Option<&str> {
        self.quote.as_ref()?.total()
    }

    /// The total with tax, as the API writes it.
    #[must_use]
    pub fn total(&self) -> Option<&str> {
        amount::text(self.prices.as_ref())
    }
}

/// Something that an order delivered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Service {
    /// The plan that was ordered. Not every region tells it.
    pub plan_code: Option<String>,
    /// The service's name in the API, such as a project's id or a server's name.
    pub service_name: String,
}

/// Services that a delivered order has not named yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Missing {
    /// Their plan, if it is known.
    pub plan_code: Option<String>,
    /// How many.
    pub number: usize,
}

/// `2 of vps-2025-model1`.
impl fmt::Display for Missing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.number)?;
        self.plan_code
            .as_ref()
            .map_or(Ok(()), |plan| write!(f, " of {plan}"))
    }
}

impl Missing {
    /// Several of them in one line.
    #[must_use]
    pub fn listed(missing: &[Self]) -> String {
        let listed: Vec<_> = missing.iter().map(ToString::to_string).collect();
        listed.join(", ")
    }
}
