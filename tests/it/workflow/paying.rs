//! What is known of a payment whose answer is lost, and who pays what costs nothing.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use ovh_order::Error;
use ovh_order::journal::{Journal, State};
use ovh_order::order::checkout::Payment;
use ovh_order::order::{self, Bought, Context, Event, OrderError, Quote, Terms};

use tokio::sync::Notify;

use crate::fixture::wire::{Received, Reply, Wire, json};
use crate::fixture::workflow::{Workflow, journal, project, vps};

fn by(payment: Payment) -> Terms {
    let mut terms = Terms::default();
    terms.payment = Some(payment);
    terms
}

fn is_payment(got: &Received) -> bool {
    got.method == "POST" && got.target.ends_with("/payWithRegisteredPaymentMean")
}

fn was_paid(workflow: &Workflow) -> bool {
    let told = workflow.told();
    told.iter().any(|event| matches!(event, Event::Paid { .. }))
}

async fn buy(context: &Context) -> Result<Bought, OrderError> {
    let terms = by(Payment::OvhAccount);
    order::place(context, &journal(), &vps(), terms, async |_| true).await
}

#[tokio::test]
async fn a_payment_whose_answer_is_lost_is_looked_at_and_not_sent_again() {
    for (carried_out, reply) in [
        (true, (|| Reply::Lose) as fn() -> Reply),
        (false, || Reply::Reset),
    ] {
        let workflow = Workflow::start().await;
        let script = move |got: &Received| {
            if is_payment(got) {
                reply()
            } else {
                Reply::Pass
            }
        };
        let wire = workflow.wire(script).await;
        let outcome = buy(&workflow.context(workflow.client_of(&wire.url()))).await;
        assert_eq!(wire.count(is_payment), 1);
        assert_eq!(was_paid(&workflow), carried_out);
        match outcome {
            Ok(_) => assert!(carried_out),
            Err(OrderError::Unpaid { source, .. }) => {
                assert!(!carried_out);
                assert!(Error::may_have_happened(&source));
            }
            Err(error) => panic!("{error}"),
        }
        assert_eq!(workflow.orders().await, 1);
    }
}

#[tokio::test]
async fn what_costs_nothing_needs_no_payment_method() {
    let workflow = Workflow::start().await;
    let no_method = |got: &Received| {
        if got.target.starts_with("/v1/me/payment/method") {
            json(200, "[]")
        } else {
            Reply::Pass
        }
    };
    let wire = workflow.wire(no_method).await;
    let context = workflow.context(workflow.client_of(&wire.url()));
    let terms = by(Payment::Automatic);
    let placed = order::place(
        &context,
        &journal(),
        &project(),
        terms.clone(),
        async |_| true,
    )
    .await;
    placed.unwrap();
    let no = async |_: &Quote| panic!("asked");
    let refused = order::place(&context, &journal(), &vps(), terms, no).await;
    let error = refused.unwrap_err();
    assert!(matches!(error, OrderError::Unpayable { .. }), "{error}");
    assert_eq!(workflow.orders().await, 1);
}

#[tokio::test]
async fn an_order_that_costs_something_else_than_confirmed_is_not_paid() {
    let workflow = Workflow::start().await;
    let other_price = |got: &Received| {
        if got.method == "POST" && got.target.ends_with("/checkout") {
            let answer = r#"{"orderId": 1, "prices": {"withTax": {"text": "6.00 €"}}}"#;
            return Reply::After(Box::new(json(200, answer)));
        }
        Reply::Pass
    };
    let wire = workflow.wire(other_price).await;
    let error = buy(&workflow.context(workflow.client_of(&wire.url()))).await;
    let error = error.unwrap_err();
    assert!(matches!(error, OrderError::Unpaid { .. }), "{error}");
    assert_eq!(wire.count(is_payment), 0);
}

const ONE_EURO: &str = r#"{"priceWithTax": {"currencyCode": "EUR", "text": "1 €", "value": 1.0}}"#;

/// An order that is to be paid in a call of its own, and whose process died at a call.
struct Dead {
    workflow: Workflow,
    wire: Wire,
    journal: Journal,
    /// Whether the order says from now on that it costs one euro.
    is_cheap: Arc<AtomicBool>,
}

impl Dead {
    /// The first such call is treated so, and the process dies there.
    async fn at(is_it: fn(&Received) -> bool, reply: fn() -> Reply) -> Self {
        let workflow = Workflow::start().await;
        let reached = Arc::new(Notify::new());
        let (arrival, is_first) = (reached.clone(), std::sync::Once::new());
        let is_cheap = Arc::new(AtomicBool::new(false));
        let cheap = is_cheap.clone();
        let script = move |got: &Received| {
            let mut answer = Reply::Pass;
            if cheap.load(Ordering::SeqCst) && reads_the_order(got) {
                answer = json(200, ONE_EURO);
            }
            if is_it(got) {
                is_first.call_once(|| {
                    arrival.notify_one();
                    answer = reply();
                });
            }
            answer
        };
        let wire = workflow.wire(script).await;
        let journal = journal().with_lease(Duration::from_millis(100));
        let dead = Self {
            workflow,
            wire,
            journal,
            is_cheap,
        };
        let context = dead.context();
        tokio::select! {
            biased;
            () = reached.notified() => {}
            outcome = dead.placed(&context, by(Payment::OvhAccount)) => panic!("{outcome:?}"),
        }
        dead
    }

    fn context(&self) -> Context {
        let timeout = Duration::from_secs(1);
        self.workflow
            .context(self.workflow.hasty(&self.wire.url(), timeout))
    }

    async fn placed(&self, context: &Context, terms: Terms) -> Result<Bought, OrderError> {
        order::place(context, &self.journal, &vps(), terms, async |_| true).await
    }

    /// Places it again, and answers how often it was paid, and how far it is.
    async fn again(&self, terms: Terms) -> (usize, Vec<State>) {
        let placed = self.placed(&self.context(), terms).await.unwrap();
        assert!(placed.is_earlier);
        assert_eq!(self.workflow.orders().await, 1);
        let runs = self.journal.runs().await.unwrap();
        let states: Vec<_> = runs.iter().map(|run| run.state).collect();
        (self.wire.count(is_payment), states)
    }
}

fn reads_the_order(got: &Received) -> bool {
    let id = got.target.strip_prefix("/v1/me/order/");
    got.method == "GET" && id.is_some_and(|id| id.bytes().all(|byte| byte.is_ascii_digit()))
}

#[tokio::test]
async fn an_order_whose_process_died_before_paying_it_is_paid_as_agreed_once() {
    let dead = Dead::at(reads_the_order, || Reply::Break).await;
    assert_eq!(dead.wire.count(is_payment), 0);
    assert_eq!(dead.again(Terms::default()).await, (1, vec![State::Paid]));
    assert!(was_paid(&dead.workflow));
    assert_eq!(dead.again(Terms::default()).await, (1, vec![State::Paid]));
}

#[tokio::test]
async fn a_payment_that_may_have_been_sent_is_not_sent_again() {
    let dead = Dead::at(is_payment, || Reply::Break).await;
    assert_eq!(dead.again(Terms::default()).await, (1, vec![State::Paying]));
    assert!(!was_paid(&dead.workflow));
}

#[tokio::test]
async fn an_order_that_somebody_else_is_wanted_to_pay_by_now_is_left_to_them() {
    let dead = Dead::at(reads_the_order, || Reply::Break).await;
    let terms = by(Payment::ByLink);
    assert_eq!(dead.again(terms).await, (0, vec![State::Ordered]));
}

/// Whether it is the one that was agreed to, only the answer to its checkout says for certain.
#[tokio::test]
async fn an_order_that_was_found_by_reading_back_is_not_paid() {
    let dead = Dead::at(Received::is_checkout, || Reply::Lose).await;
    assert_eq!(
        dead.again(Terms::default()).await,
        (0, vec![State::Ordered])
    );
}

#[tokio::test]
async fn an_earlier_order_that_costs_something_else_than_agreed_is_not_paid() {
    let dead = Dead::at(reads_the_order, || Reply::Break).await;
    dead.is_cheap.store(true, Ordering::SeqCst);
    let placed = dead.placed(&dead.context(), Terms::default()).await;
    let error = placed.unwrap_err();
    assert!(matches!(error, OrderError::Unpaid { .. }), "{error}");
    assert_eq!(dead.wire.count(is_payment), 0);
}
