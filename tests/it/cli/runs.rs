//! `order runs`, `resume`, `adopt` and `forget`.

use std::fs;

use serde_json::{Value, json};

use crate::fixture::terminal::{Api, Terminal, failed};
use crate::fixture::wire::{Received, Reply, Wire};

/// The calls of the command are short, so that nothing is waited for long.
const BUY: [&str; 7] = [
    "buy",
    "examples/vps.yaml",
    "--yes",
    "--auto-pay",
    "--no-follow",
    "--timeout",
    "2s",
];

/// A sandbox behind a server that loses the first checkout.
struct Lossy {
    runtime: tokio::runtime::Runtime,
    wire: Wire,
    _api: Api,
}

impl Lossy {
    fn start(reply: fn() -> Reply) -> Self {
        let api = Api::start();
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let posted = std::sync::atomic::AtomicUsize::new(0);
        let script = move |got: &Received| {
            let is_first =
                got.is_checkout() && posted.fetch_add(1, std::sync::atomic::Ordering::SeqCst) == 0;
            if is_first { reply() } else { Reply::Pass }
        };
        let wire = runtime.block_on(Wire::before(api.address(), script));
        Self {
            runtime,
            wire,
            _api: api,
        }
    }

    fn terminal(&self) -> Terminal {
        let _ = &self.runtime;
        Terminal::with_keys(self.wire.address())
    }
}

fn key(terminal: &Terminal) -> String {
    let runs = terminal.json(&["order", "runs"]);
    runs[0]["key"].as_str().unwrap().to_owned()
}

#[test]
fn a_lost_answer_is_hinted_at_with_a_command_that_finds_the_order() {
    let lossy = Lossy::start(|| Reply::Lose);
    let terminal = lossy.terminal();
    let journal = terminal.file("my journal.db", "");
    fs::remove_file(&journal).unwrap();
    let journal = journal.to_str().unwrap();
    let run = terminal.run(&[&BUY[..], &["--journal", journal]].concat());
    failed(&run, 5, "error: the checkout may have been carried out");
    let hint = format!("--journal '{journal}' order resume` looks for the order");
    assert!(run.stderr.contains(&hint), "{}", run.stderr);
    let resume = ["order", "resume", "--timeout", "2s", "--journal", journal];
    let resumed = terminal.run(&[&["-o", "json"][..], &resume].concat());
    let told = "; others that are not at their end: 0\n";
    assert!(
        resumed.stderr.starts_with("resuming the run "),
        "{resumed:?}"
    );
    assert!(resumed.stderr.contains(told), "{resumed:?}");
    let resumed: Value = serde_json::from_str(&resumed.stdout).unwrap();
    let orders = terminal.json(&["api", "GET", "/me/order"]);
    assert_eq!(json!([resumed["orderId"]]), orders);
}

#[test]
fn a_run_without_an_order_is_said_to_have_none_and_can_be_ordered_again() {
    let lossy = Lossy::start(|| Reply::Break);
    let terminal = lossy.terminal();
    assert_eq!(terminal.run(&BUY).code, Some(5));
    let key = key(&terminal);
    let resume = ["order", "resume", &key, "--timeout", "2s"];
    failed(&terminal.run(&resume), 1, "error: nothing was ordered");
    assert_eq!(terminal.json(&BUY)["isEarlier"], false);
    let shown = terminal.json(&["order", "runs", "show", &key]);
    assert_eq!(
        (&shown["attempt"], &shown["state"]),
        (&json!(2), &json!("ordered"))
    );
}

#[test]
fn a_person_can_adopt_an_order_or_forget_a_run() {
    let lossy = Lossy::start(|| Reply::Lose);
    let terminal = lossy.terminal();
    assert_eq!(terminal.run(&BUY).code, Some(5));
    let key = key(&terminal);
    let order = terminal.json(&["api", "GET", "/me/order"])[0].to_string();
    let unknown = terminal.run(&["order", "adopt", &key, "7"]);
    assert_eq!(unknown.code, Some(1), "{unknown:?}");
    assert_eq!(
        terminal.json(&["order", "adopt", &key, &order]),
        Value::Null
    );
    assert_eq!(terminal.json(&BUY)["orderId"].to_string(), order);

    let lossy = Lossy::start(|| Reply::Break);
    let terminal = lossy.terminal();
    assert_eq!(terminal.run(&BUY).code, Some(5));
    let key = self::key(&terminal);
    assert_eq!(terminal.json(&["order", "forget", &key]), Value::Null);
    let resumed = terminal.run(&["order", "resume", &key]);
    failed(&resumed, 1, "error: nothing was ordered");
    // That was done before.
    assert!(!resumed.stderr.contains("deleted"), "{resumed:?}");
    // Its cart is gone, so what is still under way cannot make an order.
    assert_eq!(terminal.json(&["cart", "list"]), json!([]));
    assert_eq!(terminal.json(&BUY)["isEarlier"], false);
}

#[test]
fn a_run_that_was_looked_at_in_vain_is_resumed_only_after_the_others() {
    let posted = std::sync::atomic::AtomicUsize::new(0);
    let api = Api::start();
    let wire = api.before(move |got| {
        if !got.is_checkout() || got.method != "POST" {
            return Reply::Pass;
        }
        match posted.fetch_add(1, std::sync::atomic::Ordering::SeqCst) {
            0 => Reply::Pass,
            1 => Reply::Lose,
            _ => Reply::Break,
        }
    });
    let terminal = Terminal::with_keys(wire.address());
    terminal.json(&["buy", "examples/project.yaml", "--yes", "--no-follow"]);
    let earlier = key(&terminal);
    let path = format!("/order/cart/{}/checkout", terminal.vps_cart());
    assert_eq!(terminal.run(&["api", "POST", &path, "--yes"]).code, Some(5));
    let call = key(&terminal);
    assert_eq!(terminal.run(&BUY).code, Some(5));
    let resume = ["order", "resume", "--timeout", "1s"];
    let said = format!("the run `{call}` may have made one too, so settle that first");
    failed(&terminal.run(&resume), 5, &said);
    let next = terminal.run(&resume);
    let taken = format!("resuming the run {earlier}; others");
    assert!(next.stderr.starts_with(&taken), "{next:?}");
}

#[test]
fn a_run_that_is_not_there_is_8_and_says_where_to_look() {
    let api = Api::start();
    let terminal = api.terminal();
    let run = terminal.run(&["order", "forget", "mine"]);
    failed(
        &run,
        8,
        "error: the journal has no run `mine` at http://127.0.0.1:",
    );
    assert!(
        run.stderr
            .contains("`ovh-order order runs` lists what it has"),
        "{}",
        run.stderr
    );
    let run = terminal.run(&["order", "resume"]);
    failed(&run, 8, "error: the journal has no unfinished run at ");
}

#[test]
fn a_charging_call_is_remembered_and_not_sent_again_while_its_answer_is_not_known() {
    let lossy = Lossy::start(|| Reply::Lose);
    let terminal = lossy.terminal();
    let cart = terminal.vps_cart();
    let path = format!("/order/cart/{cart}/checkout");
    let call = ["api", "POST", &path, "--yes"];
    assert_eq!(terminal.run(&call).code, Some(5));
    let runs = terminal.json(&["order", "runs"]);
    assert_eq!(
        [&runs[0]["kind"], &runs[0]["state"], &runs[0]["plans"]],
        [
            &json!("call"),
            &json!("posting"),
            &json!(["POST", "/order/cart/{cartId}/checkout"])
        ]
    );
    let key = key(&terminal);
    let again = terminal.run(&call);
    failed(&again, 5, "error: this call was sent at ");
    assert!(
        again.stderr.contains(&format!("order forget {key}`")),
        "{again:?}"
    );
    assert_eq!(lossy.wire.count(Received::is_checkout), 1);
    let resumed = terminal.run(&["order", "resume", &key]);
    failed(&resumed, 5, "error: it cannot be told whether the run ");
    let order = terminal.json(&["api", "GET", "/me/order"])[0].to_string();
    assert_eq!(
        terminal.json(&["order", "adopt", &key, &order]),
        Value::Null
    );
    let shown = terminal.json(&["order", "runs", "show", &key]);
    assert_eq!(shown["orderId"].to_string(), order);
    // It is settled, so it is sent again.
    terminal.run(&call);
    assert_eq!(lossy.wire.count(Received::is_checkout), 2);
}

#[test]
fn a_journal_that_is_neither_a_file_nor_a_url_makes_no_file_of_its_password() {
    let terminal = Terminal::bare();
    for journal in [
        "Postgres://me:hunter2@127.0.0.1:1/orders",
        "mysql://me:hunter2@127.0.0.1:1/orders",
        "host=127.0.0.1 port=1 user=me password=hunter2",
        "postgres:/hunter2",
    ] {
        let run = terminal.run(&[
            "--endpoint",
            "sandbox",
            "--journal",
            journal,
            "order",
            "runs",
        ]);
        failed(&run, 8, "error: ");
        let shown = format!("{}{}", run.stdout, run.stderr);
        assert!(!shown.contains("hunter2"), "{journal}: {shown}");
        let files = fs::read_dir(terminal.path("")).unwrap();
        let names: Vec<_> = files.map(|file| file.unwrap().file_name()).collect();
        assert_eq!(names, ["examples"], "{journal}");
    }
}
