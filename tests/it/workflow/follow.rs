//! Following an order that does not go straight to its delivery.

use std::sync::Mutex;

use ovh_order::Client;
use ovh_order::client::RetryPolicy;
use ovh_order::order::{self, Event, OrderError, OrderId, Terms, track};
use ovh_order::types::PayMeOrderBody;
use tokio::sync::mpsc;

use crate::fixture::wire::{Received, Reply, html, json};
use crate::fixture::workflow::{Workflow, buy, eco, journal, project, vps};

/// A day and a second.
const TOO_LATE: i64 = 86_401;

fn not_paid(event: &Event) -> Option<OrderId> {
    match event {
        Event::Status { order, status, .. } if status == "notPaid" => Some(*order),
        _ => None,
    }
}

async fn pay(client: &Client, order: OrderId) {
    let body = serde_json::json!({"paymentMethod": {"id": 1001}});
    let body: PayMeOrderBody = serde_json::from_value(body).unwrap();
    client
        .pay_me_order()
        .order_id(order.0)
        .body(body)
        .send()
        .await
        .unwrap();
}

#[tokio::test]
async fn an_order_that_is_not_paid_is_waited_for_and_goes_on_once_it_is() {
    let workflow = Workflow::start().await;
    let (tell, mut told) = mpsc::unbounded_channel();
    let context = workflow.context_with(workflow.client(), move |event| {
        if let Some(order) = not_paid(event) {
            tell.send(order).unwrap();
        }
    });
    let client = workflow.client();
    let person = async { pay(&client, told.recv().await.unwrap()).await };
    let file = eco();
    let journal = journal();
    let buying = order::buy(&context, &journal, &file, Terms::default(), async |_| true);
    let (bought, ()) = tokio::join!(buying, person);
    let bought = bought.unwrap();
    assert_eq!(bought.services[3].plan_code.as_deref(), Some("24sk10"));
    let last = workflow.lines().split_off(9);
    assert_eq!(
        last,
        [
            "total 40.78 € with tax",
            "checking out",
            "order ORDER exists",
            "following order ORDER until it is delivered",
            "order ORDER is notPaid: pay 40.78 € by 2026-01-03 03:04:05 UTC through its link",
            "order ORDER is delivered",
        ]
    );
}

/// Orders a virtual private server and stops when it waits for its payment.
async fn unpaid(workflow: &Workflow) -> OrderError {
    let stop = workflow.stop.clone();
    let context = workflow.context_with(workflow.client(), move |event| {
        if not_paid(event).is_some() {
            stop.cancel();
        }
    });
    let outcome = buy(&context, &vps()).await;
    outcome.unwrap_err()
}

#[tokio::test]
async fn a_stop_while_waiting_for_a_payment_names_the_order() {
    let workflow = Workflow::start().await;
    let error = unpaid(&workflow).await;
    let OrderError::Ordered { order, source, .. } = &error else {
        panic!("{error:?}");
    };
    assert!(matches!(**source, OrderError::Stopped), "{source:?}");
    assert_eq!((error.order(), workflow.orders().await), (Some(*order), 1));
    assert!(workflow.has_cart().await);
}

#[tokio::test]
async fn an_order_that_nobody_paid_is_cancelled_and_followed_to_its_end() {
    let workflow = Workflow::start().await;
    let order = unpaid(&workflow).await.order().unwrap();
    workflow.sandbox.advance(TOO_LATE);
    let context = order::Context::new(workflow.client());
    let error = track::follow(&context, order).await.unwrap_err();
    assert!(
        matches!(error, OrderError::Cancelled { order: cancelled } if cancelled == order),
        "{error:?}"
    );
    assert_eq!(error.to_string(), format!("order {order} was cancelled"));
}

#[tokio::test]
async fn an_order_that_is_cancelled_while_it_is_bought_is_no_order_to_follow() {
    let workflow = Workflow::start().await;
    let wire = workflow
        .wire(|got| {
            if got.target.ends_with("/status") {
                json(200, "\"cancelled\"")
            } else {
                Reply::Pass
            }
        })
        .await;
    let context = workflow.context(workflow.client_of(&wire.url()));
    let outcome = buy(&context, &project()).await;
    let error = outcome.unwrap_err();
    assert!(matches!(error, OrderError::Cancelled { .. }), "{error:?}");
    assert_eq!(wire.count(|got| got.method == "DELETE"), 0);
}

/// Buys a project while the reads of one path fail in turn; how often it was read.
async fn read_again(part: &'static str, failures: Vec<Reply>) -> usize {
    let workflow = Workflow::start().await;
    let is_read = move |got: &Received| got.method == "GET" && got.target.ends_with(part);
    let failures = Mutex::new(failures);
    let script = move |got: &Received| {
        if is_read(got) {
            failures.lock().unwrap().pop().unwrap_or(Reply::Pass)
        } else {
            Reply::Pass
        }
    };
    let wire = workflow.wire(script).await;
    // What the transport repeats, following need not.
    let client = workflow.builder(&wire.url()).retries(RetryPolicy::none());
    let context = workflow.context(client.build().unwrap());
    let bought = buy(&context, &project()).await;
    assert_eq!(bought.unwrap().services.len(), 1);
    wire.count(is_read)
}

#[tokio::test]
async fn a_status_that_cannot_be_read_for_a_moment_is_read_again() {
    let failures = vec![
        Reply::Break,
        html(502),
        json(429, "{}"),
        html(408),
        html(403),
        html(200),
    ];
    assert_eq!(read_again("/status", failures).await, 7);
}

#[tokio::test]
async fn details_that_come_late_or_cannot_be_read_for_a_moment_are_read_again() {
    let failures = vec![html(502), json(200, "[]")];
    assert_eq!(read_again("/details", failures).await, 3);
}

#[tokio::test]
async fn an_unknown_status_is_waited_for() {
    let statuses = ["\"somethingNew\"", "\"unknown\"", "\"documentsRequested\""];
    let replies = statuses.iter().rev().map(|status| json(200, *status));
    assert_eq!(read_again("/status", replies.collect()).await, 4);
}
