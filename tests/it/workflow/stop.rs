//! Stopping a workflow: at any step before the checkout the cart is deleted.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use ovh_order::order::{self, Event, OrderError, Terms};

use crate::fixture::wire::{Received, Reply};
use crate::fixture::workflow::{Workflow, buy, journal, vps};

/// Buys, and stops when this event is told.
async fn stopped_at(workflow: &Workflow, wanted: fn(&Event) -> bool) -> OrderError {
    let stop = workflow.stop.clone();
    let context = workflow.context_with(workflow.client(), move |event| {
        if wanted(event) {
            stop.cancel();
        }
    });
    let outcome = buy(&context, &vps()).await;
    outcome.unwrap_err()
}

#[tokio::test]
async fn a_workflow_stopped_at_any_step_before_the_checkout_deletes_its_cart() {
    let steps: [fn(&Event) -> bool; 5] = [
        |event| matches!(event, Event::CartCreated { .. }),
        |event| matches!(event, Event::ItemAdded { .. }),
        |event| matches!(event, Event::Configured { .. }),
        |event| matches!(event, Event::CartAssigned),
        |event| matches!(event, Event::Priced { .. }),
    ];
    for (index, step) in steps.into_iter().enumerate() {
        let workflow = Workflow::start().await;
        let error = stopped_at(&workflow, step).await;
        assert!(matches!(error, OrderError::Stopped), "{index}: {error:?}");
        assert_eq!(workflow.told().last(), Some(&Event::CartDeleted), "{index}");
        assert_eq!(
            (workflow.has_cart().await, workflow.orders().await),
            (false, 0),
            "{index}"
        );
    }
}

#[tokio::test]
async fn a_stopped_quote_deletes_its_cart() {
    let workflow = Workflow::start().await;
    let stop = workflow.stop.clone();
    let context = workflow.context_with(workflow.client(), move |event| {
        if matches!(event, Event::ItemAdded { .. }) {
            stop.cancel();
        }
    });
    let outcome = order::quote(&context, &vps()).await;
    assert!(matches!(outcome, Err(OrderError::Stopped)), "{outcome:?}");
    assert!(!workflow.has_cart().await);
}

#[tokio::test]
async fn a_workflow_stopped_before_it_starts_creates_no_cart() {
    let workflow = Workflow::start().await;
    workflow.stop.cancel();
    let context = workflow.context(workflow.client());
    let outcome = order::quote(&context, &vps()).await;
    assert!(matches!(outcome, Err(OrderError::Stopped)), "{outcome:?}");
    let outcome = buy(&context, &vps()).await;
    assert!(matches!(outcome, Err(OrderError::Stopped)), "{outcome:?}");
    assert_eq!(workflow.told(), []);
}

#[tokio::test]
async fn a_stop_interrupts_a_confirmation_that_nobody_gives() {
    let workflow = Workflow::start().await;
    let stop = workflow.stop.clone();
    let context = workflow.context(workflow.client());
    let confirm = async |_: &order::Quote| {
        stop.cancel();
        std::future::pending().await
    };
    let outcome = order::buy(&context, &journal(), &vps(), Terms::default(), confirm).await;
    assert!(matches!(outcome, Err(OrderError::Stopped)), "{outcome:?}");
    assert!(!workflow.has_cart().await);
}

#[tokio::test]
async fn a_stop_is_looked_at_until_the_checkout_is_written_down() {
    let workflow = Workflow::start().await;
    let stop = workflow.stop.clone();
    let is_agreed = Arc::new(AtomicBool::new(false));
    let agreed = is_agreed.clone();
    // The time is read for the intent, after the yes.
    let script = move |got: &Received| {
        if got.target == "/v1/auth/time" && agreed.load(Ordering::SeqCst) {
            stop.cancel();
        }
        Reply::Pass
    };
    let wire = workflow.wire(script).await;
    let context = workflow.context(workflow.client_of(&wire.url()));
    let yes = async |_: &order::Quote| {
        is_agreed.store(true, Ordering::SeqCst);
        true
    };
    let placed = order::place(&context, &journal(), &vps(), Terms::default(), yes).await;
    assert!(matches!(placed, Err(OrderError::Stopped)), "{placed:?}");
    assert_eq!(
        wire.count(|got| got.is_checkout() && got.method == "POST"),
        0
    );
    assert!(!workflow.has_cart().await);
}
