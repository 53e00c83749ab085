//! Whether a cart can be ordered, and the order that comes of it.
//! Must not answer a client or store anything.

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::sandbox::cart::{Cart, Item};
use crate::sandbox::configuration::problems;
use crate::sandbox::order::{Detail, Order};
use crate::sandbox::quote::{Line, Quote, quote};
use crate::sandbox::{delivery, ids};

/// The quote of a cart that can be ordered, or why it cannot, in the API's words.
pub(super) fn validate(cart: &Cart) -> Result<Quote, String> {
    if !cart.assigned {
        return Err("This cart hasn't been assigned yet".to_owned());
    }
    if cart.items.is_empty() {
        return Err("This cart is empty".to_owned());
    }
    let items = cart.items.iter();
    let found: Vec<_> = items.flat_map(|item| problems(cart, item)).collect();
    if found.is_empty() {
        Ok(quote(cart))
    } else {
        Err(found.join("\n"))
    }
}

/// What the person agrees to; one name ends in a tab, as live.
pub(super) fn contracts(cart: &Cart) -> Value {
    let mut products: Vec<_> = cart.products().map(|item| item.family.as_str()).collect();
    products.sort_unstable();
    products.dedup();
    let specific = products.iter().map(|product| {
        json!({
            "name": format!("Sandbox conditions for {product} \t"),
            "url": format!("https://contracts.example.com/{product}.pdf"),
        })
    });
    let general = json!({
        "name": "Sandbox terms of service",
        "url": "https://contracts.example.com/terms.pdf",
    });
    std::iter::once(general).chain(specific).collect()
}

/// What a new order is told apart by.
#[derive(Debug)]
pub(super) struct Identity {
    pub(super) id: i64,
    /// Makes the password of the order and the names of its services.
    pub(super) token: String,
}

/// An unpaid order of this cart.
pub(super) fn order(identity: &Identity, cart: &Cart, quote: Quote, now: Timestamp) -> Order {
    let mut details = Vec::new();
    for line in &quote.lines {
        let item = cart.item(line.item);
        for unit in 0..line.quantity {
            let number = i64::try_from(details.len()).unwrap_or_default();
            let made = item.map(|item| detail(identity, number, (cart, item), (line, unit)));
            details.extend(made);
        }
    }
    let password = identity.token.get(..10).unwrap_or_default().to_owned();
    Order::new(identity.id, password, (quote, details), now)
}

/// One line of one unit. The options of a service belong to the same service.
fn detail(
    identity: &Identity,
    number: i64,
    (cart, item): (&Cart, &Item),
    (line, unit): (&Line, i64),
) -> Detail {
    let owner = item
        .parent
        .and_then(|parent| cart.item(parent))
        .unwrap_or(item);
    let unit_of_owner = unit.min(owner.choice.quantity - 1);
    let seed = ids::digest(format!("{}/{}/{unit_of_owner}", identity.token, owner.id));
    Detail {
        id: identity.id * 1000 + number,
        line: line.clone(),
        service: delivery::service(owner.plan.delivers, &seed, cart.place.region),
        item: item.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sandbox::cart::tests::cart;

    #[test]
    fn refusals_come_in_the_order_of_the_live_api() {
        let empty: &[(&str, Option<i64>)] = &[];
        for (items, assigned, expected) in [
            (empty, false, Some("This cart hasn't been assigned yet")),
            (empty, true, Some("This cart is empty")),
            (
                &[("vps-2025-model1", None)],
                true,
                Some(
                    "Custom field vps_datacenter is mandatory for product vps-2025-model1\n\
                     Custom field vps_os is mandatory for product vps-2025-model1",
                ),
            ),
            (&[("project.2018", None)], true, None),
        ] {
            let mut cart = cart(items);
            cart.assigned = assigned;
            assert_eq!(validate(&cart).err().as_deref(), expected);
        }
    }

    #[test]
    fn each_unit_of_a_line_is_a_detail_with_a_service_of_its_own() {
        let mut cart = cart(&[("vps-2025-model1", None)]);
        cart.items[0].choice.quantity = 2;
        let identity = Identity {
            id: 7,
            token: ids::digest("x"),
        };
        let order = order(&identity, &cart, quote(&cart), Timestamp::UNIX_EPOCH);
        let details: Vec<_> = order.details.iter().map(|detail| detail.id).collect();
        let mut services: Vec<_> = order.details.iter().map(|detail| &detail.service).collect();
        services.sort_unstable();
        services.dedup();
        assert_eq!((details, services.len()), (vec![7000, 7001, 7002, 7003], 2));
    }
}
