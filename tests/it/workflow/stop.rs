//! Stopping a workflow: at any step before the checkout the cart is deleted.

use ovh_order::order::{self, Event, OrderError, Terms};

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
