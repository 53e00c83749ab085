//! What is typed at a terminal: keys are not shown, and the terminal is given back as it was.

use std::fs::{self, File, OpenOptions};
use std::io::{Read, Write};

use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{LocalModes, Termios, Winsize, tcgetattr, tcsetwinsize};

use crate::fixture::terminal::{Api, Running, Terminal, signal};

/// A terminal without a screen: what is written to its keyboard is typed, what is read from it is
/// what a screen would show.
pub(super) struct Keyboard {
    keys: File,
    pub(super) terminal: File,
}

impl Keyboard {
    pub(super) fn open() -> Self {
        let keys = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
        grantpt(&keys).unwrap();
        unlockpt(&keys).unwrap();
        let name = ptsname(&keys, Vec::new()).unwrap();
        let mut terminal = OpenOptions::new();
        let terminal = terminal.read(true).write(true);
        Self {
            terminal: terminal.open(name.to_str().unwrap()).unwrap(),
            keys: keys.into(),
        }
    }

    /// One with a screen of this many columns.
    pub(super) fn with_columns(columns: u16) -> Self {
        let keyboard = Self::open();
        let size = Winsize {
            ws_row: 24,
            ws_col: columns,
            ws_xpixel: 0,
            ws_ypixel: 0,
        };
        tcsetwinsize(&keyboard.terminal, size).unwrap();
        keyboard
    }

    pub(super) fn type_line(&mut self, line: &str) {
        self.keys.write_all(line.as_bytes()).unwrap();
        self.keys.write_all(b"\n").unwrap();
    }

    pub(super) fn modes(&self) -> LocalModes {
        tcgetattr(&self.terminal)
            .map(|termios: Termios| termios.local_modes)
            .unwrap()
    }

    /// All that was shown, once nobody else has the terminal.
    pub(super) fn shown(self) -> String {
        let Self { mut keys, terminal } = self;
        drop(terminal);
        let mut shown = Vec::new();
        // Linux ends with an error what others end with nothing.
        let _ = keys.read_to_end(&mut shown);
        String::from_utf8(shown).unwrap()
    }
}

#[test]
fn what_follows_an_end_of_input_begins_on_a_line_of_its_own() {
    let api = Api::start();
    let terminal = api.terminal();
    let mut keyboard = Keyboard::open();
    let mut buying = terminal.command(&["buy", "examples/vps.yaml"]);
    let mut running = Running::start(buying.stdin(keyboard.terminal.try_clone().unwrap()));
    running.until_said("type `buy` to order this");
    keyboard.keys.write_all(b"\x04").unwrap();
    let run = running.end();
    assert_eq!(run.code, Some(4), "{run:?}");
    assert!(run.stderr.contains("/v1: \ndeleted the cart\n"), "{run:?}");
}

/// A login that asks at this keyboard.
fn login(api: &Api, keyboard: &Keyboard) -> (Terminal, Running) {
    let terminal = api.terminal_without_keys();
    let mut command = terminal.command(&["login", "--no-wait", "--for", "quote"]);
    let running = Running::start(command.stdin(keyboard.terminal.try_clone().unwrap()));
    (terminal, running)
}

#[test]
fn keys_are_not_shown_while_they_are_typed() {
    let api = Api::start();
    let mut keyboard = Keyboard::open();
    let before = keyboard.modes();
    assert!(before.contains(LocalModes::ECHO));
    let (terminal, mut running) = login(&api, &keyboard);
    for key in ["key", "secret"] {
        running.until_said(&format!("application_{key}: "));
        assert!(!keyboard.modes().contains(LocalModes::ECHO));
        keyboard.type_line(&format!("sandbox-application-{key}"));
    }
    let run = running.end();
    assert_eq!(run.code, Some(0), "{run:?}");
    assert_eq!(keyboard.modes(), before);
    assert_eq!(keyboard.shown(), "\r\n\r\n");
    let written = fs::read_to_string(terminal.path(".ovh.conf")).unwrap();
    assert!(written.contains("application_secret = sandbox-application-secret\n"));
}

#[test]
fn whoever_ends_the_command_while_it_asks_has_the_terminal_back() {
    let api = Api::start();
    for name in ["INT", "TERM"] {
        let keyboard = Keyboard::open();
        let before = keyboard.modes();
        let (terminal, mut running) = login(&api, &keyboard);
        running.until_said("application_key: ");
        assert_ne!(keyboard.modes(), before);
        signal(&running.child, name);
        let run = running.end();
        assert_eq!((run.code, run.stdout.as_str()), (Some(130), ""), "{name}");
        assert_eq!(keyboard.modes(), before, "{name}");
        assert!(!terminal.path(".ovh.conf").exists());
    }
}
