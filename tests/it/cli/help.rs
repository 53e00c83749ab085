//! The help of the whole command tree, as one golden file.
//!
//! `OVH_ORDER_UPDATE=1 cargo test cli::help` writes it anew.

use std::{env, fs};

use crate::fixture::terminal::{Api, Terminal, nobody};

const GOLDEN: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/cli/help.txt");

#[test]
fn the_help_of_every_command_is_the_reviewed_one() {
    let helps = all();
    if env::var_os("OVH_ORDER_UPDATE").is_some() {
        fs::write(GOLDEN, &helps).unwrap();
    }
    let golden = fs::read_to_string(GOLDEN).unwrap_or_default();
    assert!(
        helps == golden,
        "the help has changed: review it after `OVH_ORDER_UPDATE=1 cargo test cli::help`"
    );
}

pub fn all() -> String {
    let mut helps = String::new();
    collect(&Api::start().terminal(), &mut Vec::new(), &mut helps);
    helps
}

/// The help of a command, then of each command below it.
fn collect(terminal: &Terminal, command: &mut Vec<String>, helps: &mut String) {
    let mut arguments: Vec<_> = command.iter().map(String::as_str).collect();
    arguments.push("--help");
    let run = terminal.run(&arguments);
    assert_eq!((run.code, run.stderr.as_str()), (Some(0), ""));
    helps.push_str(&format!(
        "$ ovh-order {}\n{}\n",
        arguments.join(" "),
        run.stdout
    ));
    for below in subcommands(&run.stdout) {
        command.push(below);
        collect(terminal, command, helps);
        command.pop();
    }
}

fn subcommands(help: &str) -> Vec<String> {
    let lines = help.lines().skip_while(|line| *line != "Commands:").skip(1);
    let lines = lines.take_while(|line| !line.is_empty());
    // A line that is indented further continues the one above.
    let names = lines.filter_map(|line| line.strip_prefix("  ")?.split(' ').next());
    let names = names.filter(|name| !name.is_empty());
    names
        .filter(|name| *name != "help")
        .map(str::to_owned)
        .collect()
}

#[test]
fn every_argument_of_every_command_is_described() {
    let helps = all();
    let arguments = helps
        .lines()
        // A line that is indented further continues the one above.
        .filter(|line| !line.starts_with("        "))
        .map(str::trim_start)
        .filter(|line| line.starts_with('-') || line.starts_with('<') || line.starts_with('['));
    for argument in arguments {
        assert!(argument.contains("  "), "{argument}");
    }
}

/// Every command that the help lists, such as `["cart", "add"]`.
pub fn commands() -> Vec<Vec<String>> {
    let helps = all();
    let asked = helps
        .lines()
        .filter_map(|line| line.strip_prefix("$ ovh-order "));
    let asked = asked.filter_map(|line| line.strip_suffix(" --help"));
    asked
        .map(|words| words.split(' ').map(str::to_owned).collect())
        .collect()
}

#[test]
fn the_readme_has_the_exit_codes_of_the_help() {
    let help = Terminal::at(nobody()).run(&["--help"]).stdout;
    let (_, codes) = help.split_once("Exit codes:\n").unwrap();
    // A line that is indented further continues the one above.
    let codes = codes.replace("\n       ", " ");
    let rows: String = codes
        .lines()
        .map(|line| line.trim().split_once("  ").unwrap())
        .map(|(code, meaning)| format!("| {code} | {} |\n", meaning.trim()))
        .collect();
    assert!(include_str!("../../../README.md").contains(&rows), "{rows}");
}

#[test]
fn every_example_of_the_help_does_what_it_shows() {
    let api = Api::with(|options| options.service("vps", "vps-1.example"));
    let terminal = api.terminal();
    let vps = fs::read_to_string(terminal.path("examples/vps.yaml")).unwrap();
    fs::create_dir(terminal.path("orders")).unwrap();
    for name in ["first", "second"] {
        let named = vps.replace("one vps", name);
        terminal.file(&format!("orders/{name}.yaml"), &named);
    }
    let cart = terminal.cart();
    let buy = [
        "buy",
        "examples/vps.yaml",
        "--yes",
        "--auto-pay",
        "--no-follow",
    ];
    let order = terminal.json(&buy)["orderId"].to_string();
    let helps = all();
    let examples = helps
        .lines()
        .filter(|line| line.starts_with("  ovh-order "));
    for (number, example) in examples.filter(|line| !line.contains("jq")).enumerate() {
        if example.contains("order.yaml") {
            // The journal knows no order of this file, so an example that can buy does.
            let file = vps.replace("one vps", &format!("vps {number}"));
            terminal.file("order.yaml", &file);
            terminal.json(&["quote", "order.yaml", "--save", "quote.json"]);
        }
        let mut line = example.to_owned();
        let item = terminal.json(&["cart", "item", &cart])[0].to_string();
        for (placeholder, id) in [
            ("CART", cart.as_str()),
            ("ITEM", &item),
            ("ORDER", &order),
            ("SERVICE", "vps-1.example"),
        ] {
            line = line.replace(placeholder, id);
        }
        let run = if line.contains(" login ") {
            let keys = "OVH_APPLICATION_KEY=sandbox-application-key \
                        OVH_APPLICATION_SECRET=sandbox-application-secret OVH_CONSUMER_KEY=";
            terminal.bash(&format!("{keys} {line} --no-wait --yes"))
        } else {
            terminal.bash(&format!("timeout 20 {line} < /dev/null"))
        };
        let asked = run.stderr.contains("add --yes to confirm");
        let expected = if asks(example) { (4, true) } else { (0, false) };
        assert_eq!((run.code.unwrap(), asked), expected, "{example}: {run:?}");
    }
}

/// Whether an example orders or pays and leaves the yes to the person.
fn asks(example: &str) -> bool {
    let charges = [" buy ", " upgrade ", " cart checkout ", " order pay "];
    let answers = [" --yes", " --dry-run"];
    charges.iter().any(|it| example.contains(it)) && !answers.iter().any(|it| example.contains(it))
}

#[test]
fn every_command_has_a_manual_page() {
    let terminal = Terminal::at(nobody());
    let written = terminal.json(&["man", "--out-dir", "pages/man1"]);
    let written: Vec<_> = written.as_array().unwrap().iter().collect();
    for words in commands() {
        let page = format!("ovh-order-{}.1", words.join("-"));
        assert!(written.contains(&&page.clone().into()), "{page}");
    }
    for (page, text) in [
        ("ovh-order-buy.1", "Examples:"),
        ("ovh-order-sandbox.1", "SANDBOX10"),
        ("ovh-order-order-get.1", ""),
    ] {
        let page = std::fs::read_to_string(terminal.path("pages/man1").join(page)).unwrap();
        assert!(page.contains("Exit codes:\n  0    success"), "{page}");
        assert!(page.contains(text), "{page}");
    }
    let run = terminal.run(&["man"]);
    assert!(run.stdout.contains(".SH SYNOPSIS"), "{}", run.stdout);
    assert!(run.stdout.contains("Exit codes"), "{}", run.stdout);
}
