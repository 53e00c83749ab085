//! Summary, dry run and checkout: whether a cart can be ordered, and the order it becomes.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::sandbox::cart::configuration::problems;
use crate::sandbox::cart::quote::quote;
use crate::sandbox::cart::state::Cart;
use crate::sandbox::catalogue::delivers::Delivers;
use crate::sandbox::clock::later;
use crate::sandbox::contact;
use crate::sandbox::http::{Answer, Body, Call, Refusal};
use crate::sandbox::obstacle::Obstacles;
use crate::sandbox::order::page;
use crate::sandbox::order::state::{Order, Payment};
use crate::sandbox::world::World;

/// The first number of an order.
const FIRST_ORDER: i64 = 220_000_000;

pub const AUTOPAY: &str = "autoPayWithPreferredPaymentMethod";
const WAIVE: &str = "waiveRetractationPeriod";

/// Prices a cart without judging it.
pub fn summary(world: &mut World, call: &Call<'_>) -> Answer {
    Ok(quote(world.cart(call)?, call.now()).shown(json!([]), None))
}

pub fn dry_run(world: &mut World, call: &Call<'_>) -> Answer {
    let (contacts, obstacles) = (contact::paths(world), world.obstacles.clone());
    let mut stock = world.stock_left(call.now());
    let cart = world.kept_cart(call)?;
    validate(cart, &contacts, &obstacles)?;
    // An ordered cart has what it needs: its own order took it.
    if !cart.read_only {
        stock.take(cart).map_err(Refusal::bad_request)?;
    }
    Ok(quote(cart, call.now()).shown(contracts(cart), None))
}

pub fn check_out(world: &mut World, call: &Call<'_>) -> Answer {
    let cart = world.kept_cart(call)?.open()?.clone();
    let body = Body::read(call, &[], &[AUTOPAY, WAIVE])?;
    let terms = Terms {
        is_paid: body.flag(AUTOPAY)?.unwrap_or_default(),
        is_waived: body.flag(WAIVE)?.unwrap_or_default(),
    };
    validate(&cart, &contact::paths(world), &world.obstacles)?;
    if !terms.is_waived && cart.delivers(Delivers::Domain) {
        let message = format!("{WAIVE} is mandatory to order a domain");
        return Err(Refusal::bad_request(message));
    }
    let answer = place(world, call, &cart, &terms)?;
    world.kept_cart(call)?.read_only = true;
    Ok(answer)
}

/// How an order is placed.
#[derive(Default)]
pub struct Terms {
    /// At once, with the default payment method.
    pub is_paid: bool,
    pub is_waived: bool,
}

/// Makes an order of a cart that was judged.
pub fn place(world: &mut World, call: &Call<'_>, cart: &Cart, terms: &Terms) -> Answer {
    let taken = world.stock_left(call.now()).take(cart);
    let taken = taken.map_err(Refusal::bad_request)?;
    let mut paid = None;
    if terms.is_paid {
        world.obstacles.payment()?;
        paid = Some(world.wallet.pay_by_default()?);
    }
    let (token, id) = (world.ids.token(), world.ids.number(FIRST_ORDER));
    let mut order = Order::of(cart, id, &token, world.delivery, call.now());
    order.taken = taken;
    order.retraction_waived = terms.is_waived;
    order.held = world.obstacles.hold().map(|status| (status, call.now()));
    if let Some(deadline) = world.obstacles.deadline() {
        order.expires = later(call.now(), deadline);
    }
    // A free order has nothing to pay, so its payment stays unknown, whatever was asked for.
    if let Some(kind) = paid.filter(|_| !order.is_free()) {
        let payment = Payment::new(kind, call.now());
        order.pay(payment).map_err(Refusal::bad_request)?;
    }
    let link = page::url(call.base(), &order);
    let answer = order.quote.shown(contracts(cart), Some((order.id, &link)));
    world.orders.insert(order.id, order);
    Ok(answer)
}

/// Says why a cart cannot be ordered, in the API's words: the first obstacle to any order, or else
/// everything that is wrong with the items.
///
/// `contacts` are the paths of the account's contacts.
fn validate(cart: &Cart, contacts: &[String], obstacles: &Obstacles) -> Result<(), Refusal> {
    if !cart.assigned {
        return Err(Refusal::bad_request("This cart hasn't been assigned yet"));
    }
    if cart.items.is_empty() {
        return Err(Refusal::bad_request("This cart is empty"));
    }
    let problems: Vec<_> = cart
        .items
        .iter()
        .flat_map(|item| problems(cart, item, contacts, obstacles))
        .collect();
    if !problems.is_empty() {
        return Err(Refusal::bad_request(problems.join("\n")));
    }
    let actions = obstacles.eligibility().join(", ");
    if cart.delivers(Delivers::Project) && !actions.is_empty() {
        return Err(Refusal::forbidden(format!(
            "Found eligibility issues: {actions}"
        )));
    }
    Ok(())
}

/// The contracts a person agrees to. The names of the specific ones end in a tab, as live.
pub fn contracts(cart: &Cart) -> Value {
    let products: BTreeSet<_> = cart.products().map(|item| item.family.as_str()).collect();
    let general = json!({
        "name": "Sandbox terms of service",
        "url": "https://contracts.example.com/terms.pdf",
    });
    let specific = products.into_iter().map(|product| {
        json!({
            "name": format!("Sandbox conditions for {product} \t"),
            "url": format!("https://contracts.example.com/{product}.pdf"),
        })
    });
    std::iter::once(general).chain(specific).collect()
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
            let refusal = validate(&cart, &[], &Obstacles::default()).err();
            assert_eq!(refusal, expected.map(Refusal::bad_request));
        }
    }
}
