//! What is wrong with an order is said before anything is bought, all of it at once.

use ovh_order::order::{self, Event, OrderError, Terms};

use crate::fixture::wire::{Received, Reply};
use crate::fixture::workflow::{Workflow, file, journal};

/// One file with a fault of every kind that a cart shows.
const FAULTY: &str = "\
ovhSubsidiary: FR
coupons: [SANDBOX99]
items:
  - {product: vps, planCode: vps-2025-model9}
  - product: vps
    planCode: vps-2025-model1
    configuration: {vps_datacentre: GRA, vps_os: Debian 14}
  - product: vps
    planCode: vps-2025-model1
    duration: P1Y
  - product: vps
    planCode: vps-2025-model2
    pricingMode: upfront12
  - product: vps
    planCode: vps-2025-model2
    quantity: 11
  - product: eco
    planCode: 24sk10
    options:
      - {planCode: ram-32g-ecc-2133-24sk11}
      - {planCode: softraid-2x480ssd-24sk10}
      - {planCode: softraid-2x2000sa-24sk10}
      - {planCode: bandwidth-300-24sk}
";

async fn problems(workflow: &Workflow, text: &str) -> Vec<String> {
    let wire = workflow.wire(|_| Reply::Pass).await;
    let context = workflow.context(workflow.client_of(&wire.url()));
    let outcome = order::buy(
        &context,
        &journal(),
        &file(text),
        Terms::default(),
        async |_| true,
    )
    .await;
    assert_eq!(wire.count(Received::is_checkout), 0);
    match outcome.unwrap_err() {
        OrderError::Problems(problems) => problems.iter().map(ToString::to_string).collect(),
        error => panic!("{error:?}"),
    }
}

#[tokio::test]
async fn all_problems_of_a_file_are_reported_at_once_and_the_cart_is_deleted() {
    let workflow = Workflow::start().await;
    let expected = [
        "2:11: coupons[0]: Coupon SANDBOX99 is not valid",
        "4:30: items[0].planCode: unknown plan `vps-2025-model9`; did you mean `vps-2025-model1`?",
        "7:21: items[1].configuration.vps_datacentre: unknown label `vps_datacentre`; \
         did you mean `vps_datacenter`?",
        "7:42: items[1].configuration.vps_os: unknown value `Debian 14`; did you mean `Debian 12`?",
        "10:15: items[2].duration: the plan is not sold for P1Y with pricing mode `default`; \
         it is sold as `P1M default`",
        "13:18: items[3].pricingMode: the plan has no pricing mode `upfront12`; it is sold as `P1M default`",
        "16:15: items[4].quantity: quantity must be 1 to 10, not 11",
        "20:7: items[5].options: an option of the family `memory` is required; \
         use one of `ram-32g-ecc-2133-24sk10`",
        "20:7: items[5].options: only one option of the family `storage` is allowed, not 2; \
         use one of `softraid-2x2000sa-24sk10`, `softraid-2x480ssd-24sk10`",
        "20:20: items[5].options[0].planCode: unknown plan `ram-32g-ecc-2133-24sk11`; \
         did you mean `ram-32g-ecc-2133-24sk10`?",
    ];
    assert_eq!(problems(&workflow, FAULTY).await, expected);
    assert_eq!(workflow.told().last(), Some(&Event::CartDeleted));
    assert!(!workflow.has_cart().await);
}

#[tokio::test]
async fn options_of_a_product_that_has_none_are_a_problem() {
    let workflow = Workflow::start().await;
    let offers = r#"[{"planCode":"okms","prices":[{"capacities":["renew"],"duration":"P1M","pricingMode":"default"}]}]"#;
    let script = move |got: &Received| match (got.method.as_str(), got.target.contains("/okms")) {
        ("GET", true) => crate::fixture::wire::json(200, offers),
        ("POST", true) => crate::fixture::wire::json(200, r#"{"itemId":7}"#),
        _ => Reply::Pass,
    };
    let wire = workflow.wire(script).await;
    let context = workflow.context(workflow.client_of(&wire.url()));
    let text = "items: [{product: okms, planCode: okms, options: [{planCode: more}]}]";
    let error = order::quote(&context, &file(text)).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "the order cannot be placed:\n1:50: items[0].options: product `okms` has no options"
    );
}

#[tokio::test]
async fn what_only_the_dry_run_knows_is_said_in_the_words_of_the_api() {
    let workflow = Workflow::start().await;
    let context = workflow.context(workflow.client());
    let text = "items: [{product: vps, planCode: vps-2025-model1}]";
    let error = order::quote(&context, &file(text)).await.unwrap_err();
    let OrderError::Rejected(error) = error else {
        panic!("{error:?}");
    };
    assert_eq!(
        error.message(),
        "Custom field vps_datacenter is mandatory for product vps-2025-model1\n\
         Custom field vps_os is mandatory for product vps-2025-model1"
    );
    assert!(!workflow.has_cart().await);
}
