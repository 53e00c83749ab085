//! What a delivered order names late, elsewhere, or not at all, and orders that will not be delivered.

use std::sync::atomic::Ordering;
use std::time::Duration;

use jiff::SignedDuration;
use ovh_order::order::checkout::Payment;
use ovh_order::order::{self, Bought, Context, Missing, OrderError, OrderFile, Terms, track};
use ovh_order::sandbox::{Naming, Options};

use crate::fixture::wire::{Reply, json};
use crate::fixture::workflow::{Workflow, file, journal, vps};

fn two_servers() -> OrderFile {
    let text = include_str!("../../../examples/vps.yaml").replace("duration: P1M", "quantity: 2");
    file(&text)
}

fn apart(details_after: i64, apart: i64) -> impl FnOnce(Options) -> Options {
    move |options| {
        options.naming(Naming {
            details_after: SignedDuration::from_secs(details_after),
            apart: SignedDuration::from_secs(apart),
        })
    }
}

async fn bought(context: &Context, file: &OrderFile) -> Result<Bought, OrderError> {
    let mut paid = Terms::default();
    paid.payment = Some(Payment::Automatic);
    order::buy(context, &journal(), file, paid, async |_| true).await
}

fn missing(plan_code: Option<&str>, number: usize) -> Vec<Missing> {
    vec![Missing {
        plan_code: plan_code.map(str::to_owned),
        number,
    }]
}

#[tokio::test]
async fn services_that_are_named_one_after_the_other_are_all_waited_for() {
    let workflow = Workflow::with(apart(5, 5)).await;
    let clock = workflow.sandbox.clock();
    let wire = workflow
        .wire(move |got| {
            if got.target.ends_with("/details") {
                clock.fetch_add(4, Ordering::SeqCst);
            }
            Reply::Pass
        })
        .await;
    let context = workflow.context(workflow.client_of(&wire.url()));
    let bought = bought(&context, &two_servers()).await.unwrap();
    assert_eq!((bought.services.len(), bought.missing), (2, vec![]));
}

#[tokio::test]
async fn services_that_are_not_named_in_time_are_missing_and_can_be_looked_for_again() {
    let workflow = Workflow::with(apart(0, 9)).await;
    let context = workflow.context(workflow.client());
    let context = context.with_naming(Duration::from_millis(900));
    let first = bought(&context, &two_servers()).await.unwrap();
    let plan = Some("vps-2025-model1");
    assert_eq!((first.services.len(), first.missing), (0, missing(plan, 2)));
    workflow.sandbox.advance(9);
    let second = track::follow(&context, first.order_id).await.unwrap();
    assert_eq!(
        (second.services.len(), second.missing),
        (1, missing(plan, 1))
    );
    workflow.sandbox.advance(9);
    let third = track::follow(&context, first.order_id).await.unwrap();
    assert_eq!((third.services.len(), third.missing), (2, vec![]));
}

#[tokio::test]
async fn a_delivered_order_without_details_has_everything_missing() {
    let workflow = Workflow::with(apart(1000, 0)).await;
    let context = workflow.context(workflow.client());
    let context = context.with_patience(Duration::from_millis(500));
    let first = bought(&context, &vps()).await.unwrap();
    assert_eq!(first.missing, missing(Some("vps-2025-model1"), 1));
    let again = track::follow(&context, first.order_id).await.unwrap();
    assert_eq!(again.missing, missing(None, 1));
}

#[tokio::test]
async fn in_the_us_services_are_named_by_the_operations_of_the_order() {
    let workflow = Workflow::with(|options| options.subsidiary("US")).await;
    let context = workflow.context(workflow.client());
    let text = "items: [{product: vps, planCode: vps-2025-model1, quantity: 2, configuration: \
                {vps_datacenter: US-EAST-VA, vps_os: Debian 13}}]";
    let bought = bought(&context, &file(text)).await.unwrap();
    assert_eq!((bought.services.len(), bought.missing), (2, vec![]));
    for service in &bought.services {
        assert_eq!(service.plan_code.as_deref(), Some("vps-2025-model1"));
        assert!(service.service_name.ends_with(".vps.ovh.us"), "{service:?}");
    }
    let followed = track::follow(&context, bought.order_id).await.unwrap();
    let names = |services: &[track::Service]| {
        let names = services.iter().map(|it| it.service_name.clone());
        names.collect::<Vec<_>>()
    };
    assert_eq!(names(&followed.services), names(&bought.services));
    assert_eq!(followed.missing, []);
}

#[tokio::test]
async fn what_leaves_no_service_is_not_waited_for() {
    let workflow = Workflow::start().await;
    let context = workflow.context(workflow.client());
    let text = "items: [{product: cloud, planCode: credit, quantity: 25}]";
    let bought = bought(&context, &file(text)).await.unwrap();
    assert_eq!((bought.services, bought.missing), (vec![], vec![]));
}

/// Follows an unpaid order with this status, which could be paid until the end of 2025.
async fn too_late(status: &'static str) -> String {
    let workflow = Workflow::start().await;
    let order = order::place(
        &workflow.context(workflow.client()),
        &journal(),
        &vps(),
        Terms::default(),
        async |_| true,
    )
    .await
    .unwrap()
    .order_id;
    let path = format!("/me/order/{order}");
    let wire = workflow
        .wire(move |got| {
            if got.target.ends_with(&path) {
                json(200, r#"{"expirationDate": "2025-12-31T23:59:59+00:00"}"#)
            } else if got.target.ends_with("/status") {
                json(200, status)
            } else {
                Reply::Pass
            }
        })
        .await;
    let context = workflow.context(workflow.client_of(&wire.url()));
    let error = track::follow(&context, order).await.unwrap_err();
    assert!(matches!(error, OrderError::Expired { .. }), "{error:?}");
    error.to_string().replace(&order.to_string(), "ORDER")
}

#[tokio::test]
async fn an_order_that_can_be_paid_no_more_ends_the_wait_with_its_own_text() {
    assert_eq!(
        too_late("\"notPaid\"").await,
        "order ORDER was not paid in time: it could be paid until 2025-12-31 23:59:59 UTC"
    );
    assert_eq!(
        too_late("\"unknown\"").await,
        "the status of order ORDER is unknown, although it could only be paid until 2025-12-31 23:59:59 \
         UTC: ask OVHcloud's support what became of it"
    );
}
