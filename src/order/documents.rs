//! The documents of an order: its own PDF, and the invoices that it led to.

use serde::Deserialize;

use super::{OrderError, OrderId};
use crate::Client;
use crate::client::runtime::encode_path;
use crate::types::Secret;

/// A document of an order, as a PDF behind a link. Whoever has the link sees the document.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Document {
    /// What a file of it is called, such as `ovh-order-123456.pdf` or `ovh-invoice-FR123.pdf`.
    pub file_name: String,
    /// Where it is; [`Client::pdf`] reads it.
    pub link: Secret,
}

/// A bill, of which the descriptions say nothing.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Bill {
    pdf_url: Option<Secret>,
}

/// Finds the PDF of an order itself (`GET /me/order/{orderId}`).
///
/// # Errors
/// [`OrderError::Api`] if the call fails, [`OrderError::Missing`] if the API names no link.
pub async fn document(client: &Client, order: OrderId) -> Result<Document, OrderError> {
    let read = client.get_me_order().order_id(order).send().await?;
    let link = read.pdf_url.ok_or(OrderError::Missing {
        field: "pdfUrl",
        call: "GET /me/order/{orderId}",
    })?;
    Ok(Document {
        file_name: format!("ovh-order-{order}.pdf"),
        link,
    })
}

/// Finds the invoices of an order, none of which exist before it is paid (`GET /me/bill?orderId=`).
///
/// Each is read by a call of its own (`GET /me/bill/{billId}`); one that is refused does not keep the
/// others from being found.
///
/// # Errors
/// [`OrderError::Api`] if the list cannot be read. An invoice itself is an error as in [`document`].
pub async fn invoices(
    client: &Client,
    order: OrderId,
) -> Result<Vec<Result<Document, OrderError>>, OrderError> {
    let mut invoices = Vec::new();
    let bills = client.call_raw("GET", "/me/bill").query("orderId", order);
    for bill in bills.send::<Vec<String>>().await? {
        invoices.push(invoice(client, &bill).await);
    }
    Ok(invoices)
}

async fn invoice(client: &Client, bill: &str) -> Result<Document, OrderError> {
    let call = client.call_raw("GET", &format!("/me/bill/{}", encode_path(bill)));
    let link = call.send::<Bill>().await?.pdf_url;
    // A name cannot lead to another folder.
    let id: String = bill.chars().filter(|it| is_of_name(*it)).collect();
    Ok(Document {
        file_name: format!("ovh-invoice-{id}.pdf"),
        link: link.ok_or(OrderError::Missing {
            field: "pdfUrl",
            call: "GET /me/bill/{billId}",
        })?,
    })
}

fn is_of_name(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || "-_".contains(letter)
}
