//! Money safety: what is posted is posted once, and what may have happened is said.

use std::time::Duration;

use ovh_order::order::{self, Bought, Event, OrderError, OrderId, Terms};
use ovh_order::{Client, Kind};

use crate::fixture::wire::{Received, Reply, Wire, html, json};
use crate::fixture::workflow::{Workflow, buy, journal, project, vps};

/// Buys a project through a server that answers the checkout in its own way.
async fn bought(workflow: &Workflow, wire: &Wire) -> Result<Bought, OrderError> {
    let client = workflow.client_of(&wire.url());
    let context = workflow.context(client);
    buy(&context, &project()).await
}

/// A server that treats checkouts so, and passes on everything else.
async fn with_checkout(workflow: &Workflow, reply: fn() -> Reply) -> Wire {
    let script = move |got: &Received| {
        if got.is_checkout() {
            reply()
        } else {
            Reply::Pass
        }
    };
    workflow.wire(script).await
}

/// A name, what answers the checkout, and the kind of the error.
type Case = (&'static str, fn() -> Reply, Kind);

fn deletions(wire: &Wire) -> usize {
    wire.count(|got| got.method == "DELETE")
}

#[tokio::test]
async fn a_checkout_whose_answer_is_lost_is_posted_once_and_the_cart_is_kept() {
    let cases: [Case; 13] = [
        ("closed", || Reply::Break, Kind::Transport),
        ("half an answer", || Reply::Half, Kind::Transport),
        ("502", || html(502), Kind::Server),
        ("503", || json(503, ""), Kind::Server),
        ("504", || html(504), Kind::Server),
        (
            "a redirection",
            || Reply::Redirect("/v1/x".into()),
            Kind::Other,
        ),
        ("200 with HTML", || html(200), Kind::Decode),
        ("200 with nothing", || json(200, ""), Kind::Decode),
        ("200 with null", || json(200, "null"), Kind::Decode),
        ("200 with a number", || json(200, "7"), Kind::Decode),
        ("200 with an empty object", || json(200, "{}"), Kind::Decode),
        ("200 with an empty list", || json(200, "[]"), Kind::Decode),
        (
            "200 without an order",
            || json(200, r#"{"orderId":null}"#),
            Kind::Decode,
        ),
    ];
    for (name, reply, kind) in cases {
        let workflow = Workflow::start().await;
        let wire = with_checkout(&workflow, reply).await;
        let error = bought(&workflow, &wire).await.unwrap_err();
        let OrderError::Unsure(cause) = &error else {
            panic!("{name}: {error:?}");
        };
        assert_eq!(
            (cause.kind(), cause.may_have_happened()),
            (kind, true),
            "{name}"
        );
        assert_eq!(wire.count(Received::is_checkout), 1, "{name}");
        assert_eq!(
            (deletions(&wire), workflow.has_cart().await),
            (0, true),
            "{name}"
        );
    }
}

#[tokio::test]
async fn a_checkout_that_is_not_answered_in_time_is_posted_once_and_the_cart_is_kept() {
    for reply in [|| Reply::Silence, || Reply::Stall] {
        let workflow = Workflow::start().await;
        let wire = with_checkout(&workflow, reply).await;
        let builder = workflow
            .builder(&wire.url())
            .timeout(Duration::from_secs(2));
        let client = builder.build().unwrap();
        let context = workflow.context(client);
        let outcome = buy(&context, &project()).await;
        let error = outcome.unwrap_err();
        let OrderError::Unsure(cause) = &error else {
            panic!("{error:?}");
        };
        assert_eq!(
            (cause.kind(), cause.may_have_happened()),
            (Kind::Timeout, true)
        );
        assert_eq!(wire.count(Received::is_checkout), 1);
        assert_eq!((deletions(&wire), workflow.has_cart().await), (0, true));
    }
}

#[tokio::test]
async fn an_order_whose_answer_is_lost_exists_once() {
    let workflow = Workflow::start().await;
    let wire = with_checkout(&workflow, || Reply::Lose).await;
    let error = bought(&workflow, &wire).await.unwrap_err();
    assert!(matches!(error, OrderError::Unsure(_)), "{error:?}");
    assert_eq!(
        error.to_string(),
        "the checkout may have been carried out: find out what became of it before you order again"
    );
    assert_eq!(
        (wire.count(Received::is_checkout), workflow.orders().await),
        (1, 1)
    );
    let client = workflow.client();
    let cart = client.get_cart().cart_id(&workflow.cart()).send().await;
    let cart = cart.unwrap();
    assert_eq!(cart.read_only, Some(true));
}

#[tokio::test]
async fn a_refused_checkout_deletes_the_cart_and_is_not_unsure() {
    let busy = r#"{"class":"Client::BadRequest","message":"Check timeout. Please retry later"}"#;
    let cases = [
        (400, Kind::BadRequest),
        (403, Kind::Forbidden),
        (429, Kind::TooManyRequests),
    ];
    for (status, kind) in cases {
        let workflow = Workflow::start().await;
        let script = move |got: &Received| {
            if got.is_checkout() {
                json(status, busy)
            } else {
                Reply::Pass
            }
        };
        let wire = workflow.wire(script).await;
        let error = bought(&workflow, &wire).await.unwrap_err();
        let cause = match &error {
            OrderError::Rejected(cause) if status == 403 => cause,
            OrderError::Api(cause) if status != 403 => cause,
            _ => panic!("{status}: {error:?}"),
        };
        assert_eq!((cause.kind(), cause.may_have_happened()), (kind, false));
        assert_eq!(cause.message(), "Check timeout. Please retry later");
        assert_eq!(wire.count(Received::is_checkout), 1);
        assert_eq!((deletions(&wire), workflow.has_cart().await), (1, false));
        assert_eq!(workflow.told().last(), Some(&Event::CartDeleted));
    }
}

#[tokio::test]
async fn no_change_is_repeated_when_its_connection_breaks() {
    let posts = ["/order/cart", "/vps", "/configuration", "/assign"];
    for path in posts {
        let workflow = Workflow::start().await;
        let broken = move |got: &Received| got.method == "POST" && got.target.ends_with(path);
        let script = move |got: &Received| {
            if broken(got) {
                Reply::Lose
            } else {
                Reply::Pass
            }
        };
        let wire = workflow.wire(script).await;
        let context = workflow.context(workflow.client_of(&wire.url()));
        let outcome = buy(&context, &vps()).await;
        let error = outcome.unwrap_err();
        let OrderError::Api(cause) = &error else {
            panic!("{path}: {error:?}");
        };
        assert_eq!(
            (cause.kind(), cause.may_have_happened()),
            (Kind::Transport, true),
            "{path}"
        );
        assert_eq!(wire.count(broken), 1, "{path}");
        assert_eq!(wire.count(Received::is_checkout), 0, "{path}");
        let known = path != "/order/cart";
        assert_eq!(deletions(&wire), usize::from(known), "{path}");
    }
}

#[tokio::test]
async fn a_payment_is_not_repeated_when_its_connection_breaks() {
    let workflow = Workflow::start().await;
    let is_payment = |got: &Received| got.target.ends_with("/pay");
    let script = move |got: &Received| {
        if is_payment(got) {
            Reply::Break
        } else {
            Reply::Pass
        }
    };
    let wire = workflow.wire(script).await;
    let client = workflow.client_of(&wire.url());
    client.get_me().send().await.unwrap();
    let body = serde_json::json!({"paymentMethod": {"id": 1001}});
    let body: ovh_order::types::PayMeOrderBody = serde_json::from_value(body).unwrap();
    let call = client.pay_me_order().order_id(1).body(body);
    let error = call.send().await.unwrap_err();
    assert!(error.may_have_happened());
    assert_eq!(wire.count(is_payment), 1);
}

#[tokio::test]
async fn nothing_is_ordered_when_nobody_says_yes() {
    let workflow = Workflow::start().await;
    let wire = workflow.wire(|_| Reply::Pass).await;
    let context = workflow.context(workflow.client_of(&wire.url()));
    let outcome = order::buy(&context, &journal(), &vps(), Terms::default(), async |_| {
        false
    })
    .await;
    assert!(
        matches!(outcome, Err(OrderError::NotConfirmed)),
        "{outcome:?}"
    );
    assert_eq!(
        (wire.count(Received::is_checkout), workflow.orders().await),
        (0, 0)
    );
    assert!(!workflow.has_cart().await);
}

#[tokio::test]
async fn nothing_is_ordered_when_it_was_stopped_while_somebody_said_yes() {
    let workflow = Workflow::start().await;
    let wire = workflow.wire(|_| Reply::Pass).await;
    let context = workflow.context(workflow.client_of(&wire.url()));
    let stop = workflow.stop.clone();
    let confirm = async |_: &order::Quote| {
        stop.cancel();
        true
    };
    let outcome = order::buy(&context, &journal(), &vps(), Terms::default(), confirm).await;
    assert!(matches!(outcome, Err(OrderError::Stopped)), "{outcome:?}");
    assert_eq!(
        (wire.count(Received::is_checkout), workflow.orders().await),
        (0, 0)
    );
    assert!(!workflow.has_cart().await);
}

#[tokio::test]
async fn buying_without_credentials_sends_nothing() {
    let workflow = Workflow::start().await;
    let wire = workflow.wire(|_| Reply::Pass).await;
    let client = Client::builder(wire.url().parse().unwrap())
        .build()
        .unwrap();
    let context = workflow.context(client);
    let outcome = buy(&context, &vps()).await;
    let error = outcome.unwrap_err();
    assert_eq!(
        error.to_string(),
        "buying needs credentials; a quote does not"
    );
    assert_eq!(wire.lines(), Vec::<String>::new());
}

#[tokio::test]
async fn a_stop_does_not_tear_a_checkout_and_the_order_is_reported() {
    let workflow = Workflow::start().await;
    let stop = workflow.stop.clone();
    let wire = workflow
        .wire(move |got| {
            if got.is_checkout() {
                stop.cancel();
            }
            Reply::Pass
        })
        .await;
    let error = bought(&workflow, &wire).await.unwrap_err();
    let OrderError::Ordered { order, source, .. } = &error else {
        panic!("{error:?}");
    };
    assert!(matches!(**source, OrderError::Stopped), "{source:?}");
    assert_eq!(error.order(), Some(*order));
    assert_eq!((workflow.orders().await, deletions(&wire)), (1, 0));
}

#[tokio::test]
async fn an_order_is_known_by_its_number_however_the_answer_is_broken() {
    let replies: [fn() -> Reply; 4] = [
        || Reply::Cut(r#"{"url":"u","orderId":42,"details":[]"#),
        || json(200, r#"{"orderId":"42"}"#),
        || json(200, r#"{"order":{"orderId":42},"operation":null}"#),
        || json(200, r#"{"orderId":42,"details":"#),
    ];
    for reply in replies {
        let workflow = Workflow::start().await;
        let wire = with_checkout(&workflow, reply).await;
        // The sandbox has no such order, so there is nothing to follow.
        let context = workflow.context(workflow.client_of(&wire.url()));
        let context = context.with_patience(Duration::from_secs(1));
        let file = project();
        let buying = buy(&context, &file).await;
        let error = buying.unwrap_err();
        assert_eq!(error.order(), Some(OrderId(42)), "{error:?}");
        assert_eq!(wire.count(Received::is_checkout), 1);
    }
}

#[tokio::test]
async fn an_order_that_a_failure_names_is_shown_and_counts_as_unsure() {
    let workflow = Workflow::start().await;
    let wire = with_checkout(&workflow, || json(500, r#"{"orderId":42}"#)).await;
    let error = bought(&workflow, &wire).await.unwrap_err();
    let OrderError::Unsure(cause) = &error else {
        panic!("{error:?}");
    };
    assert!(
        cause.to_string().ends_with(", the answer names order 42"),
        "{cause}"
    );
}
