//! Readers that go away.

use std::io::pipe;
use std::process::Output;

use crate::fixture::terminal::{Api, Terminal};
use crate::fixture::wire::losing_checkouts;

#[test]
fn a_reader_of_results_that_goes_away_is_no_failure() {
    let api = Api::start();
    let (reader, writer) = pipe().unwrap();
    drop(reader);
    let terminal = api.terminal();
    let mut command = terminal.command(&["schema"]);
    assert!(command.stdout(writer).status().unwrap().success());
}

#[test]
fn a_purchase_goes_on_when_nobody_reads_its_progress() {
    let api = Api::start();
    let buy = ["-o", "json", "--yes", "buy", "examples/project.yaml"];
    for arguments in [&buy[..], &[&["--debug"], &buy[..]].concat()] {
        let (reader, writer) = pipe().unwrap();
        drop(reader);
        let terminal = api.terminal();
        let output = terminal.command(arguments).stderr(writer).output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{arguments:?}");
        let bought: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(bought["status"], "delivered");
    }
}

/// What is left to see of a run whose results nobody reads.
fn unread(terminal: &Terminal, arguments: &[&str]) -> Output {
    let (reader, writer) = pipe().unwrap();
    drop(reader);
    let mut command = terminal.command(arguments);
    command.stdout(writer).output().unwrap()
}

#[test]
fn an_order_that_nobody_reads_is_told_with_its_number() {
    let api = Api::start();
    let terminal = api.terminal();
    let [first, second] = [terminal.vps_cart(), terminal.vps_cart()];
    let path = format!("/order/cart/{second}/checkout");
    let purchases = [
        &["--yes", "buy", "examples/project.yaml", "--no-follow"][..],
        &["--yes", "cart", "checkout", &first],
        &["--yes", "api", "POST", &path],
    ];
    for purchase in purchases {
        let output = unread(&terminal, purchase);
        let known = terminal.json(&["order", "list"]);
        let newest = known
            .as_array()
            .unwrap()
            .iter()
            .map(|order| order["orderId"].as_i64().unwrap());
        let told = format!(
            "error: order {} exists, but it could not be printed\n",
            newest.max().unwrap()
        );
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(6), "{purchase:?}: {said}");
        assert!(said.contains(&told), "{purchase:?}: {said}");
    }
}

#[test]
fn of_several_orders_those_that_nobody_reads_are_told_with_their_numbers() {
    for format in ["table", "json", "yaml"] {
        let api = Api::start();
        let terminal = api.terminal();
        let files = ["examples/project.yaml", "examples/vps.yaml"];
        let buy = ["-o", format, "--yes", "buy", files[0], files[1]];
        let output = unread(&terminal, &buy);
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(6), "{format}: {said}");
        let known = terminal.json(&["order", "list"]);
        let known = known.as_array().unwrap();
        assert!(!known.is_empty(), "{format}: {said}");
        for order in known {
            let told = format!(
                "order {} exists, but it could not be printed",
                order["orderId"]
            );
            assert!(said.contains(&told), "{format}: {said}");
        }
    }
}

#[test]
fn that_an_order_may_exist_is_the_exit_code_though_nobody_reads_the_results() {
    let api = Api::start();
    let wire = api.before(losing_checkouts);
    for format in ["table", "json"] {
        let terminal = Terminal::with_keys(wire.address());
        let files = ["examples/project.yaml", "examples/vps.yaml"];
        let output = unread(
            &terminal,
            &["-o", format, "--yes", "buy", files[0], files[1]],
        );
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(5), "{format}: {said}");
        assert!(said.contains("of them exist"), "{format}: {said}");
    }
}
