//! `--pay-with`, `payWith` and `order pay`: who pays is chosen, checked, and never changed silently.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use serde_json::{Value, json};

use crate::fixture::terminal::{Api, Running, Terminal, failed, signal};
use crate::fixture::wire::{Received, Reply};

const BUY: [&str; 5] = ["buy", "examples/vps.yaml", "--yes", "--max-total", "6 EUR"];

fn with(payer: &str) -> Vec<&str> {
    [&BUY[..], &["--no-follow", "--pay-with", payer]].concat()
}

fn kind(terminal: &Terminal, order: &Value) -> Value {
    let path = format!("/me/order/{order}/payment");
    terminal.json(&["api", "GET", &path])["paymentType"].clone()
}

#[test]
fn an_order_is_paid_by_whom_was_named() {
    let api = Api::start();
    for (payer, expected) in [
        ("default", "creditCard"),
        ("1001", "creditCard"),
        ("ovhAccount", "ovhAccount"),
    ] {
        let terminal = api.terminal();
        let bought = terminal.json(&with(payer));
        assert_eq!(kind(&terminal, &bought["orderId"]), expected, "{payer}");
    }
}

#[test]
fn who_pays_can_stand_in_the_file_and_the_command_says_otherwise() {
    let api = Api::start();
    let terminal = api.terminal();
    let vps = include_str!("../../../examples/vps.yaml");
    terminal.file("paid.yaml", &format!("payWith: ovhAccount\n{vps}"));
    let buy = ["buy", "paid.yaml", "--yes", "--no-follow"];
    let bought = terminal.json(&buy);
    assert_eq!(kind(&terminal, &bought["orderId"]), "ovhAccount");
    let otherwise = [&buy[..], &["--again", "--pay-with", "1001"]].concat();
    let bought = terminal.json(&otherwise);
    assert_eq!(kind(&terminal, &bought["orderId"]), "creditCard");
    terminal.file("wrong.yaml", &format!("payWith: cash\n{vps}"));
    failed(
        &terminal.run(&["quote", "wrong.yaml"]),
        3,
        "use default, the id of a payment method",
    );
}

#[test]
fn a_method_that_cannot_pay_is_refused_before_anything_is_bought() {
    let api = Api::start();
    let terminal = api.terminal();
    let message =
        "`7` cannot pay: the account has no such payment method; these can: 1001 (CREDIT_CARD)";
    failed(&terminal.run(&with("7")), 3, message);
    assert_eq!(terminal.json(&["api", "GET", "/me/order"]), json!([]));
    assert_eq!(terminal.json(&["cart", "list"]), json!([]));
}

#[test]
fn a_refused_payment_keeps_the_order_and_says_what_can_pay_it() {
    let api = Api::start();
    let terminal = api.terminal();
    let run = terminal.run(&with("fidelityAccount"));
    assert_eq!(run.code, Some(6), "{run:?}");
    let message =
        "`fidelityAccount` did not pay it; these can: 1001 (CREDIT_CARD), and so can its link";
    assert!(run.stderr.contains(message), "{}", run.stderr);
    for known in ["/displayOrder?", "2026-01-03 03:04:05 UTC"] {
        assert!(run.stdout.contains(known), "{}", run.stdout);
    }
    // Nothing pays it by itself.
    let again = terminal.json(&with("ovhAccount"));
    assert_eq!(again["isEarlier"], true);
    let order = again["orderId"].to_string();
    assert_eq!(terminal.json(&["order", "status", &order]), "notPaid");
    terminal.json(&["order", "pay", &order, "--pay-with", "ovhAccount", "--yes"]);
    assert_eq!(kind(&terminal, &again["orderId"]), "ovhAccount");
    assert_eq!(
        terminal.json(&["api", "GET", "/me/order"]),
        json!([again["orderId"]])
    );
}

#[test]
fn an_order_that_nobody_pays_is_not_waited_for_and_can_be_paid_later() {
    let api = Api::start();
    let terminal = api.terminal();
    let none = [&BUY[..], &["--pay-with", "none"]].concat();
    let bought = terminal.json(&none);
    assert_eq!(bought["status"], "notPaid");
    let order = bought["orderId"].to_string();
    failed(
        &terminal.run(&["order", "pay", &order]),
        4,
        "add --yes to confirm",
    );
    assert_eq!(
        terminal.json(&["order", "pay", &order, "--yes"]),
        Value::Null
    );
    assert_eq!(kind(&terminal, &bought["orderId"]), "creditCard");
    let twice = terminal.run(&["order", "pay", &order, "--yes"]);
    failed(&twice, 8, "does not wait to be paid: its status is");
}

#[test]
fn an_order_is_withdrawn_from_unless_the_right_to_was_given_up() {
    let api = Api::start();
    let terminal = api.terminal();
    let order = terminal.json(&with("default"))["orderId"].to_string();
    failed(&terminal.run(&["order", "retract", &order]), 4, "add --yes");
    assert_eq!(
        terminal.json(&["order", "retract", &order, "--yes", "--reason", "unused"]),
        Value::Null
    );
    assert_eq!(terminal.json(&["order", "status", &order]), "cancelled");
    let again = [&with("default")[..], &["--again"]].concat();
    let order = terminal.json(&again)["orderId"].to_string();
    terminal.json(&["order", "waive-retraction", &order, "--yes"]);
    let late = terminal.run(&["order", "retract", &order, "--yes"]);
    failed(&late, 1, "The retraction period was waived");
}

/// Whether a request pays an order.
fn pays(got: &Received) -> bool {
    got.method == "POST" && got.target.contains("/pay")
}

#[test]
fn a_cart_is_checked_out_and_paid_once_with_a_yes_and_within_its_ceiling_only() {
    let api = Api::start();
    let wire = api.before(|_| Reply::Pass);
    let terminal = Terminal::with_keys(wire.address());
    let cart = terminal.vps_cart();
    let checkout = ["cart", "checkout", &cart, "--pay-with"];
    for (arguments, code) in [
        (&["ovhAccount", "--max-total", "6 EUR"][..], 4),
        (&["ovhAccount", "--max-total", "1 EUR", "--yes"], 4),
        (&["ovhAccount", "--max-total", "6 USD", "--yes"], 4),
        (&["7", "--max-total", "6 EUR", "--yes"], 3),
    ] {
        let run = terminal.run(&[&checkout[..], arguments].concat());
        assert_eq!(run.code, Some(code), "{run:?}");
    }
    assert_eq!(wire.count(Received::is_checkout), 0);
    let agreed = [
        &checkout[..],
        &["ovhAccount", "--max-total", "6 EUR", "--yes"],
    ]
    .concat();
    let order = terminal.json(&agreed)["orderId"].clone();
    assert_eq!(kind(&terminal, &order), "ovhAccount");
    failed(&terminal.run(&agreed), 8, "the cart was ordered already");
    assert_eq!(
        (wire.count(Received::is_checkout), wire.count(pays)),
        (1, 1)
    );
}

#[test]
fn an_order_whose_process_died_before_it_paid_is_resumed_and_paid_as_agreed_once() {
    let api = Api::start();
    let is_deaf = Arc::new(AtomicBool::new(true));
    let deaf = is_deaf.clone();
    let wire = api.before(move |got| {
        if deaf.load(Ordering::Relaxed) && got.target.contains("/me/order/") {
            return Reply::Silence;
        }
        Reply::Pass
    });
    let terminal = Terminal::with_keys(wire.address());
    let mut running = Running::start(&mut terminal.command(&with("ovhAccount")));
    running.until_said(" exists");
    signal(&running.child, "KILL");
    running.end();
    let tried = wire.count(pays);
    is_deaf.store(false, Ordering::Relaxed);
    let resumed = terminal.json(&["order", "resume"]);
    assert_eq!(resumed["status"], "delivered");
    assert_eq!(kind(&terminal, &resumed["orderId"]), "ovhAccount");
    assert_eq!(
        (tried, wire.count(pays), wire.count(Received::is_checkout)),
        (0, 1, 1)
    );
    let again = terminal.run(&["order", "resume"]);
    failed(&again, 8, "the journal has no unfinished run");
}
