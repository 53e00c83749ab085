//! What blocks a command, and the signals that end it all the same.

use std::fs::OpenOptions;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::Stdio;
use std::time::{Duration, Instant};

use rustix::fs::{CWD, FileType, Mode, mknodat};

use super::typed::Keyboard;
use crate::fixture::terminal::{Api, Running, Terminal, failed, interrupt, signal};

/// More than a pipe holds: to write it takes a reader, and to print it too.
const A_LOT: usize = 80_000;

#[test]
fn a_signal_ends_a_command_that_reads_an_order_file_without_an_end() {
    let terminal = Terminal::bare();
    let pipe = terminal.path("pipe");
    mknodat(CWD, &pipe, FileType::Fifo, Mode::RWXU, 0).unwrap();
    for (name, command) in [("INT", "buy"), ("TERM", "quote")] {
        let mut from_pipe = terminal.command(&["--endpoint", "sandbox", command, "pipe"]);
        let running = Running::start(&mut from_pipe);
        // Waits for the reader.
        let _writer = OpenOptions::new().write(true).open(&pipe).unwrap();
        signal(&running.child, name);
        failed(&running.end(), 130, "error: stopped");

        let mut from_input = terminal.command(&["--endpoint", "sandbox", command, "-"]);
        let mut running = Running::start(from_input.stdin(Stdio::piped()));
        let mut input = running.child.stdin.take().unwrap();
        input.write_all(&[b'#'; A_LOT]).unwrap();
        signal(&running.child, name);
        failed(&running.end(), 130, "error: stopped");
    }
}

#[test]
fn the_second_signal_ends_a_command_whose_result_nobody_reads() {
    let terminal = Terminal::bare();
    let path = "/order/catalog/public/eco?ovhSubsidiary=FR";
    let mut command = terminal.command(&["--endpoint", "sandbox", "api", "GET", path]);
    let mut running = Running::start(&mut command);
    let mut result = running.child.stdout.take().unwrap();
    result.read_exact(&mut [0]).unwrap();
    interrupt(&running.child);
    running.until_said("stopping (Ctrl-C again to end at once)");
    interrupt(&running.child);
    let begun = Instant::now();
    let run = running.end();
    assert!(begun.elapsed() < Duration::from_secs(1));
    assert_eq!(run.code, Some(130), "{run:?}");
    let mut rest = Vec::new();
    result.read_to_end(&mut rest).unwrap();
    assert!(rest.len() < A_LOT, "it was not blocked");
}

#[test]
fn the_question_stands_there_again_after_ctrl_z() {
    let terminal = Terminal::bare();
    let mut keyboard = Keyboard::open();
    let mut buy = terminal.command(&["--endpoint", "sandbox", "buy", "examples/vps.yaml"]);
    let mut running = Running::start(buy.stdin(keyboard.terminal.try_clone().unwrap()));
    running.until_said("type `buy` to order this");
    signal(&running.child, "STOP");
    signal(&running.child, "CONT");
    running.until(|seen| (seen.matches("type `buy`").count() == 2).then_some(()));
    keyboard.type_line("no");
    failed(&running.end(), 4, "nothing was bought");
}

#[test]
fn two_signals_at_once_give_the_terminal_back_too() {
    let api = Api::start();
    let keyboard = Keyboard::open();
    let before = keyboard.modes();
    let terminal = api.terminal_without_keys();
    let mut login = terminal.command(&["login", "--no-wait", "--for", "quote"]);
    let mut running = Running::start(login.stdin(keyboard.terminal.try_clone().unwrap()));
    running.until_said("application_key: ");
    assert_ne!(keyboard.modes(), before);
    signal(&running.child, "INT");
    signal(&running.child, "TERM");
    assert_eq!(running.end().code, Some(130));
    assert_eq!(keyboard.modes(), before);
}

#[test]
fn a_sandbox_with_half_a_request_ends_at_the_first_signal() {
    let terminal = Terminal::bare();
    for name in ["INT", "TERM"] {
        let mut command = terminal.command(&["sandbox"]);
        let mut running = Running::start(&mut command);
        let mut lines = BufReader::new(running.child.stdout.take().unwrap()).lines();
        let endpoint = lines.next().unwrap().unwrap();
        let (_, address) = endpoint.split_once("http://").unwrap();
        let (address, _) = address.split_once('/').unwrap();
        let mut half = TcpStream::connect(address).unwrap();
        half.write_all(b"GET /v1/auth/time HTTP/1.1\r\nhost: localhost\r\n")
            .unwrap();
        running.until_said("export OVH_TOKEN_URL");
        signal(&running.child, name);
        let begun = Instant::now();
        assert_eq!(running.end().code, Some(0));
        assert!(begun.elapsed() < Duration::from_secs(3));
    }
}

#[test]
fn a_sandbox_that_strangers_reach_says_so_and_names_an_address_to_call() {
    let terminal = Terminal::bare();
    for (listen, expected) in [("0.0.0.0:0", "127.0.0.1"), ("[::]:0", "[::1]")] {
        let mut command = terminal.command(&["-o", "json", "sandbox", "--listen", listen]);
        let mut running = Running::start(&mut command);
        running.until_said("can use this sandbox: its keys are public\n");
        running.until_said("export OVH_TOKEN_URL");
        interrupt(&running.child);
        let run = running.end();
        let endpoint = format!("\"endpoint\": \"http://{expected}:");
        assert!(run.stdout.contains(&endpoint), "{run:?}");
    }
}
