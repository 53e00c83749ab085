//! What is sent again after a failure, and what never is.

use std::sync::Mutex;
use std::time::Duration;

use ovh_order::client::RetryPolicy;
use ovh_order::types::{CartCheckout, PayMeOrderBody};
use ovh_order::{Client, Error, Kind};
use serde_json::json;
use tokio::net::TcpListener;
use tokio::time::sleep;

use crate::fixture::client::{TIME, anonymous, builder, credentials, signing, soon};
use crate::fixture::wire::{Received, Reply, Wire, html, json};

/// A server that knows the time, fails so one after the other, and succeeds from then on.
async fn failing(failures: Vec<Reply>) -> Wire {
    let failures = Mutex::new(failures);
    Wire::start(move |got| {
        if got.is_time() {
            json(200, TIME)
        } else {
            let failure = failures.lock().unwrap().pop();
            failure.unwrap_or_else(|| json(200, "{}"))
        }
    })
    .await
}

fn calls(wire: &Wire) -> usize {
    wire.count(|got| !got.is_time())
}

async fn read(client: &Client) -> Result<(), Error> {
    client.get_cart().cart_id("0f3c").send().await.map(drop)
}

async fn change(client: &Client) -> Result<(), Error> {
    client.assign_cart().cart_id("0f3c").send().await.map(drop)
}

async fn check_out(client: &Client) -> Result<(), Error> {
    let call = client.checkout_cart().cart_id("0f3c");
    call.body(CartCheckout::builder()).send().await.map(drop)
}

async fn pay(client: &Client) -> Result<(), Error> {
    let body: PayMeOrderBody = serde_json::from_value(json!({"paymentMethod": {"id": 1}})).unwrap();
    let call = client.pay_me_order().order_id(7).body(body);
    call.send().await.map(drop)
}

const CHECK_TIMEOUT: &str =
    r#"{"class":"Client::BadRequest","message":"Check timeout. Please retry later"}"#;

#[tokio::test]
async fn what_may_charge_goes_over_a_connection_of_its_own() {
    let wire = failing(Vec::new()).await;
    let client = signing(&wire);
    read(&client).await.unwrap();
    change(&client).await.unwrap();
    check_out(&client).await.unwrap();
    pay(&client).await.unwrap();
    read(&client).await.unwrap();
    let received = wire.received();
    let connections = received.iter().filter(|got| !got.is_time());
    let connections: Vec<_> = connections.map(|got| got.connection).collect();
    assert_eq!(connections, [0, 0, 1, 2, 0]);
}

/// Whether a read, a change, a checkout and a payment are sent again when they first fail so.
async fn sent_again(failure: fn() -> Reply) -> [bool; 4] {
    let mut again = [false; 4];
    for (call, again) in again.iter_mut().enumerate() {
        let wire = failing(vec![failure()]).await;
        let client = signing(&wire);
        let outcome = match call {
            0 => read(&client).await,
            1 => change(&client).await,
            2 => check_out(&client).await,
            _ => pay(&client).await,
        };
        *again = outcome.is_ok();
        assert_eq!(calls(&wire), 1 + usize::from(*again), "call {call}");
    }
    again
}

#[tokio::test]
async fn what_is_sent_again_follows_the_documented_table() {
    type Case = (&'static str, fn() -> Reply, [bool; 4]);
    let (reads, both, nothing) = (
        [true, false, false, false],
        [true, true, false, false],
        [false; 4],
    );
    let cases: [Case; 17] = [
        ("a closed connection", || Reply::Break, reads),
        ("half an answer", || Reply::Half, reads),
        ("429", || json(429, "{}"), both),
        ("500", || json(500, "{}"), reads),
        ("502", || html(502), reads),
        ("503", || json(503, ""), reads),
        ("504", || html(504), reads),
        ("501", || json(501, "{}"), nothing),
        ("400", || json(400, "{}"), nothing),
        ("404", || json(404, "{}"), nothing),
        ("408", || html(408), reads),
        ("a redirection", || Reply::Redirect("/v1".into()), nothing),
        ("a web page with 200", || html(200), reads),
        ("a web page with 403", || html(403), reads),
        ("a web page with 404", || html(404), reads),
        ("a web page with 429", || html(429), both),
        ("400 Check timeout", || json(400, CHECK_TIMEOUT), reads),
    ];
    for (name, failure, expected) in cases {
        assert_eq!(sent_again(failure).await, expected, "{name}");
    }
}

#[tokio::test]
async fn a_call_that_is_not_answered_in_time_is_sent_again_when_it_reads() {
    for (reply, expected) in [(Reply::Silence, 2), (Reply::Stall, 2)] {
        let wire = failing(vec![reply]).await;
        let client = builder(&wire).timeout(Duration::from_millis(500));
        read(&client.build().unwrap()).await.unwrap();
        assert_eq!(calls(&wire), expected);
    }
    let wire = failing(vec![Reply::Silence]).await;
    let client = builder(&wire).credentials(credentials());
    let client = client.timeout(Duration::from_millis(500)).build().unwrap();
    let error = change(&client).await.unwrap_err();
    assert_eq!(
        (error.kind(), error.may_have_happened()),
        (Kind::Timeout, true)
    );
    assert_eq!(calls(&wire), 1);
}

/// A call to an address where a server begins to listen only after a while.
async fn before_it_listens(call: impl AsyncFn(&Client) -> Result<(), Error>) -> Result<(), Error> {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let policy = soon().attempts(200).longest_wait(Duration::from_millis(5));
    let endpoint = format!("http://{address}/v1").parse().unwrap();
    let client = Client::builder(endpoint).retries(policy).build().unwrap();
    let server = async {
        sleep(Duration::from_millis(20)).await;
        Wire::listen(address, |_| json(200, "{}")).await
    };
    let (outcome, _wire) = tokio::join!(call(&client), server);
    outcome
}

#[tokio::test]
async fn without_a_connection_reads_and_changes_are_sent_again() {
    before_it_listens(read).await.unwrap();
    let created = async |client: &Client| {
        let body: ovh_order::types::CartCreation =
            serde_json::from_value(json!({"ovhSubsidiary": "FR"})).unwrap();
        client.create_cart().body(body).send().await.map(drop)
    };
    before_it_listens(created).await.unwrap();
}

#[tokio::test]
async fn the_last_failure_is_the_error_once_all_attempts_are_made() {
    let wire = failing(vec![html(500), html(504), html(503), html(502), html(500)]).await;
    let error = read(&anonymous(&wire)).await.unwrap_err();
    assert_eq!((error.status(), calls(&wire)), (Some(504), 4));
}

#[tokio::test]
async fn nothing_is_sent_again_without_a_policy() {
    let wire = failing(vec![json(429, "{}")]).await;
    let client = builder(&wire).retries(RetryPolicy::none()).build().unwrap();
    let error = read(&client).await.unwrap_err();
    assert_eq!((error.kind(), calls(&wire)), (Kind::TooManyRequests, 1));
}

/// How often a call arrives that is first answered 429 with these headers.
async fn sent_after(headers: &[(&'static str, &str)]) -> usize {
    let headers = headers
        .iter()
        .map(|(name, value)| (*name, (*value).to_owned()));
    let wire = failing(vec![Reply::Headed(429, headers.collect(), Vec::new())]).await;
    drop(read(&anonymous(&wire)).await);
    calls(&wire)
}

#[tokio::test]
async fn a_wait_that_the_api_asks_for_is_not_cut_short() {
    let answered = ("date", "Fri, 02 Jan 2026 03:04:05 GMT");
    let cases = [
        (vec![("retry-after", "0")], 2),
        (vec![("retry-after", "61")], 1),
        (vec![("retry-after", "whenever")], 2),
        (
            vec![answered, ("retry-after", "Fri, 02 Jan 2026 03:04:05 GMT")],
            2,
        ),
        (
            vec![answered, ("retry-after", "Fri, 02 Jan 2026 03:05:06 GMT")],
            1,
        ),
    ];
    for (headers, expected) in cases {
        assert_eq!(sent_after(&headers).await, expected, "{headers:?}");
    }
}

#[tokio::test]
async fn a_call_that_is_dropped_while_it_waits_is_not_sent_again() {
    let wire = failing(vec![html(503)]).await;
    let hour = Duration::from_secs(3600);
    let patient = soon().first_wait(hour).longest_wait(hour).budget(hour * 2);
    let client = builder(&wire).retries(patient).build().unwrap();
    let answered = async {
        while wire.received().is_empty() {
            sleep(Duration::from_millis(1)).await;
        }
        sleep(Duration::from_millis(20)).await;
    };
    tokio::select! {
        outcome = read(&client) => panic!("{outcome:?}"),
        () = answered => {}
    }
    // The connection is as good as before.
    client.get_cart().cart_id("0f3d").send().await.unwrap();
    let lines = ["GET /v1/order/cart/0f3c", "GET /v1/order/cart/0f3d"];
    assert_eq!(wire.lines(), lines);
}

#[tokio::test]
async fn every_attempt_carries_the_same_request() {
    let wire = failing(vec![json(429, "{}"), json(429, "{}")]).await;
    change(&signing(&wire)).await.unwrap();
    let received = wire.received();
    let sent: Vec<_> = received.iter().filter(|got| !got.is_time()).collect();
    let parts = |got: &Received| (got.line(), got.body.clone());
    assert_eq!(sent.len(), 3);
    assert!(sent.iter().all(|got| parts(got) == parts(sent[0])));
    assert!(
        sent.iter()
            .all(|got| got.header("x-ovh-signature").is_some())
    );
}
