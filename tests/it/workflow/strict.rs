//! The workflow survives answers that are as strange as the live API's may be.

use ovh_order::order::payment::Payment;
use ovh_order::order::{self, Context, OrderFile, Terms};
use ovh_order::sandbox::Delivery;

use crate::fixture::workflow::{TWO_ITEMS, Workflow, file, journal, project};

const SEEDS: u64 = 16;

/// How many services an order ends in.
async fn services(seed: u64, file: &OrderFile) -> Result<usize, String> {
    let workflow = Workflow::with(|options| {
        let delivery = Delivery::reads(u32::from(seed.is_multiple_of(4)), 0);
        options.strict().seed(seed).delivery(delivery)
    })
    .await;
    let context = Context::new(workflow.client());
    let quote = order::quote(&context, file).await;
    quote.map_err(|error| format!("quote: {error:?}"))?;
    let mut terms = Terms::default();
    terms.payment = Some(Payment::Automatic);
    let journal = journal();
    let bought = order::buy(&context, &journal, file, terms, async |_| true).await;
    let bought = bought.map_err(|error| format!("buy: {error:?}"))?;
    assert_eq!(workflow.orders().await, 1);
    Ok(bought.services.len())
}

#[tokio::test]
async fn orders_are_delivered_however_strange_the_answers_are() {
    let orders = [project(), file(TWO_ITEMS)];
    let mut failures = Vec::new();
    for seed in 0..SEEDS {
        for (order, expected) in orders.iter().zip([1, 5]) {
            match services(seed, order).await {
                Ok(count) if count == expected => {}
                other => failures.push(format!("seed {seed}, {expected} services: {other:?}")),
            }
        }
    }
    assert!(failures.is_empty(), "{failures:#?}");
}
