//! What is wrong with an order is said before anything is bought, all of it at once.

use ovh_order::order::{self, Event, OrderError};

use crate::fixture::wire::{Received, Reply, json};
use crate::fixture::workflow::{Workflow, buy, file, project};

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
    let outcome = buy(&context, &file(text)).await;
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
        "17:5: items[5].configuration.dedicated_datacenter: the label `dedicated_datacenter` is missing; \
         use one of `bhs`, `fra`, `gra`, `lon`, `rbx`, `sbg`, `waw`",
        "20:7: items[5].options: an option of the family `memory` is required; \
         use one of `ram-32g-ecc-2133-24sk10`, or write `family: memory` for its default",
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
        ("GET", _) if got.target.ends_with("/requiredConfiguration") => {
            crate::fixture::wire::json(200, "[]")
        }
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
async fn a_label_that_only_the_dry_run_asks_for_is_reported_with_its_place_and_values() {
    let workflow = Workflow::behind("label=infrastructure").await;
    let context = workflow.context(workflow.client());
    let text = "items:\n  - product: cloud\n    planCode: project.2018\n    configuration: {description: x}\n";
    let error = order::quote(&context, &file(text)).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "the order cannot be placed:\n\
         4:5: items[0].configuration.infrastructure: the label `infrastructure` is missing; \
         use one of `production`"
    );
    assert!(!workflow.has_cart().await);
}

/// What the dry run of an order with two servers says, when the API refuses it like this.
async fn refused(status: u16, message: &str) -> Vec<String> {
    let workflow = Workflow::start().await;
    let refusal =
        serde_json::json!({"class": "Client::BadRequest", "message": message}).to_string();
    let script = move |got: &Received| {
        if got.method == "GET" && got.target.ends_with("/checkout") {
            json(status, refusal.as_str())
        } else {
            Reply::Pass
        }
    };
    let wire = workflow.wire(script).await;
    let context = workflow.context(workflow.client_of(&wire.url()));
    let text = include_str!("../../../examples/vps.yaml").to_owned()
        + "  - {product: vps, planCode: vps-2025-model2, configuration: {vps_datacenter: GRA, vps_os: Debian 13}}\n";
    let error = order::quote(&context, &file(&text)).await.unwrap_err();
    error.to_string().lines().map(str::to_owned).collect()
}

#[tokio::test]
async fn what_the_dry_run_refuses_is_brought_back_to_item_and_label() {
    for (said, expected) in [
        (
            "Custom field vps_os is duplicated for product vps-2025-model1",
            vec![
                "12:7: items[0].configuration.vps_os: Custom field vps_os is duplicated for product vps-2025-model1",
            ],
        ),
        (
            "Option family storage is mandatory for product vps-2025-model2",
            vec!["13:5: items[1]: Option family storage is mandatory for product vps-2025-model2"],
        ),
        (
            "Custom field vps_os is wrong for product model1\nInvalid duration 0",
            vec![
                "12:7: items[0].configuration.vps_os: Custom field vps_os is wrong for product model1",
                "3:1: Invalid duration 0",
            ],
        ),
    ] {
        let lines = refused(400, said).await;
        assert_eq!(lines[0], "the order cannot be placed:");
        let mut found = lines[1..].to_vec();
        found.sort();
        assert_eq!(found, expected, "{said}");
    }
    for status in [400, 403] {
        assert_eq!(
            refused(status, "Invalid duration 0").await,
            ["the API refuses the order as it is written; nothing was bought"],
        );
    }
}

#[tokio::test]
async fn what_the_api_refuses_while_a_cart_is_filled_is_one_problem_among_others() {
    let workflow = Workflow::start().await;
    let refusal = r#"{"class":"Client::BadRequest","message":"no more of these"}"#;
    let cases = [
        ("GET", "/vps?", "items[0]: GET /order/cart/{cartId}/vps"),
        ("POST", "/vps", "items[0]: POST /order/cart/{cartId}/vps"),
        (
            "GET",
            "/requiredConfiguration",
            "items[0]: GET /order/cart/{cartId}/item/{itemId}/requiredConfiguration",
        ),
        (
            "POST",
            "/configuration",
            "items[0].configuration.vps_os: POST /order/cart/{cartId}/item/{itemId}/configuration",
        ),
        (
            "GET",
            "/eco/options",
            "items[1]: GET /order/cart/{cartId}/eco/options",
        ),
        (
            "POST",
            "/eco/options",
            "items[1].options[0]: POST /order/cart/{cartId}/eco/options",
        ),
    ];
    for (method, part, place) in cases {
        let script = move |got: &Received| {
            if got.method == method && got.target.contains(part) {
                json(400, refusal)
            } else {
                Reply::Pass
            }
        };
        let wire = workflow.wire(script).await;
        let context = workflow.context(workflow.client_of(&wire.url()));
        let text = "coupons: [SANDBOX99]\nitems:\n\
            - {product: vps, planCode: vps-2025-model1, configuration: {vps_os: Debian 13, vps_datacenter: GRA}}\n\
            - {product: eco, planCode: 24sk10, configuration: {dedicated_datacenter: gra}, options: [{planCode: bandwidth-300-24sk}]}\n";
        let error = order::quote(&context, &file(text)).await.unwrap_err();
        let OrderError::Problems(problems) = &error else {
            panic!("{place}: {error:?}");
        };
        let lines: Vec<_> = problems.iter().map(ToString::to_string).collect();
        let expected = format!("{place}: 400 no more of these (Client::BadRequest), query id ");
        assert!(
            lines.iter().any(|line| line.contains(&expected)),
            "{expected}: {lines:#?}"
        );
        assert!(lines[0].contains("Coupon SANDBOX99"), "{lines:?}");
    }
}

#[tokio::test]
async fn a_failure_does_not_hide_the_problems_found_before_it() {
    let workflow = Workflow::start().await;
    let script = |got: &Received| {
        if got.target.contains("/eco") {
            json(500, "{}")
        } else {
            Reply::Pass
        }
    };
    let wire = workflow.wire(script).await;
    let context = workflow.context(workflow.client_of(&wire.url()));
    let text =
        "items:\n- {product: vps, planCode: vps-2025-model9}\n- {product: eco, planCode: 24sk10}\n";
    let error = order::quote(&context, &file(text)).await.unwrap_err();
    let OrderError::Problems(problems) = &error else {
        panic!("{error:?}");
    };
    let lines: Vec<_> = problems.iter().map(ToString::to_string).collect();
    assert!(
        lines
            .iter()
            .any(|line| line.contains("unknown plan `vps-2025-model9`")),
        "{lines:?}"
    );
    let unchecked = "the rest of the order was not checked: GET /order/cart/{cartId}/eco: 500";
    assert!(
        lines.iter().any(|line| line.contains(unchecked)),
        "{lines:?}"
    );
}

#[tokio::test]
async fn a_project_that_the_account_may_not_order_says_what_to_do_first() {
    let workflow = Workflow::behind("eligibility=challengePaymentMethod").await;
    let context = workflow.context(workflow.client());
    let quoted = order::quote(&context, &project()).await.unwrap_err();
    let expected = "the account cannot order a Public Cloud project yet; nothing was bought; first \
                    confirm its payment method in the web manager, which asks for it when a project \
                    is created there";
    assert_eq!(quoted.to_string(), expected);
    let OrderError::Ineligible { source, .. } = quoted else {
        panic!("{quoted:?}");
    };
    assert_eq!(
        source.message(),
        "Found eligibility issues: challengePaymentMethod"
    );
    assert!(!workflow.has_cart().await);
}
