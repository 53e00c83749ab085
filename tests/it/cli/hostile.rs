//! Texts that would do something to a terminal, and texts that are too long for one.

use std::fmt::Write as _;
use std::fs;

use serde_json::{Value, json};

use super::proxy;
use crate::fixture::terminal::{Run, Terminal, nobody};

/// A bell, an escape sequence, its form of one character, a delete, and overrides, isolates and marks
/// of bidirectional text.
const HOSTILE: &str =
    "a\u{7}b\u{1b}[2Jc\u{9b}31md\u{7f}e\u{202e}f\u{2066}g\u{200f}h\u{2028}i\u{e0001}j\u{e0f01}k";

fn is_obeyed(c: char) -> bool {
    let overrides = "\u{61c}\u{200e}\u{200f}\u{2028}\u{2029}\u{202a}\u{202b}\u{202c}\u{202d}\u{202e}\u{2066}\u{2067}\u{2068}\u{2069}";
    (c.is_control() && c != '\n' && c != '\t')
        || overrides.contains(c)
        || ('\u{e0000}'..='\u{e0fff}').contains(&c)
}

/// Nothing that was printed is obeyed, and what is around it is there.
fn assert_clean(run: &Run, what: &[&str]) {
    for printed in [&run.stdout, &run.stderr] {
        assert!(!printed.contains(is_obeyed), "{what:?}: {printed:?}");
    }
    let all = format!("{}{}", run.stdout, run.stderr);
    assert!(all.contains("[2Jc"), "{what:?}: {all}");
}

/// The body of each call, with `@` for the hostile text.
const ANSWERS: &[(&str, &str)] = &[
    ("GET /v1/auth/time", "1767323045"),
    ("GET /v1/order/cart", "[@]"),
    (
        "GET /v1/order/cart/0f3c",
        r#"{"cartId":@,"description":@,"expire":@,"items":[1]}"#,
    ),
    (
        "GET /v1/order/cart/0f3c/vps",
        r#"[{"planCode":@,"productName":@,"prices":[{"duration":@,"pricingMode":@,"capacities":[@],"price":{"text":@}}]}]"#,
    ),
    (
        "GET /v1/order/cart/0f3c/vps/options?planCode=v",
        r#"[{"planCode":@,"family":@,"prices":[{"duration":@}]}]"#,
    ),
    (
        "GET /v1/order/cart/0f3c/item/1",
        r#"{"itemId":1,"duration":@,"settings":{"planCode":@,"pricingMode":@},"prices":[{"label":@,"price":{"text":@}}]}"#,
    ),
    (
        "GET /v1/order/cart/0f3c/item/1/requiredConfiguration",
        r#"[{"label":@,"type":@,"allowedValues":[@]}]"#,
    ),
    (
        "GET /v1/order/cart/0f3c/item/1/configuration/4",
        r#"{"id":4,"label":@,"value":@}"#,
    ),
    ("GET /v1/order/cart/0f3c/coupon", "[@]"),
    (
        "GET /v1/order/cart/0f3c/summary",
        r#"{"details":[{"description":@,"detailType":@,"quantity":@,"totalPrice":{"text":@}}],"prices":{"withTax":{"text":@}},"contracts":[{"name":@,"url":@}]}"#,
    ),
    (
        "GET /v1/order/cart/0f3c/checkout",
        r#"{"details":[{"description":@,"totalPrice":{"text":@}}],"prices":{"withTax":{"text":@}},"contracts":[{"name":@,"url":@}]}"#,
    ),
    (
        "GET /v1/me/order/6",
        r#"{"orderId":6,"date":@,"expirationDate":@,"url":@,"priceWithTax":{"text":@}}"#,
    ),
    ("POST /v1/order/cart", r#"{"cartId":@,"description":@}"#),
    ("POST /v1/order/cart/0f3c/coupon", "[@]"),
    ("GET /v1/me/order", "[6]"),
    ("GET /v1/me/order/6/status", "@"),
    ("GET /v1/me/order/6/details", "[7]"),
    (
        "GET /v1/me/order/6/details/7",
        r#"{"orderDetailId":7,"description":@,"domain":@,"quantity":@,"totalPrice":{"text":@}}"#,
    ),
];

/// Commands that print what is answered.
const COMMANDS: &[&[&str]] = &[
    &["cart", "list"],
    &["cart", "get", "0f3c"],
    &["cart", "offers", "0f3c", "vps"],
    &["cart", "options", "0f3c", "vps", "v"],
    &["cart", "item", "0f3c", "1"],
    &["cart", "requirements", "0f3c", "1"],
    &["cart", "configuration", "0f3c", "1", "4"],
    &["cart", "coupon", "0f3c"],
    &["cart", "summary", "0f3c"],
    &["cart", "checkout", "0f3c", "--dry-run"],
    &["cart", "coupon", "0f3c", "add", "X"],
    &["order", "list"],
    &["order", "get", "6"],
    &["order", "status", "6"],
    &["order", "details", "6"],
    &["api", "GET", "/me/order/6"],
];

/// Commands that find nothing to go on with in the same answers.
const FAILING: &[&[&str]] = &[
    &["cart", "add", "0f3c", "vps", "--plan-code", "v"],
    &["cart", "configure", "0f3c", "1", "v=w"],
    &["cart", "assign", "0f3c"],
    &["cart", "create", "--subsidiary", "FR"],
    &["order", "follow", "6", "--timeout", "1s"],
    &["quote", "examples/vps.yaml"],
    &["--yes", "buy", "examples/vps.yaml"],
];

fn answers() -> &'static [(&'static str, &'static str)] {
    // JSON escapes what is below the blank, and has everything else as it is.
    let hostile_json = json!(HOSTILE).to_string();
    let hostile = ANSWERS.iter().map(|(call, body)| {
        let body: &'static str = Box::leak(body.replace('@', &hostile_json).into_boxed_str());
        (*call, body)
    });
    Box::leak(hostile.collect())
}

#[test]
fn no_text_of_an_answer_does_anything_to_a_terminal() {
    let terminal = Terminal::with_keys(proxy::that_answers(answers()));
    for command in COMMANDS {
        for format in ["table", "json", "yaml"] {
            let arguments = [&["-o", format], *command].concat();
            let run = terminal.run(&arguments);
            assert_eq!(run.code, Some(0), "{arguments:?}: {}", run.stderr);
            assert!(
                !run.stdout.contains(is_obeyed),
                "{arguments:?}: {:?}",
                run.stdout
            );
            let coloured = terminal.run(&[&["--color", "always"], *command].concat());
            assert!(!coloured.stdout.contains("\u{1b}[2J"), "{command:?}");
        }
        assert_clean(&terminal.run(command), command);
    }
}

#[test]
fn no_failure_and_no_log_does_anything_to_a_terminal() {
    let hostile = json!(HOSTILE);
    let refusal = json!({"class": hostile, "message": hostile, "details": {HOSTILE: hostile}});
    let answering = Terminal::with_keys(proxy::that_answers(answers()));
    let refusing = Terminal::with_keys(proxy::that_refuses(refusal.to_string()));
    let failing = FAILING.iter().map(|command| (&answering, command));
    let refused = COMMANDS.iter().chain(FAILING);
    for (terminal, command) in failing.chain(refused.map(|command| (&refusing, command))) {
        for options in [&[][..], &["-o", "json"], &["-d"]] {
            let arguments = [&["--retries", "0"], options, command].concat();
            let run = terminal.run(&arguments);
            assert_ne!(run.code, Some(0), "{arguments:?}");
            for printed in [&run.stdout, &run.stderr] {
                assert!(!printed.contains(is_obeyed), "{arguments:?}: {printed:?}");
            }
        }
    }
}

#[test]
fn the_order_above_the_question_is_clean() {
    let terminal = Terminal::with_keys(proxy::that_answers(answers()));
    let question = ["cart", "checkout", "0f3c"];
    let run = terminal.run(&question);
    assert_eq!(run.code, Some(4), "{}", run.stderr);
    assert_clean(&run, &question);
}

#[test]
fn json_still_means_what_the_api_answered() {
    let terminal = Terminal::with_keys(proxy::that_answers(answers()));
    assert_eq!(terminal.json(&["order", "status", "6"]), json!(HOSTILE));
    let yaml = terminal.run(&["-o", "yaml", "order", "status", "6"]).stdout;
    assert_eq!(
        serde_json::from_str::<Value>(&yaml).unwrap(),
        json!(HOSTILE)
    );
}

#[test]
fn messages_about_what_was_given_are_clean() {
    let terminal = Terminal::at(nobody());
    let hostile = HOSTILE.replace('\u{2028}', "");
    let key = format!("nonsense{hostile}");
    terminal.file("ovh.conf", &format!("[ovh-eu]\n{key} = 1\n"));
    let order = format!("items:\n- {{product: \"{hostile}\", planCode: \"{hostile}\"}}\n");
    terminal.file("order.yaml", &order);
    let plan = format!("items:\n- {{product: vps, planCode: x, \"{hostile}\": 1}}\n");
    terminal.file("plan.yaml", &plan);
    for arguments in [
        &["--profile", &hostile, "config", "show"][..],
        &["--endpoint", &hostile, "config", "show"],
        &["quote", "order.yaml"],
        &["quote", "plan.yaml"],
        &["quote", &format!("{hostile}.yaml")],
        &["api", "GET", &format!("/me/{hostile}")],
    ] {
        for format in ["table", "json"] {
            let run = terminal.run(&[&["-o", format], arguments].concat());
            assert_ne!(run.code, Some(0), "{arguments:?}");
            assert!(
                !run.stderr.contains(is_obeyed),
                "{arguments:?}: {:?}",
                run.stderr
            );
        }
    }
}

/// Refuses with a message of this many bytes.
fn refusing(bytes: usize) -> Terminal {
    let body = format!(r#"{{"message":"{}"}}"#, "m".repeat(bytes));
    Terminal::with_keys(proxy::that_refuses(body))
}

#[test]
fn a_message_and_a_query_id_are_cut_at_4096_bytes() {
    let most = "m".repeat(4096);
    let id = format!("query id {}", "q".repeat(4096));
    for bytes in [4096, 4097, 60 << 20] {
        for format in ["table", "json"] {
            let run = refusing(bytes).run(&["-o", format, "order", "get", "6"]);
            assert_eq!(run.code, Some(1));
            assert!(run.stderr.contains(&format!("400 {most}, {id}")));
            assert!(run.stderr.len() < 16_384, "{}", run.stderr.len());
        }
    }
}

#[test]
fn a_hundred_problems_are_shown_and_the_others_counted() {
    let terminal = Terminal::at(nobody());
    for (count, more) in [(100, None), (101, Some(1)), (10_000, Some(9_900))] {
        let mut order = "items: [{product: vps, planCode: x}]\n".to_owned();
        for index in 0..count {
            writeln!(order, "u{index}: 1").unwrap();
        }
        terminal.file("order.yaml", &order);
        let run = terminal.run(&["quote", "order.yaml"]);
        assert_eq!(run.code, Some(3));
        let shown = 100 + usize::from(more.is_some());
        assert_eq!(run.stderr.matches("error: ").count(), shown);
        if let Some(more) = more {
            let counted = format!("error: {more} more problems are not shown");
            assert!(run.stderr.contains(&counted), "{}", run.stderr);
        }
        let json = terminal.run(&["-o", "json", "quote", "order.yaml"]).stderr;
        let report: Value = serde_json::from_str(json.lines().last().unwrap()).unwrap();
        assert_eq!(report["problems"].as_array().unwrap().len(), shown);
    }
}

#[test]
fn twenty_warnings_are_shown_and_the_others_counted() {
    let terminal = Terminal::at(nobody());
    for (count, more) in [(20, ""), (21, "and 1 more"), (40_000, "and 39980 more")] {
        let keys: Vec<_> = (0..count)
            .map(|index| format!("nonsense{index} = 1\n"))
            .collect();
        let text = format!("[ovh-eu]\n{}", keys.concat());
        fs::write(terminal.path("ovh.conf"), text).unwrap();
        let run = terminal.run(&["--endpoint", "ovh-eu", "config", "show"]);
        let shown = run.stderr.matches("warning: ").count();
        assert_eq!(shown, 20 + usize::from(!more.is_empty()), "{}", run.stderr);
        assert!(run.stderr.contains(more), "{}", run.stderr);
    }
}

#[test]
fn ten_thousand_rows_are_shown_and_the_others_counted() {
    for (count, more) in [(10_000, None), (10_001, Some(1)), (100_000, Some(90_000))] {
        let carts: Vec<_> = (0..count)
            .map(|number| format!("\"cart-{number}\""))
            .collect();
        let body = format!("[{}]", carts.join(","));
        let answers = vec![
            ("GET /v1/auth/time", "1767323045"),
            ("GET /v1/order/cart", &*body.leak()),
        ];
        let terminal = Terminal::with_keys(proxy::that_answers(answers.leak()));
        let table = terminal.run(&["cart", "list"]).stdout;
        assert_eq!(table.matches("cart-").count(), 10_000);
        assert!(table.contains(&format!("cart-{}", count - 1)));
        let said = more.map(|more| format!("{more} more rows: --output json"));
        assert_eq!(said.is_some(), table.contains(" more rows"));
        assert!(table.contains(&said.unwrap_or_default()));
        let listed = terminal.json(&["cart", "list"]);
        assert_eq!(listed.as_array().unwrap().len(), count);
    }
}

#[test]
fn an_answer_of_64_mebibytes_is_read_and_a_larger_one_is_not() {
    for (bytes, code) in [(64 << 20, 0), ((64 << 20) + 1, 1)] {
        let body = format!("[{}]", " ".repeat(bytes - 2));
        let answers = vec![
            ("GET /v1/auth/time", "1767323045"),
            ("GET /v1/order/cart", &*body.leak()),
        ];
        let terminal = Terminal::with_keys(proxy::that_answers(answers.leak()));
        let run = terminal.run(&["cart", "list"]);
        assert_eq!(run.code, Some(code), "{}", run.stderr);
        let said = "the answer is larger than 67108864 bytes";
        assert_eq!(run.stderr.contains(said), code == 1, "{}", run.stderr);
    }
}
