//! Stopping a workflow: at any step before the checkout the cart is deleted.

use ovh_order::order::{self, Event, OrderError, Terms};

use super::bench::{Bench, vps};

/// Buys, and stops when this event is told.
async fn stopped_at(bench: &Bench, wanted: fn(&Event) -> bool) -> OrderError {
    let stop = bench.stop.clone();
    let context = bench.context_with(bench.client(), move |event| {
        if wanted(event) {
            stop.cancel();
        }
    });
    let outcome = order::buy(&context, &vps(), Terms::default(), async |_| true).await;
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
        let bench = Bench::start().await;
        let error = stopped_at(&bench, step).await;
        assert!(matches!(error, OrderError::Stopped), "{index}: {error:?}");
        assert_eq!(bench.told().last(), Some(&Event::CartDeleted), "{index}");
        assert_eq!(
            (bench.has_cart().await, bench.orders().await),
            (false, 0),
            "{index}"
        );
    }
}

#[tokio::test]
async fn a_stopped_quote_deletes_its_cart() {
    let bench = Bench::start().await;
    let stop = bench.stop.clone();
    let context = bench.context_with(bench.client(), move |event| {
        if matches!(event, Event::ItemAdded { .. }) {
            stop.cancel();
        }
    });
    let outcome = order::quote(&context, &vps()).await;
    assert!(matches!(outcome, Err(OrderError::Stopped)), "{outcome:?}");
    assert!(!bench.has_cart().await);
}

#[tokio::test]
async fn a_workflow_stopped_before_it_starts_creates_no_cart() {
    let bench = Bench::start().await;
    bench.stop.cancel();
    let context = bench.context(bench.client());
    let outcome = order::quote(&context, &vps()).await;
    assert!(matches!(outcome, Err(OrderError::Stopped)), "{outcome:?}");
    let outcome = order::buy(&context, &vps(), Terms::default(), async |_| true).await;
    assert!(matches!(outcome, Err(OrderError::Stopped)), "{outcome:?}");
    assert_eq!(bench.told(), []);
}

#[tokio::test]
async fn a_stop_interrupts_a_confirmation_that_nobody_gives() {
    let bench = Bench::start().await;
    let stop = bench.stop.clone();
    let context = bench.context(bench.client());
    let confirm = async |_: &order::Quote| {
        stop.cancel();
        std::future::pending().await
    };
    let outcome = order::buy(&context, &vps(), Terms::default(), confirm).await;
    assert!(matches!(outcome, Err(OrderError::Stopped)), "{outcome:?}");
    assert!(!bench.has_cart().await);
}
