//! The `console` blocks of the documents, run with bash against a sandbox.
//!
//! A line that begins with `$` is a command, `>` continues it, the rest is what it prints on both
//! streams; `…` stands for anything. Ids, times and white space are not compared. A command succeeds
//! unless its output shows an error.

use std::fmt::Write;

use crate::fixture::terminal::{Api, Terminal};

/// One command of a document.
#[derive(Debug)]
struct Step {
    line: usize,
    command: String,
    output: String,
}

#[test]
fn the_guide_does_what_it_says() {
    follow(include_str!("../../../docs/guide.md"), "docs/guide.md");
}

#[test]
fn the_readme_does_what_it_says() {
    follow(include_str!("../../../README.md"), "README.md");
}

fn follow(document: &str, name: &str) {
    let api = Api::start();
    let terminal = api.terminal();
    needs(&terminal, "bash");
    needs(&terminal, "curl");
    let steps = steps(document);
    assert!(!steps.is_empty());
    let script = script(&steps);
    let run = terminal.bash(&script);
    let mut printed = run.stdout.split("\n@@");
    let mut before = printed.next().unwrap().to_owned();
    for step in &steps {
        let place = format!("{name}:{}: {}", step.line, step.command);
        let rest = printed
            .next()
            .unwrap_or_else(|| panic!("{place} was not reached"));
        let (code, after) = rest.split_once('\n').unwrap();
        let fails = step.output.lines().any(|line| line.starts_with("error: "));
        assert_eq!(code != "0", fails, "{place}\nexit code {code}\n{before}");
        assert!(
            matches(&step.output, &before),
            "{place}\nshown:\n{}\nprinted:\n{before}",
            step.output
        );
        before = after.to_owned();
    }
}

fn needs(terminal: &Terminal, program: &str) {
    let found = terminal.program(program).arg("--version").output();
    assert!(
        found.is_ok(),
        "the documents are run with {program}: install it"
    );
}

fn steps(document: &str) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    let mut inside = false;
    for (index, line) in document.lines().enumerate() {
        match (inside, steps.last_mut()) {
            _ if line.starts_with("```") => inside = line == "```console",
            (true, _) if line.starts_with("$ ") => steps.push(Step {
                line: index + 1,
                command: line[2..].to_owned(),
                output: String::new(),
            }),
            (true, Some(step)) if step.output.is_empty() && line.starts_with("> ") => {
                step.command += "\n";
                step.command += &line[2..];
            }
            (true, Some(step)) => step.output += &format!("{line}\n"),
            _ => {}
        }
    }
    steps
}

/// All commands as one script, each followed by its exit code.
fn script(steps: &[Step]) -> String {
    // `cargo run -- …` is the command that is tested; other tasks are not run again.
    let mut script = "exec 2>&1\n\
        cargo() { [ $1 = run ] || return 0; while [ $1 != -- ]; do shift; done; shift; ovh-order \"$@\"; }\n"
        .to_owned();
    for step in steps {
        write!(script, "{}\nprintf '\\n@@%s\\n' $?\n", step.command).unwrap();
    }
    script
}

/// Whether the shown output, in which `…` stands for anything, is the printed one.
fn matches(shown: &str, printed: &str) -> bool {
    let (shown, printed) = (comparable(shown), comparable(printed));
    let mut pieces = shown.split('…');
    let Some(mut rest) = pieces.next().and_then(|first| printed.strip_prefix(first)) else {
        return false;
    };
    let mut pieces: Vec<_> = pieces.collect();
    let Some(last) = pieces.pop() else {
        return rest.is_empty();
    };
    for piece in pieces {
        let Some((_, after)) = rest.split_once(piece) else {
            return false;
        };
        rest = after;
    }
    rest.ends_with(last)
}

/// The text without the lines of a table, which are of ASCII where nothing is a terminal.
fn without_borders(text: &str) -> String {
    let begins = ['┌', '╞', '└', '+'];
    let lines = text.lines().filter(|line| !line.starts_with(begins));
    let lines: Vec<_> = lines.map(|line| line.replace(['│', '┆'], "|")).collect();
    lines.join("\n")
}

/// The text without white space and borders, with `#` for each id and time.
fn comparable(text: &str) -> String {
    let mut comparable = String::new();
    let mut word = String::new();
    for letter in without_borders(text).chars().chain(['\n']) {
        if letter.is_ascii_alphanumeric() || "-:+".contains(letter) {
            word.push(letter);
            continue;
        }
        comparable += if is_id(&word) { "#" } else { &word };
        word.clear();
        if !letter.is_whitespace() {
            comparable.push(letter);
        }
    }
    comparable
}

fn is_id(word: &str) -> bool {
    let hex = word.len() >= 8 && word.chars().all(|letter| letter.is_ascii_hexdigit());
    hex || word.len() >= 5 && word.contains(|letter: char| letter.is_ascii_digit())
}

#[test]
fn ids_and_white_space_are_not_compared_and_the_rest_is() {
    for (shown, printed, equal) in [
        ("order 123456789 exists", "order 987654321 exists\n", true),
        ("order 123456789 exists", "order 987654321 is gone", false),
        (
            "{…\"itemId\":1234567,…}",
            "{\"a\":1,\"itemId\":7654321,\"b\":[]}",
            true,
        ),
        ("a…c", "abd", false),
        ("", "unexpected", false),
    ] {
        assert_eq!(matches(shown, printed), equal, "{shown}");
    }
}
