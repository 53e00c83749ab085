//! Nothing is bought without a known price, and the price of the order itself is told.

use std::sync::atomic::{AtomicUsize, Ordering};

use ovh_order::order::checkout::Payment;
use ovh_order::order::{self, Event, OrderError, Terms, Upgrade};

use crate::fixture::wire::{Received, Reply, json};
use crate::fixture::workflow::{Workflow, journal, vps};

fn is_checkout(method: &'static str) -> impl Fn(&Received) -> bool {
    move |got| got.method == method && got.target.ends_with("/checkout")
}

#[tokio::test]
async fn a_dry_run_without_a_price_is_neither_asked_about_nor_bought() {
    for answer in ["{}", r#"{"prices":null,"details":[],"contracts":[]}"#] {
        let workflow = Workflow::start().await;
        let is_dry_run = is_checkout("GET");
        let wire = workflow
            .wire(move |got| {
                if is_dry_run(got) {
                    json(200, answer)
                } else {
                    Reply::Pass
                }
            })
            .await;
        let context = workflow.context(workflow.client_of(&wire.url()));
        let outcome = order::buy(&context, &journal(), &vps(), Terms::default(), async |_| {
            panic!("asked about {answer}")
        })
        .await;
        let error = outcome.unwrap_err();
        assert!(matches!(error, OrderError::NotQuoted { .. }), "{error:?}");
        assert_eq!(wire.count(is_checkout("POST")), 0);
        assert!(!workflow.has_cart().await);
    }
}

#[tokio::test]
async fn after_a_yes_that_was_waited_for_the_order_is_priced_once_more() {
    let workflow = Workflow::start().await;
    let context = workflow.context(workflow.client());
    let quoted = order::quote(&context, &vps()).await.unwrap().order;
    let mut dearer = serde_json::to_value(&quoted).unwrap();
    dearer["prices"]["withTax"]["value"] = 5.40.into();
    dearer["prices"]["withTax"]["text"] = "5.40 €".into();
    let dearer: &str = dearer.to_string().leak();
    for (is_waited_for, is_dearer, dry_runs) in
        [(false, true, 1), (true, false, 2), (true, true, 2)]
    {
        let workflow = Workflow::start().await;
        let (is_dry_run, seen) = (is_checkout("GET"), AtomicUsize::new(0));
        let wire = workflow
            .wire(move |got| {
                if is_dry_run(got) && seen.fetch_add(1, Ordering::SeqCst) == 1 && is_dearer {
                    Reply::Instead(200, dearer)
                } else {
                    Reply::Pass
                }
            })
            .await;
        let context = workflow.context(workflow.client_of(&wire.url()));
        let outcome = order::place(&context, &journal(), &vps(), Terms::default(), async |_| {
            if is_waited_for {
                tokio::task::yield_now().await;
            }
            true
        })
        .await;
        assert_eq!(wire.count(is_checkout("GET")), dry_runs, "{outcome:?}");
        if !(is_waited_for && is_dearer) {
            outcome.unwrap();
            continue;
        }
        let Err(OrderError::QuoteChanged { changes }) = outcome else {
            panic!("{outcome:?}");
        };
        assert_eq!(changes, ["the total with tax was 5.39 EUR and is 5.40 EUR"]);
        assert_eq!(wire.count(is_checkout("POST")), 0);
        assert!(!workflow.has_cart().await);
    }
}

#[tokio::test]
async fn after_a_yes_that_was_waited_for_an_upgrade_is_simulated_once_more() {
    let workflow = Workflow::start().await;
    let simulations = AtomicUsize::new(0);
    let script = move |got: &Received| {
        if !got.target.contains("/order/upgrade/") {
            return Reply::Pass;
        }
        let price = 6 + simulations.fetch_add(1, Ordering::SeqCst);
        let price = format!(r#"{{"currencyCode":"EUR","text":"{price}.00 €","value":{price}}}"#);
        let line = format!(
            r#"{{"description":"two","detailType":"DURATION","quantity":1,"totalPrice":{price}}}"#
        );
        json(
            200,
            format!(
                r#"{{"order":{{"prices":{{"withTax":{price},"withoutTax":{price},"tax":{price}}},"details":[{line}]}}}}"#
            ),
        )
    };
    let wire = workflow.wire(script).await;
    let context = workflow.context(workflow.client_of(&wire.url()));
    let wished = Upgrade {
        product: "privateSQL".to_owned(),
        service_name: "my-sql".to_owned(),
        plan_code: "privatesql-2".to_owned(),
        quantity: 1,
    };
    let yes = async |_: &_| {
        tokio::task::yield_now().await;
        true
    };
    let outcome = order::upgrade(&context, &journal(), &wished, Terms::default(), yes).await;
    let Err(OrderError::QuoteChanged { changes }) = outcome else {
        panic!("{outcome:?}");
    };
    let expected = "the total with tax was 6.00 EUR and is 7.00 EUR";
    assert_eq!(changes[0], expected, "{changes:?}");
    let executed =
        wire.count(|got: &Received| got.method == "POST" && got.target.contains("/order/upgrade/"));
    assert_eq!(executed, 0);
}

#[tokio::test]
async fn after_a_yes_that_was_waited_for_who_pays_must_still_be_able_to() {
    let workflow = Workflow::start().await;
    let (is_method, seen) = ("/v1/me/payment/method/", AtomicUsize::new(0));
    let expired = r#"{"paymentMethodId":1001,"paymentType":"CREDIT_CARD","status":"EXPIRED"}"#;
    let wire = workflow
        .wire(move |got| {
            if got.target.starts_with(is_method) && seen.fetch_add(1, Ordering::SeqCst) == 1 {
                json(200, expired)
            } else {
                Reply::Pass
            }
        })
        .await;
    let context = workflow.context(workflow.client_of(&wire.url()));
    let mut terms = Terms::default();
    terms.payment = Some(Payment::Automatic);
    let yes = async |_: &_| {
        tokio::task::yield_now().await;
        true
    };
    let error = order::place(&context, &journal(), &vps(), terms, yes)
        .await
        .unwrap_err();
    assert!(matches!(error, OrderError::Unpayable { .. }), "{error:?}");
    assert_eq!(wire.count(is_checkout("POST")), 0);
    assert!(!workflow.has_cart().await);
}

#[tokio::test]
async fn an_order_that_costs_something_else_than_confirmed_is_told_with_its_own_price() {
    let workflow = Workflow::start().await;
    let is_posted = is_checkout("POST");
    let answer =
        r#"{"orderId": 1, "url": "http://localhost/1", "prices": {"withTax": {"text": "6.00 €"}}}"#;
    let wire = workflow
        .wire(move |got| {
            if is_posted(got) {
                json(200, answer)
            } else {
                Reply::Pass
            }
        })
        .await;
    let context = workflow.context(workflow.client_of(&wire.url()));
    let outcome = order::place(&context, &journal(), &vps(), Terms::default(), async |_| {
        true
    })
    .await;
    let bought = outcome.unwrap();
    assert_eq!(
        (bought.total(), bought.confirmed()),
        (Some("6.00 €"), Some("5.39 €"))
    );
    let differs = workflow
        .told()
        .into_iter()
        .find(|event| matches!(event, Event::PriceDiffers { .. }));
    assert_eq!(
        differs.unwrap().to_string(),
        "warning: order 1 costs 6.00 € with tax, not 5.39 € as confirmed"
    );
}

#[tokio::test]
async fn an_order_that_is_placed_says_what_must_be_done_and_until_when() {
    let workflow = Workflow::start().await;
    let context = workflow.context(workflow.client());
    let outcome = order::place(&context, &journal(), &vps(), Terms::default(), async |_| {
        true
    })
    .await;
    let to_do = outcome.unwrap().to_do();
    let expected = "pay 5.39 € by 2026-01-03 03:04:05 UTC through its link";
    assert_eq!(to_do.as_deref(), Some(expected));
}
