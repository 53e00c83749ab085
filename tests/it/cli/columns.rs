//! Tables at terminals of different widths, in pipes, and with and without colours.

use std::process::Stdio;

use super::proxy;
use super::typed::Keyboard;
use crate::fixture::terminal::{Api, Terminal};

const LINK: &str =
    "https://www.example.org/displayOrder?orderId=6&orderPassword=0123456789abcdef0123456789abcdef";

/// An order whose words and link are long.
const LONG: &[(&str, &str)] = &[
    ("GET /v1/auth/time", "1767323045"),
    (
        "GET /v1/me/order/6",
        r#"{"orderId":6,"url":"https://www.example.org/displayOrder?orderId=6&orderPassword=0123456789abcdef0123456789abcdef"}"#,
    ),
    ("GET /v1/me/order/6/details", "[7]"),
    (
        "GET /v1/me/order/6/details/7",
        r#"{"orderDetailId":7,"description":"a server of many words that does not fit into a line of eighty columns","domain":"ns1234567.ip-192-0-2.eu","quantity":"1","totalPrice":{"text":"1234.56 €"}}"#,
    ),
    ("GET /v1/me/order", "[6]"),
    ("GET /v1/order/cart", "[\"0f3c\"]"),
    ("GET /v1/me/order/6/status", "\"delivered\""),
];

/// What a terminal of this width shows of a command, without the ends of its lines.
fn shown(
    terminal: &Terminal,
    columns: u16,
    settings: &[(&str, &str)],
    arguments: &[&str],
) -> String {
    let keyboard = Keyboard::with_columns(columns);
    let mut command = terminal.command(arguments);
    let mut running = command
        .envs(settings.iter().copied())
        .stdout(keyboard.terminal.try_clone().unwrap())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    drop(command);
    // Read while it runs: a terminal takes no more than a few kilobytes that nobody reads.
    let shown = keyboard.shown().replace('\r', "");
    assert!(running.wait().unwrap().success(), "{arguments:?}");
    shown
}

const UTF_8: &[(&str, &str)] = &[("LANG", "C.UTF-8"), ("NO_COLOR", "1")];

#[test]
fn no_line_is_wider_than_the_terminal_and_no_word_is_broken() {
    let terminal = Terminal::with_keys(proxy::that_answers(LONG));
    let api = Api::start();
    let ordering = api.terminal();
    for (terminal, arguments) in [
        (&terminal, &["order", "details", "6"][..]),
        (&ordering, &["quote", "examples/vps.yaml"]),
        (&ordering, &["ops", "show", "create_cart"]),
        (&ordering, &["ops", "show", "checkout_cart", "--full"]),
    ] {
        let whole = shown(terminal, 400, UTF_8, arguments);
        let words = whole.split(|c: char| c.is_whitespace() || "─═┄".contains(c));
        let words: Vec<_> = words.filter(|word| word.len() > 1).collect();
        for columns in [80, 200] {
            let fitted = shown(terminal, columns, UTF_8, arguments);
            for line in fitted.lines() {
                assert!(
                    line.chars().count() <= columns.into(),
                    "{columns}\n{fitted}"
                );
            }
            for word in words.iter().filter(|word| word.is_ascii()) {
                assert!(fitted.contains(word), "{word} at {columns}\n{fitted}");
            }
        }
    }
}

#[test]
fn rows_that_cannot_be_a_table_are_told_one_below_the_other() {
    let terminal = Terminal::with_keys(proxy::that_answers(LONG));
    let narrow = shown(&terminal, 40, UTF_8, &["order", "details", "6"]);
    let lines: Vec<_> = narrow.lines().map(str::trim_end).collect();
    assert_eq!(lines[0], " detail    7");
    assert!(
        lines.contains(&" service   ns1234567.ip-192-0-2.eu"),
        "{narrow}"
    );
    assert!(lines.contains(&" price     1234.56 €"), "{narrow}");
}

#[test]
fn a_price_is_not_broken_and_a_text_is_no_column_of_single_words() {
    let terminal = Terminal::with_keys(proxy::that_answers(LONG));
    for columns in 40..100 {
        let page = shown(&terminal, columns, UTF_8, &["order", "details", "6"]);
        assert!(page.contains("1234.56 €"), "{columns}\n{page}");
        assert!(page.contains("a server of"), "{columns}\n{page}");
    }
}

#[test]
fn operations_are_a_table_at_eighty_columns() {
    let terminal = Terminal::bare();
    let page = shown(&terminal, 80, UTF_8, &["ops", "catalog", "advisory"]);
    assert!(page.starts_with('┌'), "{page}");
}

#[test]
fn states_and_totals_of_a_list_are_coloured() {
    let api = Api::start();
    let terminal = api.terminal();
    terminal.json(&["buy", "examples/vps.yaml", "--yes", "--no-follow"]);
    let always = ["--color", "always", "order", "list"];
    let page = terminal.run(&always).stdout;
    for text in ["\u{1b}[33mnotPaid\u{1b}[0m", "\u{1b}[1m5.39\u{1b}[0m"] {
        assert!(page.contains(text), "{page}");
    }
}

#[test]
fn a_link_is_on_a_line_of_its_own() {
    let terminal = Terminal::with_keys(proxy::that_answers(LONG));
    for columns in [40, 80, 200] {
        let page = shown(&terminal, columns, UTF_8, &["order", "get", "6"]);
        assert!(page.lines().any(|line| line == LINK), "{page}");
    }
    let piped = terminal.run(&["order", "get", "6"]).stdout;
    assert!(piped.lines().any(|line| line == LINK), "{piped}");
}

#[test]
fn borders_are_ascii_in_a_pipe_and_in_the_locale_c() {
    let terminal = Terminal::with_keys(proxy::that_answers(LONG));
    let listed = ["cart", "list"];
    let boxed = "┌──────┐\n│ cart │\n╞══════╡\n│ 0f3c │\n└──────┘\n";
    let ascii = "+------+\n| cart |\n+======+\n| 0f3c |\n+------+\n";
    assert_eq!(shown(&terminal, 80, UTF_8, &listed), boxed);
    assert_eq!(shown(&terminal, 80, &[("LC_ALL", "C")], &listed), ascii);
    assert_eq!(shown(&terminal, 80, &[], &listed), ascii);
    assert_eq!(terminal.run(&listed).stdout, ascii);
}

#[test]
fn colours_are_for_terminals_unless_something_else_was_asked_for() {
    let api = Api::start();
    let terminal = api.terminal();
    let quote = |options: &[&'static str]| [options, &["quote", "examples/vps.yaml"][..]].concat();
    let bold = "\u{1b}[1mtotal\u{1b}[0m";
    let at_terminal = |settings: &[(&str, &str)], options: &[&'static str]| {
        let settings = [&[("TERM", "xterm")], settings].concat();
        shown(&terminal, 80, &settings, &quote(options)).contains(bold)
    };
    assert!(at_terminal(&[], &[]));
    assert!(!at_terminal(&[("NO_COLOR", "1")], &[]));
    assert!(!at_terminal(&[], &["--color", "never"]));
    assert!(at_terminal(&[("NO_COLOR", "1")], &["--color", "always"]));
    assert!(!terminal.run(&quote(&[])).stdout.contains('\u{1b}'));
    assert!(
        terminal
            .run(&quote(&["--color", "always"]))
            .stdout
            .contains(bold)
    );
}

#[test]
fn a_terminal_that_does_not_say_how_wide_it_is_is_taken_for_one_of_eighty_columns() {
    let terminal = Terminal::with_keys(proxy::that_answers(LONG));
    let details = ["order", "details", "6"];
    assert_eq!(
        shown(&terminal, 0, UTF_8, &details),
        shown(&terminal, 80, UTF_8, &details)
    );
}
