//! The command is killed while it buys, and the same order is bought again: one order.

use std::process::Stdio;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::channel;

use tokio::runtime::Runtime;

use crate::fixture::terminal::{Api, Terminal, signal};
use crate::fixture::wire::{Received, Reply, Wire};

/// When the command is killed.
#[derive(Clone, Copy, Debug)]
enum Killed {
    BeforeTheCall,
    AfterTheCall,
}

/// Buys a virtual private server, and kills the command at its call with this number. Then buys it until
/// it is there. Answers how many calls the first command made.
fn bought_in_spite_of(killed: Killed, at: usize) -> usize {
    let api = Api::start();
    let runtime = Runtime::new().unwrap();
    let (calls, (arrived, arrival)) = (Arc::new(AtomicUsize::new(0)), channel());
    let (counted, held) = (calls.clone(), channel::<()>());
    let (release, held) = (held.0, std::sync::Mutex::new(held.1));
    let script = move |_: &Received| {
        if counted.fetch_add(1, Ordering::SeqCst) != at {
            return Reply::Pass;
        }
        arrived.send(()).unwrap();
        // Until the command is dead: it must not learn that anything went wrong.
        held.lock().unwrap().recv().unwrap();
        match killed {
            Killed::BeforeTheCall => Reply::Break,
            Killed::AfterTheCall => Reply::Lose,
        }
    };
    let wire = runtime.block_on(Wire::before(api.address(), script));
    let terminal = Terminal::with_keys(wire.address());
    let buy = [
        "buy",
        "examples/vps.yaml",
        "--yes",
        "--no-follow",
        "--timeout",
        "2s",
    ];
    let mut command = terminal.command(&buy);
    let command = command.stdout(Stdio::null()).stderr(Stdio::null());
    let mut first = command.spawn().unwrap();
    let is_over = loop {
        if arrival
            .recv_timeout(std::time::Duration::from_millis(20))
            .is_ok()
        {
            break false;
        }
        if first.try_wait().unwrap().is_some() {
            break true;
        }
    };
    if !is_over {
        signal(&first, "KILL");
        first.wait().unwrap();
        release.send(()).unwrap();
    }
    let made = calls.load(Ordering::SeqCst);
    let again = terminal.json(&buy);
    let orders = terminal.json(&["api", "GET", "/me/order"]);
    let expected = serde_json::json!([again["orderId"]]);
    assert_eq!(orders, expected, "{killed:?} {at}");
    made
}

#[test]
fn a_killed_command_placed_its_order_once() {
    let last = bought_in_spite_of(Killed::BeforeTheCall, usize::MAX) - 1;
    assert!(last > 8, "{last}");
    // Around the checkout, which is the last call, every one; before it one is like the other.
    for at in [2, 5, last - 2, last - 1, last] {
        for killed in [Killed::BeforeTheCall, Killed::AfterTheCall] {
            bought_in_spite_of(killed, at);
        }
    }
}
