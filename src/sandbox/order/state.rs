//! An order and the states it goes through. The time comes in with every question.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};

use crate::sandbox::cart::quote::{Line, LineKind, Quote, quote};
use crate::sandbox::cart::state::{Cart, Item};
use crate::sandbox::catalogue::delivers::Delivers;
use crate::sandbox::clock::later;
use crate::sandbox::ids;
use crate::sandbox::options::{Delivery, Naming};
use crate::sandbox::order::status::Status;
use crate::sandbox::stock::Taken;
use serde::{Deserialize, Serialize};

/// How long an order waits for its payment, unless an obstacle says otherwise.
const PATIENCE: SignedDuration = SignedDuration::from_hours(24);

/// How long a person may step back from an order.
pub const RETRACTION: SignedDuration = SignedDuration::from_hours(14 * 24);

/// Why a cancelled order goes nowhere: its refund and its stock were given back.
const ENDED: &str = "the order is cancelled, and stays so";

#[derive(Debug, Deserialize, Serialize)]
pub struct Order {
    pub id: i64,
    /// Whoever has it sees the order and can pay it.
    pub password: String,
    pub created: Timestamp,
    /// Until when it can be paid.
    pub expires: Timestamp,
    pub quote: Quote,
    pub details: Vec<Detail>,
    pub payment: Option<Payment>,
    pub retraction_waived: bool,
    /// The status it does not leave by itself, and since when.
    pub held: Option<(Status, Timestamp)>,
    /// Whether it was delivered before it was cancelled.
    #[serde(default)]
    was_delivered: bool,
    /// What it took of the stock, which it gives back when it is cancelled.
    #[serde(default)]
    pub taken: Vec<Taken>,
    /// When it was last let go.
    released: Option<Timestamp>,
    delivery: Delivery,
    /// How often the status was read since delivery began.
    status_reads: u32,
    /// When the status was first read as delivered.
    seen_delivered: Option<Timestamp>,
}

/// A line of an order, for one unit.
#[derive(Debug, Deserialize, Serialize)]
pub struct Detail {
    pub id: i64,
    pub line: Line,
    pub item: Item,
    /// The service this line will belong to.
    pub service: String,
    /// How many services of the order are named before it.
    pub position: i32,
}

/// How and when an order was paid.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Payment {
    pub at: Timestamp,
    /// A `billing.PaymentMeanEnum`.
    pub kind: String,
}

impl Payment {
    pub fn new(kind: &str, at: Timestamp) -> Self {
        let kind = kind.to_owned();
        Self { at, kind }
    }
}

impl Order {
    /// An unpaid order of this cart, with a detail for each unit of each line. Its password and the
    /// names of its services follow from the token.
    pub fn of(cart: &Cart, id: i64, token: &str, delivery: Delivery, now: Timestamp) -> Self {
        let quote = quote(cart, now);
        let mut details: Vec<Detail> = Vec::new();
        // By name, how many are named before it.
        let mut services: BTreeMap<String, i32> = BTreeMap::new();
        for line in &quote.lines {
            let Some(item) = cart.item(line.item) else {
                continue;
            };
            for unit in 0..line.quantity {
                let service = service(cart, item, unit, token);
                let next = i32::try_from(services.len()).unwrap_or_default();
                details.push(Detail {
                    id: detail_id(id, details.len()),
                    line: line.clone(),
                    item: item.clone(),
                    position: *services.entry(service.clone()).or_insert(next),
                    service,
                });
            }
        }
        Self {
            id,
            password: token.get(..10).unwrap_or_default().to_owned(),
            created: now,
            expires: later(now, PATIENCE),
            quote,
            details,
            payment: None,
            retraction_waived: false,
            held: None,
            was_delivered: false,
            taken: Vec::new(),
            released: None,
            delivery,
            status_reads: 0,
            seen_delivered: None,
        }
    }

    pub fn is_free(&self) -> bool {
        self.quote.with_tax().0 == 0
    }

    pub fn status(&self, now: Timestamp) -> Status {
        let started = self.started();
        let held = self.held.map(|(status, _)| status);
        if let Some(status) = held.filter(|it| started.is_some() || it.needs_no_payment()) {
            return status;
        }
        match started {
            Some(started) => progress(
                self.delivery,
                now.duration_since(started),
                self.status_reads,
            ),
            None if now >= self.expires => Status::Cancelled,
            None => Status::NotPaid,
        }
    }

    /// Answers the status and counts the read.
    ///
    /// Reads before delivery began do not count, so that a client that polled an unpaid order for
    /// long still sees every state after the payment.
    pub fn read_status(&mut self, now: Timestamp) -> Status {
        let status = self.status(now);
        if self.started().is_some() {
            self.status_reads += 1;
        }
        if status == Status::Delivered {
            self.seen_delivered.get_or_insert(now);
        }
        status
    }

    /// The details that are listed so far: all, unless they are to be late, as they can be live.
    pub fn listed(&self, naming: Naming, now: Timestamp) -> &[Detail] {
        if self.has_been_delivered(naming.details_after, now) {
            return &self.details;
        }
        &[]
    }

    /// The service of a line, once it is named.
    pub fn named<'a>(&self, detail: &'a Detail, naming: Naming, now: Timestamp) -> Option<&'a str> {
        let apart = naming.apart.saturating_mul(detail.position + 1);
        let after = naming.details_after.saturating_add(apart);
        let is_named = self.is_delivered(now) && self.has_been_delivered(after, now);
        (is_named && detail.service != "*").then_some(detail.service.as_str())
    }

    /// What a line says of its service: the name once there is one, and in the US always a placeholder.
    pub fn domain<'a>(&self, detail: &'a Detail, naming: Naming, now: Timestamp) -> &'a str {
        let named = self.named(detail, naming, now);
        let named = named.filter(|_| self.quote.subsidiary.region != "US");
        named.unwrap_or(&detail.line.placeholder)
    }

    /// Whether the order has been delivered for that long, which is always so for no time.
    fn has_been_delivered(&self, span: SignedDuration, now: Timestamp) -> bool {
        let delivered = match self.delivery {
            Delivery::Elapsed {
                checking,
                delivering,
            } => self
                .started()
                .map(|started| later(later(started, checking), delivering)),
            Delivery::Reads { .. } => self.seen_delivered,
        };
        span.is_zero() || delivered.is_some_and(|delivered| now >= later(delivered, span))
    }

    pub fn detail(&self, id: i64) -> Option<&Detail> {
        self.details.iter().find(|detail| detail.id == id)
    }

    /// Pays the order, or says why it cannot be paid.
    ///
    /// A free order is delivered without a payment and still takes one: fidelity points.
    pub fn pay(&mut self, payment: Payment) -> Result<(), &'static str> {
        match self.status(payment.at) {
            Status::NotPaid if self.payment.is_none() => {}
            Status::Cancelled | Status::Cancelling => return Err("This order is cancelled"),
            _ if self.is_free() && self.payment.is_none() => {}
            _ => return Err("This order is already paid"),
        }
        self.payment = Some(payment);
        Ok(())
    }

    /// Steps back from the order, or says why that is not possible.
    pub fn retract(&mut self, now: Timestamp) -> Result<(), &'static str> {
        if self.status(now) == Status::NotPaid {
            return Err("This order is not paid");
        }
        self.can_be_retracted(now)?;
        self.keep(Status::Cancelled, now);
        Ok(())
    }

    /// Gives up the right to step back from the order, or says why there is none.
    pub fn waive_retraction(&mut self, now: Timestamp) -> Result<(), &'static str> {
        self.can_be_retracted(now)?;
        self.retraction_waived = true;
        Ok(())
    }

    fn can_be_retracted(&self, now: Timestamp) -> Result<(), &'static str> {
        match self.status(now) {
            Status::Cancelled | Status::Cancelling => Err("This order is cancelled"),
            _ if self.retraction_waived => Err("The retraction period was waived"),
            _ if now.duration_since(self.created) > RETRACTION => {
                Err("The retraction period is over")
            }
            _ => Ok(()),
        }
    }

    /// Keeps the order in a status whatever the clock says, or says why that cannot be.
    pub fn hold(&mut self, status: Status, now: Timestamp) -> Result<(), &'static str> {
        let can_follow_delivery = [Status::Cancelled, Status::Cancelling, Status::Delivered];
        if self.status(now) == Status::Cancelled {
            return Err(ENDED);
        }
        if self.is_delivered(now) && !can_follow_delivery.contains(&status) {
            return Err("the order is delivered, and can only be cancelled");
        }
        if self.started().is_none() && !status.needs_no_payment() {
            return Err("the order is not paid");
        }
        self.keep(status, now);
        Ok(())
    }

    fn keep(&mut self, status: Status, now: Timestamp) {
        self.was_delivered = self.is_delivered(now);
        self.held = Some((status, now));
    }

    /// Whether it is delivered, or was before it began to be cancelled.
    fn is_delivered(&self, now: Timestamp) -> bool {
        self.was_delivered || self.status(now) == Status::Delivered
    }

    /// Lets a held order go: its delivery begins now, unless it was delivered already.
    pub fn release(&mut self, now: Timestamp) -> Result<(), &'static str> {
        if self.status(now) == Status::Cancelled {
            return Err(ENDED);
        }
        if self.is_delivered(now) {
            self.keep(Status::Delivered, now);
        } else if self.held.take().is_some() {
            self.released = Some(now);
            self.status_reads = 0;
        }
        Ok(())
    }

    /// When delivery began: on payment, or at once if there is nothing to pay; again when the order was
    /// let go.
    fn started(&self) -> Option<Timestamp> {
        let begun = if self.is_free() {
            Some(self.created)
        } else {
            self.payment.as_ref().map(|payment| payment.at)
        };
        begun.max(self.released.filter(|_| begun.is_some()))
    }
}

/// The id of a detail. No detail of another order has it: the first thousand begin with the number of
/// the order, which has nine digits, and those of each further thousand have one more number before it.
fn detail_id(order: i64, count: usize) -> i64 {
    let count = i64::try_from(count).unwrap_or_default();
    (count / 1000) * 1_000_000_000_000 + order * 1000 + count % 1000
}

/// The service of one unit of an item. An option belongs to the service of its item; with more
/// units than the item has, the rest go to the item's last service.
fn service(cart: &Cart, item: &Item, unit: i64, token: &str) -> String {
    let parent = item.parent.and_then(|parent| cart.item(parent));
    let owner = parent.unwrap_or(item);
    if let Some(name) = &owner.service {
        return name.clone();
    }
    let unit = unit.min(owner.choice.quantity - 1);
    let seed = ids::digest(format!("{token}/{}/{unit}", owner.id));
    owner.plan.delivers.service(&seed, cart.subsidiary.region)
}

impl Detail {
    /// Whether this line stands for a service of this kind.
    pub fn delivers(&self, kind: Delivers) -> bool {
        self.item.plan.delivers == kind && self.line.kind == LineKind::Duration
    }
}

fn progress(delivery: Delivery, elapsed: SignedDuration, reads: u32) -> Status {
    let (is_checking, is_delivering) = match delivery {
        Delivery::Elapsed {
            checking,
            delivering,
        } => (
            elapsed < checking,
            elapsed < checking.saturating_add(delivering),
        ),
        Delivery::Reads {
            checking,
            delivering,
        } => (
            reads < checking,
            reads < checking.saturating_add(delivering),
        ),
    };
    if is_checking {
        Status::Checking
    } else if is_delivering {
        Status::Delivering
    } else {
        Status::Delivered
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::sandbox::cart::state::tests::cart;

    const DELIVERY: Delivery = Delivery::Elapsed {
        checking: SignedDuration::from_secs(10),
        delivering: SignedDuration::from_secs(20),
    };

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(seconds).unwrap()
    }

    fn order(plan: &str, delivery: Delivery) -> Order {
        Order::of(
            &cart(&[(plan, None)]),
            7,
            &ids::digest("x"),
            delivery,
            at(0),
        )
    }

    fn paid(seconds: i64) -> Payment {
        Payment {
            at: at(seconds),
            kind: "creditCard".into(),
        }
    }

    #[test]
    fn status_follows_payment_and_the_clock() {
        for (plan, paid_at, now, expected) in [
            ("24sk10", None, 0, Status::NotPaid),
            ("24sk10", None, 86_399, Status::NotPaid),
            ("24sk10", None, 86_400, Status::Cancelled),
            ("24sk10", Some(50), 50, Status::Checking),
            ("24sk10", Some(50), 59, Status::Checking),
            ("24sk10", Some(50), 60, Status::Delivering),
            ("24sk10", Some(50), 80, Status::Delivered),
            ("24sk10", Some(50), 90_000, Status::Delivered),
            ("project.2018", None, 0, Status::Checking),
            ("project.2018", None, 10, Status::Delivering),
            ("project.2018", None, 30, Status::Delivered),
        ] {
            let mut order = order(plan, DELIVERY);
            order.payment = paid_at.map(paid);
            assert_eq!(order.status(at(now)), expected, "{plan} {paid_at:?} {now}");
        }
    }

    #[test]
    fn status_follows_reads_if_delivery_does() {
        let delivery = Delivery::Reads {
            checking: 1,
            delivering: 2,
        };
        let mut order = order("24sk10", delivery);
        let read = |order: &mut Order| order.read_status(at(1)).text();
        assert_eq!([read(&mut order), read(&mut order)], ["notPaid"; 2]);
        order.pay(paid(1)).unwrap();
        let seen: Vec<_> = (0..5).map(|_| read(&mut order)).collect();
        assert_eq!(
            seen,
            [
                "checking",
                "delivering",
                "delivering",
                "delivered",
                "delivered"
            ]
        );
    }

    #[test]
    fn details_are_listed_at_once_however_often_they_are_read() {
        let mut order = order("24sk10", DELIVERY);
        for payment in [None, Some(paid(0))] {
            order.payment = payment;
            let seen = [(); 2].map(|()| order.listed(Naming::default(), at(0)).len());
            assert_eq!(seen, [3, 3]);
        }
    }

    #[test]
    fn details_and_the_names_in_them_come_as_late_as_asked_for() {
        let mut cart = cart(&[("vps-2025-model1", None)]);
        cart.items[0].choice.quantity = 2;
        let mut order = Order::of(&cart, 7, &ids::digest("x"), DELIVERY, at(0));
        order.payment = Some(paid(0));
        let naming = Naming {
            details_after: SignedDuration::from_secs(10),
            apart: SignedDuration::from_secs(5),
        };
        // It is delivered at 30.
        for (now, listed, named) in [(30, 0, 0), (39, 0, 0), (40, 4, 0), (45, 4, 1), (50, 4, 2)] {
            let seen = order.listed(naming, at(now)).len();
            let details = order.details.iter();
            let mut names: Vec<_> = details
                .filter_map(|detail| order.named(detail, naming, at(now)))
                .collect();
            names.sort_unstable();
            names.dedup();
            assert_eq!((seen, names.len()), (listed, named), "{now}");
        }
    }

    #[test]
    fn an_order_is_paid_once_and_not_after_it_was_cancelled() {
        for (plan, times, expected) in [
            ("24sk10", vec![5], Ok(())),
            ("24sk10", vec![5, 6], Err("This order is already paid")),
            ("24sk10", vec![86_400], Err("This order is cancelled")),
            ("project.2018", vec![5], Ok(())),
            (
                "project.2018",
                vec![5, 6],
                Err("This order is already paid"),
            ),
        ] {
            let mut order = order(plan, DELIVERY);
            let results = times.iter().map(|time| order.pay(paid(*time)));
            assert_eq!(results.last().unwrap(), expected, "{plan} {times:?}");
        }
    }

    #[test]
    fn an_order_is_retracted_within_two_weeks_unless_waived() {
        for (paid_at, waived, now, expected) in [
            (Some(1), false, 60, Ok(())),
            (None, false, 60, Err("This order is not paid")),
            (Some(1), true, 60, Err("The retraction period was waived")),
            (
                Some(1),
                false,
                15 * 86_400,
                Err("The retraction period is over"),
            ),
        ] {
            let mut order = order("24sk10", DELIVERY);
            order.payment = paid_at.map(paid);
            order.retraction_waived = waived;
            assert_eq!(order.retract(at(now)), expected);
            let is_cancelled = order.status(at(now)) == Status::Cancelled;
            assert_eq!(is_cancelled, expected.is_ok());
        }
    }

    #[test]
    fn no_detail_of_a_large_order_has_the_id_of_one_of_the_next_order() {
        let mut cart = cart(&[("credit", None)]);
        cart.items[0].choice.duration = "P0D".into();
        cart.items[0].choice.quantity = 1000;
        let orders = [220_000_007, 220_000_008]
            .map(|id| Order::of(&cart, id, &ids::digest("x"), DELIVERY, at(0)));
        let details = orders.iter().flat_map(|order| &order.details);
        let ids: BTreeSet<_> = details.map(|detail| detail.id).collect();
        assert_eq!(ids.len(), 4000);
    }

    #[test]
    fn each_unit_of_a_line_is_a_detail_with_a_service_of_its_own() {
        let mut cart = cart(&[("vps-2025-model1", None)]);
        cart.items[0].choice.quantity = 2;
        let order = Order::of(&cart, 7, &ids::digest("x"), DELIVERY, at(0));
        let details: Vec<_> = order.details.iter().map(|detail| detail.id).collect();
        let mut services: Vec<_> = order.details.iter().map(|detail| &detail.service).collect();
        services.sort_unstable();
        services.dedup();
        assert_eq!((details, services.len()), (vec![7000, 7001, 7002, 7003], 2));
    }
}
