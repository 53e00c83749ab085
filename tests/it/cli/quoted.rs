//! `quote --save` and `buy --quote`: what somebody agreed to is bought, and nothing else.

use std::fs;

use serde_json::{Value, json};

use crate::fixture::terminal::{Api, Terminal, failed};

const QUOTE: [&str; 4] = ["quote", "examples/vps.yaml", "--save", "quote.json"];
const BUY: [&str; 7] = [
    "buy",
    "examples/vps.yaml",
    "--quote",
    "quote.json",
    "--yes",
    "--auto-pay",
    "--no-follow",
];

fn change(terminal: &Terminal, pointer: &str, value: Value) {
    let path = terminal.path("quote.json");
    let mut saved: Value = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
    *saved.pointer_mut(pointer).unwrap() = value;
    fs::write(path, saved.to_string()).unwrap();
}

#[test]
fn what_was_quoted_is_bought() {
    let api = Api::start();
    let terminal = api.terminal();
    terminal.json(&QUOTE);
    let saved: Value =
        serde_json::from_str(&fs::read_to_string(terminal.path("quote.json")).unwrap()).unwrap();
    assert_eq!(
        (
            &saved["total"],
            &saved["expires"],
            &saved["lines"][0]["total"]
        ),
        (
            &json!("5.39 EUR"),
            &json!("2026-01-03T03:04:05Z"),
            &json!("4.49 EUR")
        )
    );
    let run = terminal.run(&BUY);
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    assert!(!run.stderr.contains("accepts any price"), "{}", run.stderr);
    // What exists is reported, however old the quote is.
    change(&terminal, "/expires", json!("2026-01-01T00:00:00Z"));
    assert_eq!(terminal.json(&BUY)["isEarlier"], true);
}

#[test]
fn an_order_that_was_placed_before_is_not_what_another_quote_is_for() {
    let api = Api::start();
    let terminal = api.terminal();
    terminal.json(&["buy", "examples/project.yaml", "--yes"]);
    terminal.json(&QUOTE);
    let other = [
        "buy",
        "examples/project.yaml",
        "--quote",
        "quote.json",
        "--yes",
    ];
    let run = terminal.run(&other);
    failed(&run, 4, "the order is not the one that was quoted");
    // That is known, and may be known for the first time.
    assert!(run.stderr.contains(" was placed before, at "), "{run:?}");
}

#[test]
fn what_differs_from_its_quote_is_not_bought_and_the_difference_is_said() {
    let contract = json!({"name": "other", "url": "https://example.com"});
    let cases = [
        (
            "/total",
            json!("5.38 EUR"),
            "the total with tax was 5.38 EUR and is 5.39 EUR",
        ),
        (
            "/lines/1/total",
            json!("4.00 EUR"),
            "for 4.00 EUR) is gone; the line `",
        ),
        (
            "/contracts/0",
            contract,
            "the contract `other` at https://example.com is gone",
        ),
        (
            "/order",
            json!("00"),
            "the order is not the one that was quoted",
        ),
        ("/account", json!("zz"), "the account was zz and is"),
        (
            "/endpoint",
            json!("https://x"),
            "the endpoint was https://x and is http://127",
        ),
        (
            "/expires",
            json!("2026-01-01T00:00:00Z"),
            "the quote expired at 2026-01-01T00:00:00Z",
        ),
    ];
    let api = Api::start();
    for (pointer, value, message) in cases {
        let terminal = api.terminal();
        terminal.json(&QUOTE);
        change(&terminal, pointer, value);
        let run = terminal.run(&BUY);
        failed(
            &run,
            4,
            "nothing was bought, because it is not what was quoted: ",
        );
        assert!(run.stderr.contains(message), "{pointer}: {}", run.stderr);
        assert_eq!(terminal.json(&["cart", "list"]), json!([]), "{pointer}");
    }
    assert_eq!(api.terminal().json(&["api", "GET", "/me/order"]), json!([]));
}

#[test]
fn a_quote_that_cannot_be_agreed_to_is_not_saved() {
    let api = Api::start();
    let terminal = api.terminal_without_keys();
    failed(&terminal.run(&QUOTE), 8, "its contracts are not known");
    assert!(!terminal.path("quote.json").exists());
    terminal.file("quote.json", "{}");
    let run = api.terminal();
    run.file("quote.json", r#"{"total": "1.00 EUR"}"#);
    failed(
        &run.run(&BUY),
        2,
        "quote.json is not a quote that `quote --save` wrote",
    );
}

#[test]
fn a_yes_without_a_ceiling_is_said_to_have_none_once() {
    let api = Api::start();
    let terminal = api.terminal();
    let buy = [
        "buy",
        "examples/vps.yaml",
        "--yes",
        "--auto-pay",
        "--no-follow",
    ];
    let note = "note: --yes accepts any price";
    let ceiling = [&buy[..], &["--max-total", "6 EUR"]].concat();
    assert!(!terminal.run(&ceiling).stderr.contains(note));
    let again = [&buy[..], &["--again"]].concat();
    assert_eq!(terminal.run(&again).stderr.matches(note).count(), 1);
}

#[test]
fn a_quote_above_the_ceiling_of_its_file_says_that_it_cannot_be_bought() {
    let api = Api::start();
    let terminal = api.terminal();
    for (ceiling, is_warned) in [("5.39 EUR", false), ("5.38 EUR", true), ("9 USD", true)] {
        let order = fs::read_to_string("examples/vps.yaml").unwrap();
        terminal.file("order.yaml", &format!("maxTotal: {ceiling}\n{order}"));
        let run = terminal.run(&["quote", "order.yaml"]);
        assert_eq!(run.code, Some(0), "{run:?}");
        let warning = "warning: `buy` refuses it: the total with tax is 5.39";
        assert_eq!(run.stderr.contains(warning), is_warned, "{run:?}");
    }
}
