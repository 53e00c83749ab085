//! Access tokens: what is asked for, who shares it, when it is asked for again.

use std::error::Error as _;
use std::sync::atomic::{AtomicUsize, Ordering};

use ovh_order::auth::{Credentials, OAuth2Client};
use ovh_order::{Client, Kind};

use crate::fixture::client::{builder, with};
use crate::fixture::http;
use crate::fixture::wire::{Received, Reply, Wire, json};

const ID: &str = "cl1ent id";
const SECRET: &str = "s3cret/of+client";

fn is_token(got: &Received) -> bool {
    got.target == "/login/token"
}

/// An API and its token endpoint, whose tokens are numbered and live this long.
async fn granting(lifetime: u64) -> Wire {
    let granted = AtomicUsize::new(0);
    Wire::start(move |got| if is_token(got) {
            let number = granted.fetch_add(1, Ordering::SeqCst);
            let token = format!(
                r#"{{"access_token":"t0ken-{number}","token_type":"Bearer","expires_in":{lifetime}}}"#
            );
            json(200, token)
} else { json(200, "[]") })
    .await
}

/// A server that answers this at its token endpoint and success elsewhere.
async fn refusing(reply: impl Fn() -> Reply + Send + Sync + 'static) -> Wire {
    Wire::start(move |got| {
        if is_token(got) {
            reply()
        } else {
            json(200, "[]")
        }
    })
    .await
}

fn oauth2(wire: &Wire) -> Client {
    with(wire, credentials(wire))
}

fn credentials(wire: &Wire) -> Credentials {
    let token_url = wire.url().replace("/v1", "/login/token");
    let client = OAuth2Client::new(ID, SECRET).with_token_url(token_url.parse().unwrap());
    Credentials::OAuth2(client)
}

fn bearers(wire: &Wire) -> Vec<Option<String>> {
    let calls = wire.received().into_iter().filter(|got| !is_token(got));
    let bearer = |got: Received| got.header("authorization").map(str::to_owned);
    calls.map(bearer).collect()
}

#[tokio::test]
async fn a_token_is_asked_for_as_the_rfc_says() {
    let wire = granting(3599).await;
    oauth2(&wire).list_cart().send().await.unwrap();
    assert_eq!(wire.lines(), ["POST /login/token", "GET /v1/order/cart"]);
    let asked = wire.received().remove(0);
    // base64 of `cl1ent+id:s3cret%2Fof%2Bclient`.
    let basic = "Basic Y2wxZW50K2lkOnMzY3JldCUyRm9mJTJCY2xpZW50";
    assert_eq!(asked.header("authorization"), Some(basic));
    assert_eq!(
        asked.header("content-type"),
        Some("application/x-www-form-urlencoded")
    );
    assert_eq!(asked.body, b"grant_type=client_credentials&scope=all");
}

#[tokio::test]
async fn a_call_carries_the_token_and_nothing_else() {
    let wire = granting(3599).await;
    oauth2(&wire).list_cart().send().await.unwrap();
    let call = wire.received().remove(1);
    assert_eq!(call.header_names(), ["authorization"]);
    assert_eq!(call.header("authorization"), Some("Bearer t0ken-0"));
}

#[tokio::test]
async fn what_needs_no_authentication_carries_no_token_and_asks_for_none() {
    let wire = granting(3599).await;
    for client in [
        oauth2(&wire),
        with(&wire, Credentials::access_token("t0ken")),
    ] {
        let call = client.list_cart_item().cart_id("0f3c");
        call.send().await.unwrap();
    }
    assert_eq!(wire.lines(), ["GET /v1/order/cart/0f3c/item"; 2]);
    for got in wire.received() {
        assert_eq!(got.header_names(), Vec::<&str>::new());
    }
}

#[tokio::test]
async fn an_access_token_is_sent_as_it_is_and_no_clock_is_read() {
    let wire = granting(3599).await;
    let client = with(&wire, Credentials::access_token("t0ken"));
    client.list_cart().send().await.unwrap();
    assert_eq!(wire.lines(), ["GET /v1/order/cart"]);
    assert_eq!(bearers(&wire), [Some("Bearer t0ken".to_owned())]);
}

#[tokio::test]
async fn a_hundred_calls_at_the_same_time_ask_for_one_token() {
    let wire = granting(3599).await;
    let client = oauth2(&wire);
    let mut calls = tokio::task::JoinSet::new();
    for _ in 0..100 {
        let client = client.clone();
        calls.spawn(async move { client.list_cart().send().await.map(drop) });
    }
    for outcome in calls.join_all().await {
        outcome.unwrap();
    }
    assert_eq!(wire.count(is_token), 1);
    assert_eq!(bearers(&wire), vec![Some("Bearer t0ken-0".to_owned()); 100]);
}

#[tokio::test]
async fn a_token_that_ends_within_ten_seconds_is_renewed_for_the_next_call() {
    for (lifetime, tokens) in [(3599, 1), (10, 3)] {
        let wire = granting(lifetime).await;
        let client = oauth2(&wire);
        for _ in 0..3 {
            client.list_cart().send().await.unwrap();
        }
        assert_eq!(wire.count(is_token), tokens, "{lifetime}");
    }
}

#[tokio::test]
async fn a_call_whose_asker_went_away_leaves_a_token_to_the_others() {
    let wire = granting(3599).await;
    let client = oauth2(&wire);
    let gone = {
        let client = client.clone();
        tokio::spawn(async move { client.list_cart().send().await.map(drop) })
    };
    tokio::task::yield_now().await;
    gone.abort();
    client.list_cart().send().await.unwrap();
    assert!(bearers(&wire).iter().all(Option::is_some));
}

/// An API that refuses all tokens before this one.
async fn refusing_tokens_before(accepted: usize) -> Wire {
    let granted = AtomicUsize::new(0);
    let accepted = format!("Bearer t0ken-{accepted}");
    Wire::start(move |got| match got.header("authorization") {
        _ if is_token(got) => {
            let number = granted.fetch_add(1, Ordering::SeqCst);
            json(200, format!(r#"{{"access_token":"t0ken-{number}"}}"#))
        }
        Some(token) if token == accepted => json(200, "[]"),
        _ => json(401, r#"{"message":"This token is expired"}"#),
    })
    .await
}

fn numbered(numbers: &[usize]) -> Vec<Option<String>> {
    let bearer = |number| Some(format!("Bearer t0ken-{number}"));
    numbers.iter().map(bearer).collect()
}

#[tokio::test]
async fn a_read_that_is_answered_401_is_sent_once_more_with_a_new_token() {
    let wire = refusing_tokens_before(1).await;
    let client = oauth2(&wire);
    client.list_cart().send().await.unwrap();
    client.list_cart().send().await.unwrap();
    assert_eq!(bearers(&wire), numbered(&[0, 1, 1]));
    let wire = refusing_tokens_before(9).await;
    let error = oauth2(&wire).list_cart().send().await.unwrap_err();
    assert_eq!(error.kind(), Kind::Unauthorized);
    assert_eq!(bearers(&wire), numbered(&[0, 1]));
}

#[tokio::test]
async fn a_change_that_is_answered_401_is_not_repeated_and_the_next_call_has_a_new_token() {
    let wire = refusing_tokens_before(1).await;
    let client = oauth2(&wire);
    let assign = client.assign_cart().cart_id("0f3c");
    let error = assign.send().await.unwrap_err();
    assert_eq!(
        (error.kind(), error.may_have_happened()),
        (Kind::Unauthorized, false)
    );
    client.list_cart().send().await.unwrap();
    assert_eq!(bearers(&wire), numbered(&[0, 1]));
}

#[tokio::test]
async fn a_call_that_carried_no_token_and_is_answered_401_takes_none_away() {
    let wire = refusing_tokens_before(0).await;
    let client = oauth2(&wire);
    client.list_cart().send().await.unwrap();
    let open = client.list_cart_item().cart_id("0f3c");
    let error = open.send().await.unwrap_err();
    assert_eq!(error.kind(), Kind::Unauthorized);
    client.list_cart().send().await.unwrap();
    let bearer = numbered(&[0]).remove(0);
    assert_eq!(bearers(&wire), [bearer.clone(), None, bearer]);
}

#[tokio::test]
async fn a_token_is_asked_for_again_after_what_passes() {
    let asked = AtomicUsize::new(0);
    let wire = refusing(move || match asked.fetch_add(1, Ordering::SeqCst) {
        0 => json(503, ""),
        1 => Reply::Break,
        _ => json(200, r#"{"access_token":"t0ken"}"#),
    });
    let wire = wire.await;
    let assign = oauth2(&wire).assign_cart().cart_id("0f3c").send().await;
    // The API answers a list, which is nothing to the one who assigns.
    assert!(assign.is_ok(), "{assign:?}");
    let asked = "POST /login/token";
    let call = "POST /v1/order/cart/0f3c/assign";
    assert_eq!(wire.lines(), [asked, asked, asked, call]);
}

#[tokio::test]
async fn an_access_token_that_is_refused_is_not_sent_again() {
    let wire = refusing_tokens_before(9).await;
    let client = with(&wire, Credentials::access_token("t0ken"));
    let error = client.list_cart().send().await.unwrap_err();
    assert_eq!(
        (error.kind(), wire.received().len()),
        (Kind::Unauthorized, 1)
    );
}

#[tokio::test]
async fn a_refusal_of_the_token_endpoint_is_told_and_the_call_is_not_sent() {
    // A host that repeats what it was sent, as it came and as it was read.
    let basic = "Y2wxZW50K2lkOnMzY3JldCUyRm9mJTJCY2xpZW50";
    let said = format!("{SECRET} is not the secret of {ID}, nor s3cret%2Fof%2Bclient: {basic}");
    let body = format!(r#"{{"error":"invalid_client","error_description":"{said}"}}"#);
    let wire = refusing(move || json(401, body.clone())).await;
    let error = oauth2(&wire)
        .assign_cart()
        .cart_id("0f3c")
        .send()
        .await
        .unwrap_err();
    assert_eq!(
        (error.kind(), error.may_have_happened()),
        (Kind::Token, false)
    );
    assert_eq!(
        [error.to_string(), error.source().unwrap().to_string()],
        [
            "POST /order/cart/{cartId}/assign: no access token",
            "127.0.0.1 refused: 401 invalid_client: [redacted] is not the secret of [redacted], \
             nor [redacted]: [redacted]",
        ]
    );
    assert_eq!(wire.lines(), ["POST /login/token"]);
}

#[tokio::test]
async fn a_redirection_of_the_token_endpoint_is_not_followed() {
    let other = refusing(|| json(200, r#"{"access_token":"t"}"#)).await;
    let elsewhere = other.url().replace("/v1", "/login/token");
    let wire = refusing(move || Reply::Redirect(elsewhere.clone())).await;
    let error = oauth2(&wire).list_cart().send().await.unwrap_err();
    assert_eq!(
        error.source().unwrap().to_string(),
        "127.0.0.1 refused: 302"
    );
    assert_eq!(other.received(), []);
}

#[tokio::test]
async fn a_token_that_came_through_a_redirect_is_refused_and_the_call_is_not_sent() {
    for status in [302, 307] {
        let other = refusing(|| json(200, r#"{"access_token":"t0ken"}"#)).await;
        let elsewhere = other.url().replace("/v1", "/login/token");
        let to = move || Reply::Headed(status, vec![("location", elsewhere.clone())], Vec::new());
        let wire = refusing(to).await;
        let own = http::client();
        let builder = builder(&wire).credentials(credentials(&wire));
        let client = builder.http_client(own).build().unwrap();
        let error = client.assign_cart().cart_id("0f3c").send().await;
        let error = error.unwrap_err();
        assert_eq!(
            (error.kind(), error.may_have_happened()),
            (Kind::Token, false)
        );
        let cause = error.source().unwrap();
        assert_eq!(
            [cause.to_string(), cause.source().unwrap().to_string()],
            [
                "the answer did not come from 127.0.0.1",
                "the HTTP client followed a redirect",
            ]
        );
        assert_eq!(wire.lines(), ["POST /login/token"]);
        // What reqwest takes away on its own.
        assert_eq!(other.received()[0].header("authorization"), None);
    }
}

#[tokio::test]
async fn a_token_endpoint_that_breaks_off_is_named() {
    for reply in [|| Reply::Break, || Reply::Half] {
        let wire = refusing(reply).await;
        let error = oauth2(&wire).list_cart().send().await.unwrap_err();
        assert_eq!(error.kind(), Kind::Token);
        let cause = error.source().unwrap();
        assert_eq!(cause.to_string(), "cannot reach 127.0.0.1");
        assert!(cause.source().is_some());
    }
}

#[tokio::test]
async fn neither_client_nor_errors_show_id_secret_or_token() {
    let wire = granting(3599).await;
    let client = oauth2(&wire);
    client.list_cart().send().await.unwrap();
    let refused = refusing(|| json(500, "")).await;
    let error = oauth2(&refused).list_cart().send().await.unwrap_err();
    let shown = format!("{client:?} {error} {error:?} {:?}", error.source());
    for secret in [ID, SECRET, "t0ken"] {
        assert!(!shown.contains(secret), "{secret} in {shown}");
    }
}

#[test]
fn an_oauth2_client_without_a_place_to_ask_makes_no_client() {
    let endpoint = "https://api.example.org/v1".parse().unwrap();
    let builder = Client::builder(endpoint).credentials(Credentials::oauth2(ID, SECRET));
    assert_eq!(builder.build().unwrap_err().kind(), Kind::Config);
}
