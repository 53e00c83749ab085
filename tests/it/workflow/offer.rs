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

#[tokio::test]
async fn what_does_not_renew_is_ordered_at_the_price_it_has() {
    let text = "items: [{product: cloud, planCode: credit, quantity: 25}, \
                {product: cloud, planCode: project.2018, options: [{planCode: b3-8.consumption}]}]";
    let plans: Vec<_> = posted(&file(text))
        .await
        .iter()
        .map(|body| format!("{} {}", body["planCode"], body["duration"]))
        .collect();
    let expected = [
        r#""credit" "P0D""#,
        r#""project.2018" "P1M""#,
        r#""b3-8.consumption" "P0D""#,
    ];
    assert_eq!(plans, expected);
    let workflow = Workflow::start().await;
    let context = workflow.context(workflow.client());
    let quote = order::quote(&context, &file(text)).await.unwrap();
    assert_eq!(totals(&quote.order), ["25.00 €", "5.00 €", "30.00 €"]);
}

#[tokio::test]
async fn no_time_is_refused_for_what_renews() {
    let workflow = Workflow::start().await;
    let context = workflow.context(workflow.client());
    let text = "items: [{product: vps, planCode: vps-2025-model1, duration: P0D}]";
    let error = order::quote(&context, &file(text)).await.unwrap_err();
    let refused = "items[0].duration: the plan is not sold for P0D with pricing mode `default`; it is \
                   sold as `P1M default`";
    assert!(error.to_string().contains(refused), "{error}");
}
