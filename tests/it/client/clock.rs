//! The server's clock: measured once, before the first signed call.

use std::time::{SystemTime, UNIX_EPOCH};

use ovh_order::Kind;

use super::bench::{anonymous, signing};
use crate::wire::{Wire, html, json};

fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    i64::try_from(since.as_secs()).unwrap()
}

/// A server whose clock is so many seconds ahead.
async fn ahead(seconds: i64) -> Wire {
    Wire::start(move |got| match got.is_time() {
        true => json(200, (now() + seconds).to_string()),
        false => json(200, "[]"),
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

#[tokio::test]
async fn a_call_is_not_sent_while_the_time_cannot_be_measured_and_works_once_it_can() {
    let asked = std::sync::atomic::AtomicUsize::new(0);
    let wire = Wire::start(move |got| match got.is_time() {
        true if asked.fetch_add(1, std::sync::atomic::Ordering::SeqCst) == 0 => html(502),
        true => json(200, now().to_string()),
        false => json(200, "null"),
    })
    .await;
    let client = signing(&wire);
    let error = client
        .assign_cart()
        .cart_id("0f3c")
        .send()
        .await
        .unwrap_err();
    assert_eq!(
        (error.kind(), error.may_have_happened()),
        (Kind::Server, false)
    );
    assert_eq!(error.path(), Some("/auth/time"));
    client.assign_cart().cart_id("0f3c").send().await.unwrap();
    let lines = [
        "GET /v1/auth/time",
        "GET /v1/auth/time",
        "POST /v1/order/cart/0f3c/assign",
    ];
    assert_eq!(wire.lines(), lines);
}
