//! The page behind the link of an order, on which a person reads and pays it.

use jiff::Timestamp;

use crate::sandbox::cart::quote::Quote;
use crate::sandbox::catalogue::money::formatted;
use crate::sandbox::http::page::Page;
use crate::sandbox::http::request::Request;
use crate::sandbox::order::state::{Order, PATIENCE, Payment, Status};
use crate::sandbox::time;
use crate::sandbox::world::World;

/// The path of the page, which is not below `/v1`.
pub const PATH: &str = "/displayOrder";

/// What follows the path: number and password, which together are an access token.
pub fn query(order: &Order) -> String {
    format!("orderId={}&orderPassword={}", order.id, order.password)
}

/// The order; nothing happens to it.
pub fn show(world: &mut World, request: &Request) -> Page {
    let (pace, now) = (world.pace, request.now);
    match find(world, request) {
        Some(order) => described(titled(200, order), order, order.status(pace, now)),
        None => unknown(),
    }
}

/// Pays the order with the account's credit card, as the call does, and shows what became of it.
pub fn pay(world: &mut World, request: &Request) -> Page {
    let (pace, now) = (world.pace, request.now);
    let Some(order) = find(world, request) else {
        return unknown();
    };
    let (status, outcome) = match order.pay(Payment::by_credit_card(now), pace) {
        Ok(()) => (200, "The order is paid. You can close this page."),
        Err(refusal) => (400, refusal),
    };
    let page = titled(status, order).paragraph(outcome);
    described(page, order, order.status(pace, now))
}

/// The order that the address names, if it has the password too.
fn find<'a>(world: &'a mut World, request: &Request) -> Option<&'a mut Order> {
    let id = request.query("orderId")?.parse().ok()?;
    let password = request.query("orderPassword")?;
    let order = world.order(id).ok();
    order.filter(|order| order.password == password)
}

/// The same for a wrong password and for a wrong number, so that neither can be tried out.
fn unknown() -> Page {
    Page::new(404, "No such order").paragraph("The link of an order is its number and password.")
}

fn titled(status: u16, order: &Order) -> Page {
    Page::new(status, format!("Order {}", order.id))
}

fn described(page: Page, order: &Order, status: Status) -> Page {
    let quote = &order.quote;
    let page = page.paragraph(&format!("Status: {}", status.text()));
    let page = page.table(["item", "for", "quantity", "price"], &rows(quote));
    if status != Status::NotPaid {
        return page;
    }
    let until = until(order.created);
    let total = formatted(quote.with_tax(), quote.place);
    page.paragraph(&until).button(&format!("Pay {total}"))
}

fn rows(quote: &Quote) -> Vec<[String; 4]> {
    let price = |amount| formatted(amount, quote.place);
    let lines = quote.lines.iter().map(|line| {
        let item = line.description.trim_end_matches(" - ").to_owned();
        let (kind, quantity) = (line.kind.text().to_lowercase(), line.quantity.to_string());
        [item, kind, quantity, price(line.total())]
    });
    let total = |name: &str, amount| {
        let name = name.to_owned();
        [name, String::new(), String::new(), price(amount)]
    };
    let totals = [
        total("total without tax", quote.without_tax),
        total("tax", quote.tax),
        total("total with tax", quote.with_tax()),
    ];
    lines.chain(totals).collect()
}

fn until(created: Timestamp) -> String {
    let end = time::rfc3339(created + PATIENCE);
    format!("Unless it is paid, it is cancelled at {end}.")
}
