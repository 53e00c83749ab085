//! Which services there are. There is no list of them: they follow from the delivered orders.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;

use crate::sandbox::cart::state::Item;
use crate::sandbox::catalogue::delivers::Delivers;
use crate::sandbox::catalogue::offer::Choice;
use crate::sandbox::catalogue::plans::Plan;
use crate::sandbox::catalogue::products::is_about;
use crate::sandbox::order::state::Order;
use crate::sandbox::order::status::Status;

/// A service as it is now.
#[derive(Clone, Debug)]
pub struct Service {
    pub name: String,
    pub since: Timestamp,
    /// What was ordered.
    pub item: Item,
    /// The plan it has by now; upgrades change it.
    pub plan: Arc<Plan>,
}

impl Service {
    /// A service of this plan that nobody ordered here.
    pub fn existing(name: &str, plan: &Arc<Plan>, since: Timestamp) -> Self {
        let choice = Choice {
            duration: "P1M".to_owned(),
            pricing_mode: "default".to_owned(),
            quantity: 1,
        };
        Self {
            name: name.to_owned(),
            since,
            item: Item::new(0, &plan.family, Arc::clone(plan), choice),
            plan: Arc::clone(plan),
        }
    }

    /// Whether this product of `/order/cartServiceOption` or `/order/upgrade` is about it.
    pub fn is_of(&self, product: &str) -> bool {
        is_about(product, &self.item.family)
    }
}

/// The service with this name, if the product is about it.
pub fn find(services: Vec<Service>, product: &str, name: &str) -> Option<Service> {
    let mut of_product = services
        .into_iter()
        .filter(|service| service.is_of(product));
    of_product.find(|service| service.name == name)
}

/// The first services, and those of all orders that are delivered by now.
pub fn all(first: &[Service], orders: &BTreeMap<i64, Order>, now: Timestamp) -> Vec<Service> {
    let mut services = first.to_vec();
    let delivered = orders
        .values()
        .filter(|order| order.status(now) == Status::Delivered);
    for order in delivered {
        for detail in &order.details {
            let (item, name) = (&detail.item, &detail.service);
            let is_one = item.parent.is_none() && item.plan.delivers != Delivers::Nothing;
            if !is_one || detail.line.kind.is_gift() {
                continue;
            }
            match services.iter_mut().find(|service| service.name == *name) {
                Some(service) => service.plan = Arc::clone(&item.plan),
                None => services.push(Service {
                    name: name.clone(),
                    since: order.created,
                    item: item.clone(),
                    plan: Arc::clone(&item.plan),
                }),
            }
        }
    }
    services
}
