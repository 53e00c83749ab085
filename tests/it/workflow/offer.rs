//! What an order file leaves out is read from the offer, never guessed.

use ovh_order::order::{self, OrderFile};
use serde_json::{Value, json};

use crate::fixture::wire::{Received, Reply};
use crate::fixture::workflow::{Workflow, file, totals};

/// The bodies that were posted to put items and options into the cart.
async fn posted(file: &OrderFile) -> Vec<Value> {
    let workflow = Workflow::start().await;
    let wire = workflow.wire(|_| Reply::Pass).await;
    let context = workflow.context(workflow.client_of(&wire.url()));
    let _ = order::quote(&context, file).await;
    let received = wire.received();
    let has_plan = |got: &&Received| got.method == "POST" && got.body.starts_with(b"{");
    let bodies = received.iter().filter(has_plan);
    let bodies = bodies.map(|got| serde_json::from_slice::<Value>(&got.body).unwrap());
    bodies
        .filter(|body| body.get("planCode").is_some())
        .collect()
}

#[tokio::test]
async fn duration_and_pricing_mode_are_read_from_the_offer() {
    let text = "items: [{product: vps, planCode: vps-2025-model1}]";
    let expected = json!({
        "planCode": "vps-2025-model1", "duration": "P1M", "pricingMode": "default", "quantity": 1,
    });
    assert_eq!(posted(&file(text)).await, [expected]);
}

#[tokio::test]
async fn the_duration_of_a_pricing_mode_is_read_from_the_offer() {
    let text = "items: [{product: eco, planCode: 24sk10, pricingMode: upfront12}]";
    let bodies = posted(&file(text)).await;
    let expected = json!({
        "planCode": "24sk10", "duration": "P1Y", "pricingMode": "upfront12", "quantity": 1,
    });
    assert_eq!(bodies, [expected]);
}

#[tokio::test]
async fn a_quantity_multiplies_the_price() {
    let workflow = Workflow::start().await;
    let text = include_str!("../../../examples/vps.yaml").replace("duration: P1M", "quantity: 3");
    let context = workflow.context(workflow.client());
    let quote = order::quote(&context, &file(&text)).await.unwrap();
    assert_eq!(totals(&quote.order), ["13.47 €", "2.69 €", "16.16 €"]);
}
