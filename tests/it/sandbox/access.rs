//! Who may call what.

use serde_json::{Value, json};

use crate::fixture::caller::{Answer, Caller, sent, signature};
use crate::sandbox::models;

fn auth(status: u16, code: &str, message: &str) -> Answer {
    let reason = if status == 400 {
        "400 Bad Request"
    } else {
        "403 Forbidden"
    };
    let body = json!({ "errorCode": code, "httpCode": reason, "message": message });
    (status, body)
}

#[tokio::test]
async fn the_signature_covers_the_url_as_sent_and_the_body() {
    let caller = Caller::start().await;
    for (method, path, body) in [
        ("GET", "/me", Value::Null),
        (
            "GET",
            "/me/order?date.from=2026-01-01T00%3A00%3A00%2B00%3A00",
            Value::Null,
        ),
        ("GET", "/order/cart?description=a+b%20%C3%A9", Value::Null),
        (
            "POST",
            "/order/cart",
            json!({ "ovhSubsidiary": "FR", "description": "é" }),
        ),
    ] {
        let (status, answer) = caller.signed(method, path, body).await;
        assert_eq!(status, 200, "{path}: {answer}");
    }
}

#[tokio::test]
async fn a_signature_over_anything_else_is_refused() {
    let caller = Caller::start().await;
    let invalid = auth(400, "INVALID_SIGNATURE", "Invalid signature");
    let keys = caller.sandbox.credentials();
    let (url, now) = (caller.sandbox.url(), caller.sandbox.now().to_string());
    for (method, path, body) in [
        ("POST", "/me", ""),
        ("GET", "/me?", ""),
        ("GET", "/me/", ""),
        ("GET", "/me", "{}"),
    ] {
        let wrong = signature(&keys, method, &format!("{url}{path}"), body, &now);
        let request = caller.sign(&keys, "GET", "/me", &Value::Null);
        let mut request = request.build().unwrap();
        request
            .headers_mut()
            .insert("X-Ovh-Signature", wrong.parse().unwrap());
        let response = caller.http.execute(request).await.unwrap();
        let answer = (response.status().as_u16(), response.json().await.unwrap());
        assert_eq!(answer, invalid, "{method} {path} {body}");
    }
}

#[tokio::test]
async fn an_application_is_not_looked_at_where_no_authentication_is_needed() {
    let caller = Caller::start().await;
    for (path, status) in [("/auth/time", 200), ("/me", 403)] {
        let request = caller.request("GET", path);
        let request = request.header("X-Ovh-Application", "none");
        assert_eq!(sent(request).await.0, status, "{path}");
    }
}

#[tokio::test]
async fn what_is_missing_or_unknown_is_named() {
    let caller = Caller::start().await;
    let login = (401, json!({ "message": "You must login first" }));
    let key = auth(403, "INVALID_KEY", "Invalid application key");
    let late = auth(400, "QUERY_TIME_OUT", "Query out of time");
    let unknown = auth(403, "NOT_CREDENTIAL", "This credential does not exist");
    let invalid = auth(400, "INVALID_SIGNATURE", "Invalid signature");
    let (app, consumer) = ("sandbox-application-key", "sandbox-consumer-key");
    let now = caller.sandbox.now().to_string();
    for (headers, expected) in [
        (vec![], &login),
        (vec![("Application", app)], &login),
        (vec![("Application", "other")], &key),
        (vec![("Consumer", consumer)], &key),
        (vec![("Application", app), ("Consumer", consumer)], &late),
        (
            vec![("Application", app), ("Consumer", "x"), ("Timestamp", &now)],
            &unknown,
        ),
        (
            vec![
                ("Application", app),
                ("Consumer", consumer),
                ("Timestamp", &now),
            ],
            &invalid,
        ),
    ] {
        let mut request = caller.request("GET", "/me");
        for (name, value) in &headers {
            request = request.header(format!("X-Ovh-{name}"), *value);
        }
        assert_eq!(&sent(request).await, expected, "{headers:?}");
    }
}

#[tokio::test]
async fn the_clock_may_differ_by_half_a_minute() {
    let caller = Caller::start().await;
    let late = auth(400, "QUERY_TIME_OUT", "Query out of time");
    let keys = caller.sandbox.credentials();
    for (seconds, expected) in [
        (30, None),
        (-30, None),
        (31, Some(&late)),
        (-31, Some(&late)),
    ] {
        let request = caller.sign(&keys, "GET", "/me", &Value::Null);
        caller.sandbox.advance(seconds);
        let answer = sent(request).await;
        let refused = (answer.0 != 200).then_some(&answer);
        assert_eq!(refused, expected, "{seconds}");
    }
}

#[tokio::test]
async fn open_operations_are_called_unsigned_but_a_wrong_signature_is_refused_there_too() {
    let caller = Caller::start().await;
    let body = json!({ "ovhSubsidiary": "FR" });
    assert_eq!(
        caller.open("POST", "/order/cart", body.clone()).await.0,
        200
    );
    let mut keys = caller.sandbox.credentials();
    keys.application_secret = "other".to_owned();
    let request = caller.sign(&keys, "POST", "/order/cart", &body);
    let invalid = auth(400, "INVALID_SIGNATURE", "Invalid signature");
    assert_eq!(sent(request).await, invalid);
}

#[tokio::test]
async fn assigning_and_checking_out_need_an_account() {
    let caller = Caller::start().await;
    let cart = caller.cart().await;
    let login = (401, json!({ "message": "You must login first" }));
    for (method, path) in [
        ("POST", format!("{cart}/assign")),
        ("GET", format!("{cart}/checkout")),
        ("POST", format!("{cart}/checkout")),
        ("DELETE", cart.clone()),
        ("GET", "/order/cart".to_owned()),
        ("GET", "/me/order".to_owned()),
    ] {
        assert_eq!(
            caller.open(method, &path, Value::Null).await,
            login,
            "{path}"
        );
    }
}

#[tokio::test]
async fn products_of_a_cart_need_an_account_where_that_is_described() {
    let described = models::json("order");
    let caller = Caller::with(|options| options.description(described.clone())).await;
    let cart = caller.cart().await;
    for (product, open) in [
        ("cloud", true),
        ("eco", true),
        ("dedicatedReseller", false),
        ("advisoryServicesTelecom", false),
    ] {
        for below in [product.to_owned(), format!("{product}/options?planCode=a")] {
            let path = format!("{cart}/{below}");
            let (status, _) = caller.open("GET", &path, Value::Null).await;
            assert_eq!(status != 401, open, "{path}");
        }
    }
}
