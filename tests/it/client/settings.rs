//! What a builder is told, seen from the server.

use std::io::Write;
use std::time::{Duration, Instant};

use flate2::Compression;
use flate2::write::GzEncoder;
use ovh_order::auth::Credentials;
use ovh_order::client::{Authentication, ClientBuilder, Pace, RetryPolicy};
use ovh_order::config::{Arguments, Config, Key, Sources};
use ovh_order::{Client, Error, Kind};

use crate::fixture::client::{answering, builder, credentials, replying, signing};
use crate::fixture::http;
use crate::fixture::wire::{Reply, Wire};

async fn read(client: &Client) -> Result<(), Error> {
    client.get_cart().cart_id("0f3c").send().await.map(drop)
}

async fn change(client: &Client) -> Result<(), Error> {
    client.assign_cart().cart_id("0f3c").send().await.map(drop)
}

/// Why a client cannot be built.
fn fault(builder: ClientBuilder) -> String {
    let error = builder.build().unwrap_err();
    assert_eq!(error.kind(), Kind::Config);
    std::error::Error::source(&error).unwrap().to_string()
}

#[tokio::test]
async fn a_proxy_that_was_set_is_used_even_for_this_machine_and_not_shown() {
    let (wire, proxy) = (answering("{}").await, answering("{}").await);
    let url = proxy.url().replace("http://", "http://me:s3cret@");
    let builder = builder(&wire).proxy(url);
    let shown = format!("{builder:?}");
    let client = builder.build().unwrap();
    read(&client).await.unwrap();
    let line = format!("GET {}/order/cart/0f3c", wire.url());
    assert_eq!((wire.lines(), proxy.lines()), (vec![], vec![line]));
    let basic = "Basic bWU6czNjcmV0";
    assert_eq!(
        proxy.received()[0].header("proxy-authorization"),
        Some(basic)
    );
    assert!(!(shown + &format!("{client:?}")).contains("s3cret"));
}

#[test]
fn a_proxy_that_is_no_url_is_refused_and_not_shown() {
    let builder = Client::builder("ovh-eu".parse().unwrap());
    assert_eq!(
        fault(builder.proxy("http://me:s3cret@ :x")),
        "the proxy is not a valid URL"
    );
}

#[tokio::test]
async fn further_headers_are_carried_by_every_call_and_not_shown() {
    let wire = answering("{}").await;
    let builder = builder(&wire).credentials(credentials());
    let builder = builder.header("X-Gateway", "s3cret").header("x-two", "2");
    let shown = format!("{builder:?}");
    let client = builder.build().unwrap();
    change(&client).await.unwrap();
    read(&client).await.unwrap();
    let received = wire.received();
    assert_eq!(received.len(), 3);
    for got in &received {
        let headers = ["x-gateway", "x-two"].map(|name| got.header(name));
        assert_eq!(headers, [Some("s3cret"), Some("2")], "{}", got.line());
    }
    assert!(!(shown + &format!("{client:?}")).contains("s3cret"));
}

#[tokio::test]
async fn a_calls_own_header_goes_before_a_further_one_and_of_those_the_last_counts() {
    let wire = answering("{}").await;
    let builder = builder(&wire).header("x-mine", "first");
    let client = builder.header("X-Mine", "last").build().unwrap();
    let call = || client.call_raw("GET", "/order/cart/0f3c");
    call().send_bytes().await.unwrap();
    call().header("x-mine", "own").send_bytes().await.unwrap();
    let received = wire.received();
    let sent: Vec<_> = received.iter().map(|got| got.values("x-mine")).collect();
    assert_eq!(sent, [["last"], ["own"]]);
}

#[test]
fn headers_that_say_who_calls_are_refused() {
    for name in ["X-Ovh-Application", "x-ovh-signature", "Authorization"] {
        let builder = Client::builder("ovh-eu".parse().unwrap());
        let expected = format!(
            "the header `{}` is set by the client itself",
            name.to_lowercase()
        );
        assert_eq!(fault(builder.header(name, "x")), expected);
    }
}

#[tokio::test]
async fn an_http_client_of_ones_own_sends() {
    let wire = answering("{}").await;
    let own = http::builder().user_agent("own/1").build().unwrap();
    let builder = builder(&wire).credentials(credentials());
    let client = builder.http_client(own).build().unwrap();
    change(&client).await.unwrap();
    let received = wire.received();
    assert_eq!(received.len(), 2);
    assert!(
        received
            .iter()
            .all(|got| got.header("user-agent") == Some("own/1"))
    );
}

#[test]
fn what_an_http_client_of_ones_own_decides_is_not_set_beside_it() {
    let own = || {
        let builder = Client::builder("ovh-eu".parse().unwrap());
        builder.http_client(http::client())
    };
    let second = Duration::from_secs(1);
    let builders = [
        own().timeout(second),
        own().connect_timeout(second),
        own().user_agent("x"),
        own().proxy("http://127.0.0.1:1"),
    ];
    let expected = "timeout, connect timeout, user agent and proxy cannot be combined with an HTTP client of \
                    your own; set them where it is built";
    assert_eq!(builders.map(fault), [expected; 4]);
}

#[tokio::test]
async fn no_redirect_carries_a_request_elsewhere() {
    for status in [301, 302, 303, 307, 308] {
        let elsewhere = answering("{}").await;
        let to = format!("{}/me", elsewhere.url());
        let redirect = move || Reply::Headed(status, vec![("location", to.clone())], Vec::new());
        let wire = replying(redirect).await;
        let client = signing(&wire).with_authentication(Authentication::Always);
        for error in [read(&client).await, change(&client).await].map(Result::unwrap_err) {
            assert_eq!((error.kind(), error.status()), (Kind::Other, Some(status)));
        }
        assert_eq!(elsewhere.lines(), Vec::<String>::new(), "{status}");
        assert_eq!(wire.count(|got| !got.is_time()), 2, "{status}");
    }
}

#[tokio::test]
async fn an_answer_that_came_through_a_redirect_is_refused() {
    for status in [302, 307] {
        let elsewhere = answering("{}").await;
        let to = elsewhere.url();
        let redirect = move || Reply::Headed(status, vec![("location", to.clone())], Vec::new());
        let wire = replying(redirect).await;
        let own = http::client();
        let builder = builder(&wire).credentials(credentials());
        let client = builder.http_client(own).build().unwrap();
        let outcomes = [(read(&client).await, false), (change(&client).await, true)];
        for (outcome, may_have_happened) in outcomes {
            let error = outcome.unwrap_err();
            let cause = std::error::Error::source(&error).unwrap().to_string();
            let expected = "the HTTP client followed a redirect";
            assert_eq!((error.kind(), cause.as_str()), (Kind::Transport, expected));
            assert_eq!(error.may_have_happened(), may_have_happened, "{status}");
        }
        assert_eq!(wire.count(|got| !got.is_time()), 2, "{status}");
        assert_eq!(elsewhere.received().len(), 2, "{status}");
    }
}

#[tokio::test]
async fn a_request_that_was_redirected_to_nobody_may_have_been_carried_out() {
    let wire = replying(|| Reply::Redirect("http://127.0.0.1:9/".to_owned())).await;
    let own = http::client();
    let builder = builder(&wire).credentials(credentials());
    let client = builder.http_client(own).build().unwrap();
    let error = change(&client).await.unwrap_err();
    assert_eq!(
        (error.kind(), error.may_have_happened()),
        (Kind::Transport, true)
    );
    assert_eq!(wire.count(|got| !got.is_time()), 1);
}

#[test]
fn plain_http_to_another_machine_makes_no_client() {
    let arguments = Arguments::new().with(Key::Endpoint, "http://eu.api.ovh.com/v1");
    let error = Config::load(&arguments, &Sources::none()).unwrap_err();
    let cause = std::error::Error::source(&error).unwrap().to_string();
    assert_eq!(
        cause,
        "http to `eu.api.ovh.com` would send keys unprotected; use https (http is for this machine \
         only)"
    );
}

/// An answer that is compressed.
fn gzip(body: &[u8]) -> Reply {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(body).unwrap();
    let headers = vec![("content-encoding", "gzip".to_owned())];
    Reply::Headed(200, headers, encoder.finish().unwrap())
}

#[tokio::test]
async fn a_compressed_answer_is_asked_for_and_read() {
    let wire = replying(|| gzip(br#"{"cartId":"0f3c"}"#)).await;
    let client = builder(&wire).build().unwrap();
    let cart = client.get_cart().cart_id("0f3c").send().await.unwrap();
    assert_eq!(cart.cart_id.as_ref().unwrap().expose(), "0f3c");
    assert_eq!(wire.received()[0].header("accept-encoding"), Some("gzip"));
}

/// What becomes of a call with this limit; how often it was sent.
async fn limited(wire: &Wire, limit: usize) -> Result<(), String> {
    let client = builder(wire).answer_limit(limit).build().unwrap();
    let outcome = read(&client).await;
    assert_eq!(wire.received().len(), 1);
    outcome.map_err(|error| {
        assert_eq!(error.kind(), Kind::Transport);
        std::error::Error::source(&error).unwrap().to_string()
    })
}

#[tokio::test]
async fn a_larger_answer_than_the_limit_is_not_read_nor_asked_for_again() {
    let body = || [b"{}".to_vec(), vec![b' '; 998]].concat();
    let too_large = Err("the answer is larger than 999 bytes".to_owned());
    for (limit, expected) in [(1000, Ok(())), (999, too_large)] {
        let plain = replying(move || crate::fixture::wire::json(200, body())).await;
        assert_eq!(limited(&plain, limit).await, expected);
        let compressed = replying(move || gzip(&body())).await;
        assert_eq!(limited(&compressed, limit).await, expected);
    }
}

#[tokio::test]
async fn an_announced_length_beyond_all_memory_is_no_more_than_announced() {
    let wire = replying(|| Reply::Announce(1 << 63)).await;
    let client = builder(&wire).answer_limit(usize::MAX).build().unwrap();
    let client = client.with_retries(RetryPolicy::none());
    assert_eq!(read(&client).await.unwrap_err().kind(), Kind::Transport);
}

#[tokio::test]
async fn clones_keep_one_pace_and_each_attempt_takes_a_turn() {
    let wire = answering("{}").await;
    let builder = builder(&wire).pace(Pace::per_minute(3000).burst(1));
    let client = builder.build().unwrap();
    let again = client.clone().with_retries(RetryPolicy::none());
    let started = Instant::now();
    let (one, two, three) = tokio::join!(read(&client), read(&again), read(&client));
    one.and(two).and(three).unwrap();
    assert!(started.elapsed() >= Duration::from_millis(40));
}

#[tokio::test]
async fn a_call_that_is_dropped_while_it_waits_for_its_turn_is_not_sent() {
    let wire = answering("{}").await;
    let builder = builder(&wire).pace(Pace::per_minute(1).burst(1));
    let client = builder.build().unwrap();
    read(&client).await.unwrap();
    let waiting = tokio::time::timeout(Duration::from_millis(5), read(&client));
    waiting.await.unwrap_err();
    assert_eq!(wire.received().len(), 1);
}

#[tokio::test]
async fn a_call_can_be_signed_or_not_whatever_its_description_says() {
    let wire = answering("{}").await;
    let client = signing(&wire);
    let signed = client.with_authentication(Authentication::Always);
    read(&signed).await.unwrap();
    change(&client.with_authentication(Authentication::Never))
        .await
        .unwrap();
    read(&client).await.unwrap();
    let received = wire.received();
    let calls = received.iter().filter(|got| !got.is_time());
    let signed: Vec<_> = calls
        .map(|got| got.header("x-ovh-signature").is_some())
        .collect();
    assert_eq!(signed, [true, false, false]);
    let nobody = builder(&wire)
        .credentials(Credentials::None)
        .build()
        .unwrap();
    let always = nobody.with_authentication(Authentication::Always);
    assert_eq!(read(&always).await.unwrap_err().kind(), Kind::Refused);
}
