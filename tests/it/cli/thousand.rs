//! Many orders in one run, with faults at random and the command killed twice: each is placed once.
//!
//! By default there are 30. `OVH_ORDER_MANY=1000` has a thousand, `OVH_ORDER_MANY=1000:SEED` with other
//! faults.

use std::collections::BTreeSet;
use std::env;
use std::fs;

use ovh_order::sandbox::Fault;
use serde_json::{Value, json};

use crate::fixture::terminal::{Api, Run, Running, Terminal, signal};

/// How many runs may follow the two that are killed.
const RUNS: usize = 12;

/// What goes wrong with calls, by chance: before and after they are carried out.
fn faults() -> Vec<Fault> {
    let faults = json!([
        {"method": "POST", "path": "/order/cart/*/checkout", "times": 1_000_000, "percent": 4,
            "commit": true, "ending": "closed"},
        {"method": "POST", "path": "/order/cart/*/checkout", "times": 1_000_000, "percent": 4,
            "ending": "closed"},
        {"times": 1_000_000, "percent": 1, "commit": true, "ending": "truncated"},
        {"times": 1_000_000, "percent": 1, "commit": true, "status": 502},
        {"times": 1_000_000, "percent": 1, "ending": "closed"},
        {"times": 1_000_000, "percent": 1, "status": 429},
        {"times": 1_000_000, "percent": 1, "status": 500},
    ]);
    serde_json::from_value(faults).unwrap()
}

/// A sandbox with these faults.
fn faulty(seed: u64) -> Api {
    Api::with(|options| {
        let seeded = options.seed(seed);
        faults()
            .into_iter()
            .fold(seeded, |options, fault| options.fault(fault))
    })
}

fn placed(text: &str) -> usize {
    text.matches(" exists\n").count()
}

/// Runs the command, and kills it once so many orders exist.
fn killed(terminal: &Terminal, buy: &[&str], placed_by_then: usize) {
    let mut running = Running::start(&mut terminal.command(buy));
    let mut results = running.child.stdout.take().unwrap();
    let reader = std::thread::spawn(move || std::io::copy(&mut results, &mut std::io::sink()));
    running.until(|seen| (placed(seen) >= placed_by_then).then_some(()));
    signal(&running.child, "KILL");
    running.end();
    reader.join().unwrap().unwrap();
}

/// The orders that a run names, by file.
fn orders(run: &Run) -> BTreeSet<(String, i64)> {
    let lines = run
        .stdout
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap());
    let named = lines.filter_map(|line| {
        let order = line["order"]["orderId"].as_i64()?;
        Some((line["file"].to_string(), order))
    });
    named.collect()
}

#[test]
fn many_orders_with_faults_and_kills_are_each_placed_once() {
    let wanted = env::var("OVH_ORDER_MANY").unwrap_or_else(|_| "30".to_owned());
    let (number, seed) = wanted.split_once(':').unwrap_or((&wanted, "1"));
    let number: usize = number.parse().unwrap();
    let api = faulty(seed.parse().unwrap());
    let terminal = api.terminal();
    fs::create_dir(terminal.path("orders")).unwrap();
    for index in 0..number {
        let text = format!(
            "items: [{{product: cloud, planCode: project.2018, configuration: {{description: p{index}}}}}]"
        );
        terminal.file(&format!("orders/{index:04}.yaml"), &text);
    }
    let buy = [
        "-o",
        "json",
        "--yes",
        "--timeout",
        "1s",
        "buy",
        "orders",
        "--jobs",
        "8",
    ];
    killed(&terminal, &buy, number / 3);
    // Many of the rest were placed by then, and are only found.
    killed(&terminal, &buy, number / 6);
    for run in 1.. {
        assert!(run <= RUNS, "not all were placed");
        let ended = terminal.run(&buy);
        println!(
            "run {run}: code {:?}, {} orders",
            ended.code,
            orders(&ended).len()
        );
        if ended.code != Some(0) {
            println!("{}", ended.stderr);
            continue;
        }
        let named = orders(&ended);
        let numbers: BTreeSet<_> = named.iter().map(|(_, order)| *order).collect();
        let account: BTreeSet<i64> =
            serde_json::from_value(terminal.json(&["api", "GET", "/me/order"])).unwrap();
        assert_eq!(named.len(), number);
        assert_eq!(numbers, account);
        return;
    }
}
