//! The bills of orders that were paid, the refunds of those that were cancelled after it, and the PDFs.

use axum::http::StatusCode;
use jiff::Timestamp;
use serde_json::{Value, json};

use crate::sandbox::catalogue::price::price;
use crate::sandbox::clock::rfc3339;
use crate::sandbox::http::{Answer, Call, Content, Page, Refusal, Request};
use crate::sandbox::order::page;
use crate::sandbox::order::state::{Detail, Order};
use crate::sandbox::order::status::Status;
use crate::sandbox::world::World;

/// The path of a PDF, beside `/v1`.
pub const PATH: &str = "/orderPdf";

/// The smallest PDF: one empty page.
const PDF: &[u8] = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n\
    2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n\
    3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\n\
    trailer<</Root 1 0 R>>\n%%EOF\n";

/// What is made out to an account, at most one of each kind for an order.
#[derive(Clone, Copy)]
enum Paper {
    Bill,
    Refund,
}

impl Paper {
    fn of(call: &Call<'_>) -> Self {
        match call.arg("refundId") {
            "" => Self::Bill,
            _ => Self::Refund,
        }
    }

    /// The parameter of the path that names one.
    fn id(self) -> &'static str {
        match self {
            Self::Bill => "billId",
            Self::Refund => "refundId",
        }
    }

    fn name(self, order: &Order) -> String {
        match self {
            Self::Bill => format!("FR{}", order.id),
            Self::Refund => format!("AFR{}", order.id),
        }
    }

    /// When it was made out, if it was. What costs nothing is not billed; what was paid and then
    /// cancelled is refunded.
    fn date(self, order: &Order) -> Option<Timestamp> {
        let payment = order.payment.as_ref().filter(|_| !order.is_free())?;
        match (self, order.held) {
            (Self::Bill, _) => Some(payment.at),
            (Self::Refund, Some((Status::Cancelled, at))) => Some(at),
            (Self::Refund, _) => None,
        }
    }

    /// The order of the one in the path, and its date.
    fn find<'a>(
        self,
        world: &'a World,
        call: &Call<'_>,
    ) -> Result<(&'a Order, Timestamp), Refusal> {
        let wanted = call.arg(self.id());
        let mut orders = world.orders.values();
        let found = orders.find(|order| self.name(order) == wanted);
        let dated = found.and_then(|order| Some((order, self.date(order)?)));
        dated.ok_or_else(|| Refusal::no_object(self.id(), wanted))
    }

    fn list(self, world: &World, call: &Call<'_>) -> Answer {
        let wanted = call.query("orderId");
        let (from, to) = (call.query_time("date.from")?, call.query_time("date.to")?);
        let made_out = world.orders.values().filter(|order| {
            let is_in_time = self.date(order).is_some_and(|date| {
                from.is_none_or(|from| date >= from) && to.is_none_or(|to| date <= to)
            });
            is_in_time && wanted.as_ref().is_none_or(|id| *id == order.id.to_string())
        });
        Ok(made_out.map(|order| self.name(order)).collect())
    }
}

/// The address of an order's PDF, which is an access token like that of its page.
pub fn url(base: &str, order: &Order) -> String {
    page::url(base, order).replace(page::PATH, PATH)
}

pub fn bills(world: &mut World, call: &Call<'_>) -> Answer {
    Paper::Bill.list(world, call)
}

pub fn refunds(world: &mut World, call: &Call<'_>) -> Answer {
    Paper::Refund.list(world, call)
}

pub fn get(world: &mut World, call: &Call<'_>) -> Answer {
    let paper = Paper::of(call);
    let (order, date) = paper.find(world, call)?;
    let (quote, subsidiary) = (&order.quote, order.quote.subsidiary);
    let (field, value) = match paper {
        Paper::Bill => ("category", json!("purchase")),
        Paper::Refund => ("originalBillId", json!(Paper::Bill.name(order))),
    };
    Ok(json!({
        (field): value,
        (paper.id()): paper.name(order),
        "date": rfc3339(date),
        "orderId": order.id,
        "password": order.password,
        "pdfUrl": url(call.base(), order),
        "priceWithTax": price(quote.with_tax(), subsidiary),
        "priceWithoutTax": price(quote.without_tax, subsidiary),
        "tax": price(quote.tax, subsidiary),
        "url": page::url(call.base(), order),
    }))
}

/// Each line of the order, so that they add up to the price without tax.
pub fn details(world: &mut World, call: &Call<'_>) -> Answer {
    let (order, _) = Paper::of(call).find(world, call)?;
    let details = order.details.iter();
    Ok(details.map(|detail| detail.id.to_string()).collect())
}

pub fn bill_detail(world: &mut World, call: &Call<'_>) -> Answer {
    let (order, detail, total) = detail(world, call, "billDetailId")?;
    Ok(json!({
        "billDetailId": detail.id.to_string(),
        "description": detail.line.description,
        "domain": order.domain(detail, world.naming, call.now()),
        "periodEnd": null,
        "periodStart": null,
        "quantity": "1",
        "totalPrice": total,
        "unitPrice": total,
    }))
}

pub fn refund_detail(world: &mut World, call: &Call<'_>) -> Answer {
    let (order, detail, total) = detail(world, call, "refundDetailId")?;
    Ok(json!({
        "description": detail.line.description,
        "domain": order.domain(detail, world.naming, call.now()),
        "quantity": "1",
        "reference": Paper::Bill.name(order),
        "refundDetailId": detail.id.to_string(),
        "totalPrice": total,
        "unitPrice": total,
    }))
}

/// The line in the path and its price.
fn detail<'a>(
    world: &'a World,
    call: &Call<'_>,
    id: &str,
) -> Result<(&'a Order, &'a Detail, Value), Refusal> {
    let (order, _) = Paper::of(call).find(world, call)?;
    let wanted = call.arg(id);
    let mut details = order.details.iter();
    let detail = details.find(|detail| detail.id.to_string() == wanted);
    let detail = detail.ok_or_else(|| Refusal::no_object(id, wanted))?;
    let total = price(detail.line.unit, order.quote.subsidiary);
    Ok((order, detail, total))
}

/// How a bill was paid, which is how it is refunded too.
pub fn payment(world: &mut World, call: &Call<'_>) -> Answer {
    let (order, date) = Paper::of(call).find(world, call)?;
    let kind = order.payment.as_ref().map(|payment| &payment.kind);
    Ok(json!({
        "paymentDate": rfc3339(date),
        "paymentIdentifier": null,
        "paymentType": kind,
    }))
}

/// A bill that was paid leaves no debt.
pub fn debt(world: &mut World, call: &Call<'_>) -> Answer {
    let (order, _) = Paper::Bill.find(world, call)?;
    let name = Paper::Bill.name(order);
    Err(Refusal::no_object("debt of bill", name))
}

/// The refund of an order, or else its bill, if there is one.
pub fn of_order(world: &mut World, call: &Call<'_>) -> Answer {
    let order = world.order(call)?;
    let mut papers = [(Paper::Refund, "Refund"), (Paper::Bill, "Bill")].into_iter();
    let last = papers.find(|(paper, _)| paper.date(order).is_some());
    Ok(json!({
        "id": last.map(|(paper, _)| paper.name(order)),
        "type": last.map(|(_, kind)| kind),
    }))
}

/// The PDF, or the page that says that there is no such order.
pub fn pdf(world: &mut World, request: &Request) -> Content {
    match page::find(world, request) {
        Some(_) => Content::Pdf(PDF),
        None => Content::Page(Page::new(StatusCode::NOT_FOUND, "No such order")),
    }
}
