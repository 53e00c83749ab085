//! Failures as JSON, for programs.

use jiff::SignedDuration;
use ovh_order::sandbox::Naming;
use serde_json::{Value, json};

use crate::fixture::terminal::{Api, Run, Running, Terminal, interrupt};

/// The last line on standard error, which is one JSON document.
fn reported(run: &Run) -> Value {
    let last = run.stderr.lines().last().unwrap_or_default();
    serde_json::from_str(last).unwrap_or_else(|error| panic!("{error}: {}", run.stderr))
}

#[test]
fn programs_get_failures_as_json() {
    let api = Api::start();
    let terminal = api.terminal();
    let run = |arguments: &[&str]| terminal.run(&[&["-o", "json"], arguments].concat());
    let missing = run(&["order", "get", "7"]);
    let report = reported(&missing);
    assert_eq!(missing.code, Some(1));
    assert_eq!(
        (&report["kind"], &report["code"], &report["hint"]),
        (&json!("notFound"), &json!(1), &Value::Null)
    );
    assert!(
        report["error"]
            .as_str()
            .unwrap()
            .contains("/me/order/{orderId}: 404")
    );
    assert!(report["queryId"].is_string() && report.get("orderId").is_none());
    let unconfirmed = reported(&run(&["buy", "examples/vps.yaml"]));
    let expected = json!({"error": "not confirmed, so nothing was bought", "kind": "notConfirmed", "code": 4, "hint": null});
    assert_eq!(unconfirmed, expected);
    terminal.file("order.yaml", "items: [{product: vsp, planCode: x}]\n");
    let wrong = reported(&run(&["quote", "order.yaml"]));
    assert_eq!(
        (&wrong["kind"], &wrong["code"]),
        (&json!("invalidOrder"), &json!(3))
    );
    assert_eq!(wrong["problems"][0]["path"], "items[0].product");
}

#[test]
fn programs_get_what_is_wrong_with_the_arguments_and_how_to_mend_it_without_words_for_people() {
    let terminal = Terminal::bare();
    for (arguments, error, hint) in [
        (
            &["order", "gett"][..],
            "unrecognized subcommand 'gett'",
            "a similar subcommand exists: 'get'; Usage: ovh-order order [OPTIONS] <COMMAND>",
        ),
        (
            &["list"],
            "unrecognized subcommand 'list'",
            "there is `ovh-order cart list`; there is `ovh-order order list`; \
             Usage: ovh-order [OPTIONS] <COMMAND>",
        ),
        (
            &["cart", "get"],
            "the following required arguments were not provided:\n  <CART>",
            "Usage: ovh-order cart get <CART>",
        ),
        (
            &["auth", "explain", "byu"],
            "unknown command or call `byu`; the commands are: ",
            "",
        ),
        (&["login"], "say what the key is for", ""),
    ] {
        let run = terminal.run(&[&["-o", "json"], arguments].concat());
        let report = reported(&run);
        assert_eq!((run.code, run.stderr.lines().count()), (Some(2), 1));
        assert_eq!(
            (&report["kind"], &report["code"]),
            (&json!("usage"), &json!(2))
        );
        let said = report["error"].as_str().unwrap();
        assert!(
            said.starts_with(error) && !said.contains("--help"),
            "{said}"
        );
        assert_eq!(report["hint"].as_str().unwrap_or_default(), hint);
    }
}

#[test]
fn programs_get_the_number_of_an_order_whatever_it_lacks() {
    let api = Api::with(|options| {
        options.naming(Naming {
            details_after: SignedDuration::from_hours(1),
            ..Naming::default()
        })
    });
    let terminal = api.terminal();
    let buy = [
        "-o",
        "json",
        "--timeout",
        "4s",
        "buy",
        "examples/vps.yaml",
        "--yes",
        "--auto-pay",
    ];
    let run = terminal.run(&buy);
    let report = reported(&run);
    let printed: Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!((run.code, &report["kind"]), (Some(9), &json!("unnamed")));
    assert_eq!(report["orderId"], printed["orderId"]);
    let cart = terminal.vps_cart();
    let checkout = ["-o", "json", "cart", "checkout", &cart, "--yes"];
    let order = terminal.json(&checkout[2..])["orderId"].clone();
    let again = reported(&terminal.run(&checkout));
    assert_eq!((&again["code"], &again["orderId"]), (&json!(8), &order));
}

#[test]
fn programs_get_the_query_id_of_an_order_that_is_refused() {
    let api = Api::behind("payment=bankAccount");
    let terminal = api.terminal();
    let buy = [
        "-o",
        "json",
        "buy",
        "examples/vps.yaml",
        "--yes",
        "--auto-pay",
    ];
    let report = reported(&terminal.run(&buy));
    assert_eq!(
        (&report["kind"], &report["code"], &report["hint"]),
        (&json!("invalidOrder"), &json!(3), &Value::Null)
    );
    assert!(report["queryId"].is_string(), "{report}");
}

#[test]
fn programs_get_the_number_of_an_order_that_exists() {
    let api = Api::start();
    let terminal = api.terminal();
    let mut command = terminal.command(&["-o", "json", "buy", "examples/vps.yaml", "--yes"]);
    let mut running = Running::start(&mut command);
    running.until_said("is notPaid");
    interrupt(&running.child);
    let run = running.end();
    let report = reported(&run);
    let printed: Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!((run.code, &report["code"]), (Some(6), &json!(6)));
    assert_eq!(report["orderId"], printed["orderId"]);
    assert!(report["hint"].as_str().unwrap().contains("order follow"));
}
