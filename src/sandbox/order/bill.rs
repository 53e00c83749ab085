//! The bills of orders that were paid, and the PDFs of orders and bills.

use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::sandbox::catalogue::price::price;
use crate::sandbox::clock::rfc3339;
use crate::sandbox::http::{Answer, Call, Content, Page, Refusal, Request};
use crate::sandbox::order::page;
use crate::sandbox::order::state::Order;
use crate::sandbox::world::World;

/// The path of a PDF, beside `/v1`.
pub const PATH: &str = "/orderPdf";

/// The smallest PDF: one empty page.
const PDF: &[u8] = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n\
    2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n\
    3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\n\
    trailer<</Root 1 0 R>>\n%%EOF\n";

/// The address of an order's PDF, which is an access token like that of its page.
pub fn url(base: &str, order: &Order) -> String {
    page::url(base, order).replace(page::PATH, PATH)
}

pub fn list(world: &mut World, call: &Call<'_>) -> Answer {
    let wanted = call.query("orderId");
    let billed = world.orders.values().filter(|order| {
        is_billed(order) && wanted.as_ref().is_none_or(|id| *id == order.id.to_string())
    });
    Ok(billed.map(|order| Value::from(id(order))).collect())
}

pub fn get(world: &mut World, call: &Call<'_>) -> Answer {
    let wanted = call.arg("billId");
    let mut billed = world.orders.values().filter(|order| is_billed(order));
    let found = billed.find(|order| id(order) == wanted);
    let order = found.ok_or_else(|| Refusal::no_object("billId", wanted))?;
    let (quote, subsidiary) = (&order.quote, order.quote.subsidiary);
    Ok(json!({
        "billId": id(order),
        "category": "purchase",
        "date": order.payment.as_ref().map(|payment| rfc3339(payment.at)),
        "orderId": order.id,
        "password": order.password,
        "pdfUrl": url(call.base(), order),
        "priceWithTax": price(quote.with_tax(), subsidiary),
        "priceWithoutTax": price(quote.without_tax, subsidiary),
        "tax": price(quote.tax, subsidiary),
        "url": page::url(call.base(), order),
    }))
}

/// The PDF, or the page that says that there is no such order.
pub fn pdf(world: &mut World, request: &Request) -> Content {
    match page::find(world, request) {
        Some(_) => Content::Pdf(PDF),
        None => Content::Page(Page::new(StatusCode::NOT_FOUND, "No such order")),
    }
}

/// What costs nothing is not billed.
fn is_billed(order: &Order) -> bool {
    order.payment.is_some() && !order.is_free()
}

fn id(order: &Order) -> String {
    format!("FR{}", order.id)
}
