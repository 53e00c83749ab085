//! Waiting: never without a word, and no longer than was asked for.

use std::time::Instant;

use serde_json::Value;

use crate::fixture::terminal::{Api, Terminal};
use crate::fixture::wire::{Received, Reply, Wire, json};

const STATUS: &str = "/status";

/// A terminal whose calls go through a wire to a sandbox.
struct Line {
    terminal: Terminal,
    _wire: Wire,
    _api: Api,
}

impl Line {
    fn with(script: impl Fn(&Received) -> Reply + Send + Sync + 'static) -> Self {
        let api = Api::start();
        let wire = api.before(script);
        Self {
            terminal: Terminal::with_keys(wire.address()),
            _wire: wire,
            _api: api,
        }
    }
}

/// The status of an order cannot be read, everything else can.
fn outage(got: &Received) -> Reply {
    if got.target.ends_with(STATUS) {
        json(500, r#"{"message":"Internal server error"}"#)
    } else {
        Reply::Pass
    }
}

const BUY: [&str; 6] = [
    "--timeout",
    "3s",
    "--retries=0",
    "buy",
    "examples/vps.yaml",
    "--yes",
];

#[test]
fn an_outage_while_an_order_is_followed_is_told_and_ends_in_time() {
    let line = Line::with(outage);
    let started = Instant::now();
    let run = line.terminal.run(&BUY);
    assert_eq!(run.code, Some(6), "{}", run.stderr);
    assert!(started.elapsed().as_secs() < 20, "{:?}", started.elapsed());
    for expected in [
        "until it is delivered, for at most 3s",
        "cannot be read, trying again: GET /me/order/{orderId}/status: 500 Internal server error",
        "was not delivered within 3s and cannot be read: GET /me/order/{orderId}/status: 500",
        "order follow",
    ] {
        assert!(run.stderr.contains(expected), "{expected}: {}", run.stderr);
    }
}

#[test]
fn order_link_and_prices_are_printed_before_the_order_is_followed() {
    let line = Line::with(outage);
    let run = line.terminal.run(&BUY);
    for expected in ["link", "orderPassword=", "total with tax", "Sandbox terms"] {
        assert_eq!(run.stdout.matches(expected).count(), 1, "{}", run.stdout);
    }
    let documents = line
        .terminal
        .run(&[&["-o", "json"], &BUY[..], &["--again"]].concat());
    let bought: Value = serde_json::from_str(&documents.stdout).unwrap();
    assert!(documents.stderr.contains(bought["url"].as_str().unwrap()));
}

#[test]
fn following_an_order_ends_in_time_and_says_how_to_go_on() {
    let line = Line::with(|_| Reply::Break);
    let run = line
        .terminal
        .run(&["--timeout", "1500ms", "order", "follow", "7"]);
    assert_eq!(run.code, Some(6), "{}", run.stderr);
    for expected in ["order 7 was not delivered", "order follow 7"] {
        assert!(run.stderr.contains(expected), "{expected}: {}", run.stderr);
    }
}

#[test]
fn a_wait_of_more_than_a_second_is_told_with_its_reason() {
    let line = Line::with(|got| {
        if got.is_time() {
            return Reply::Pass;
        }
        let after = vec![("retry-after", "2".to_owned())];
        Reply::Headed(429, after, br#"{"message":"Too many requests"}"#.to_vec())
    });
    let run = line
        .terminal
        .run(&["--retries", "1", "cart", "get", "0f3c"]);
    assert_eq!(run.code, Some(1));
    let told = "waiting 2 s: GET /order/cart/{cartId}: 429 Too many requests, query id EU.wire-1\n";
    assert!(run.stderr.starts_with(told), "{}", run.stderr);
}

#[test]
fn a_call_is_given_up_after_the_timeout_that_was_asked_for() {
    let line = Line::with(|_| Reply::Silence);
    for (arguments, file) in [
        (&["--timeout", "1s"][..], ""),
        (&[], "[default]\ntimeout = 1\nretries = 0"),
    ] {
        line.terminal.file("ovh.conf", file);
        let started = Instant::now();
        let call = [arguments, &["cart", "get", "0f3c"]].concat();
        let run = line
            .terminal
            .run(&[&["--retries", "0"], &call[..]].concat());
        assert_eq!(run.code, Some(1), "{}", run.stderr);
        assert!(
            run.stderr.contains("did not answer in time"),
            "{}",
            run.stderr
        );
        assert!(started.elapsed().as_secs() < 10);
    }
}

#[test]
fn a_limit_that_cannot_be_read_is_named_with_its_place() {
    let line = Line::with(|_| Reply::Pass);
    let mut command = line.terminal.command(&["cart", "list"]);
    command.env("OVH_PACE", "0");
    let output = command.output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(8), "{said}");
    let expected = "`pace` from environment variable OVH_PACE must be a number above 0";
    assert!(said.contains(expected), "{said}");
}
