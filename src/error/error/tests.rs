//! What an error says, keeps, and hides.

use std::error::Error as _;

use super::*;

const CHECKOUT: &str = "/order/cart/{cartId}/checkout";

fn checkout() -> RequestContext {
    RequestContext::new("POST", CHECKOUT)
}

fn answer(status: u16, body: &str) -> Answer {
    Answer {
        status,
        query_id: Some("EU.ext-1.x".to_owned()),
        body: body.as_bytes().to_vec(),
    }
}

fn page(request: &RequestContext, status: u16) -> Error {
    Error::from_response(request, answer(status, "\n<!DOCTYPE html><html>no</html>"))
}

fn io(text: &str) -> std::io::Error {
    std::io::Error::other(text.to_owned())
}

#[test]
fn an_error_is_one_pointer_and_crosses_threads() {
    fn crosses<T: Send + Sync + 'static>() {}
    crosses::<Error>();
    assert_eq!(size_of::<Error>(), size_of::<usize>());
}

#[test]
fn display_is_one_line_that_says_what_failed_with_what() {
    let response = |status, body| Error::from_response(&checkout(), answer(status, body));
    let table = [
        (
            response(
                400,
                r#"{"class":"Client::BadRequest","message":"a\n b\u001b[1m"}"#,
            ),
            "POST /order/cart/{cartId}/checkout: 400 a b [1m (Client::BadRequest), query id EU.ext-1.x",
        ),
        (
            response(
                403,
                r#"{"class":"Client::Forbidden","message":"no",
                    "details":{"unauthorizedActionsByIAM":"a,b"}}"#,
            ),
            "POST /order/cart/{cartId}/checkout: 403 no (Client::Forbidden), \
             IAM actions not granted: a, b, query id EU.ext-1.x",
        ),
        (
            response(
                403,
                r#"{"errorCode":"NOT_GRANTED_CALL","message":"not granted"}"#,
            ),
            "POST /order/cart/{cartId}/checkout: 403 not granted (NOT_GRANTED_CALL), \
             access rule missing: POST /order/cart/*/checkout, query id EU.ext-1.x",
        ),
        (
            response(503, "<html>password=s3</html>"),
            "POST /order/cart/{cartId}/checkout: 503 server error, query id EU.ext-1.x",
        ),
        (
            response(404, r#"{"message":"see https://h/x?orderPassword=s3"}"#),
            "POST /order/cart/{cartId}/checkout: 404 see https://h/x?orderPassword=[redacted], \
             query id EU.ext-1.x",
        ),
        (
            Error::timeout(&checkout(), io("s")),
            "POST /order/cart/{cartId}/checkout: no answer in time",
        ),
        (Error::refused("empty path argument"), "empty path argument"),
        (
            Error::refused("no credentials").with_request(&checkout()),
            "POST /order/cart/{cartId}/checkout: no credentials",
        ),
        (Error::config(io("s")), "invalid configuration"),
    ];
    for (error, shown) in table {
        assert_eq!(error.to_string(), shown);
    }
}

#[test]
fn debug_shows_neither_body_nor_secret() {
    let body = r#"{"message":"orderPassword=s3cret","details":{"password":"s3cret"}}"#;
    let shown = format!("{:?}", Error::from_response(&checkout(), answer(500, body)));
    let expected = "POST /order/cart/{cartId}/checkout: 500 orderPassword=[redacted], query id \
                    EU.ext-1.x";
    assert_eq!(shown, expected);
}

#[test]
fn the_chain_of_causes_shows_no_query_and_no_cart() {
    #[derive(Debug, thiserror::Error)]
    #[error("error sending request for url (https://h/v1/order/cart/0a1b/eco?planCode=x)")]
    struct Sending(#[source] std::io::Error);

    let error = Error::transport(&checkout(), Sending(io("reset, password=s3")));
    let cause = error.source().unwrap();
    let root = cause.source().unwrap();
    assert_eq!(
        [error.to_string(), cause.to_string(), root.to_string()],
        [
            "POST /order/cart/{cartId}/checkout: connection broke",
            "error sending request for url (https://h/v1/order/cart/{cartId}/eco)",
            "reset, password=[redacted]",
        ]
    );
    assert!(root.source().is_none());
    assert!(!format!("{error:?}").contains("0a1b"));
}

#[test]
fn what_may_have_happened_follows_the_documented_table() {
    let get = RequestContext::new("GET", "/order/cart/{cartId}");
    let response = |request, status| Error::from_response(request, answer(status, ""));
    let post = checkout();
    let table = [
        (Error::config(io("x")), false),
        (Error::refused("x").with_request(&post), false),
        (Error::connect(&post, io("x")), false),
        (Error::token(&post, io("x")), false),
        (Error::timeout(&post, io("x")), true),
        (Error::timeout(&get, io("x")), false),
        (Error::transport(&post, io("x")), true),
        (Error::transport(&get, io("x")), false),
        (Error::decode(&post, answer(200, "?"), io("x")), true),
        (Error::decode(&get, answer(200, "?"), io("x")), false),
        (response(&post, 400), false),
        (response(&post, 409), false),
        (response(&post, 429), false),
        (response(&post, 460), false),
        (response(&post, 408), true),
        (response(&post, 499), true),
        (response(&post, 500), true),
        (response(&post, 504), true),
        (response(&get, 504), false),
        (response(&post, 302), true),
        (response(&post, 600), true),
        (
            Error::from_response(&post, answer(400, r#"{"message":"Check timeout"}"#)),
            false,
        ),
        (page(&post, 403), true),
        (page(&post, 404), true),
        (page(&post, 429), false),
        (page(&get, 403), false),
    ];
    for (error, expected) in table {
        assert_eq!(error.may_have_happened(), expected, "{error}");
    }
}

#[test]
fn what_may_pass_is_what_the_api_did_not_answer_or_cannot_answer_now() {
    let get = RequestContext::new("GET", "/order/cart/{cartId}/checkout");
    let response = |status, body| Error::from_response(&get, answer(status, body));
    let late = r#"{"message":"Check timeout. Please retry later"}"#;
    let table = [
        (Error::connect(&get, io("x")), true),
        (Error::timeout(&get, io("x")), true),
        (Error::transport(&get, io("x")), true),
        (Error::token(&get, io("x")), false),
        (Error::token(&get, io("x")).with_token_to_come(true), true),
        (Error::decode(&get, answer(200, "{"), io("x")), false),
        (Error::web_page(&get, answer(200, "<html>")), true),
        (response(302, "{}"), false),
        (page(&get, 302), false),
        (response(400, "{}"), false),
        (response(400, late), true),
        (page(&get, 400), true),
        (page(&get, 403), true),
        (response(404, "[]"), false),
        (page(&get, 404), true),
        (response(408, "{}"), true),
        (page(&get, 418), true),
        (response(429, "{}"), true),
        (response(500, "{}"), true),
        (response(501, "{}"), false),
        (page(&get, 501), true),
        (response(502, ""), true),
        (response(503, "{}"), true),
        (response(504, "{}"), true),
        (response(505, "{}"), false),
        (page(&get, 520), true),
    ];
    for (error, expected) in table {
        assert_eq!(error.may_pass(), expected, "{error}");
    }
}

#[test]
fn a_decode_error_keeps_the_raw_body() {
    let error = Error::decode(&checkout(), answer(200, r#"{"orderId":7}"#), io("x"));
    assert_eq!(
        (error.kind(), error.status(), error.body(), error.message()),
        (
            Kind::Decode,
            Some(200),
            Some(br#"{"orderId":7}"#.as_slice()),
            "answer does not have the expected shape",
        )
    );
    assert_eq!(error.order_id(), Some(7));
    let read = RequestContext::new("GET", "/me/order/{orderId}");
    let error = Error::decode(&read, answer(200, r#"{"orderId":7}"#), io("x"));
    assert_eq!(error.order_id(), None);
}
