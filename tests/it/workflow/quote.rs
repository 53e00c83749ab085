//! Quotes, with and without an account.

use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering::SeqCst;

use jiff::Timestamp;
use ovh_order::Client;
use ovh_order::order::{self, Basis, Event, OrderError, Quote};

use crate::fixture::wire::{Received, Reply, json};
use crate::fixture::workflow::{Workflow, eco, file, project, totals, vps};

#[tokio::test]
async fn a_quote_without_credentials_adds_up_and_has_no_contracts() {
    let workflow = Workflow::start().await;
    let context = workflow.context(workflow.anonymous());
    let quote = order::quote(&context, &eco()).await.unwrap();
    assert_eq!(quote.basis, Basis::Summary);
    assert_eq!(totals(&quote.order), ["33.98 €", "6.80 €", "40.78 €"]);
    assert_eq!(quote.order.contracts, Some(Vec::new()));
    assert_eq!((&quote.order.order_id, &quote.order.url), (&None, &None));
}

#[tokio::test]
async fn a_cart_that_nobody_may_delete_is_told_and_no_error() {
    let workflow = Workflow::start().await;
    let context = workflow.context(workflow.anonymous());
    order::quote(&context, &eco()).await.unwrap();
    let a_day_later = Timestamp::from_second(workflow.sandbox.now() + 86_400).unwrap();
    let left = Event::CartLeft {
        cart: workflow.cart(),
        until: Some(a_day_later),
    };
    assert_eq!(workflow.told().last(), Some(&left));
    assert_eq!(
        workflow.lines().last().unwrap(),
        "the cart CART may be left; it costs nothing and expires at 2026-01-03 03:04:05 UTC"
    );
}

#[tokio::test]
async fn a_quote_with_credentials_is_checked_has_contracts_and_deletes_its_cart() {
    for (file, expected) in [
        (project(), ["0.00 €", "0.00 €", "0.00 €"]),
        (vps(), ["4.49 €", "0.90 €", "5.39 €"]),
        (eco(), ["33.98 €", "6.80 €", "40.78 €"]),
    ] {
        let workflow = Workflow::start().await;
        let context = workflow.context(workflow.client());
        let quote = order::quote(&context, &file).await.unwrap();
        assert_eq!(quote.basis, Basis::DryRun);
        assert_eq!(totals(&quote.order), expected);
        assert_eq!((&quote.order.order_id, &quote.order.url), (&None, &None));
        assert_eq!(quote.order.contracts.unwrap().len(), 2);
        assert_eq!(workflow.told().last(), Some(&Event::CartDeleted));
        assert_eq!(
            (workflow.has_cart().await, workflow.orders().await),
            (false, 0)
        );
    }
}

#[tokio::test]
async fn the_lines_of_a_quote_are_those_of_the_api() {
    let workflow = Workflow::start().await;
    let context = workflow.context(workflow.client());
    let quote = order::quote(&context, &vps()).await.unwrap();
    let lines = quote.order.details.unwrap();
    let lines = lines.iter().map(|line| {
        let total = line.total_price.as_ref().unwrap();
        let kind = line.detail_type.as_ref().unwrap();
        (
            kind.as_str(),
            line.description.as_deref().unwrap(),
            total.text.as_deref().unwrap(),
        )
    });
    let expected = [
        (
            "DURATION",
            "VPS-1 location - centre de données GRA - 1 mois",
            "4.49 €",
        ),
        ("INSTALLATION", "VPS-1", "0.00 €"),
    ];
    assert_eq!(lines.collect::<Vec<_>>(), expected);
}

#[tokio::test]
async fn a_coupon_lowers_the_price() {
    let workflow = Workflow::start().await;
    let mut text = include_str!("../../../examples/vps.yaml").to_owned();
    text.push_str("coupons: [SANDBOX10]\n");
    let context = workflow.context(workflow.client());
    let quote = order::quote(&context, &file(&text)).await.unwrap();
    assert_eq!(totals(&quote.order), ["4.04 €", "0.81 €", "4.85 €"]);
}

#[tokio::test]
async fn without_credentials_the_subsidiary_must_be_given() {
    let workflow = Workflow::start().await;
    let context = workflow.context(workflow.anonymous());
    let mut vps = vps();
    vps.ovh_subsidiary = None;
    let error = order::quote(&context, &vps).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "the order cannot be placed:\n\
         3:16: ovhSubsidiary: required, because there is no account to ask; \
         write the one that sells, such as `ovhSubsidiary: FR`"
    );
    assert_eq!(workflow.told(), []);
}

#[tokio::test]
async fn a_subsidiary_of_another_endpoint_is_a_problem_before_anything_is_sent() {
    let client = Client::builder("ovh-eu".parse().unwrap()).build().unwrap();
    let context = order::Context::new(client);
    let text = "ovhSubsidiary: QC\nitems: [{product: cloud, planCode: project.2018}]\n";
    let error = order::quote(&context, &file(text)).await.unwrap_err();
    let OrderError::Problems(problems) = error else {
        panic!("{error:?}");
    };
    let lines: Vec<_> = problems.iter().map(ToString::to_string).collect();
    assert_eq!(
        lines,
        [
            "1:16: ovhSubsidiary: QC does not sell at ovh-eu; use one of `CZ`, `DE`, `ES`, `EU`, \
             `FI`, `FR`, `GB`, `IE`, `IT`, `LT`, `MA`, `NL`, `PL`, `PT`, `SN`, `TN`"
        ]
    );
}

#[tokio::test]
async fn the_subsidiary_must_be_the_accounts() {
    let workflow = Workflow::start().await;
    let context = workflow.context(workflow.client());
    let elsewhere = file("ovhSubsidiary: IE\nitems: [{product: vps, planCode: vps-2025-model1}]\n");
    let error = order::quote(&context, &elsewhere).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "the order cannot be placed:\n\
         1:16: ovhSubsidiary: the account belongs to FR, not IE; leave it out, or write `ovhSubsidiary: FR`"
    );
    assert_eq!(workflow.told(), []);
}

/// Quotes while the API gives up that many checks of the cart.
async fn quoted_after(failures: usize) -> Result<Quote, OrderError> {
    let workflow = Workflow::start().await;
    let asked = AtomicUsize::new(0);
    let script = move |got: &Received| {
        let is_dry_run = got.method == "GET" && got.target.ends_with("/checkout");
        if is_dry_run && asked.fetch_add(1, SeqCst) < failures {
            json(400, r#"{"message":"Check timeout. Please retry later"}"#)
        } else {
            Reply::Pass
        }
    };
    let wire = workflow.wire(script).await;
    let context = workflow.context(workflow.client_of(&wire.url()));
    order::quote(&context, &project()).await
}

#[tokio::test]
async fn a_check_that_the_api_gives_up_is_asked_for_again_and_is_no_refusal_of_the_order() {
    assert_eq!(quoted_after(1).await.unwrap().basis, Basis::DryRun);
    let error = quoted_after(4).await.unwrap_err();
    assert!(matches!(error, OrderError::Api(_)), "{error:?}");
}

/// The warnings that were told.
fn warnings(workflow: &Workflow) -> Vec<String> {
    let told = workflow.told().into_iter();
    told.filter(|event| matches!(event, Event::Warning(_)))
        .map(|event| event.to_string())
        .collect()
}

#[tokio::test]
async fn a_datacenter_without_stock_is_a_warning_and_no_refusal() {
    for (obstacle, order, expected) in [
        (
            "stock=GRA",
            vps(),
            "warning: 11:7: items[0].configuration.vps_datacenter: GRA is out of stock; \
             available in `BHS`, `DE`, `SBG`, `SYD`, `UK`, `WAW`",
        ),
        (
            "stock=gra",
            eco(),
            "warning: 11:7: items[0].configuration.dedicated_datacenter: gra is out of stock; \
             available in `bhs`, `sbg`",
        ),
    ] {
        let workflow = Workflow::behind(obstacle).await;
        for client in [workflow.client(), workflow.anonymous()] {
            order::quote(&workflow.context(client), &order)
                .await
                .unwrap();
        }
        assert_eq!(warnings(&workflow), [expected, expected], "{obstacle}");
    }
}

#[tokio::test]
async fn stock_that_is_there_or_cannot_be_read_is_not_told() {
    let workflow = Workflow::start().await;
    let wire = workflow
        .wire(|got| {
            if got.target.contains("/datacenter") {
                json(404, "{}")
            } else {
                Reply::Pass
            }
        })
        .await;
    for url in [workflow.sandbox.url(), wire.url()] {
        let context = workflow.context(workflow.client_of(&url));
        order::quote(&context, &vps()).await.unwrap();
    }
    assert_eq!(warnings(&workflow), [""; 0]);
}

#[tokio::test]
async fn an_option_is_sent_as_written_and_a_different_number_of_items_is_warned_of() {
    let text = include_str!("../../../examples/eco.yaml").replacen(
        "    pricingMode: default\n    configuration",
        "    pricingMode: default\n    quantity: 2\n    configuration",
        1,
    );
    let workflow = Workflow::start().await;
    let context = workflow.context(workflow.client());
    let quote = order::quote(&context, &file(&text)).await.unwrap();
    let expected = "items[0].options[2].quantity: 1 of this option for 2 of `24sk10`: it is ordered as \
                    written; the lines of the quote show what it makes; an item for each piece leaves \
                    no doubt";
    let warnings = warnings(&workflow);
    assert_eq!(warnings.len(), 3);
    assert!(warnings[2].ends_with(expected), "{warnings:?}");
    let lines = quote.order.details.unwrap();
    let quantities = lines
        .iter()
        .map(|line| line.quantity.as_ref().unwrap().to_string());
    assert_eq!(
        quantities.collect::<Vec<_>>(),
        ["1", "1", "1", "1", "2", "2", "2"]
    );
}
