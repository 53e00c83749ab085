//! Summary, dry run and checkout: whether a cart can be ordered, and the order it becomes.

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::sandbox::cart::configuration::problems;
use crate::sandbox::cart::quote::{Line, Quote, quote};
use crate::sandbox::cart::state::Cart;
use crate::sandbox::http::body::Body;
use crate::sandbox::http::refusal::{Answer, Refusal};
use crate::sandbox::http::request::Call;
use crate::sandbox::http::route::Route;
use crate::sandbox::ids;
use crate::sandbox::order::state::{Detail, Order, Payment};
use crate::sandbox::order::{delivery, page};
use crate::sandbox::world::World;

pub const ROUTES: &[Route] = &[
    Route::open("GET", "/order/cart/{cartId}/summary", summary),
    Route::account("GET", "/order/cart/{cartId}/checkout", dry_run),
    Route::account("POST", "/order/cart/{cartId}/checkout", check_out),
];

/// The first number of an order.
const FIRST_ORDER: i64 = 220_000_000;

/// The page of an order; its query is an access token.
pub fn url(origin: &str, order: &Order) -> String {
    let (path, query) = (page::PATH, page::query(order));
    format!("{origin}{path}?{query}")
}

fn summary(world: &mut World, call: &Call<'_>) -> Answer {
    let cart = world.cart(call.text(0), call.now())?;
    Ok(quote(cart).shown(json!([]), None))
}

fn dry_run(world: &mut World, call: &Call<'_>) -> Answer {
    let cart = world.cart(call.text(0), call.now())?;
    let quote = validate(cart).map_err(Refusal::bad_request)?;
    Ok(quote.shown(contracts(cart), None))
}

fn check_out(world: &mut World, call: &Call<'_>) -> Answer {
    let identity = Identity {
        token: world.ids.token(),
        id: world.ids.number(FIRST_ORDER),
    };
    let (origin, pace) = (world.origin.clone(), world.pace);
    let cart = world.open_cart(call.text(0), call.now())?;
    let wishes = Wishes::read(call)?;
    let quote = validate(cart).map_err(Refusal::bad_request)?;
    let mut order = order(&identity, cart, quote, call.now());
    order.retraction_waived = wishes.waive_retraction;
    if wishes.pay && !order.is_free() {
        let payment = Payment::by_credit_card(call.now());
        order.pay(payment, pace).map_err(Refusal::bad_request)?;
    }
    cart.read_only = true;
    let answer = answered(&origin, &order, contracts(cart));
    world.orders.insert(order.id, order);
    Ok(answer)
}

fn answered(origin: &str, order: &Order, contracts: Value) -> Value {
    order
        .quote
        .shown(contracts, Some((order.id, &url(origin, order))))
}

struct Wishes {
    pay: bool,
    waive_retraction: bool,
}

impl Wishes {
    fn read(call: &Call<'_>) -> Result<Self, Refusal> {
        let pay = "autoPayWithPreferredPaymentMethod";
        let waive = "waiveRetractationPeriod";
        let body = Body::read(call, &[], &[pay, waive])?;
        Ok(Self {
            pay: body.flag(pay)?.unwrap_or_default(),
            waive_retraction: body.flag(waive)?.unwrap_or_default(),
        })
    }
}

/// The quote of a cart that can be ordered, or why it cannot, in the API's words.
pub fn validate(cart: &Cart) -> Result<Quote, String> {
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
pub fn contracts(cart: &Cart) -> Value {
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
pub struct Identity {
    pub id: i64,
    /// Makes the password of the order and the names of its services.
    pub token: String,
}

/// An unpaid order of this cart.
pub fn order(identity: &Identity, cart: &Cart, quote: Quote, now: Timestamp) -> Order {
    let units = quote
        .lines
        .iter()
        .flat_map(|line| (0..line.quantity).map(move |unit| (line, unit)));
    let details = (identity.id * 1000..)
        .zip(units)
        .filter_map(|(id, (line, unit))| detail(identity, id, cart, line, unit))
        .collect();
    let password = identity.token.get(..10).unwrap_or_default().to_owned();
    Order::new(identity.id, password, quote, details, now)
}

/// One line of one unit. The options of a service belong to the same service.
fn detail(identity: &Identity, id: i64, cart: &Cart, line: &Line, unit: i64) -> Option<Detail> {
    let item = cart.item(line.item)?;
    let owner = item
        .parent
        .and_then(|parent| cart.item(parent))
        .unwrap_or(item);
    let unit_of_owner = unit.min(owner.choice.quantity - 1);
    let seed = ids::digest(format!("{}/{}/{unit_of_owner}", identity.token, owner.id));
    Some(Detail {
        id,
        line: line.clone(),
        service: delivery::service(owner.plan.delivers, &seed, cart.place.region),
        item: item.clone(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sandbox::cart::state::tests::cart;

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
