//! What goes wrong on request: that clients see it, and whether the call was carried out.

use std::io::{Read, Write};
use std::net::TcpStream;

use jiff::SignedDuration;
use ovh_order::sandbox::Fault;
use serde_json::{Value, json};

use crate::fixture::caller::{Caller, sent};

/// Everything the server sends in answer to a new cart.
fn raw(caller: &Caller) -> String {
    let mut stream = TcpStream::connect(caller.sandbox.address()).unwrap();
    let body = r#"{"ovhSubsidiary":"FR"}"#;
    let head = "POST /v1/order/cart HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n";
    write!(stream, "{head}Content-Length: {}\r\n\r\n{body}", body.len()).unwrap();
    let mut answer = String::new();
    // A connection that is reset has sent what it has sent.
    let _ = stream.read_to_string(&mut answer);
    answer
}

async fn carts(caller: &Caller) -> Value {
    caller.control("GET", "/counters", Value::Null).await.1["carts"].clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_is_closed_before_or_after_the_call_is_carried_out() {
    let caller = Caller::start().await;
    for (commit, made) in [(false, 0), (true, 1)] {
        caller
            .fault(json!({ "ending": "closed", "commit": commit }))
            .await;
        assert_eq!(raw(&caller), "", "{commit}");
        assert_eq!(carts(&caller).await, made, "{commit}");
    }
    let (_, log) = caller.control("GET", "/log", Value::Null).await;
    assert_eq!(
        (&log[0]["status"], &log[0]["done"]),
        (&Value::Null, &json!(false))
    );
    assert_eq!(
        (&log[1]["status"], &log[1]["done"]),
        (&Value::Null, &json!(true))
    );
    assert_eq!(log[1]["fault"]["ending"], "closed");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_truncated_answer_promises_more_than_it_has_and_a_malformed_one_does_not() {
    let caller = Caller::start().await;
    let whole = body(&raw(&caller)).1.len();
    for (ending, promised) in [("truncated", whole), ("malformed", whole / 2)] {
        caller.fault(json!({ "ending": ending })).await;
        let answer = raw(&caller);
        let (length, body) = body(&answer);
        assert_eq!((length, body.len()), (promised, whole / 2), "{ending}");
    }
    assert_eq!(carts(&caller).await, 3);
}

/// The promised length of an answer, and its body.
fn body(answer: &str) -> (usize, &str) {
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    let lines = head.lines();
    let mut lengths = lines.filter_map(|line| line.strip_prefix("content-length: "));
    (lengths.next().unwrap().parse().unwrap(), body)
}

#[tokio::test]
async fn a_status_comes_as_live_or_with_a_body_of_its_own() {
    let caller = Caller::start().await;
    let faults = json!([
        { "path": "/me", "status": 503 },
        { "path": "/me", "status": 429 },
        { "path": "/me", "status": 200, "body": "<html>maintenance</html>" },
        { "path": "/me", "status": 404, "body": { "message": "gone" } },
    ]);
    caller.fault(faults).await;
    let mut seen = Vec::new();
    for _ in 0..5 {
        let answer = caller.request("GET", "/me").send().await.unwrap();
        let wait = answer.headers().get("retry-after").is_some();
        let status = answer.status().as_u16();
        seen.push((status, wait, answer.text().await.unwrap()));
    }
    let expected = [
        (
            503,
            false,
            "<html><body><h1>503 Service Unavailable</h1></body></html>\n",
        ),
        (429, true, r#"{"message":"Too Many Requests"}"#),
        (200, false, "<html>maintenance</html>"),
        (404, false, r#"{"message":"gone"}"#),
        (401, false, r#"{"message":"You must login first"}"#),
    ];
    assert_eq!(
        seen,
        expected.map(|(status, wait, body)| (status, wait, body.to_owned()))
    );
    let left = caller.control("GET", "/faults", Value::Null).await;
    assert_eq!(left, (200, json!([])));
}

#[tokio::test]
async fn authentication_is_refused_in_both_forms() {
    let caller = Caller::start().await;
    for (form, expected) in [
        (
            "code",
            json!({
                "errorCode": "INVALID_CREDENTIAL",
                "httpCode": "403 Forbidden",
                "message": "This credential is not valid",
            }),
        ),
        (
            "class",
            json!({ "class": "Client::Forbidden", "message": "This credential is not valid" }),
        ),
    ] {
        caller
            .fault(json!({ "refuse": "INVALID_CREDENTIAL", "form": form }))
            .await;
        assert_eq!(caller.get("/me").await, (403, expected));
    }
}

#[tokio::test]
async fn an_obstacle_can_stand_before_some_calls_only() {
    let caller = Caller::start().await;
    caller
        .fault(json!({ "path": "/vps/order/rule/*", "obstacle": { "stock": "GRA" } }))
        .await;
    let path = "/vps/order/rule/datacenter?ovhSubsidiary=FR&planCode=vps-2025-model1";
    let mut seen = Vec::new();
    for _ in 0..2 {
        let (_, told) = caller.open("GET", path, Value::Null).await;
        let list = told["datacenters"].as_array().unwrap();
        let gra = list.iter().find(|entry| entry["datacenter"] == "GRA");
        seen.push(gra.unwrap()["status"].clone());
    }
    assert_eq!(seen, ["out-of-stock", "available"]);
}

#[tokio::test]
async fn details_can_be_late_by_reads() {
    let caller = Caller::start().await;
    let order = caller.order(&caller.vps_cart().await, true).await;
    let late = json!({
        "path": "/me/order/{orderId}/details", "times": 2, "status": 200, "body": [],
    });
    caller.fault(late).await;
    assert_eq!(caller.details(&order).await, [0_i64; 0]);
}

#[tokio::test]
async fn an_answer_can_be_late() {
    let fault: Fault =
        serde_json::from_str(r#"{"path": "/auth/time", "delay": "PT0.3S"}"#).unwrap();
    let caller = Caller::with(|options| options.fault(fault)).await;
    let begun = std::time::Instant::now();
    assert_eq!(caller.open("GET", "/auth/time", Value::Null).await.0, 200);
    let taken = SignedDuration::try_from(begun.elapsed()).unwrap();
    assert!(taken >= SignedDuration::from_millis(300), "{taken}");
}

#[tokio::test]
async fn a_fault_can_strike_the_endpoint_of_tokens() {
    let caller = Caller::start().await;
    caller
        .fault(json!({ "path": "/auth/oauth2/token", "status": 400, "body": {} }))
        .await;
    let request = caller.http.post(caller.sandbox.token_url());
    assert_eq!(sent(request).await, (400, json!({})));
}

#[tokio::test]
async fn an_impossible_fault_is_refused_and_none_is_added() {
    use ovh_order::sandbox::{Options, start};
    use std::sync::Arc;

    let caller = Caller::start().await;
    let faults = json!([{ "status": 503 }, { "path": "/me" }]);
    let (status, _) = caller.control("POST", "/faults", faults).await;
    let left = caller.control("GET", "/faults", Value::Null).await.1;
    assert_eq!((status, left), (400, json!([])));
    let fault: Fault = serde_json::from_str("{}").unwrap();
    let options = Options::new(Arc::new(jiff::Timestamp::now)).fault(fault);
    assert!(start(options).await.is_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_has_no_body_has_no_length() {
    let caller = Caller::start().await;
    for status in [204, 304] {
        for ending in [Value::Null, json!("malformed"), json!("truncated")] {
            caller
                .fault(json!({ "status": status, "body": { "a": 1 }, "ending": ending }))
                .await;
            let answer = raw(&caller);
            let (head, body) = answer.split_once("\r\n\r\n").unwrap();
            assert_eq!(body, "", "{status} {ending}");
            for header in ["content-length", "content-type", "transfer-encoding"] {
                assert!(!head.contains(header), "{status} {ending}: {head}");
            }
        }
    }
}

#[tokio::test]
async fn a_fault_of_get_strikes_head() {
    let caller = Caller::start().await;
    caller
        .fault(json!({ "method": "GET", "path": "/auth/time", "times": 2, "status": 503 }))
        .await;
    for (method, status) in [("HEAD", 503), ("GET", 503), ("HEAD", 200)] {
        let answer = caller.request(method, "/auth/time").send().await.unwrap();
        assert_eq!(answer.status(), status, "{method}");
    }
}
