//! The server's clock: measured before the first signed call, and again when it was wrong.

use std::sync::Arc;
use std::sync::atomic::Ordering::SeqCst;
use std::sync::atomic::{AtomicI64, AtomicUsize};
use std::time::{SystemTime, UNIX_EPOCH};

use ovh_order::client::RetryPolicy;
use ovh_order::types::CartCheckout;
use ovh_order::{Client, Error, Kind};

use crate::fixture::client::{anonymous, builder, credentials, signing, soon};
use crate::fixture::wire::{Received, Wire, html, json};

fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    i64::try_from(since.as_secs()).unwrap()
}

/// A server whose clock is so many seconds ahead.
async fn ahead(seconds: i64) -> Wire {
    Wire::start(move |got| {
        if got.is_time() {
            json(200, (now() + seconds).to_string())
        } else {
            json(200, "[]")
        }
    })
    .await
}

#[tokio::test]
async fn the_offset_is_measured_once_and_used() {
    for seconds in [3600, 0, -3600] {
        let wire = ahead(seconds).await;
        let client = signing(&wire);
        let before = now() + seconds;
        client.list_cart().send().await.unwrap();
        client.list_cart().send().await.unwrap();
        client.clone().list_me_order().send().await.unwrap();
        let lines = ["/auth/time", "/order/cart", "/order/cart", "/me/order"];
        assert_eq!(wire.lines(), lines.map(|path| format!("GET /v1{path}")));
        for got in wire.received().iter().skip(1) {
            let sent: i64 = got.header("x-ovh-timestamp").unwrap().parse().unwrap();
            let after = now() + seconds + 1;
            assert!(
                (before - 1..=after).contains(&sent),
                "{before} {sent} {after}"
            );
        }
    }
}

#[tokio::test]
async fn calls_at_the_same_time_ask_for_the_time_once() {
    let wire = ahead(60).await;
    let client = signing(&wire);
    let call = async || client.list_cart().send().await.unwrap();
    tokio::join!(call(), call(), call());
    assert_eq!(wire.count(|got| got.is_time()), 1);
    assert_eq!(wire.received().len(), 4);
}

#[tokio::test]
async fn the_time_is_asked_for_without_keys_and_not_at_all_without_a_signature() {
    let wire = ahead(0).await;
    signing(&wire).list_cart().send().await.unwrap();
    assert_eq!(wire.received()[0].header_names(), Vec::<&str>::new());
    let wire = ahead(0).await;
    anonymous(&wire).get_auth_time().send().await.unwrap();
    anonymous(&wire)
        .list_cart_item()
        .cart_id("x")
        .send()
        .await
        .unwrap();
    assert_eq!(wire.count(|got| got.header("x-ovh-timestamp").is_some()), 0);
}

/// A server that does not know the time for so many questions.
async fn timeless(failures: usize) -> Wire {
    let asked = AtomicUsize::new(0);
    Wire::start(move |got| match got.is_time() {
        true if asked.fetch_add(1, SeqCst) < failures => html(502),
        true => json(200, now().to_string()),
        false => json(200, "null"),
    })
    .await
}

#[tokio::test]
async fn a_call_is_not_sent_while_the_time_cannot_be_measured_and_works_once_it_can() {
    let wire = timeless(4).await;
    let client = signing(&wire);
    let error = assign(&client).await.unwrap_err();
    assert_eq!(
        (error.kind(), error.may_have_happened()),
        (Kind::Server, false)
    );
    assert_eq!(error.path(), Some("/auth/time"));
    assert_eq!(wire.lines(), [TIME_IS_ASKED; 4]);
    assign(&client).await.unwrap();
    assert_eq!(wire.lines()[4..], [TIME_IS_ASKED, ASSIGN]);
}

#[tokio::test]
async fn a_time_that_cannot_be_read_for_a_moment_is_read_again_even_before_a_checkout() {
    let wire = timeless(2).await;
    let error = check_out(&signing(&wire)).await.unwrap_err();
    assert_eq!(error.kind(), Kind::Decode);
    let checkout = "POST /v1/order/cart/0f3c/checkout";
    let lines = [TIME_IS_ASKED, TIME_IS_ASKED, TIME_IS_ASKED, checkout];
    assert_eq!(wire.lines(), lines);
}

const CODE: &str = r#"{"errorCode":"QUERY_TIME_OUT"}"#;
const CLASS: &str = r#"{"class":"Client::BadRequest","message":"Query out of time"}"#;

/// A server whose clock can be moved, and that refuses what was signed by another.
async fn strict(ahead: Arc<AtomicI64>, refusal: &'static str) -> Wire {
    Wire::start(move |got| {
        let time = now() + ahead.load(SeqCst);
        let signed = got.header("x-ovh-timestamp");
        let is_late = |signed: &str| signed.parse::<i64>().unwrap().abs_diff(time) > 30;
        match signed {
            None => json(200, time.to_string()),
            Some(signed) if is_late(signed) => json(400, refusal),
            Some(_) => json(200, "{}"),
        }
    })
    .await
}

/// A server and a client that has signed by its clock, which then moved by an hour.
async fn moved(retries: RetryPolicy) -> (Wire, Client) {
    moved_and_refused(retries, CODE).await
}

async fn moved_and_refused(retries: RetryPolicy, refusal: &'static str) -> (Wire, Client) {
    let ahead = Arc::new(AtomicI64::new(0));
    let wire = strict(ahead.clone(), refusal).await;
    let client = builder(&wire).credentials(credentials()).retries(retries);
    let client = client.build().unwrap();
    assign(&client).await.unwrap();
    ahead.store(3600, SeqCst);
    (wire, client)
}

async fn assign(client: &Client) -> Result<(), Error> {
    client.assign_cart().cart_id("0f3c").send().await.map(drop)
}

async fn check_out(client: &Client) -> Result<(), Error> {
    let call = client.checkout_cart().cart_id("0f3c");
    call.body(CartCheckout::builder()).send().await.map(drop)
}

const ASSIGN: &str = "POST /v1/order/cart/0f3c/assign";
const TIME_IS_ASKED: &str = "GET /v1/auth/time";

#[tokio::test]
async fn a_clock_that_moved_is_measured_again_and_the_call_sent_once_more() {
    for refusal in [CODE, CLASS] {
        let (wire, client) = moved_and_refused(soon(), refusal).await;
        assign(&client).await.unwrap();
        assign(&client).await.unwrap();
        let lines = [TIME_IS_ASKED, ASSIGN, ASSIGN, TIME_IS_ASKED, ASSIGN, ASSIGN];
        assert_eq!(wire.lines(), lines, "{refusal}");
    }
}

#[tokio::test]
async fn calls_at_the_same_time_measure_a_clock_that_moved_once() {
    let (wire, client) = moved(soon()).await;
    let (one, two, three) = tokio::join!(assign(&client), assign(&client), assign(&client));
    one.and(two).and(three).unwrap();
    assert_eq!(wire.count(Received::is_time), 2);
}

#[tokio::test]
async fn what_may_charge_is_not_sent_again_but_the_next_call_is_signed_by_the_new_clock() {
    for retries in [soon(), RetryPolicy::none()] {
        let (wire, client) = moved(retries.clone()).await;
        let error = check_out(&client).await.unwrap_err();
        assert_eq!(
            (error.kind(), error.may_have_happened()),
            (Kind::ClockSkew, false)
        );
        assert_eq!(wire.count(Received::is_checkout), 1, "{retries:?}");
        check_out(&client).await.unwrap();
        assert_eq!(wire.count(Received::is_checkout), 2, "{retries:?}");
    }
}

#[tokio::test]
async fn without_retries_a_call_is_sent_once_whatever_the_clock() {
    let (wire, client) = moved(RetryPolicy::none()).await;
    assert_eq!(assign(&client).await.unwrap_err().kind(), Kind::ClockSkew);
    assign(&client).await.unwrap();
    let lines = [TIME_IS_ASKED, ASSIGN, ASSIGN, TIME_IS_ASKED, ASSIGN];
    assert_eq!(wire.lines(), lines);
}

#[tokio::test]
async fn a_signature_that_is_refused_for_another_reason_is_not_sent_again() {
    let refusal = r#"{"errorCode":"INVALID_SIGNATURE","message":"Invalid signature"}"#;
    let wire = Wire::start(move |got| {
        if got.is_time() {
            json(200, now().to_string())
        } else {
            json(400, refusal)
        }
    })
    .await;
    let error = assign(&signing(&wire)).await.unwrap_err();
    assert_eq!(error.kind(), Kind::InvalidSignature);
    assert_eq!(wire.lines(), [TIME_IS_ASKED, ASSIGN, TIME_IS_ASKED]);
}

#[tokio::test]
async fn a_refused_signature_is_the_error_when_the_clock_cannot_be_measured_again() {
    let asked = AtomicUsize::new(0);
    let wire = Wire::start(move |got| match got.is_time() {
        true if asked.fetch_add(1, SeqCst) == 0 => json(200, now().to_string()),
        true => json(404, "{}"),
        false => json(400, r#"{"errorCode":"QUERY_TIME_OUT"}"#),
    })
    .await;
    let error = assign(&signing(&wire)).await.unwrap_err();
    assert_eq!(error.kind(), Kind::ClockSkew);
    assert_eq!(wire.lines(), [TIME_IS_ASKED, ASSIGN, TIME_IS_ASKED]);
}
