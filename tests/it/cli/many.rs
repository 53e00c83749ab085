//! Several order files in one `buy`.

use std::sync::Arc;

use serde_json::Value;
use tokio::sync::Notify;

use super::typed::Keyboard;
use crate::fixture::terminal::{Api, Run, Running, Terminal, failed, interrupt};
use crate::fixture::wire::Reply;

/// Writes so many order files into a folder, each for a project of its own.
fn projects(terminal: &Terminal, number: usize) {
    std::fs::create_dir_all(terminal.path("orders")).unwrap();
    for index in 1..=number {
        project(terminal, index, "project.2018");
    }
}

fn project(terminal: &Terminal, index: usize, plan: &str) {
    let text = format!(
        "description: number {index}\nitems:\n  - product: cloud\n    planCode: {plan}\n    \
         configuration: {{description: number {index}}}\n"
    );
    terminal.file(&format!("orders/{index}.yaml"), &text);
}

/// The lines of JSON that were printed, by file.
fn lines(run: &Run) -> Vec<Value> {
    let lines = run.stdout.lines();
    let mut lines: Vec<Value> = lines.map(|it| serde_json::from_str(it).unwrap()).collect();
    lines.sort_by_key(|line| line["file"].to_string());
    lines
}

fn orders(terminal: &Terminal) -> usize {
    let orders = terminal.json(&["order", "list"]);
    orders.as_array().unwrap().len()
}

#[test]
fn one_failure_stops_no_other_order_and_the_second_run_does_what_is_missing() {
    let api = Api::start();
    let terminal = api.terminal();
    projects(&terminal, 5);
    project(&terminal, 3, "project.2017");
    let buy = ["-o", "json", "--yes", "buy", "orders"];
    let run = terminal.run(&buy);
    assert_eq!(run.code, Some(10), "{run:?}");
    let first = lines(&run);
    let files: Vec<_> = first.iter().map(|line| &line["file"]).collect();
    let expected = [1, 2, 3, 4, 5].map(|index| format!("orders/{index}.yaml"));
    assert_eq!(files, expected.each_ref());
    for (index, line) in first.iter().enumerate() {
        let is_wrong = index == 2;
        assert_eq!(line["order"].is_null(), is_wrong, "{line}");
        assert_eq!(line["error"].is_null(), !is_wrong, "{line}");
    }
    let error = &first[2]["error"];
    assert_eq!(error["kind"], "invalidOrder");
    assert_eq!(error["problems"][0]["path"], "items[0].planCode");
    let last = run.stderr.lines().last().unwrap();
    let last: Value = serde_json::from_str(last).unwrap();
    assert_eq!(last["error"], "1 of 5 orders failed");
    assert_eq!(orders(&terminal), 4);

    project(&terminal, 3, "project.2018");
    let run = terminal.run(&buy);
    assert_eq!(run.code, Some(0), "{run:?}");
    let second = lines(&run);
    for (index, (before, now)) in first.iter().zip(&second).enumerate() {
        assert_eq!(now["order"]["isEarlier"], index != 2, "{now}");
        if index != 2 {
            assert_eq!(before["order"]["orderId"], now["order"]["orderId"]);
        }
    }
    assert_eq!(orders(&terminal), 5);
}

#[test]
fn nothing_is_sent_before_all_files_are_read_and_all_their_problems_are_told_together() {
    let api = Api::start();
    let wire = api.before(|_| Reply::Pass);
    let terminal = Terminal::with_keys(wire.address());
    projects(&terminal, 2);
    terminal.file("orders/3.yaml", "items: [{product: clod, planCode: a}]");
    terminal.file("orders/4.json", "{\"items\": []}");
    std::fs::copy(terminal.path("orders/1.yaml"), terminal.path("again.yaml")).unwrap();
    let run = terminal.run(&["--yes", "buy", "orders", "again.yaml", "missing.yaml"]);
    for problem in [
        "unknown product `clod`",
        "orders/4.json",
        "again.yaml is the same order as orders/1.yaml",
        "cannot read the order file missing.yaml: No such file",
    ] {
        failed(&run, 3, problem);
    }
    assert_eq!(wire.received().len(), 0);
}

#[test]
fn arguments_that_are_for_one_order_are_refused_for_several() {
    let terminal = Api::start().terminal();
    projects(&terminal, 2);
    for wrong in [
        &["--key", "a"][..],
        &["--again"],
        &["--quote", "quote.json"],
    ] {
        let run = terminal.run(&[&["--yes", "buy", "orders"], wrong].concat());
        failed(&run, 2, "are for a single order file");
    }
    std::fs::create_dir(terminal.path("empty")).unwrap();
    let run = terminal.run(&["--yes", "buy", "empty"]);
    failed(&run, 2, "the folder empty has no order file");
}

#[test]
fn of_orders_that_cost_more_together_than_they_may_none_is_placed() {
    let api = Api::start();
    let terminal = api.terminal();
    let vps = std::fs::read_to_string(terminal.path("examples/vps.yaml")).unwrap();
    let add = |index: usize| {
        let text = vps.replace("one vps", &format!("number {index}"));
        terminal.file(&format!("orders/{index}.yaml"), &text);
    };
    std::fs::create_dir(terminal.path("orders")).unwrap();
    (1..=3).for_each(add);
    let buy = [
        "-o",
        "json",
        "--yes",
        "buy",
        "orders",
        "--jobs",
        "1",
        "--stop-on-error",
        "--max-sum",
    ];
    for (ceiling, compared) in [
        ("16.16 EUR", "more than the 16.16 EUR"),
        ("99.00 USD", "which cannot be compared with the 99.00 USD"),
    ] {
        let run = terminal.run(&[&buy[..], &[ceiling]].concat());
        assert_eq!(run.code, Some(4), "{run:?}");
        let said = format!(
            "the orders cost 16.17 EUR with tax together, {compared} of --max-sum; none was placed"
        );
        assert_eq!(run.stderr.matches(&said).count(), 1, "{run:?}");
        let last = run.stderr.lines().last().unwrap();
        let last: Value = serde_json::from_str(last).unwrap();
        assert_eq!(last["error"], said);
        let errors = lines(&run).into_iter().map(|line| line["error"].clone());
        assert!(errors.clone().all(|it| it["error"] == "not placed"));
        assert!(errors.clone().all(|it| it["kind"] == "notConfirmed"));
        assert_eq!((errors.count(), orders(&terminal)), (3, 0));
    }
    for (number, ceiling) in [(3, "16.17 EUR"), (4, "5.39 EUR"), (4, "0 EUR")] {
        // What was placed before does not count.
        add(number);
        let run = terminal.run(&[&buy[..], &[ceiling]].concat());
        assert_eq!(run.code, Some(0), "{run:?}");
        assert!(!run.stderr.contains("accepts any price"), "{run:?}");
        assert_eq!(orders(&terminal), number);
    }
    add(5);
    let asked = terminal.run(&["buy", "orders", "--max-sum", "5.38 EUR"]);
    // That the others were placed before makes no difference.
    assert_eq!(asked.code, Some(4), "{asked:?}");
    let told = "error: the orders cost 5.39 EUR with tax together, more than the 5.38 EUR";
    assert!(asked.stderr.contains(told), "{asked:?}");
    assert!(!asked.stderr.contains("orders/5.yaml"), "{asked:?}");
    assert!(asked.stdout.contains("not placed"), "{asked:?}");
    assert!(!asked.stderr.contains("cannot ask"), "{asked:?}");
    let one = terminal.run(&["buy", "orders/5.yaml", "--yes", "--max-sum", "5.38 EUR"]);
    assert_eq!(one.code, Some(4), "{one:?}");
    assert_eq!(orders(&terminal), 4);
}

#[test]
fn that_the_sum_is_too_high_is_told_beside_what_else_failed() {
    let api = Api::start();
    let terminal = api.terminal();
    projects(&terminal, 1);
    project(&terminal, 2, "project.2017");
    let run = terminal.run(&[
        "--yes",
        "buy",
        "orders",
        "examples/vps.yaml",
        "--max-sum",
        "1 EUR",
    ]);
    assert_eq!(run.code, Some(10), "{run:?}");
    let told = "  because: the orders cost 5.39 EUR with tax together, more than the 1.00 EUR of";
    assert!(run.stderr.contains(told), "{run:?}");
    assert_eq!(orders(&terminal), 0);
}

#[test]
fn one_yes_is_for_all_orders_once_the_api_has_checked_each() {
    let api = Api::start();
    let wire = api.before(|_| Reply::Pass);
    let terminal = Terminal::with_keys(wire.address());
    projects(&terminal, 3);
    let mut keyboard = Keyboard::open();
    for (answer, code, ordered) in [("no", 4, 0), ("buy", 0, 4)] {
        let mut buy = terminal.command(&["buy", "--jobs", "1", "orders", "examples/vps.yaml"]);
        let mut running = Running::start(buy.stdin(keyboard.terminal.try_clone().unwrap()));
        running.until_said("type `buy` to place 4 orders for 5.39 EUR with tax at http://127");
        assert_eq!(
            wire.count(|got| got.is_checkout() && got.method == "POST"),
            0
        );
        keyboard.type_line(answer);
        let run = running.end();
        assert_eq!(run.code, Some(code), "{run:?}");
        assert_eq!(
            run.stderr
                .matches("contracts.example.com/terms.pdf")
                .count(),
            1
        );
        assert_eq!(orders(&terminal), ordered);
        // Only carts that were ordered are left.
        let carts = terminal.json(&["cart", "list"]);
        assert_eq!(carts.as_array().unwrap().len(), ordered);
    }
}

#[test]
fn an_order_that_another_prompt_has_is_left_to_it_and_the_others_are_asked_for() {
    let api = Api::start();
    let terminal = api.terminal();
    projects(&terminal, 3);
    let mut keyboards = [Keyboard::open(), Keyboard::open()];
    let start = |index: usize, other: &str, question: &str| {
        let mut buy = terminal.command(&["buy", "orders/1.yaml", other]);
        let keys = keyboards[index].terminal.try_clone().unwrap();
        let mut running = Running::start(buy.stdin(keys));
        running.until_said(question);
        running
    };
    let first = start(0, "orders/2.yaml", "to place 2 orders for ");
    let second = start(1, "orders/3.yaml", "to place 1 order for ");
    keyboards[1].type_line("buy");
    let run = second.end();
    assert_eq!(run.code, Some(10), "{run:?}");
    let told = "error: orders/1.yaml: process ";
    assert!(run.stderr.contains(told), "{run:?}");
    keyboards[0].type_line("no");
    assert_eq!(first.end().code, Some(4));
    assert_eq!(orders(&terminal), 1);
}

#[test]
fn without_a_yes_nothing_is_bought_and_no_cart_is_left() {
    let api = Api::start();
    let terminal = api.terminal();
    projects(&terminal, 2);
    let run = terminal.run(&["buy", "orders"]);
    assert_eq!(run.code, Some(4), "{run:?}");
    assert!(run.stderr.contains("add --yes to confirm"), "{run:?}");
    assert_eq!(orders(&terminal), 0);
    assert_eq!(terminal.json(&["cart", "list"]), serde_json::json!([]));
}

#[test]
fn after_a_failure_no_further_order_is_started_if_that_was_asked_for() {
    let api = Api::start();
    let terminal = api.terminal();
    projects(&terminal, 4);
    project(&terminal, 2, "project.2017");
    let run = terminal.run(&["--yes", "buy", "orders", "--jobs", "1", "--stop-on-error"]);
    assert_eq!(run.code, Some(10), "{run:?}");
    let rows = run.stdout.lines();
    assert_eq!(rows.filter(|row| row.contains("not started")).count(), 2);
    assert_eq!(orders(&terminal), 1);
}

#[test]
fn at_ctrl_c_a_checkout_that_was_sent_is_waited_for_and_no_further_order_is_started() {
    let api = Api::start();
    let go_on = Arc::new(Notify::new());
    let held = go_on.clone();
    let wire = api.before(move |got| {
        if got.method != "POST" || !got.is_checkout() {
            return Reply::Pass;
        }
        let held = held.clone();
        Reply::Wait(
            Box::pin(async move { held.notified().await }),
            Box::new(Reply::Pass),
        )
    });
    let terminal = Terminal::with_keys(wire.address());
    projects(&terminal, 3);
    let mut buy = terminal.command(&["-o", "json", "--yes", "buy", "orders", "--jobs", "1"]);
    let mut running = Running::start(&mut buy);
    while wire.count(|got| got.method == "POST" && got.is_checkout()) == 0 {
        std::thread::yield_now();
    }
    interrupt(&running.child);
    running.until_said("waiting for its answer");
    go_on.notify_one();
    let run = running.end();
    assert_eq!(run.code, Some(10), "{run:?}");
    let placed: Vec<_> = lines(&run)
        .iter()
        .map(|line| line["order"].is_object())
        .collect();
    assert_eq!(placed, [true, false, false]);
    assert_eq!(orders(&terminal), 1);
}

#[test]
fn an_order_whose_total_cannot_be_added_to_others_is_bought_like_a_single_one() {
    let api = Api::start();
    let mut quote = api.terminal().json(&["quote", "examples/project.yaml"]);
    let total = quote["prices"]["withTax"].as_object_mut().unwrap();
    assert!(total.remove("currencyCode").is_some());
    let body: &str = quote.to_string().leak();
    let wire = api.before(move |got| {
        if got.method == "GET" && got.is_checkout() {
            Reply::Instead(200, body)
        } else {
            Reply::Pass
        }
    });
    let terminal = Terminal::with_keys(wire.address());
    projects(&terminal, 2);
    let run = terminal.run(&["--yes", "buy", "orders"]);
    assert_eq!(run.code, Some(0), "{run:?}");
    assert_eq!(orders(&terminal), 2);
}
