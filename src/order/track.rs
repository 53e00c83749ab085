//! Following an order until it is delivered, and finding what it delivered.
//!
//! Services are only ever found from the order's own details, never by comparing lists before and
//! after: another order of the account may be delivered in the meantime.

use std::time::Duration;

use tokio::time::{Instant, timeout};

pub use super::outcome::Service;
use super::{Context, Event, OrderError, OrderId};
use crate::types::{BillingItemDetail, BillingOrderDetail, BillingOrderStatus};
use crate::{Client, Error};

/// Time between two reads of an order's status: it grows from the first to the longest.
const FIRST_PAUSE: Duration = Duration::from_millis(500);
const LONGEST_PAUSE: Duration = Duration::from_secs(60);

/// How long an outage lasts until it is told for the second time.
const OUTAGE_TOLD: Duration = Duration::from_secs(5);

/// How often a delivered order is asked for its services: for about a minute and a half.
const READS_OF_SERVICES: u32 = 12;

/// Waits until an order is delivered, tells every change of its status, and finds what was
/// delivered.
///
/// It waits as long as it takes, also for a payment or for documents that a person must send. Stop
/// it with [`Context::with_stop`], or limit it with [`Context::with_patience`]. A read that fails for a
/// passing reason is told ([`Event::Unreadable`]) and repeated.
///
/// # Errors
/// [`OrderError::Cancelled`] if the order will not be delivered, [`OrderError::Stopped`] if the
/// context was stopped, [`OrderError::NotInTime`] if its patience is over, [`OrderError::Api`] if a read
/// fails for good. Nothing is changed.
pub async fn follow(context: &Context, order: OrderId) -> Result<Vec<Service>, OrderError> {
    watch(context, order, &mut None).await
}

/// Follows an order and keeps the last status that was read, also when following fails.
pub(super) async fn watch(
    context: &Context,
    order: OrderId,
    last: &mut Option<BillingOrderStatus>,
) -> Result<Vec<Service>, OrderError> {
    let mut outage = Outage::default();
    let followed = until_delivered(context, order, last, &mut outage);
    let Some(patience) = context.patience() else {
        return followed.await;
    };
    match timeout(patience, followed).await {
        Ok(outcome) => outcome,
        Err(_) => Err(OrderError::NotInTime {
            order,
            patience,
            unreadable: outage.reason,
        }),
    }
}

async fn until_delivered(
    context: &Context,
    order: OrderId,
    last: &mut Option<BillingOrderStatus>,
    outage: &mut Outage,
) -> Result<Vec<Service>, OrderError> {
    let mut pause = FIRST_PAUSE;
    loop {
        let call = context.client.get_me_order_status().order_id(order);
        let read = async { outage.unless_passing(call.send().await, context, order) };
        if let Some(status) = context.until_stopped(read).await? {
            if outage.is_over() || last.as_ref() != Some(&status) {
                context.tell(Event::status(order, &status));
            }
            let verdict = verdict(&status);
            *last = Some(status);
            match verdict {
                Verdict::Delivered => return settled(context, order, outage).await,
                Verdict::Cancelled => return Err(OrderError::Cancelled { order }),
                Verdict::Wait => {}
            }
        }
        pause = longer(context, pause).await?;
    }
}

/// The services of an order that is delivered. Its lines can come late and one after the other, so
/// they are read until every one has its service, or until a second read brought nothing new.
async fn settled(
    context: &Context,
    order: OrderId,
    outage: &mut Outage,
) -> Result<Vec<Service>, OrderError> {
    let client = &context.client;
    let mut pause = FIRST_PAUSE;
    let mut before = Delivered::default();
    for _ in 1..READS_OF_SERVICES {
        let read = async { outage.unless_passing(delivered(client, order).await, context, order) };
        if let Some(found) = context.until_stopped(read).await? {
            outage.is_over();
            if found.is_settled(&before) {
                return Ok(found.services);
            }
            before = found;
        }
        pause = longer(context, pause).await?;
    }
    let last = async { Ok(services(client, order).await?) };
    context.until_stopped(last).await
}

/// Waits, and answers how long to wait the next time.
async fn longer(context: &Context, pause: Duration) -> Result<Duration, OrderError> {
    context.pause(pause).await?;
    Ok(LONGEST_PAUSE.min(pause.mul_f32(1.5)))
}

/// Since when an order cannot be read.
#[derive(Default)]
struct Outage {
    began: Option<Instant>,
    /// How long it had lasted when that was told last.
    told: Duration,
    /// Why the last read failed.
    reason: Option<String>,
}

impl Outage {
    /// What was read, or `None` when it could not be read just now: an order that takes days to deliver
    /// outlives many outages. They are told, so that nobody waits without knowing for what.
    fn unless_passing<T>(
        &mut self,
        read: Result<T, Error>,
        context: &Context,
        order: OrderId,
    ) -> Result<Option<T>, OrderError> {
        let error = match read {
            Ok(read) => return Ok(Some(read)),
            Err(error) if error.may_pass() => error,
            Err(error) => return Err(error.into()),
        };
        let reason = error.to_string();
        self.reason = Some(reason.clone());
        let is_new = self.began.is_none();
        let since = self.began.get_or_insert_with(Instant::now).elapsed();
        if is_new || since >= self.told * 2 {
            self.told = since.max(OUTAGE_TOLD);
            context.tell(Event::Unreadable {
                order,
                since: if is_new { Duration::ZERO } else { since },
                reason,
            });
        }
        Ok(None)
    }

    /// Ends it, if there is one.
    fn is_over(&mut self) -> bool {
        std::mem::take(self).began.is_some()
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verdict {
    Delivered,
    Cancelled,
    Wait,
}

/// What a status means for the wait. An unknown one is not the end: the API may add steps before the
/// delivery.
fn verdict(status: &BillingOrderStatus) -> Verdict {
    match status {
        BillingOrderStatus::Delivered => Verdict::Delivered,
        BillingOrderStatus::Cancelled | BillingOrderStatus::Cancelling => Verdict::Cancelled,
        _ => Verdict::Wait,
    }
}

/// Reads the lines of an order (`GET /me/order/{orderId}/details`, and each of them). Right after
/// the checkout there can be none.
///
/// # Errors
/// If a read fails. Nothing is changed.
pub async fn details(client: &Client, order: OrderId) -> Result<Vec<BillingOrderDetail>, Error> {
    let mut details = Vec::new();
    let call = client.list_me_order_details().order_id(order);
    for id in call.send().await? {
        let call = client.get_me_order_details().order_id(order);
        details.push(call.order_detail_id(id).send().await?);
    }
    Ok(details)
}

/// Finds what an order delivered so far: the plan and the service of each of its lines
/// (`GET /me/order/{orderId}/details/{orderDetailId}/extension`).
///
/// # Errors
/// If a read fails. Nothing is changed.
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
        let call = client.get_me_order_details_extension().order_id(order);
        let extension = call.order_detail_id(id).send().await?;
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
    let domain = detail.domain.as_deref()?;
    if domain.is_empty() || domain.starts_with('*') {
        return None;
    }
    Some(Service {
        plan_code: extension.order.as_ref()?.plan.as_ref()?.code.clone()?,
        service_name: domain.to_owned(),
    })
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
