//! A lost checkout is read back although an assumption about carts does not hold: never a second order.

use std::time::Duration;

use ovh_order::journal::{Journal, State};
use ovh_order::order::{self, Context, OrderError, Terms};
use ovh_order::sandbox::Quirk;
use ovh_order::types::CartCheckout;

use crate::fixture::wire::{Received, Reply};
use crate::fixture::workflow::{Workflow, journal, project};

async fn broken(quirks: &[Quirk]) -> Workflow {
    let quirks = quirks.iter().copied();
    Workflow::with(|options| quirks.fold(options, ovh_order::sandbox::Options::quirk)).await
}

/// A journal with a run whose checkout was answered so.
async fn lost(workflow: &Workflow, reply: fn() -> Reply) -> Journal {
    let script = move |got: &Received| {
        if got.is_checkout() {
            reply()
        } else {
            Reply::Pass
        }
    };
    let wire = workflow.wire(script).await;
    let context = workflow.context(workflow.hasty(&wire.url(), Duration::from_secs(1)));
    let journal = journal().with_lease(Duration::from_millis(300));
    let project = project();
    let placed = order::place(&context, &journal, &project, Terms::default(), async |_| {
        true
    });
    let error = placed.await.unwrap_err();
    assert!(matches!(error, OrderError::Unsure(_)), "{error:?}");
    journal
}

#[tokio::test]
async fn while_a_deleted_cart_can_be_ordered_what_became_of_it_stays_unknown() {
    let workflow = broken(&[Quirk::DeletedCartOrderable]).await;
    let journal = lost(&workflow, || Reply::Break).await;
    let name = journal.runs().await.unwrap()[0].name.clone();
    let context = Context::new(workflow.client());
    for _ in 0..2 {
        let error = order::resume(&context, &journal, &name).await.unwrap_err();
        assert!(matches!(error, OrderError::Unresolved { .. }), "{error:?}");
        assert_eq!(journal.runs().await.unwrap()[0].state, State::Unknown);
    }
    // Now the checkout arrives that was under way.
    let client = workflow.client();
    let late = client.checkout_cart().cart_id(&workflow.cart());
    late.body(CartCheckout::default()).send().await.unwrap();
    let found = order::resume(&context, &journal, &name).await;
    found.unwrap();
    assert_eq!(workflow.orders().await, 1);
}

#[tokio::test]
async fn an_order_is_found_although_its_cart_seems_open_or_can_be_deleted() {
    for quirks in [
        &[Quirk::OrderedCartDeletable][..],
        &[Quirk::OrderedCartOpen],
        &[Quirk::OrderedCartOpen, Quirk::OrderedCartDeletable],
    ] {
        let workflow = broken(quirks).await;
        let journal = lost(&workflow, || Reply::Lose).await;
        let name = journal.runs().await.unwrap()[0].name.clone();
        let context = Context::new(workflow.client());
        let found = order::resume(&context, &journal, &name).await;
        found.unwrap_or_else(|error| panic!("{quirks:?}: {error:?}"));
        assert_eq!(workflow.orders().await, 1, "{quirks:?}");
    }
}
