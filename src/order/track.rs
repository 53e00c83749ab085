//! Following an order until it is delivered, and finding what it delivered.

use std::time::Duration;

use jiff::SignedDuration;
use tokio::time::{Instant, timeout};

use super::delivered::{Delivered, expected, lines};
pub use super::delivered::{details, services};
pub use super::outcome::Service;
use super::{Bought, Context, Event, OrderError, OrderId};
use crate::types::{BillingOrderStatus, DateTime};
use crate::{Error, Kind};

/// Time between two reads of an order's status: it grows from the first to the longest.
const FIRST_PAUSE: Duration = Duration::from_millis(500);
const LONGEST_PAUSE: Duration = Duration::from_secs(60);

/// How long an outage lasts until it is told for the second time.
const OUTAGE_TOLD: Duration = Duration::from_secs(5);

/// How long an order can be missing right after its checkout. One that stays missing is not there.
const UNSEEN: Duration = Duration::from_secs(120);

/// The longest time between two reads of the services of a delivered order.
const NAMING_PAUSE: Duration = Duration::from_secs(15);

/// How long services are waited for without a word.
const NAMING_TOLD: Duration = Duration::from_secs(5);

/// How long after an order's end a payment of the last minute may still show.
const GRACE: SignedDuration = SignedDuration::from_mins(10);

/// Waits until an order is delivered, tells every change of its status, and finds what was
/// delivered.
///
/// What is delivered but not named within [`Context::with_naming`] is [`Bought::missing`].
///
/// It waits as long as it takes, also for a payment or for documents that a person must send. Stop
/// it with [`Context::with_stop`], or limit it with [`Context::with_patience`]. A read that fails for a
/// passing reason is told ([`Event::Unreadable`]) and repeated.
///
/// # Errors
/// [`OrderError::Cancelled`] and [`OrderError::Expired`] if the order will not be delivered,
/// [`OrderError::Stopped`] if the context was stopped, [`OrderError::NotInTime`] if its patience is over,
/// [`OrderError::Api`] if a read fails for good. Nothing is changed.
pub async fn follow(context: &Context, order: OrderId) -> Result<Bought, OrderError> {
    let mut bought = Bought::earlier(order);
    match learn(context, &mut bought).await {
        // Reading its status tells what keeps it from being read.
        Err(OrderError::Api(error)) if error.may_pass() => {}
        Err(OrderError::NotInTime { .. }) => {}
        read => read?,
    }
    context.tell(Event::Followed {
        bought: Box::new(bought.clone()),
        patience: context.patience(),
    });
    watch(context, &mut bought).await?;
    Ok(bought)
}

/// Reads the order's link, prices and until when it can be paid (`GET /me/order/{orderId}`).
pub(super) async fn learn(context: &Context, bought: &mut Bought) -> Result<(), OrderError> {
    let call = context.client.get_me_order().order_id(bought.order_id);
    let read = context.until_stopped(async { Ok(call.send().await?) });
    let order = bought.order_id;
    bought.learn(match context.patience() {
        None => read.await?,
        Some(patience) => timeout(patience, read)
            .await
            .map_err(|_| OrderError::NotInTime {
                order,
                patience,
                unreadable: None,
            })??,
    });
    Ok(())
}

/// Follows an order that exists. What was read of it is kept also when following fails.
pub(super) async fn watch(context: &Context, bought: &mut Bought) -> Result<(), OrderError> {
    let order = bought.order_id;
    let mut outage = Outage::default();
    let followed = until_named(context, bought, &mut outage);
    let Some(patience) = context.patience() else {
        return followed.await;
    };
    match timeout(patience, followed).await {
        Ok(outcome) => outcome,
        // What is missing of it is known.
        Err(_) if bought.status == Some(BillingOrderStatus::Delivered) => Ok(()),
        Err(_) => Err(OrderError::NotInTime {
            order,
            patience,
            unreadable: outage.reason,
        }),
    }
}

async fn until_named(
    context: &Context,
    bought: &mut Bought,
    outage: &mut Outage,
) -> Result<(), OrderError> {
    let order = bought.order_id;
    let mut pause = FIRST_PAUSE;
    loop {
        let call = context.client.get_me_order_status().order_id(order);
        let read = async { outage.unless_passing(call.send().await, context, order) };
        if let Some(status) = context.until_stopped(read).await? {
            let verdict = verdict(&status);
            let is_new = bought.status.as_ref() != Some(&status);
            bought.status = Some(status);
            if is_new && bought.expiration_date.is_none() {
                // It could not be read before; the status is worth telling without it.
                let _ = learn(context, bought).await;
            }
            if outage.is_over() || is_new {
                tell_status(context, bought);
            }
            match verdict {
                Verdict::Delivered => return name_services(context, bought, outage).await,
                Verdict::Cancelled => return Err(OrderError::Cancelled { order }),
                Verdict::Wait => unless_expired(context, bought).await?,
            }
        }
        pause = longer(context, pause).await?;
    }
}

fn tell_status(context: &Context, bought: &Bought) {
    context.tell(Event::Status {
        order: bought.order_id,
        status: bought
            .status
            .as_ref()
            .map(ToString::to_string)
            .unwrap_or_default(),
        to_do: bought.to_do(),
    });
}

/// Fails if the status can never change: an order that is not paid, or of which nothing is known, when
/// it can be paid no more. Any other status is past the payment.
async fn unless_expired(context: &Context, bought: &Bought) -> Result<(), OrderError> {
    let (Some(status), Some(until)) = (&bought.status, &bought.expiration_date) else {
        return Ok(());
    };
    if !matches!(
        status,
        BillingOrderStatus::NotPaid | BillingOrderStatus::Unknown
    ) {
        return Ok(());
    }
    let Some(end) = DateTime::timestamp(until) else {
        return Ok(());
    };
    match context.until_stopped(context.server_time()).await {
        Ok(now) if now > end + GRACE => Err(OrderError::Expired {
            order: bought.order_id,
            status: status.clone(),
            until: until.clone(),
        }),
        Err(OrderError::Api(error)) if !error.may_pass() => Err(error.into()),
        Err(stopped @ OrderError::Stopped) => Err(stopped),
        _ => Ok(()),
    }
}

/// Finds the services of an order that is delivered. Its lines can come late and be named one after
/// the other, so they are read until all services are named, for as long as the context says.
async fn name_services(
    context: &Context,
    bought: &mut Bought,
    outage: &mut Outage,
) -> Result<(), OrderError> {
    let (client, order) = (&context.client, bought.order_id);
    let quote = bought.quote.as_ref();
    let expected = quote
        .map(|quote| expected(&quote.added))
        .unwrap_or_default();
    let began = Instant::now();
    let mut is_told = false;
    let mut pause = FIRST_PAUSE;
    bought.missing = Delivered::of(&[], &expected).missing;
    loop {
        let read = async { outage.unless_passing(lines(client, order).await, context, order) };
        if let Some(lines) = context.until_stopped(read).await? {
            outage.is_over();
            let Delivered { services, missing } = Delivered::of(&lines, &expected);
            bought.services = services;
            bought.missing = missing;
        }
        let left = context.naming().saturating_sub(began.elapsed());
        if bought.missing.is_empty() || left.is_zero() {
            return Ok(());
        }
        if !is_told && began.elapsed() >= NAMING_TOLD {
            is_told = true;
            context.tell(Event::Unnamed {
                order,
                missing: bought.missing.clone(),
                naming: left,
            });
        }
        pause = longer(context, pause.min(left).min(NAMING_PAUSE)).await?;
    }
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
            Err(error) if error.kind() == Kind::NotFound && self.lasted() < UNSEEN => error,
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

    fn lasted(&self) -> Duration {
        self.began.map_or(Duration::ZERO, |began| began.elapsed())
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Client;
    use crate::error::{Answer, RequestContext};

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

    #[tokio::test(start_paused = true)]
    async fn an_order_that_stays_missing_is_not_waited_for() {
        let client = Client::builder("http://127.0.0.1:9/v1".parse().unwrap());
        let context = Context::new(client.build().unwrap());
        let request = RequestContext::new("GET", "/me/order/{orderId}/status");
        let mut outage = Outage::default();
        let mut passes = || {
            let answer = Answer {
                status: 404,
                query_id: None,
                body: b"{}".to_vec(),
            };
            let missing = Err::<(), _>(Error::from_response(&request, answer));
            outage.unless_passing(missing, &context, OrderId(1)).is_ok()
        };
        assert!(passes());
        tokio::time::advance(UNSEEN).await;
        assert!(!passes());
    }
}
