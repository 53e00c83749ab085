//! What is known of a payment whose answer is lost, and who pays what costs nothing.

use ovh_order::Error;
use ovh_order::order::checkout::Payment;
use ovh_order::order::{self, Bought, Context, Event, OrderError, Quote, Terms};

use crate::fixture::wire::{Received, Reply, json};
use crate::fixture::workflow::{Workflow, journal, project, vps};

fn by(payment: Payment) -> Terms {
    let mut terms = Terms::default();
    terms.payment = Some(payment);
    terms
}

fn is_payment(got: &Received) -> bool {
    got.method == "POST" && got.target.ends_with("/payWithRegisteredPaymentMean")
}

fn was_paid(workflow: &Workflow) -> bool {
    let told = workflow.told();
    told.iter().any(|event| matches!(event, Event::Paid { .. }))
}

async fn buy(context: &Context) -> Result<Bought, OrderError> {
    let terms = by(Payment::OvhAccount);
    order::place(context, &journal(), &vps(), terms, async |_| true).await
}

#[tokio::test]
async fn a_payment_whose_answer_is_lost_is_looked_at_and_not_sent_again() {
    for (carried_out, reply) in [
        (true, (|| Reply::Lose) as fn() -> Reply),
        (false, || Reply::Reset),
    ] {
        let workflow = Workflow::start().await;
        let script = move |got: &Received| {
            if is_payment(got) {
                reply()
            } else {
                Reply::Pass
            }
        };
        let wire = workflow.wire(script).await;
        let outcome = buy(&workflow.context(workflow.client_of(&wire.url()))).await;
        assert_eq!(wire.count(is_payment), 1);
        assert_eq!(was_paid(&workflow), carried_out);
        match outcome {
            Ok(_) => assert!(carried_out),
            Err(OrderError::Unpaid { source, .. }) => {
                assert!(!carried_out);
                assert!(Error::may_have_happened(&source));
            }
            Err(error) => panic!("{error}"),
        }
        assert_eq!(workflow.orders().await, 1);
    }
}

#[tokio::test]
async fn what_costs_nothing_needs_no_payment_method() {
    let workflow = Workflow::start().await;
    let no_method = |got: &Received| {
        if got.target.starts_with("/v1/me/payment/method") {
            json(200, "[]")
        } else {
            Reply::Pass
        }
    };
    let wire = workflow.wire(no_method).await;
    let context = workflow.context(workflow.client_of(&wire.url()));
    let terms = by(Payment::Automatic);
    let placed = order::place(
        &context,
        &journal(),
        &project(),
        terms.clone(),
        async |_| true,
    )
    .await;
    placed.unwrap();
    let no = async |_: &Quote| panic!("asked");
    let refused = order::place(&context, &journal(), &vps(), terms, no).await;
    let error = refused.unwrap_err();
    assert!(matches!(error, OrderError::Unpayable { .. }), "{error}");
    assert_eq!(workflow.orders().await, 1);
}

#[tokio::test]
async fn an_order_that_costs_something_else_than_confirmed_is_not_paid() {
    let workflow = Workflow::start().await;
    let other_price = |got: &Received| {
        if got.method == "POST" && got.target.ends_with("/checkout") {
            let answer = r#"{"orderId": 1, "prices": {"withTax": {"text": "6.00 €"}}}"#;
            return Reply::After(Box::new(json(200, answer)));
        }
        Reply::Pass
    };
    let wire = workflow.wire(other_price).await;
    let error = buy(&workflow.context(workflow.client_of(&wire.url()))).await;
    let error = error.unwrap_err();
    assert!(matches!(error, OrderError::Unpaid { .. }), "{error}");
    assert_eq!(wire.count(is_payment), 0);
}
