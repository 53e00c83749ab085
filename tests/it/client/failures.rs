//! What a failure of the network or of what stands before the API becomes.

use std::error::Error as _;
use std::time::Duration;

use ovh_order::client::RetryPolicy;
use ovh_order::{Client, Error, Kind};
use tokio::net::TcpListener;

use crate::fixture::client::{anonymous, answering, builder, replying, signing, soon};
use crate::fixture::wire::{Reply, html, json};

async fn read(client: &Client) -> Error {
    client.get_cart().cart_id("0f3c").send().await.unwrap_err()
}

async fn change(client: &Client) -> Error {
    client
        .assign_cart()
        .cart_id("0f3c")
        .send()
        .await
        .unwrap_err()
}

#[tokio::test]
async fn a_redirect_is_an_error_and_nothing_goes_where_it_points() {
    let elsewhere = answering("{}").await;
    let to = elsewhere.url();
    let wire = replying(move || Reply::Redirect(format!("{to}/me"))).await;
    let client = signing(&wire);
    let (read, changed) = (read(&client).await, change(&client).await);
    assert_eq!((read.kind(), read.status()), (Kind::Other, Some(302)));
    assert_eq!(
        (read.may_have_happened(), changed.may_have_happened()),
        (false, true)
    );
    assert_eq!(elsewhere.lines(), Vec::<String>::new());
    let cause = read.source().unwrap().to_string();
    let to = elsewhere.url();
    assert_eq!(
        cause,
        format!("it redirects to {to}/me and is not followed there: check the endpoint's URL")
    );
}

#[tokio::test]
async fn a_web_page_is_never_an_answer() {
    let wire = replying(|| html(200)).await;
    let client = signing(&wire);
    let (read, changed) = (read(&client).await, change(&client).await);
    let raw = client.call_raw("POST", "/order/cart/0f3c/assign");
    let raw = raw.send_bytes().await.unwrap_err();
    for error in [&read, &changed, &raw] {
        assert_eq!((error.kind(), error.status()), (Kind::Decode, Some(200)));
        assert_eq!(
            error.source().unwrap().to_string(),
            "it is a web page, so it comes from something in front of the API, such as a gateway, \
             a firewall or a portal"
        );
    }
    assert_eq!(
        [&read, &changed, &raw].map(Error::may_have_happened),
        [false, true, true]
    );
}

#[tokio::test]
async fn an_error_in_html_keeps_its_status() {
    for (status, kind) in [(403, Kind::Other), (404, Kind::Other), (502, Kind::Server)] {
        let wire = replying(move || html(status)).await;
        let error = read(&anonymous(&wire)).await;
        assert_eq!((error.kind(), error.status()), (kind, Some(status)));
        assert_eq!(
            error.to_string(),
            format!("GET /order/cart/{{cartId}}: {status} {kind}, query id EU.wire-1")
        );
    }
}

#[tokio::test]
async fn a_broken_connection_is_a_failure_of_the_transport() {
    for reply in [|| Reply::Break, || Reply::Half] {
        let wire = replying(reply).await;
        let client = signing(&wire);
        let (read, changed) = (read(&client).await, change(&client).await);
        assert_eq!(
            (read.kind(), read.may_have_happened()),
            (Kind::Transport, false)
        );
        assert_eq!(
            (changed.kind(), changed.may_have_happened()),
            (Kind::Transport, true)
        );
        // A read is sent four times, a change once.
        assert_eq!(wire.count(|got| !got.is_time()), 5);
    }
}

#[tokio::test]
async fn a_server_that_does_not_answer_in_time_is_a_timeout() {
    for reply in [|| Reply::Silence, || Reply::Stall] {
        let wire = replying(reply).await;
        let builder = builder(&wire).retries(RetryPolicy::none());
        let client = builder.timeout(Duration::from_millis(300)).build().unwrap();
        let error = read(&client).await;
        assert_eq!((error.kind(), error.status()), (Kind::Timeout, None));
        assert_eq!(
            error.to_string(),
            "GET /order/cart/{cartId}: no answer in time"
        );
        assert_eq!(wire.received().len(), 1);
    }
}

#[tokio::test]
async fn a_port_that_nobody_listens_on_means_that_nothing_was_sent() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/v1", listener.local_addr().unwrap());
    drop(listener);
    let client = Client::builder(url.parse().unwrap()).retries(soon());
    let client = client.build().unwrap();
    let body = serde_json::json!({"ovhSubsidiary": "FR"});
    let body: ovh_order::types::CartCreation = serde_json::from_value(body).unwrap();
    let error = client.create_cart().body(body).send().await.unwrap_err();
    assert_eq!(
        (error.kind(), error.may_have_happened()),
        (Kind::Connect, false)
    );
    let host = url.trim_start_matches("http://").trim_end_matches("/v1");
    let cause = error.source().unwrap().to_string();
    assert_eq!(cause, format!("cannot connect to {host}"));
}

#[tokio::test]
async fn an_answer_larger_than_the_limit_is_not_read() {
    const LIMIT: usize = 64 * 1024 * 1024;
    let wire = replying(|| json(200, vec![b' '; LIMIT + 1])).await;
    let error = read(&anonymous(&wire)).await;
    assert_eq!(error.kind(), Kind::Transport);
    let cause = std::error::Error::source(&error).unwrap().to_string();
    assert_eq!(cause, "the answer is larger than 67108864 bytes");
}
