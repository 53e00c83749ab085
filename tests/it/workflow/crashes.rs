//! A paid order of two items with options, interrupted at each of its calls in each way, and bought
//! again until it is there: one order, one payment's worth of it, and no cart left.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use ovh_order::client::RetryPolicy;
use ovh_order::journal::{Journal, State};
use ovh_order::order::checkout::Payment;
use ovh_order::order::{self, Event, OrderFile, Terms};
use tokio::sync::Notify;
use tokio::task::JoinSet;

use crate::fixture::wire::{Received, Reply, Wire, html, json};
use crate::fixture::workflow::{Workflow, file, journal};

/// What goes wrong at a call.
#[derive(Clone, Copy, Debug)]
enum Fault {
    /// The process is killed before the call arrives.
    KillBefore,
    /// The process is killed when the call was carried out, before it reads the answer.
    KillAfter,
    /// The connection breaks before the call arrives.
    Break,
    /// The connection breaks after the call was carried out.
    Lose,
    /// Half an answer.
    Half,
    /// This status, as the API answers it.
    Status(u16),
    /// This status, as a front end answers it.
    Html(u16),
    /// Success, with this body.
    Body(&'static str),
}

const FAULTS: [Fault; 14] = [
    Fault::KillBefore,
    Fault::KillAfter,
    Fault::Break,
    Fault::Lose,
    Fault::Half,
    Fault::Status(408),
    Fault::Status(429),
    Fault::Status(500),
    Fault::Html(200),
    Fault::Html(502),
    Fault::Body(""),
    Fault::Body("{"),
    Fault::Body("null"),
    Fault::Body(r#"{"orderId":"x","cartId":7}"#),
];

impl Fault {
    fn reply(self) -> Reply {
        match self {
            Self::KillBefore | Self::Break => Reply::Break,
            Self::KillAfter | Self::Lose => Reply::Lose,
            Self::Half => Reply::Half,
            Self::Status(status) => json(status, r#"{"message":"injected"}"#),
            Self::Html(status) => html(status),
            Self::Body(body) => json(200, body),
        }
    }

    fn kills(self) -> bool {
        matches!(self, Self::KillBefore | Self::KillAfter)
    }
}

fn wished() -> OrderFile {
    file(
        "items:
  - {product: vps, planCode: vps-2025-model1, configuration: {vps_datacenter: GRA, vps_os: Debian 13}}
  - product: eco
    planCode: 24sk10
    configuration: {dedicated_datacenter: gra, dedicated_os: none_64.en, region: europe}
    options:
      - {planCode: bandwidth-300-24sk}
      - {planCode: ram-32g-ecc-2133-24sk10}
      - {planCode: softraid-2x480ssd-24sk10}
",
    )
}

fn paid() -> Terms {
    let mut terms = Terms::default();
    terms.payment = Payment::Automatic;
    terms
}

/// One order with a fault at its call with this number, counted from 0.
struct Case {
    fault: Fault,
    at: usize,
    workflow: Workflow,
    journal: Journal,
}

impl Case {
    async fn new(fault: Fault, at: usize) -> Self {
        Self {
            fault,
            at,
            workflow: Workflow::start().await,
            journal: journal().with_lease(Duration::from_millis(200)),
        }
    }

    /// Buys with the fault, then without until it succeeds. False if the order has no such call.
    async fn run(self) -> bool {
        let (calls, hit) = (AtomicUsize::new(0), Arc::new(Notify::new()));
        let (fault, at, reached) = (self.fault, self.at, hit.clone());
        let script = move |_: &Received| {
            if calls.fetch_add(1, Ordering::SeqCst) != at {
                return Reply::Pass;
            }
            reached.notify_one();
            fault.reply()
        };
        let wire = self.workflow.wire(script).await;
        self.interrupted(&wire, &hit).await;
        let is_hit = wire.received().len() > self.at;
        let context = self.workflow.context(self.workflow.client_of(&wire.url()));
        let mut errors = Vec::new();
        let bought = loop {
            let file = wished();
            let buying = order::buy(&context, &self.journal, &file, paid(), async |_| true);
            match buying.await {
                Ok(bought) => break bought,
                Err(error) => errors.push(format!("{error:?}")),
            }
            assert!(errors.len() < 3, "{self:?}: {errors:#?}");
        };
        assert_eq!(bought.services.len(), 5, "{self:?}");
        assert_eq!(self.workflow.orders().await, 1, "{self:?}");
        let runs = self.journal.runs().await.unwrap();
        let delivered = runs.iter().filter(|run| run.state == State::Delivered);
        assert_eq!(delivered.count(), 1, "{self:?}: {runs:?}");
        self.no_cart_is_left().await;
        is_hit
    }

    /// Buys until the fault ends it, in one way or the other.
    async fn interrupted(&self, wire: &Wire, hit: &Notify) {
        let client = self.workflow.builder(&wire.url());
        let client = client.retries(RetryPolicy::none()).build().unwrap();
        let context = self.workflow.context(client);
        let file = wished();
        let buying = order::buy(&context, &self.journal, &file, paid(), async |_| true);
        tokio::select! {
            biased;
            // The future is dropped, as if the process ended; what it sent is carried out.
            () = hit.notified(), if self.fault.kills() => {}
            _ = buying => {}
        }
    }

    /// Every cart whose id was learned is deleted or ordered.
    async fn no_cart_is_left(&self) {
        let client = self.workflow.client();
        for event in self.workflow.told() {
            if let Event::CartCreated { cart } = event
                && let Ok(cart) = client.get_cart().cart_id(&cart).send().await
            {
                assert_eq!(cart.read_only, Some(true), "{self:?}");
            }
        }
    }
}

impl std::fmt::Debug for Case {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?} at call {}", self.fault, self.at)
    }
}

/// How many calls the order makes when nothing goes wrong.
async fn calls() -> usize {
    let workflow = Workflow::start().await;
    let wire = workflow.wire(|_| Reply::Pass).await;
    let context = workflow.context(workflow.client_of(&wire.url()));
    let bought = order::buy(&context, &journal(), &wished(), paid(), async |_| true).await;
    assert_eq!(bought.unwrap().services.len(), 5);
    wire.received().len()
}

/// `OVH_ORDER_CRASHES=1` runs every case, else every nineteenth is run.
#[tokio::test(flavor = "multi_thread")]
async fn whatever_interrupts_an_order_it_is_placed_once() {
    let all = std::env::var_os("OVH_ORDER_CRASHES").is_some();
    let step = if all { 1 } else { 19 };
    let calls = calls().await;
    let cases = FAULTS
        .into_iter()
        .flat_map(|fault| (0..calls).map(move |at| (fault, at)));
    let mut cases = cases.step_by(step);
    let (mut running, mut done) = (JoinSet::new(), 0);
    loop {
        while running.len() < 8
            && let Some((fault, at)) = cases.next()
        {
            running.spawn(async move { Case::new(fault, at).await.run().await });
        }
        match running.join_next().await {
            Some(hit) => done += usize::from(hit.unwrap()),
            None => break,
        }
    }
    println!("{calls} calls, {done} cases");
    assert!(
        calls > 20 && done * step > calls * FAULTS.len() / 2,
        "{calls} calls, {done} cases"
    );
}
