//! How an error is shown: one line for people, fields for developers, secrets for nobody.
//!
//! It must not print the raw body or the cause; who wants them asks the error.

use std::fmt::{self, Debug, Display, Formatter};

use super::opaque::Error;
use super::redact::redact;

impl Display for Error {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        if let (Some(method), Some(path)) = (self.method(), self.path()) {
            write!(f, "{method} {path}: ")?;
        }
        if let Some(status) = self.status() {
            write!(f, "{status} ")?;
        }
        f.write_str(&one_line(self.message()))?;
        if let Some(name) = self.code().or(self.class()) {
            write!(f, " ({})", one_line(name))?;
        }
        let actions = self.iam_actions();
        if self.status() == Some(403) && !actions.is_empty() {
            write!(
                f,
                ", IAM actions not granted: {}",
                one_line(&actions.join(", "))
            )?;
        }
        if let Some(rule) = self.missing_rule() {
            write!(f, ", access rule missing: {rule}")?;
        }
        if let Some(query_id) = self.query_id() {
            write!(f, ", query id {}", one_line(query_id))?;
        }
        Ok(())
    }
}

impl Debug for Error {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let details = self.details().map(ToString::to_string);
        f.debug_struct("Error")
            .field("kind", &self.kind())
            .field("request", &self.0.request)
            .field("answer", &self.0.answer)
            .field("class", &self.class())
            .field("code", &self.code())
            .field("message", &redact(self.message()))
            .field("details", &details.as_deref().map(redact))
            .field("source", &self.0.source)
            .finish()
    }
}

/// The text redacted, in one line and without control characters: a message of the API can hold
/// line breaks, and what stands between us and the API can answer anything.
fn one_line(text: &str) -> String {
    let redacted = redact(text);
    let printable = redacted.replace(|c: char| c.is_control(), " ");
    let words: Vec<&str> = printable.split_whitespace().collect();
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use std::error::Error as _;

    use crate::error::{Answer, Effect, Error, Kind, RequestContext};

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
        assert_eq!(
            shown,
            r#"Error { kind: Server, request: Some(RequestContext { method: "POST", "#.to_owned()
                + r#"path: "/order/cart/{cartId}/checkout", effect: Change }), "#
                + r#"answer: Some(Answer { status: 500, query_id: Some("EU.ext-1.x"), "#
                + r#"body: 66 bytes }), class: None, code: None, "#
                + r#"message: "orderPassword=[redacted]", "#
                + r#"details: Some("{\"password\":\"[redacted]\"}"), source: None }"#
        );
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
        let search = RequestContext::new("POST", "/x").with_effect(Effect::Read);
        let response = |request, status| Error::from_response(request, answer(status, ""));
        let post = checkout();
        let table = [
            (Error::config(io("x")), false),
            (Error::refused("x").with_request(&post), false),
            (Error::connect(&post, io("x")), false),
            (Error::token(&post, io("x")), false),
            (Error::timeout(&post, io("x")), true),
            (Error::timeout(&get, io("x")), false),
            (Error::timeout(&search, io("x")), false),
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
        ];
        for (error, expected) in table {
            assert_eq!(error.may_have_happened(), expected, "{error}");
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
    }
}
