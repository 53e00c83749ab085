//! Whenever a cart or an order may be left, that is told with its id and a time.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering::SeqCst;
use std::time::Duration;

use jiff::Timestamp;
use ovh_order::journal::{JournalError, State};
use ovh_order::order::{self, Event, OrderError, Terms};
use tokio::sync::Notify;

use crate::fixture::sandbox::START;
use crate::fixture::wire::{Received, Reply, json};
use crate::fixture::workflow::{Workflow, journal, vps};

fn creates_a_cart(got: &Received) -> bool {
    got.line() == "POST /v1/order/cart"
}

fn lost(event: &Event) -> bool {
    matches!(event, Event::CartLost { until: Some(_) })
}

#[tokio::test]
async fn a_cart_whose_creation_is_not_answered_is_told_once_with_its_end() {
    let replies: [fn() -> Reply; 4] = [
        || Reply::Lose,
        || json(500, "{}"),
        || json(200, r#"{"cartId":7}"#),
        || json(200, "{}"),
    ];
    for reply in replies {
        let workflow = Workflow::start().await;
        let is_first = AtomicBool::new(true);
        let script = move |got: &Received| {
            if creates_a_cart(got) && is_first.swap(false, SeqCst) {
                reply()
            } else {
                Reply::Pass
            }
        };
        let wire = workflow.wire(script).await;
        let context = workflow.context(workflow.client_of(&wire.url()));
        let journal = journal();
        let file = vps();
        let placing = order::place(&context, &journal, &file, Terms::default(), async |_| true);
        let error = placing.await.unwrap_err();
        let [Event::CartLost { until: Some(until) }] = workflow.told()[..] else {
            panic!("{error:?}: {:?}", workflow.told());
        };
        let run = journal.runs().await.unwrap().remove(0);
        let a_day = Duration::from_secs(86_400);
        assert_eq!((run.state, until), (State::Abandoned, run.begun + a_day));
        // Buying it again tells nothing of that cart any more.
        let placing = order::place(&context, &journal, &file, Terms::default(), async |_| true);
        placing.await.unwrap();
        let told = workflow.told().into_iter().filter(lost).count();
        assert_eq!(told, 1);
    }
}

#[tokio::test]
async fn a_cart_that_is_surely_not_created_is_not_told() {
    for status in [400, 403, 429] {
        let workflow = Workflow::start().await;
        let script = move |got: &Received| {
            if creates_a_cart(got) {
                json(status, "{}")
            } else {
                Reply::Pass
            }
        };
        let wire = workflow.wire(script).await;
        let context = workflow.context(workflow.client_of(&wire.url()));
        order::quote(&context, &vps()).await.unwrap_err();
        assert_eq!(workflow.told(), [], "{status}");
    }
}

#[tokio::test]
async fn a_cart_that_a_dead_process_may_have_created_is_told_by_the_next() {
    let workflow = Workflow::start().await;
    let arrived = Arc::new(Notify::new());
    let (arrival, is_first) = (arrived.clone(), AtomicBool::new(true));
    let script = move |got: &Received| {
        if creates_a_cart(got) && is_first.swap(false, SeqCst) {
            arrival.notify_one();
            Reply::Lose
        } else {
            Reply::Pass
        }
    };
    let wire = workflow.wire(script).await;
    let journal = journal().with_lease(Duration::from_millis(100));
    let file = vps();
    let context = workflow.context(workflow.client_of(&wire.url()));
    let placing = order::place(&context, &journal, &file, Terms::default(), async |_| true);
    tokio::select! {
        biased;
        () = arrived.notified() => {}
        placed = placing => panic!("{placed:?}"),
    }
    let placing = order::place(&context, &journal, &file, Terms::default(), async |_| true);
    placing.await.unwrap();
    let told = workflow.told();
    let found = told.iter().position(lost);
    let created = told
        .iter()
        .position(|event| matches!(event, Event::CartCreated { .. }));
    assert!(found.is_some() && found < created, "{told:?}");
    assert_eq!(told.into_iter().filter(lost).count(), 1);
}

#[tokio::test]
async fn a_cart_is_said_to_be_deleted_only_when_it_is_gone() {
    let cases: [(fn() -> Reply, bool); 4] = [
        (|| Reply::Lose, true),
        (|| json(200, "null"), false),
        (|| json(500, "{}"), false),
        (|| Reply::Break, false),
    ];
    for (reply, is_deleted) in cases {
        let workflow = Workflow::start().await;
        let script = move |got: &Received| match got.method.as_str() {
            "DELETE" => reply(),
            _ => Reply::Pass,
        };
        let wire = workflow.wire(script).await;
        let context = workflow.context(workflow.client_of(&wire.url()));
        order::quote(&context, &vps()).await.unwrap();
        assert_eq!(workflow.has_cart().await, !is_deleted);
        let expected = if is_deleted {
            Event::CartDeleted
        } else {
            let end = Timestamp::from_second(START + 86_400).unwrap();
            Event::CartLeft {
                cart: workflow.cart(),
                until: Some(end),
            }
        };
        assert_eq!(workflow.told().last(), Some(&expected));
    }
}

#[tokio::test]
async fn an_order_that_may_exist_is_told_by_its_cart_and_the_time_of_its_checkout() {
    let workflow = Workflow::start().await;
    let script = |got: &Received| {
        if got.is_checkout() {
            Reply::Lose
        } else {
            Reply::Pass
        }
    };
    let wire = workflow.wire(script).await;
    let context = workflow.context(workflow.hasty(&wire.url(), Duration::from_secs(1)));
    let journal = journal().with_lease(Duration::from_millis(100));
    let file = vps();
    let placing = order::place(&context, &journal, &file, Terms::default(), async |_| true);
    placing.await.unwrap_err();
    assert_eq!(
        workflow.lines().last().unwrap(),
        "there may be an order of the cart CART, whose checkout was begun at 2026-01-02 03:04:05 UTC"
    );
    let placing = order::place(&context, &journal, &file, Terms::default(), async |_| true);
    assert!(placing.await.unwrap().is_earlier);
    let cart = workflow.cart();
    let sought = workflow
        .told()
        .into_iter()
        .any(|event| matches!(event, Event::ReadingBack { cart: read, .. } if read == cart));
    assert!(sought);
}

#[tokio::test]
async fn who_lost_its_run_to_another_process_does_not_say_that_nothing_was_bought() {
    let workflow = Workflow::start().await;
    let journal = journal().with_lease(Duration::ZERO);
    let other = workflow.context(workflow.client());
    let context = workflow.context(workflow.client());
    let file = vps();
    let meanwhile = async |_: &order::Quote| {
        let placing = order::place(&other, &journal, &file, Terms::default(), async |_| true);
        placing.await.unwrap();
        false
    };
    let placing = order::place(&context, &journal, &file, Terms::default(), meanwhile);
    let error = placing.await.unwrap_err();
    assert!(
        matches!(error, OrderError::Journal(JournalError::TakenOver { .. })),
        "{error:?}"
    );
    assert_eq!(workflow.orders().await, 1);
}

#[tokio::test]
async fn an_account_that_does_not_say_its_subsidiary_is_not_called_missing() {
    let workflow = Workflow::start().await;
    let script = |got: &Received| match got.target.as_str() {
        "/v1/me" => json(200, r#"{"nichandle":"xx1-ovh"}"#),
        _ => Reply::Pass,
    };
    let wire = workflow.wire(script).await;
    let context = workflow.context(workflow.client_of(&wire.url()));
    let file = crate::fixture::workflow::file("items: [{product: vps, planCode: vps-2025-model1}]");
    let error = order::quote(&context, &file).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "the answer to GET /me has no `ovhSubsidiary`"
    );
}
