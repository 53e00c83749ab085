//! An order and the states it goes through. The time comes in with every question.

use jiff::{SignedDuration, Timestamp};

use crate::sandbox::cart::quote::{Line, Quote};
use crate::sandbox::cart::state::Item;
use crate::sandbox::catalogue::plans::Delivers;
use crate::sandbox::options::Pace;

/// How long an order waits for its payment.
pub const PATIENCE: SignedDuration = SignedDuration::from_hours(24);

/// How long a person may step back from an order.
pub const RETRACTION: SignedDuration = SignedDuration::from_hours(14 * 24);

/// An order.
#[derive(Debug)]
pub struct Order {
    pub id: i64,
    /// Whoever has it sees the order.
    pub password: String,
    pub created: Timestamp,
    pub quote: Quote,
    pub details: Vec<Detail>,
    pub payment: Option<Payment>,
    pub retraction_waived: bool,
    pub retracted: bool,
    /// How often the status was read since delivery began.
    status_reads: u32,
    /// How often the list of details was read.
    detail_reads: u32,
}

/// A line of an order, for one unit.
#[derive(Debug)]
pub struct Detail {
    pub id: i64,
    pub line: Line,
    pub item: Item,
    /// The service that this line will belong to.
    pub service: String,
}

/// How and when an order was paid.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Payment {
    pub at: Timestamp,
    /// A `billing.PaymentMeanEnum`.
    pub kind: &'static str,
}

impl Payment {
    /// With the account's credit card.
    pub fn by_credit_card(at: Timestamp) -> Self {
        let kind = "creditCard";
        Self { at, kind }
    }
}

/// The states of the API that the sandbox reaches.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Status {
    Cancelled,
    Checking,
    Delivered,
    Delivering,
    NotPaid,
}

impl Order {
    pub fn new(
        id: i64,
        password: String,
        quote: Quote,
        details: Vec<Detail>,
        now: Timestamp,
    ) -> Self {
        Self {
            id,
            password,
            created: now,
            quote,
            details,
            payment: None,
            retraction_waived: false,
            retracted: false,
            status_reads: 0,
            detail_reads: 0,
        }
    }

    pub fn is_free(&self) -> bool {
        self.quote.with_tax().0 == 0
    }

    pub fn status(&self, pace: Pace, now: Timestamp) -> Status {
        match self.started() {
            _ if self.retracted => Status::Cancelled,
            Some(started) => progress(pace, now.duration_since(started), self.status_reads),
            None if now.duration_since(self.created) >= PATIENCE => Status::Cancelled,
            None => Status::NotPaid,
        }
    }

    /// The status, and one read of it more.
    pub fn read_status(&mut self, pace: Pace, now: Timestamp) -> Status {
        let status = self.status(pace, now);
        if self.started().is_some() {
            self.status_reads += 1;
        }
        status
    }

    /// The details that a read of their list shows: none the first time, then half of them and
    /// then all; all from the second time on once the order is delivered.
    pub fn read_details(&mut self, status: Status) -> impl Iterator<Item = &Detail> {
        let all = self.details.len();
        let shown = match (self.detail_reads, status) {
            (0, _) => 0,
            (1, Status::Delivered) => all,
            (1, _) => all.div_ceil(2),
            _ => all,
        };
        self.detail_reads += 1;
        self.details.iter().take(shown)
    }

    pub fn detail(&self, id: i64) -> Option<&Detail> {
        self.details.iter().find(|detail| detail.id == id)
    }

    /// Pays the order, or says why it cannot be paid.
    pub fn pay(&mut self, payment: Payment, pace: Pace) -> Result<(), &'static str> {
        let free = self.is_free();
        match self.status(pace, payment.at) {
            Status::NotPaid => {}
            Status::Cancelled => return Err("This order is cancelled"),
            _ if free && self.payment.is_none() => {}
            _ => return Err("This order is already paid"),
        }
        self.payment = Some(payment);
        Ok(())
    }

    /// Steps back from the order, or says why that is not possible.
    pub fn retract(&mut self, pace: Pace, now: Timestamp) -> Result<(), &'static str> {
        let late = now.duration_since(self.created) > RETRACTION;
        match self.status(pace, now) {
            Status::Cancelled => Err("This order is cancelled"),
            Status::NotPaid => Err("This order is not paid"),
            _ if self.retraction_waived => Err("The retraction period was waived"),
            _ if late => Err("The retraction period is over"),
            _ => {
                self.retracted = true;
                Ok(())
            }
        }
    }

    /// When delivery began: on payment, or at once when nothing is to be paid.
    fn started(&self) -> Option<Timestamp> {
        if self.is_free() {
            return Some(self.created);
        }
        self.payment.as_ref().map(|payment| payment.at)
    }
}

impl Detail {
    /// The service once the order is delivered, before that its placeholder.
    pub fn domain(&self, status: Status) -> &str {
        match status {
            Status::Delivered => &self.service,
            _ => &self.line.placeholder,
        }
    }

    /// Whether this line stands for a service of this kind.
    pub fn delivers(&self, kind: Delivers) -> bool {
        self.item.plan.delivers == kind
            && self.line.kind == crate::sandbox::cart::quote::Kind::Duration
    }
}

impl Status {
    pub fn text(self) -> &'static str {
        match self {
            Self::Cancelled => "cancelled",
            Self::Checking => "checking",
            Self::Delivered => "delivered",
            Self::Delivering => "delivering",
            Self::NotPaid => "notPaid",
        }
    }
}

fn progress(pace: Pace, elapsed: SignedDuration, reads: u32) -> Status {
    let (checking, delivering) = match pace {
        Pace::Elapsed {
            checking,
            delivering,
        } => (elapsed < checking, elapsed < checking + delivering),
        Pace::Reads {
            checking,
            delivering,
        } => (
            reads < checking,
            reads < checking.saturating_add(delivering),
        ),
    };
    match (checking, delivering) {
        (true, _) => Status::Checking,
        (false, true) => Status::Delivering,
        (false, false) => Status::Delivered,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sandbox::cart::state::tests::cart;
    use crate::sandbox::cart::{checkout, quote::quote};

    const PACE: Pace = Pace::Elapsed {
        checking: SignedDuration::from_secs(10),
        delivering: SignedDuration::from_secs(20),
    };

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(seconds).unwrap()
    }

    fn order(plan: &str) -> Order {
        let cart = cart(&[(plan, None)]);
        let identity = checkout::Identity {
            id: 7,
            token: "token".into(),
        };
        checkout::order(&identity, &cart, quote(&cart), at(0))
    }

    fn paid(seconds: i64) -> Payment {
        Payment {
            at: at(seconds),
            kind: "creditCard",
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
            let mut order = order(plan);
            order.payment = paid_at.map(paid);
            assert_eq!(
                order.status(PACE, at(now)),
                expected,
                "{plan} {paid_at:?} {now}"
            );
        }
    }

    #[test]
    fn status_follows_reads_when_that_is_the_pace() {
        let pace = Pace::Reads {
            checking: 1,
            delivering: 2,
        };
        let mut order = order("24sk10");
        let read = |order: &mut Order| order.read_status(pace, at(1)).text();
        assert_eq!([read(&mut order), read(&mut order)], ["notPaid"; 2]);
        order.pay(paid(1), pace).unwrap();
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
    fn details_grow_with_the_reads() {
        for (status, expected) in [
            (Status::Checking, [0, 1, 2, 2]),
            (Status::Delivered, [0, 2, 2, 2]),
        ] {
            let mut order = order("24sk10");
            let seen = [(); 4].map(|()| order.read_details(status).count());
            assert_eq!(seen, expected);
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
            let mut order = order(plan);
            let results = times.iter().map(|time| order.pay(paid(*time), PACE));
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
            let mut order = order("24sk10");
            order.payment = paid_at.map(paid);
            order.retraction_waived = waived;
            assert_eq!(order.retract(PACE, at(now)), expected);
            assert_eq!(order.retracted, expected.is_ok());
        }
    }
}
