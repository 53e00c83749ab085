//! What the server answers beside the emulated operations, and its life.

use std::time::Duration;

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::Instant;

use super::models;
use crate::fixture::caller::{Caller, refused, sent};
use crate::fixture::http;

#[tokio::test]
async fn every_root_of_the_path_is_the_same_api() {
    let caller = Caller::start().await;
    for version in ["/v1", "/1.0", "/engine/apiv6", "/engine/api"] {
        let url = format!("http://{}{version}/auth/time", caller.sandbox.address());
        let answer: Value = caller
            .http
            .get(url)
            .send()
            .await
            .unwrap()
            .json()
            .await
            .unwrap();
        assert_eq!(answer, json!(caller.sandbox.now()));
    }
}

#[tokio::test]
async fn a_description_is_served_byte_for_byte_and_listed() {
    let order = models::json("order");
    let server = models::json("dedicated-server");
    let given = (order.clone(), server.clone());
    let caller = Caller::with(|options| options.description(given.0).description(given.1)).await;
    for (path, expected) in [("/order.json", order), ("/dedicated/server.json", server)] {
        let response = caller.request("GET", path).send().await.unwrap();
        assert_eq!(
            response.headers()["content-type"],
            "application/json; charset=utf-8"
        );
        assert!(response.headers().contains_key("x-ovh-queryid"));
        assert_eq!(response.bytes().await.unwrap(), *expected);
    }
    let section = |path| json!({ "path": path, "schema": "{path}.{format}", "format": ["json"] });
    let expected = json!({
        "basePath": caller.sandbox.url(),
        "apis": [section("/order"), section("/dedicated/server")],
    });
    assert_eq!(
        sent(caller.request("GET", "/")).await,
        (200, expected.clone())
    );
    assert_eq!(sent(caller.request("GET", "")).await, (200, expected));
}

#[tokio::test]
async fn a_described_operation_that_is_not_emulated_is_named() {
    let caller = Caller::with(|options| {
        let options = options.description(models::json("order"));
        options.description(models::json("me"))
    })
    .await;
    let not_emulated = |what: &str| refused(501, "NotImplemented", &not_emulated_message(what));
    let unknown = refused(404, "NotFound", "Got an invalid (or empty) URL");
    for (method, path, expected) in [
        (
            "POST",
            "/me/payment/method/7/finalize",
            not_emulated("POST /me/payment/method/{paymentMethodId}/finalize"),
        ),
        ("PUT", "/order/cart/7/domain", unknown.clone()),
        ("GET", "/order/basket", unknown.clone()),
        ("GET", "/me/document", not_emulated("GET /me/document")),
        ("GET", "/ip", not_emulated("GET /ip")),
        ("GET", "/basket", unknown),
    ] {
        assert_eq!(
            caller.open(method, path, Value::Null).await,
            expected,
            "{method} {path}"
        );
    }
}

fn not_emulated_message(what: &str) -> String {
    format!(
        "the sandbox does not emulate {what}; GET / beside /v1 lists the operations that it \
         emulates, the products that it sells and the coupons that it takes"
    )
}

#[tokio::test]
async fn head_is_get_without_a_body_and_options_names_the_methods() {
    let caller = Caller::start().await;
    let cart = caller.cart().await;
    let credentials = caller.sandbox.credentials();
    for (path, status, methods) in [
        ("/me", 200, "GET, OPTIONS"),
        (cart.as_str(), 200, "DELETE, GET, PUT, OPTIONS"),
        ("/order/cart/7", 404, "DELETE, GET, PUT, OPTIONS"),
    ] {
        let head = caller.sign(&credentials, "HEAD", path, &Value::Null);
        let head = head.send().await.unwrap();
        assert_eq!(head.status(), status, "{path}");
        assert!(head.bytes().await.unwrap().is_empty(), "{path}");
        let options = caller.request("OPTIONS", path).send().await.unwrap();
        assert_eq!(options.status(), 204, "{path}");
        assert_eq!(options.headers()["allow"], methods, "{path}");
    }
    assert_eq!(sent(caller.request("OPTIONS", "/basket")).await.0, 404);
}

#[tokio::test]
async fn a_slash_at_the_end_of_a_path_means_nothing() {
    let caller = Caller::start().await;
    let cart = caller.vps_cart().await;
    let order = caller.order(&cart, false).await;
    for path in [
        "/me",
        "/me/order",
        &order,
        &format!("{order}/details"),
        &cart,
    ] {
        let (with, without) = (format!("{path}/"), caller.get(path).await);
        assert_eq!(
            sent(caller.sign(&caller.sandbox.credentials(), "GET", &with, &Value::Null)).await,
            without
        );
        assert_eq!(without.0, 200, "{path}");
    }
}

#[tokio::test]
async fn without_descriptions_known_sections_count_as_described() {
    let caller = Caller::start().await;
    let expected = refused(
        501,
        "NotImplemented",
        &not_emulated_message("GET /me/document"),
    );
    assert_eq!(
        caller.open("GET", "/me/document", Value::Null).await,
        expected
    );
    let unknown = refused(404, "NotFound", "Got an invalid (or empty) URL");
    for path in ["/ipx", "/basket/zone", "/order.json"] {
        assert_eq!(
            caller.open("GET", path, Value::Null).await,
            unknown,
            "{path}"
        );
    }
    let outside = format!("http://{}/v2/me", caller.sandbox.address());
    assert_eq!(sent(caller.http.get(outside)).await, unknown);
}

#[tokio::test]
async fn every_answer_has_a_query_id_of_its_own() {
    let caller = Caller::start().await;
    let mut ids = Vec::new();
    for path in ["/auth/time", "/auth/time", "/nothing", "/me"] {
        let response = caller.request("GET", path).send().await.unwrap();
        ids.push(
            response.headers()["x-ovh-queryid"]
                .to_str()
                .unwrap()
                .to_owned(),
        );
    }
    assert_eq!(
        ids,
        [
            "EU.sandbox-1.00000001.1",
            "EU.sandbox-1.00000002.2",
            "EU.sandbox-1.00000003.3",
            "EU.sandbox-1.00000004.4",
        ]
    );
}

#[tokio::test]
async fn a_sandbox_ends_when_it_is_shut_down() {
    let caller = Caller::start().await;
    let url = format!("{}/auth/time", caller.sandbox.url());
    assert_eq!(caller.http.get(&url).send().await.unwrap().status(), 200);
    caller.sandbox.shutdown().await;
    assert!(http::client().get(&url).send().await.is_err());
}

/// A connection to the sandbox on which this was sent.
async fn with_sent(caller: &Caller, text: &str) -> TcpStream {
    let mut stream = TcpStream::connect(caller.sandbox.address()).await.unwrap();
    stream.write_all(text.as_bytes()).await.unwrap();
    stream
}

/// All that comes on a connection until it is closed.
async fn received(mut stream: TcpStream) -> String {
    let mut received = String::new();
    stream.read_to_string(&mut received).await.unwrap();
    received
}

const HALF_A_HEAD: &str = "GET /v1/auth/time HTTP/1.1\r\nhost: localhost\r\n";
const HALF_A_BODY: &str =
    "POST /v1/order/cart HTTP/1.1\r\nhost: localhost\r\ncontent-length: 20\r\n\r\n{";

#[tokio::test(start_paused = true)]
async fn connections_that_send_nothing_or_half_a_request_are_closed() {
    let caller = Caller::start().await;
    let whole = format!("{HALF_A_HEAD}\r\n");
    for (sent, status) in [
        ("", ""),
        (HALF_A_HEAD, ""),
        (HALF_A_BODY, "HTTP/1.1 408 "),
        (&whole, "HTTP/1.1 200 "),
    ] {
        let received = received(with_sent(&caller, sent).await).await;
        assert!(received.starts_with(status), "{sent}: {received}");
        assert_eq!(received.is_empty(), status.is_empty(), "{sent}: {received}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_connection_whose_answers_nobody_reads_is_closed() {
    let caller = Caller::start().await;
    let url = format!(
        "{}/order/catalog/public/vps?ovhSubsidiary=IE",
        caller.sandbox.url()
    );
    let one = caller
        .http
        .get(url)
        .send()
        .await
        .unwrap()
        .bytes()
        .await
        .unwrap()
        .len();
    // More than the buffers of a connection take.
    let requests = 64 * 1024 * 1024 / one;
    let request =
        "GET /v1/order/catalog/public/vps?ovhSubsidiary=IE HTTP/1.1\r\nhost: localhost\r\n\r\n";
    let mut stream = with_sent(&caller, &request.repeat(requests)).await;
    tokio::time::sleep(Duration::from_secs(120)).await;
    let mut received = Vec::new();
    let _ = stream.read_to_end(&mut received).await;
    assert!(
        !received.is_empty() && received.len() < one * requests,
        "{}",
        received.len()
    );
}

#[tokio::test(start_paused = true)]
async fn a_sandbox_that_is_shut_down_cuts_off_half_a_request() {
    let caller = Caller::start().await;
    let half = [
        with_sent(&caller, HALF_A_HEAD).await,
        with_sent(&caller, HALF_A_BODY).await,
    ];
    // An answer on a third connection shows that the sandbox has the other two.
    assert_eq!(caller.open("GET", "/auth/time", Value::Null).await.0, 200);
    let begun = Instant::now();
    caller.sandbox.shutdown().await;
    assert!(begun.elapsed() < Duration::from_secs(2));
    drop(half);
}

#[tokio::test]
async fn a_body_that_is_too_large_is_refused_as_json() {
    let caller = Caller::start().await;
    for size in [64 << 10, (64 << 10) + 1, 8 << 20] {
        let body = format!("\"{}\"", "x".repeat(size - 2));
        let answer = sent(caller.request("POST", "/order/cart").body(body)).await;
        let expected = match size {
            65_536 => refused(400, "BadRequest", "Invalid JSON received"),
            _ => refused(413, "PayloadTooLarge", "The body has more than 65536 bytes"),
        };
        assert_eq!(answer, expected, "{size}");
    }
}

#[tokio::test]
async fn a_head_that_is_too_large_is_refused() {
    let caller = Caller::start().await;
    let head = format!("{HALF_A_HEAD}connection: close\r\nx: ");
    for (size, status) in [(65_536, "200 "), (65_537, "431 ")] {
        let rest = "x".repeat(size - head.len() - 4);
        let stream = with_sent(&caller, &format!("{head}{rest}\r\n\r\n")).await;
        let received = received(stream).await;
        assert!(
            received.starts_with(&format!("HTTP/1.1 {status}")),
            "{received}"
        );
    }
}

#[tokio::test]
async fn a_name_that_a_stranger_can_point_here_is_not_answered() {
    let caller = Caller::start().await;
    let named = |host: &str| caller.request("GET", "/auth/time").header("host", host);
    for host in ["localhost:1", "sandbox:8080", "10.0.0.1"] {
        assert_eq!(sent(named(host)).await.0, 200, "{host}");
    }
    let message = "the sandbox answers to addresses, localhost and names without a dot, \
                   not to evil.example:80; start it with --public-url to give it another name";
    let expected = refused(421, "MisdirectedRequest", message);
    assert_eq!(sent(named("evil.example:80")).await, expected);
}

#[tokio::test]
async fn waiting_for_a_sandbox_can_be_given_up() {
    let mut caller = Caller::start().await;
    tokio::select! {
        biased;
        ended = caller.sandbox.join() => panic!("{ended:?}"),
        () = std::future::ready(()) => {}
    }
    assert_eq!(caller.open("GET", "/auth/time", Value::Null).await.0, 200);
    caller.sandbox.shutdown().await;
}

#[tokio::test]
async fn sandboxes_do_not_share_anything() {
    let (one, two) = (Caller::start().await, Caller::start().await);
    assert_ne!(one.sandbox.url(), two.sandbox.url());
    let cart = one.cart().await;
    assert_eq!(one.open("GET", &cart, Value::Null).await.0, 200);
    assert_eq!(two.open("GET", &cart, Value::Null).await.0, 404);
    let other = Caller::with(|options| options.seed(1)).await;
    assert_eq!(cart, two.cart().await);
    assert_ne!(cart, other.cart().await);
}

#[tokio::test]
async fn wrong_options_keep_a_sandbox_from_starting() {
    use ovh_order::sandbox::{Options, start};
    use std::sync::Arc;

    let options = || Options::new(Arc::new(jiff::Timestamp::now));
    let unknown = start(options().subsidiary("XX")).await.unwrap_err();
    let message = unknown.to_string();
    assert!(
        message.starts_with("unknown subsidiary XX; use one of CZ, DE, "),
        "{message}"
    );
    let broken: Arc<[u8]> = b"{}".as_slice().into();
    assert!(start(options().description(broken)).await.is_err());
    assert!(start(options().public_url("shop.example")).await.is_err());
    for wrong in ["localhost:3000", "http://localhost:3000/", "null"] {
        let refused = start(options().cors(wrong)).await.unwrap_err().to_string();
        let expected = "is not the origin of web pages; use one like http://localhost:3000, or *";
        assert_eq!(refused, format!("`{wrong}` {expected}"));
    }
}
