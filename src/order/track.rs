//! From an order to what it delivered.
//!
//! Services are only ever found from the order's own details, never by comparing lists.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::{Context, Event, OrderError, OrderId};
use crate::types::{BillingItemDetail, BillingOrder, BillingOrderDetail, BillingOrderStatus};
use crate::{Client, Error};

/// Time between two reads of an order's status: it grows from the first to the longest.
const FIRST_PAUSE: Duration = Duration::from_millis(500);
const LONGEST_PAUSE: Duration = Duration::from_secs(60);

/// How often a delivered order is asked for its services: for about a minute and a half.
const READS_OF_SERVICES: u32 = 12;

/// Something that an order delivered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Service {
    /// The plan that was ordered.
    pub plan_code: String,
    /// The service's name in the API: a project's id, a server's name.
    pub service_name: String,
}

/// Lists the orders of the account. `GET /me/order`.
///
/// # Errors
/// Nothing is changed.
pub async fn list(client: &Client) -> Result<Vec<OrderId>, Error> {
    let orders = client.list_me_order().send().await?;
    Ok(orders.into_iter().map(OrderId).collect())
}

/// Reads an order. `GET /me/order/{orderId}`.
///
/// # Errors
/// Nothing is changed.
pub async fn order(client: &Client, order: OrderId) -> Result<BillingOrder, Error> {
    client.get_me_order().order_id(order).send().await
}

/// Reads how far an order is. `GET /me/order/{orderId}/status`.
///
/// # Errors
/// Nothing is changed.
pub async fn status(client: &Client, order: OrderId) -> Result<BillingOrderStatus, Error> {
    client.get_me_order_status().order_id(order).send().await
}

/// Reads the lines of an order. `GET /me/order/{orderId}/details` and each of them; just after the
/// checkout there can be none.
///
/// # Errors
/// Nothing is changed.
pub async fn details(client: &Client, order: OrderId) -> Result<Vec<BillingOrderDetail>, Error> {
    let mut details = Vec::new();
    for id in client
        .list_me_order_details()
        .order_id(order)
        .send()
        .await?
    {
        let call = client
            .get_me_order_details()
            .order_id(order)
            .order_detail_id(id);
        details.push(call.send().await?);
    }
    Ok(details)
}

/// Finds what an order delivered: the plan of each line from its extension, and the line's domain.
///
/// # Errors
/// Nothing is changed.
pub async fn services(client: &Client, order: OrderId) -> Result<Vec<Service>, Error> {
    Ok(delivered(client, order).await?.services)
}

/// What the lines of an order say that was delivered.
#[derive(Debug, Default)]
struct Delivered {
    services: Vec<Service>,
    /// Lines that name no service, or not yet.
    unnamed: usize,
}

impl Delivered {
    /// Whether nothing more is to be expected: every line has its service, or the same was read
    /// twice.
    fn is_settled(&self, before: &Self) -> bool {
        let is_same = self.services == before.services;
        !self.services.is_empty() && (self.unnamed == 0 || is_same)
    }
}

async fn delivered(client: &Client, order: OrderId) -> Result<Delivered, Error> {
    let mut found = Delivered::default();
    for detail in details(client, order).await? {
        let Some(id) = detail.order_detail_id else {
            continue;
        };
        let call = client
            .get_me_order_details_extension()
            .order_id(order)
            .order_detail_id(id);
        let extension = call.send().await?;
        match service(&detail, &extension) {
            Some(known) if found.services.contains(&known) => {}
            Some(new) => found.services.push(new),
            None => found.unnamed += 1,
        }
    }
    Ok(found)
}

/// A line's service; before delivery its domain is a placeholder that begins with an asterisk.
fn service(detail: &BillingOrderDetail, extension: &BillingItemDetail) -> Option<Service> {
    let domain = detail.domain.as_deref().filter(|domain| !domain.is_empty());
    let service_name = domain.filter(|domain| !domain.starts_with('*'))?.to_owned();
    let plan = extension.order.as_ref()?.plan.as_ref()?;
    let plan_code = plan.code.clone()?;
    Some(Service {
        plan_code,
        service_name,
    })
}

/// Waits until an order is delivered or cancelled, and tells every change of its status.
///
/// It never gives up by itself: an order that waits for a payment, for documents, or whose status
/// is unknown, is waited for. A read that fails for a passing reason is repeated.
///
/// # Errors
/// [`OrderError::Cancelled`] for an order that will not be delivered, [`OrderError::Stopped`] when
/// the context was stopped. Nothing is changed.
pub async fn follow(context: &Context, order: OrderId) -> Result<Vec<Service>, OrderError> {
    watch(context, order, &mut None).await
}

/// Follows an order and keeps the last status that was read, also when following fails.
pub(super) async fn watch(
    context: &Context,
    order: OrderId,
    last: &mut Option<BillingOrderStatus>,
) -> Result<Vec<Service>, OrderError> {
    let mut pause = FIRST_PAUSE;
    loop {
        let status = context
            .until_stopped(async { unless_passing(status(&context.client, order).await) })
            .await?;
        if status.is_some() && status != *last {
            context.tell(Event::status(order, status.as_ref()));
            last.clone_from(&status);
        }
        match status.as_ref().map(verdict) {
            Some(Verdict::Delivered) => break,
            Some(Verdict::Cancelled) => return Err(OrderError::Cancelled { order }),
            Some(Verdict::Wait) | None => {}
        }
        context.pause(pause).await?;
        pause = LONGEST_PAUSE.min(pause.mul_f32(1.5));
    }
    settled(context, order).await
}

/// The services of an order that is delivered. Its lines can come late and one after the other.
async fn settled(context: &Context, order: OrderId) -> Result<Vec<Service>, OrderError> {
    let client = &context.client;
    let mut pause = FIRST_PAUSE;
    let mut before = Delivered::default();
    for _ in 1..READS_OF_SERVICES {
        let read = async { unless_passing(delivered(client, order).await) };
        if let Some(found) = context.until_stopped(read).await? {
            if found.is_settled(&before) {
                return Ok(found.services);
            }
            before = found;
        }
        context.pause(pause).await?;
        pause = LONGEST_PAUSE.min(pause.mul_f32(1.5));
    }
    let last = async { Ok(services(client, order).await?) };
    context.until_stopped(last).await
}

/// What was read, or `None` when it could not be read just now.
fn unless_passing<T>(read: Result<T, Error>) -> Result<Option<T>, OrderError> {
    match read {
        Ok(read) => Ok(Some(read)),
        Err(error) if error.may_pass() => Ok(None),
        Err(error) => Err(error.into()),
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verdict {
    Delivered,
    Cancelled,
    Wait,
}

fn verdict(status: &BillingOrderStatus) -> Verdict {
    match status {
        BillingOrderStatus::Delivered => Verdict::Delivered,
        BillingOrderStatus::Cancelled | BillingOrderStatus::Cancelling => Verdict::Cancelled,
        _ => Verdict::Wait,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_delivered_and_cancelled_orders_end_the_wait() {
        let waits = [
            "checking",
            "delivering",
            "documentsRequested",
            "notPaid",
            "unknown",
            "new",
        ];
        for status in waits {
            assert_eq!(
                verdict(&BillingOrderStatus::from(status)),
                Verdict::Wait,
                "{status}"
            );
        }
        assert_eq!(verdict(&BillingOrderStatus::Delivered), Verdict::Delivered);
        for status in ["cancelled", "cancelling"] {
            assert_eq!(
                verdict(&BillingOrderStatus::from(status)),
                Verdict::Cancelled,
                "{status}"
            );
        }
    }

    #[test]
    fn a_placeholder_is_no_service() {
        let extension = serde_json::json!({"order": {"plan": {"code": "project.2018"}}});
        let extension: BillingItemDetail = serde_json::from_value(extension).unwrap();
        let found = |domain: &str| {
            let detail = serde_json::json!({"domain": domain});
            service(&serde_json::from_value(detail).unwrap(), &extension).map(|s| s.service_name)
        };
        let cases = [
            ("*001", None),
            ("*", None),
            ("", None),
            ("ns1.ip", Some("ns1.ip".to_owned())),
        ];
        for (domain, expected) in cases {
            assert_eq!(found(domain), expected, "{domain}");
        }
    }
}
