//! `upgrade`: priced, asked for, and sent once, whatever becomes of the answer.

use serde_json::json;

use crate::fixture::terminal::{Api, Running, Terminal, failed, signal};
use crate::fixture::wire::{Received, Reply, Wire, json as reply};

const ORDER: &str = r#""prices":{"withTax":{"currencyCode":"EUR","text":"6.00 €","value":6},
    "withoutTax":{"currencyCode":"EUR","text":"5.00 €","value":5},
    "tax":{"currencyCode":"EUR","text":"1.00 €","value":1}},
    "details":[{"description":"VPS-2","detailType":"DURATION","quantity":1,
        "totalPrice":{"currencyCode":"EUR","text":"5.00 €","value":5}}]"#;

const UPGRADE: [&str; 4] = ["upgrade", "privateSQL", "my-sql", "privatesql-2"];

/// A server that simulates upgrades, and answers to one that is executed as it is told.
fn before(api: &Api, executed: impl Fn() -> Reply + Send + Sync + 'static) -> Wire {
    api.before(move |got| {
        let is_upgrade = got
            .target
            .contains("/order/upgrade/privateSQL/my-sql/privatesql-2");
        if is_upgrade && got.method == "POST" {
            return executed();
        }
        if is_upgrade {
            let simulated = format!(r#"{{"operation":null,"order":{{"orderId":null,{ORDER}}}}}"#);
            return reply(200, simulated);
        }
        Reply::Pass
    })
}

fn done() -> Reply {
    let answer = format!(
        r#"{{"operation":{{"id":3,"status":"TODO"}},"order":{{"orderId":77,"url":"https://example.com/o",{ORDER}}}}}"#
    );
    reply(200, answer)
}

fn executions(wire: &Wire) -> usize {
    wire.count(|got: &Received| got.method == "POST" && got.target.contains("/order/upgrade/"))
}

#[test]
fn an_upgrade_is_executed_once_and_the_same_again_is_the_order_that_exists() {
    let api = Api::start();
    let wire = before(&api, done);
    let terminal = Terminal::with_keys(wire.address());
    let simulated = terminal.json(&[&UPGRADE[..], &["--dry-run"]].concat());
    assert_eq!(simulated["prices"]["withTax"]["text"], "6.00 €");
    assert_eq!(executions(&wire), 0);
    let yes = [&UPGRADE[..], &["--yes", "--max-total", "6 EUR"]].concat();
    let first = terminal.json(&yes);
    assert_eq!(
        (&first["orderId"], &first["isEarlier"]),
        (&json!(77), &json!(false))
    );
    let second = terminal.json(&yes);
    assert_eq!(
        (&second["orderId"], &second["isEarlier"]),
        (&json!(77), &json!(true))
    );
    assert_eq!(executions(&wire), 1);
    let sent = wire
        .received()
        .into_iter()
        .find(|got| got.method == "POST" && got.target.contains("upgrade"));
    assert_eq!(sent.unwrap().body, br#"{"quantity":1}"#);
}

#[test]
fn an_upgrade_that_made_no_order_is_done_and_is_not_sent_again() {
    let api = Api::start();
    let wire = before(&api, || {
        reply(
            200,
            r#"{"operation":{"id":3,"status":"DONE"},"order":null}"#,
        )
    });
    let terminal = Terminal::with_keys(wire.address());
    let yes = [&UPGRADE[..], &["--yes"]].concat();
    for is_earlier in [false, true] {
        let upgraded = terminal.json(&yes);
        assert_eq!(upgraded["orderId"], json!(null));
        assert_eq!(upgraded["isEarlier"], is_earlier);
    }
    assert_eq!(executions(&wire), 1);
    let runs = terminal.json(&["order", "runs"]);
    assert_eq!(runs[0]["state"], "answered");
    assert_eq!(runs[0]["orderId"], json!(null));
    failed(
        &terminal.run(&["order", "resume"]),
        8,
        "the journal has no unfinished run",
    );
    let key = runs[0]["key"].as_str().unwrap();
    let resumed = terminal.run(&["order", "resume", key]);
    failed(
        &resumed,
        1,
        "was carried out, and the answer named no order",
    );
    terminal.json(&[&yes[..], &["--again"]].concat());
    assert_eq!(executions(&wire), 2);
}

#[test]
fn an_upgrade_whose_answer_does_not_say_that_there_is_no_order_may_have_one() {
    for answer in ["{}", "null", r#"{"order":{"url":"https://example.com/o"}}"#] {
        let api = Api::start();
        let wire = before(&api, move || reply(200, answer.to_owned()));
        let terminal = Terminal::with_keys(wire.address());
        let yes = [&UPGRADE[..], &["--yes", "--timeout", "2s"]].concat();
        assert_eq!(terminal.run(&yes).code, Some(5), "{answer}");
        assert_eq!(terminal.json(&["order", "runs"])[0]["state"], "posting");
        failed(&terminal.run(&yes), 5, "made an order");
        assert_eq!(executions(&wire), 1, "{answer}");
    }
}

#[test]
fn an_upgrade_that_is_done_stays_done_although_the_journal_cannot_be_told() {
    let api = Api::start();
    let wire = before(&api, || {
        reply(200, r#"{"operation":{"id":3},"order":null}"#)
    });
    let terminal = Terminal::with_keys(wire.address());
    let journal = terminal.path("journal.sqlite");
    let kept = ["--journal", journal.to_str().unwrap()];
    terminal.json(&[&kept[..], &["order", "runs"]].concat());
    let broken = "CREATE TRIGGER broken BEFORE UPDATE ON runs WHEN NEW.state = 'answered' \
                  BEGIN SELECT RAISE(FAIL, 'broken'); END";
    let database = rusqlite::Connection::open(&journal).unwrap();
    database.execute_batch(broken).unwrap();
    let run = terminal.run(&[&kept[..], &UPGRADE, &["--yes"]].concat());
    assert_eq!(run.code, Some(0), "{run:?}");
    let told = "that the upgrade is done is not in the journal";
    assert!(run.stderr.contains(told), "{run:?}");
}

#[test]
fn an_upgrade_whose_answer_names_its_order_and_is_cut_off_has_that_order() {
    let api = Api::start();
    let wire = before(&api, || {
        reply(200, r#"{"operation":7,"order":{"orderId":77,"#)
    });
    let terminal = Terminal::with_keys(wire.address());
    let yes = [&UPGRADE[..], &["--yes"]].concat();
    for is_earlier in [false, true] {
        let upgraded = terminal.json(&yes);
        assert_eq!(upgraded["orderId"], 77);
        assert_eq!(upgraded["isEarlier"], is_earlier);
    }
    assert_eq!(executions(&wire), 1);
}

#[test]
fn an_order_whose_answer_is_cut_off_is_paid_if_it_costs_what_was_confirmed() {
    let api = Api::start();
    let wire = api.before(|got| {
        let target = &got.target;
        if target.contains("/me/order/77/payWith") {
            return reply(200, "null");
        }
        if target.ends_with("/me/order/77") {
            let price = r#"{"currencyCode":"EUR","text":"6.00 €","value":6}"#;
            return reply(200, format!(r#"{{"orderId":77,"priceWithTax":{price}}}"#));
        }
        if !target.contains("/order/upgrade/privateSQL/my-sql/privatesql-2") {
            return Reply::Pass;
        }
        if got.method == "POST" {
            return reply(200, r#"{"operation":7,"order":{"orderId":77,"#);
        }
        reply(200, format!(r#"{{"order":{{{ORDER}}}}}"#))
    });
    let terminal = Terminal::with_keys(wire.address());
    let pay = [&UPGRADE[..], &["--yes", "--pay-with", "ovhAccount"]].concat();
    assert_eq!(terminal.json(&pay)["orderId"], 77);
    let payments = wire.count(|got: &Received| got.target.contains("/me/order/77/payWith"));
    assert_eq!(payments, 1);
}

#[test]
fn an_upgrade_that_is_too_dear_or_not_confirmed_is_not_executed() {
    let api = Api::start();
    let wire = before(&api, done);
    let terminal = Terminal::with_keys(wire.address());
    let dear = [&UPGRADE[..], &["--yes", "--max-total", "5.99 EUR"]].concat();
    failed(
        &terminal.run(&dear),
        4,
        "the total with tax is 6.00 €, and at most 5.99 EUR",
    );
    failed(&terminal.run(&UPGRADE), 4, "not confirmed");
    let unknown = terminal.run(&["upgrade", "cloud", "x", "y", "--yes"]);
    failed(
        &unknown,
        8,
        "`cloud` has no upgrades; use one of bandwidthVrack",
    );
    assert_eq!(executions(&wire), 0);
}

#[test]
fn an_upgrade_whose_answer_is_lost_is_never_sent_again() {
    let api = Api::start();
    let wire = before(&api, || Reply::Break);
    let terminal = Terminal::with_keys(wire.address());
    let yes = [&UPGRADE[..], &["--yes", "--timeout", "2s"]].concat();
    assert_eq!(terminal.run(&yes).code, Some(5));
    let again = terminal.run(&yes);
    failed(&again, 5, "made an order");
    let said = "looking for what became of the upgrade, which was ordered at ";
    assert!(again.stderr.contains(said), "{}", again.stderr);
    assert_eq!(executions(&wire), 1);
}

#[test]
fn an_upgrade_that_is_refused_for_lack_of_rights_can_be_tried_again() {
    let api = Api::start();
    let refused = || {
        reply(
            403,
            r#"{"class":"Client::Forbidden","message":"This call has not been granted"}"#,
        )
    };
    let wire = before(&api, refused);
    let terminal = Terminal::with_keys(wire.address());
    let yes = [&UPGRADE[..], &["--yes"]].concat();
    for executed in [1, 2] {
        assert_eq!(terminal.run(&yes).code, Some(1));
        assert_eq!(executions(&wire), executed);
    }
}

#[test]
fn a_signal_while_an_upgrade_is_sent_waits_for_its_answer_and_the_second_says_that_it_may_exist() {
    let api = Api::start();
    let wire = before(&api, || Reply::Silence);
    let terminal = Terminal::with_keys(wire.address());
    let mut command = terminal.command(&[&UPGRADE[..], &["--yes"]].concat());
    let mut running = Running::start(&mut command);
    running.until_said("ordering the upgrade of my-sql");
    signal(&running.child, "INT");
    running.until_said("waiting for its answer");
    signal(&running.child, "INT");
    assert_eq!(running.end().code, Some(5));
}

#[test]
fn an_upgrade_that_costs_something_else_than_was_confirmed_is_not_paid() {
    let api = Api::start();
    let wire = before(&api, || {
        let dear = ORDER.replace("6", "60");
        let answer = format!(r#"{{"operation":null,"order":{{"orderId":77,{dear}}}}}"#);
        reply(200, answer)
    });
    let terminal = Terminal::with_keys(wire.address());
    let run = terminal.run(&[&UPGRADE[..], &["--yes", "--pay-with", "ovhAccount"]].concat());
    assert_eq!(run.code, Some(6), "{run:?}");
    let reason = "it does not cost what was confirmed, so nothing was paid";
    assert!(run.stderr.contains(reason), "{run:?}");
    let payers = "did not pay it; as far as is known only its link can\n";
    assert!(run.stderr.contains(payers), "{run:?}");
    // The order exists, so what is known of it is the result.
    assert!(
        run.stdout.contains("77") && run.stdout.contains("60.00"),
        "{run:?}"
    );
    let payments = wire.count(|got: &Received| got.target.contains("/payWith"));
    assert_eq!(payments, 0);
}

#[test]
fn an_upgrade_that_a_web_page_answers_may_have_an_order() {
    let api = Api::start();
    let wire = before(&api, || reply(401, "<html>Unauthorized</html>"));
    let terminal = Terminal::with_keys(wire.address());
    let yes = [&UPGRADE[..], &["--yes", "--timeout", "2s"]].concat();
    assert_eq!(terminal.run(&yes).code, Some(5));
    assert_eq!(terminal.json(&["order", "runs"])[0]["state"], "posting");
    assert_eq!(executions(&wire), 1);
}
