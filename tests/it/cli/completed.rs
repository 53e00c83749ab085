//! What shells complete, asked for as the scripts of `completions` ask.

use std::io::ErrorKind;
use std::net::TcpListener;
use std::process::Command;
use std::time::{Duration, Instant};

use super::help::{all, commands};
use super::proxy;
use crate::fixture::terminal::{Api, Run, Terminal, nobody};

/// The command as a script runs it, to complete the last of these words.
fn asking(terminal: &Terminal, shell: &str, words: &[&str]) -> Command {
    let mut command = terminal.command(&[&["--", "ovh-order"], words].concat());
    command
        .env("_OVH_ORDER_COMPLETE", shell)
        .env("_CLAP_COMPLETE_INDEX", words.len().to_string())
        .env("_CLAP_IFS", "\n");
    command
}

/// The candidates without what is said of them. Nothing may ever be said besides.
fn completed(terminal: &Terminal, shell: &str, words: &[&str]) -> Vec<String> {
    let run: Run = asking(terminal, shell, words).output().unwrap().into();
    assert_eq!((run.code, run.stderr.as_str()), (Some(0), ""), "{words:?}");
    let lines = run.stdout.lines();
    let values = lines.map(|line| line.split(['\t', ':']).next().unwrap().to_owned());
    values.filter(|value| !value.starts_with('-')).collect()
}

/// A sandbox with a cart and an order.
fn furnished() -> (Api, Terminal, String, String) {
    let api = Api::start();
    let terminal = api.terminal();
    let bought = terminal.json(&["buy", "examples/project.yaml", "--yes"]);
    let cart = bought["cartId"].as_str().unwrap().to_owned();
    (api, terminal, cart, bought["orderId"].to_string())
}

#[test]
fn every_command_is_completed_in_every_shell() {
    let terminal = Terminal::at(nobody());
    let commands = commands();
    assert!(commands.len() > 25, "{commands:?}");
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        for words in &commands {
            let words: Vec<_> = words.iter().map(String::as_str).collect();
            let found = completed(&terminal, shell, &words);
            let name = words.last().unwrap();
            assert!(found.iter().any(|it| it == name), "{words:?} for {shell}");
        }
    }
}

#[test]
fn every_shell_gets_endpoints_profiles_products_carts_and_orders() {
    let (_api, terminal, cart, order) = furnished();
    terminal.file(".ovh.conf", "[profile:work]\n[profile:home]\n");
    let (cart, order) = (cart.as_str(), order.as_str());
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        for (words, expected) in [
            (
                &["--endpoint", "ovh-"][..],
                &["ovh-eu", "ovh-ca", "ovh-us"][..],
            ),
            (
                &["--endpoint", "s"],
                &["soyoustart-eu", "soyoustart-ca", "sandbox"],
            ),
            (&["--profile", ""], &["work", "home"]),
            (
                &["cart", "offers", "x", "clou"],
                &["cloud", "cloudDB", "cloudweb"],
            ),
            (&["cart", "get", ""], &[cart]),
            (&["order", "get", &order[..3]], &[order]),
            (&["order", "get", "x"], &[]),
        ] {
            assert_eq!(
                completed(&terminal, shell, words),
                expected,
                "{words:?} for {shell}"
            );
        }
    }
}

#[test]
fn every_argument_that_is_a_cart_or_an_order_is_completed() {
    let (_api, terminal, cart, order) = furnished();
    let helps = all();
    let usages = helps
        .lines()
        .filter_map(|line| line.strip_prefix("Usage: ovh-order "));
    let mut asked = 0;
    for usage in usages {
        let words = usage.split(' ').filter(|word| *word != "[OPTIONS]");
        let mut words: Vec<_> = words.collect();
        let Some(at) = words
            .iter()
            .position(|word| ["<CART>", "<ORDER>"].contains(word))
        else {
            continue;
        };
        let expected = if words[at] == "<CART>" { &cart } else { &order };
        words.truncate(at + 1);
        words[at] = "";
        assert_eq!(
            &completed(&terminal, "zsh", &words),
            &[expected.as_str()],
            "{usage}"
        );
        asked += 1;
    }
    assert!(asked > 15, "{asked}");
}

#[test]
fn bash_completes_with_the_script() {
    let (_api, terminal, cart, _) = furnished();
    let complete = |words: &str| {
        let script = format!(
            "source <(ovh-order completions bash); COMP_WORDS=(ovh-order {words} '') \
             COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1)); _clap_complete_ovh_order ovh-order ''; \
             printf '%s\\n' \"${{COMPREPLY[@]}}\""
        );
        let run = terminal.bash(&script);
        assert_eq!(run.stderr, "");
        run.stdout.lines().next().unwrap_or_default().to_owned()
    };
    assert_eq!(complete("order"), "list");
    assert_eq!(complete("cart get"), cart);
    assert_eq!(complete("--endpoint"), "ovh-eu");
}

#[test]
fn the_sandbox_is_an_endpoint_and_no_command_where_it_is_a_value() {
    let terminal = Terminal::bare();
    let words = ["--endpoint", "sandbox", "cart", "ge"];
    assert_eq!(completed(&terminal, "bash", &words), ["get"]);
    let words = ["--endpoint", "sandbox", "cart", "get", ""];
    assert_eq!(completed(&terminal, "bash", &words), [""; 0]);
}

#[test]
fn what_cannot_be_asked_for_has_no_candidates_and_nothing_is_said() {
    let api = Api::start();
    let without_keys = api.terminal_without_keys();
    assert_eq!(
        completed(&without_keys, "bash", &["order", "get", ""]),
        [""; 0]
    );
    let unreachable = Terminal::with_keys(nobody());
    assert_eq!(
        completed(&unreachable, "bash", &["cart", "get", ""]),
        [""; 0]
    );
    let terminal = api.terminal();
    terminal.file("ovh.conf", "what is this");
    let words = ["--profile", "missing", "cart", "get", ""];
    assert_eq!(completed(&terminal, "bash", &words), [""; 0]);
    for index in ["0", "2", "99", "x"] {
        let mut command = asking(&terminal, "bash", &["cart", "get", "--", "--retries"]);
        let run: Run = command
            .env("_CLAP_COMPLETE_INDEX", index)
            .output()
            .unwrap()
            .into();
        assert_eq!((run.code, run.stderr.as_str()), (Some(0), ""), "{index}");
    }
    let unknown: Run = asking(&terminal, "tcsh", &[""]).output().unwrap().into();
    assert_eq!(
        (unknown.code, unknown.stdout + &unknown.stderr),
        (Some(0), String::new())
    );
}

#[test]
fn an_api_that_says_nothing_is_waited_for_briefly_and_once() {
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let terminal = Terminal::with_keys(silent.local_addr().unwrap());
    let began = Instant::now();
    for _ in 0..3 {
        assert_eq!(completed(&terminal, "fish", &["order", "get", ""]), [""; 0]);
    }
    assert!(
        began.elapsed() < Duration::from_secs(4),
        "{:?}",
        began.elapsed()
    );
    silent.set_nonblocking(true).unwrap();
    silent.accept().unwrap();
    assert_eq!(silent.accept().unwrap_err().kind(), ErrorKind::WouldBlock);
}

#[test]
fn what_was_listed_counts_for_the_keys_that_listed_it() {
    let (_api, terminal, cart, _) = furnished();
    let words = ["cart", "get", ""];
    assert_eq!(completed(&terminal, "bash", &words), [cart.as_str()]);
    let mut other = asking(&terminal, "bash", &words);
    let run: Run = other
        .env("OVH_CONSUMER_KEY", "another")
        .output()
        .unwrap()
        .into();
    assert!(!run.stdout.contains(&cart), "{}", run.stdout);
    let mut kept = std::fs::read_dir(terminal.path(".cache/ovh-order")).unwrap();
    #[cfg(unix)]
    assert!(kept.all(|file| {
        use std::os::unix::fs::PermissionsExt as _;
        file.unwrap().metadata().unwrap().permissions().mode() & 0o077 == 0
    }));
}

#[test]
fn what_a_shell_would_carry_out_is_no_candidate() {
    let answers = &[
        ("GET /v1/auth/time", "1767323045"),
        (
            "GET /v1/order/cart",
            r#"["good-1", "$(touch harm)", "a b", "\u001b[2J", "x\ny", "`id`"]"#,
        ),
    ];
    let terminal = Terminal::with_keys(proxy::that_answers(answers));
    terminal.file(
        "ovh.conf",
        "[profile:$(touch harm)]\n[profile:fine]\n[profile:two words]\n",
    );
    assert_eq!(
        completed(&terminal, "bash", &["cart", "get", ""]),
        ["good-1"]
    );
    assert_eq!(completed(&terminal, "bash", &["--profile", ""]), ["fine"]);
}
