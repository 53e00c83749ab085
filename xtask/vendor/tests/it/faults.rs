//! Everything a server can do wrong: the message says it, and `schema` is byte for byte as before.

use std::net::TcpListener;
use std::time::Duration;

use serde_json::json;

use crate::project::{LIMITS, Project, altered, description, operations, serving};
use crate::server::{Answer, Server};

/// Fetches `/order` from a server that answers so; the message, with `URL` for the address.
fn refused(answer: Answer) -> String {
    refused_within(LIMITS.time, answer)
}

fn refused_within(time: Duration, answer: Answer) -> String {
    let server = Server::start(move |_| answer.clone());
    let mut project = Project::new();
    project.limits.time = time;
    let message = project.refuses(&server.base, &["order"]);
    message.replace(&format!("{}/order.json", server.base), "URL")
}

fn status(line: &str, headers: &str) -> Answer {
    let head =
        format!("HTTP/1.1 {line}\r\n{headers}Content-Length: 0\r\nConnection: close\r\n\r\n");
    Answer::Raw(head)
}

#[test]
fn a_web_page_is_refused() {
    let page = Answer::Body("<!DOCTYPE html><html><body>Maintenance</body></html>".to_owned());
    assert_eq!(refused(page), "URL is a web page, not a description");
}

#[test]
fn an_answer_of_a_cache_is_not_taken_for_a_redirect() {
    assert_eq!(
        refused(status("304 Not Modified", "")),
        "URL answers 304, not modified, to a request without conditions: a cache in between keeps an \
         answer for somebody else; fetch past it"
    );
}

#[test]
fn an_endless_compressed_answer_is_held_to_the_limit_of_what_it_says() {
    let spaces = Answer::Compressed(" ".repeat(3 * 1024 * 1024));
    let limit = LIMITS.bytes;
    assert_eq!(refused(spaces), format!("URL is longer than {limit} bytes"));
}

#[test]
fn a_body_shorter_than_announced_is_refused() {
    let head = "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\nConnection: close\r\n\r\n";
    let answer = Answer::Raw(format!("{head}{{\"apis\": ["));
    assert_eq!(
        refused(answer),
        "URL is cut short: the connection ended too early"
    );
}

#[test]
fn a_body_that_ends_in_the_middle_is_refused() {
    let text = description("order");
    let half = text.get(..100_000).unwrap().to_owned();
    let line = half.lines().count();
    assert_eq!(
        refused(Answer::Body(half)),
        format!("URL is cut short: it ends at line {line}")
    );
    let chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n400\r\n{\"apis\": [";
    let message = refused(Answer::Raw(chunked.to_owned()));
    assert_eq!(message, "URL is cut short: the connection ended too early");
}

#[test]
fn what_is_not_json_is_refused() {
    assert_eq!(
        refused(Answer::Body("order: []".to_owned())),
        "URL is not JSON: expected value at line 1 column 1"
    );
    assert_eq!(refused(Answer::Body(String::new())), "URL is empty");
}

#[test]
fn json_that_is_not_a_description_is_refused() {
    let error = "{\"message\": \"Internal server error\"}".to_owned();
    assert_eq!(
        refused(Answer::Body(error)),
        "URL is an error, not an API description: Internal server error"
    );
    assert_eq!(
        refused(Answer::Body("[1]".to_owned())),
        "URL is JSON without `apis` and `models`, not an API description"
    );
}

#[test]
fn a_redirect_is_not_followed() {
    let elsewhere = Server::start(|_| Answer::Body(description("order")));
    let to = format!("Location: {}/order.json\r\n", elsewhere.base);
    assert_eq!(
        refused(status("302 Found", &to)),
        format!(
            "URL is redirected to {}/order.json: redirects are not followed",
            elsewhere.base
        )
    );
    assert_eq!(elsewhere.asked.try_iter().count(), 0);
}

#[test]
fn a_redirect_to_a_login_page_is_called_one_without_its_query() {
    let to = "Location: https://www.example/auth/login?token=secret\r\n";
    assert_eq!(
        refused(status("302 Found", to)),
        "URL is redirected to the login page https://www.example/auth/login: nothing is fetched from there"
    );
}

#[test]
fn http_errors_are_told() {
    let cases = [
        "404 Not Found",
        "403 Forbidden",
        "500 Internal Server Error",
    ];
    for line in cases {
        let expected = format!("URL answers with HTTP status {line}");
        assert_eq!(refused(status(line, "")), expected);
    }
}

#[test]
fn a_description_of_another_section_is_refused() {
    assert_eq!(
        refused(Answer::Body(description("me"))),
        "URL describes `/me`, not `/order`"
    );
}

#[test]
fn a_description_without_operations_is_refused() {
    let empty = "{\"basePath\": \"b\", \"resourcePath\": \"/order\", \"apis\": [], \"models\": {}}";
    assert_eq!(
        refused(Answer::Body(empty.to_owned())),
        "URL describes no operation that is kept"
    );
}

#[test]
fn a_body_without_end_is_refused() {
    assert_eq!(refused(Answer::Endless), "URL is longer than 2097152 bytes");
}

#[test]
fn a_server_that_stalls_is_given_up() {
    let expected = "URL did not answer within 0.7 seconds";
    let time = Duration::from_millis(700);
    let silent = Answer::Stall(String::new());
    assert_eq!(refused_within(time, silent), expected);
    let started = "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{\"apis\":";
    let started = Answer::Stall(started.to_owned());
    assert_eq!(refused_within(time, started), expected);
}

#[test]
fn a_server_that_is_not_there_is_told() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let message = Project::new().refuses(&base, &["order"]);
    let expected = format!("cannot download {base}/order.json: ");
    assert!(message.starts_with(&expected), "{message}");
}

#[test]
fn an_unknown_type_is_told_with_its_place() {
    let place = operations(&description("order")).remove(0);
    let text = altered(&description("order"), |native| {
        let operation = native.pointer_mut("/apis/0/operations/0").unwrap();
        let operation = operation.as_object_mut().unwrap();
        operation.insert("responseType".to_owned(), json!("Basket"));
        operation.insert("responseTypes".to_owned(), json!({"200": "Basket"}));
    });
    assert_eq!(
        refused(Answer::Body(text)),
        format!("URL cannot be converted: unknown type `Basket` in the answer of {place}")
    );
}

#[test]
fn one_faulty_section_stops_them_all() {
    let server = serving(|section, text| match section {
        "vps" => Answer::Body("<html>".to_owned()),
        _ => crate::project::changed(section, text),
    });
    let message = Project::new().refuses(&server.base, &["order", "me", "vps"]);
    let expected = format!("{}/vps.json is a web page, not a description", server.base);
    assert_eq!(message, expected);
}
