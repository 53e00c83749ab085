//! The page behind the link of an order, on which a person reads and pays it.

use axum::http::StatusCode;

use crate::sandbox::cart::quote::Quote;
use crate::sandbox::catalogue::price::formatted;
use crate::sandbox::clock::rfc3339;
use crate::sandbox::http::{Page, Request};
use crate::sandbox::order::state::{Order, Payment};
use crate::sandbox::order::status::Status;
use crate::sandbox::world::World;

/// The path of the page, beside `/v1`.
pub const PATH: &str = "/displayOrder";

/// The address of the page. It is an access token: whoever has it can read and pay the order.
pub fn url(base: &str, order: &Order) -> String {
    let Order { id, password, .. } = order;
    format!("{base}{PATH}?orderId={id}&orderPassword={password}")
}

/// Shows the order; nothing happens to it.
pub fn show(world: &mut World, request: &Request) -> Page {
    let token = world.form_token.clone();
    match find(world, request) {
        Some(order) => {
            let page = Page::new(StatusCode::OK, format!("Order {}", order.id));
            described(page, order, order.status(request.now), &token)
        }
        None => unknown(),
    }
}

/// Pays the order with a credit card, whatever the account has, and shows the outcome.
pub fn pay(world: &mut World, request: &Request) -> Page {
    let token = world.form_token.clone();
    let Some(order) = find(world, request) else {
        return unknown();
    };
    let (status, outcome) = match order.pay(Payment::new("creditCard", request.now)) {
        Ok(()) => (
            StatusCode::OK,
            "The order is paid. You can close this page.",
        ),
        Err(refusal) => (StatusCode::BAD_REQUEST, refusal),
    };
    let page = Page::new(status, format!("Order {}", order.id)).paragraph(outcome);
    described(page, order, order.status(request.now), &token)
}

/// The order in the address, if the password is right too.
pub fn find<'a>(world: &'a mut World, request: &Request) -> Option<&'a mut Order> {
    let id: i64 = request.query("orderId")?.parse().ok()?;
    let password = request.query("orderPassword")?;
    let order = world.orders.get_mut(&id)?;
    (order.password == password).then_some(order)
}

/// The same for a wrong password as for a wrong number, so that neither can be tried out.
fn unknown() -> Page {
    Page::new(StatusCode::NOT_FOUND, "No such order")
        .paragraph("The link of an order is its number and password.")
}

fn described(page: Page, order: &Order, status: Status, token: &str) -> Page {
    let quote = &order.quote;
    let page = page
        .paragraph(&format!("Status: {}", status.text()))
        .table(["item", "for", "quantity", "price"], &rows(quote));
    if status != Status::NotPaid {
        return page;
    }
    let end = rfc3339(order.expires);
    let total = formatted(quote.with_tax(), quote.subsidiary);
    page.paragraph(&format!("Unless it is paid, it is cancelled at {end}."))
        .button(&format!("Pay {total}"), token)
}

fn rows(quote: &Quote) -> Vec<[String; 4]> {
    let mut rows = Vec::new();
    for line in &quote.lines {
        rows.push([
            line.description.trim_end_matches(" - ").to_owned(),
            line.kind.text().to_lowercase(),
            line.quantity.to_string(),
            formatted(line.total(), quote.subsidiary),
        ]);
    }
    for (name, amount) in [
        ("total without tax", quote.without_tax),
        ("tax", quote.tax),
        ("total with tax", quote.with_tax()),
    ] {
        let price = formatted(amount, quote.subsidiary);
        rows.push([name.to_owned(), String::new(), String::new(), price]);
    }
    rows
}
