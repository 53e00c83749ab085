//! `login`: from an application's keys to a consumer key in a file.

use std::fs;
use std::io::Write;
use std::process::Stdio;

use ovh_order::sandbox::RefusalForm;
use serde_json::Value;
use tokio::runtime::Runtime;

use crate::fixture::client::TIME;
use crate::fixture::terminal::{Api, Run, Running, Terminal, failed, interrupt, pressed, signal};
use crate::fixture::wire::{Wire, json};

const KEYS: [(&str, &str); 2] = [
    ("OVH_APPLICATION_KEY", "sandbox-application-key"),
    ("OVH_APPLICATION_SECRET", "sandbox-application-secret"),
];

/// Logs in and says yes in the browser.
fn log_in(terminal: &Terminal, arguments: &[&str]) -> Run {
    let mut running = Running::start(terminal.command(arguments).envs(KEYS));
    let page = pressed(&running.named_page());
    assert!(page.contains("is validated"), "{page}");
    running.end()
}

/// A login that asks nothing and waits for nobody, with what it writes.
fn without_waiting(terminal: &Terminal, arguments: &[&str]) -> Run {
    let mut command =
        terminal.command(&[&["login", "--no-wait", "--for", "buy"], arguments].concat());
    command.envs(KEYS).output().unwrap().into()
}

fn file(terminal: &Terminal) -> String {
    fs::read_to_string(terminal.path(".ovh.conf")).unwrap_or_default()
}

#[test]
fn a_login_to_buy_ends_with_a_key_that_buys() {
    let api = Api::start();
    let terminal = api.terminal_without_keys();
    let run = log_in(&terminal, &["-o", "json", "login", "--for", "buy"]);
    assert_eq!(run.code, Some(0), "{run:?}");
    let written: Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(written["state"], "validated");
    assert_eq!(written["section"], format!("http://{}/v1", api.address()));
    assert_eq!(written["accessRules"].as_array().unwrap().len(), 11);
    let key = file(&terminal);
    let key = key
        .lines()
        .find_map(|line| line.strip_prefix("consumer_key = "))
        .unwrap();
    assert!(!run.stdout.contains(key) && !run.stderr.contains(key));
    let bought = terminal.json(&["buy", "examples/project.yaml", "--yes"]);
    assert_eq!(bought["status"], "delivered");
}

#[test]
fn a_rule_can_be_asked_for_besides() {
    let api = Api::start();
    let terminal = api.terminal_without_keys();
    let login = [
        "-o",
        "json",
        "login",
        "--no-wait",
        "--for",
        "quote",
        "--rule",
        "get /cloud/project",
        "--rule",
        "GET /order/cart",
    ];
    let run: Run = terminal.command(&login).envs(KEYS).output().unwrap().into();
    let written: Value = serde_json::from_str(&run.stdout).unwrap();
    let rules = written["accessRules"].as_array().unwrap();
    let added = serde_json::json!({"method": "GET", "path": "/cloud/project"});
    assert_eq!((rules.len(), rules.last()), (9, Some(&added)));
    for wrong in ["/cloud", "GET cloud", "PATCH /cloud", "POST /*"] {
        let run = terminal.run(&["login", "--for", "buy", "--rule", wrong]);
        assert_eq!(run.code, Some(2), "{run:?}");
    }
}

#[test]
fn what_cannot_be_written_is_told_before_anything_is_asked_for() {
    let api = Api::start();
    let terminal = api.terminal_without_keys();
    let run = without_waiting(&terminal, &["--file", "none/ovh.conf"]);
    assert_eq!(run.code, Some(1), "{run:?}");
    let before = "error: cannot write none/ovh.conf\n";
    assert!(run.stderr.starts_with(before), "{}", run.stderr);
}

#[test]
fn where_the_key_is_used_is_told_when_it_is_not_by_itself() {
    let api = Api::start();
    let terminal = api.terminal_without_keys();
    let run = without_waiting(&terminal, &["--profile", "work"]);
    let told = "use the key with `ovh-order --profile work …`";
    assert!(run.stderr.contains(told), "{}", run.stderr);
    let run = without_waiting(&terminal, &["--profile", "other", "--file", "other.conf"]);
    let told = "warning: other.conf is not one of the files that commands read";
    assert!(run.stderr.contains(told), "{}", run.stderr);
    assert!(!run.stderr.contains("use the key with"), "{}", run.stderr);
    let run = without_waiting(&terminal, &[]);
    assert!(!run.stderr.contains("use the key with"), "{}", run.stderr);
}

#[test]
fn a_key_that_cannot_follow_its_order_is_6_and_says_how_to_get_another() {
    let api = Api::start();
    let terminal = api.terminal_without_keys();
    let login = ["login", "--for", "quote", "--rule", "POST /order/cart*"];
    assert_eq!(log_in(&terminal, &login).code, Some(0));
    let run = terminal.run(&["buy", "examples/vps.yaml", "--yes"]);
    assert_eq!(run.code, Some(6), "{run:?}");
    for expected in ["login --for buy` gets a consumer key", "order follow "] {
        assert!(run.stderr.contains(expected), "{}", run.stderr);
    }
}

#[test]
fn a_key_for_quotes_cannot_order_and_the_refusal_says_how() {
    let api = Api::start();
    let terminal = api.terminal_without_keys();
    assert_eq!(
        log_in(&terminal, &["login", "--for", "quote"]).code,
        Some(0)
    );
    assert_eq!(terminal.run(&["quote", "examples/vps.yaml"]).code, Some(0));
    let run = terminal.run(&["buy", "examples/vps.yaml", "--yes"]);
    assert_ne!(run.code, Some(0));
    for expected in [
        "access rule missing: POST /order/cart/*/checkout",
        "hint: `ovh-order login --for buy` gets a consumer key that may do it",
        "deleted the cart",
    ] {
        assert!(run.stderr.contains(expected), "{}", run.stderr);
    }
}

#[cfg(unix)]
#[test]
fn the_file_is_its_owners_alone() {
    use std::os::unix::fs::PermissionsExt as _;

    let api = Api::start();
    let terminal = api.terminal_without_keys();
    assert_eq!(without_waiting(&terminal, &[]).code, Some(0));
    let mode = fs::metadata(terminal.path(".ovh.conf"))
        .unwrap()
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[test]
fn other_sections_and_comments_stay() {
    let api = Api::start();
    let terminal = api.terminal_without_keys();
    let before = "; mine\n[ovh-eu]\nconsumer_key = eu ; mine\n[profile:try]\nx = y\n";
    terminal.file(".ovh.conf", before);
    let run = without_waiting(&terminal, &["--profile", "new"]);
    assert_eq!(run.code, Some(0), "{run:?}");
    let after = file(&terminal);
    let added = after.strip_prefix(before).unwrap();
    let address = api.address();
    let expected = format!(
        "\n[profile:new]\nendpoint = http://{address}/v1\n\
         application_key = sandbox-application-key\n\
         application_secret = sandbox-application-secret\nconsumer_key = "
    );
    assert!(added.starts_with(&expected), "{added}");
}

#[test]
fn a_key_that_is_there_is_replaced_after_a_yes_alone() {
    let api = Api::start();
    let terminal = api.terminal_without_keys();
    assert_eq!(without_waiting(&terminal, &[]).code, Some(0));
    let first = file(&terminal);
    let run = without_waiting(&terminal, &[]);
    assert_eq!((run.code, run.stdout.as_str()), (Some(4), ""));
    assert!(
        run.stderr
            .contains("already has consumer_key; add --yes to replace what is there"),
        "{}",
        run.stderr
    );
    assert_eq!(file(&terminal), first);
    assert_eq!(without_waiting(&terminal, &["--yes"]).code, Some(0));
    let second = file(&terminal);
    assert_ne!(second, first);
    assert_eq!(second.lines().count(), first.lines().count());
}

#[test]
fn another_application_or_endpoint_is_replaced_after_a_yes_alone() {
    let api = Api::start();
    let sections = [
        (
            &[][..],
            format!("[http://{}/v1]\n", api.address()),
            "application_key, application_secret",
        ),
        (
            &["--profile", "work"][..],
            "[profile:work]\nendpoint = ovh-eu\n".to_owned(),
            "endpoint, application_key, application_secret",
        ),
    ];
    for (arguments, head, keys) in sections {
        let terminal = api.terminal_without_keys();
        let before = head + "application_key = theirs\napplication_secret = th3irs\n";
        terminal.file(".ovh.conf", &before);
        let run = without_waiting(&terminal, arguments);
        assert_eq!((run.code, run.stdout.as_str()), (Some(4), ""));
        let expected = format!("already has {keys}; add --yes to replace what is there");
        assert!(run.stderr.contains(&expected), "{}", run.stderr);
        assert_eq!(file(&terminal), before);
        let yes = without_waiting(&terminal, &[arguments, &["--yes"]].concat());
        assert_eq!(yes.code, Some(0), "{yes:?}");
        assert!(!file(&terminal).contains("theirs"));
    }
}

#[test]
fn a_file_that_is_read_by_itself_is_known_under_any_of_its_names() {
    let api = Api::start();
    let terminal = api.terminal_without_keys();
    let run = without_waiting(&terminal, &["--file", ".ovh.conf"]);
    assert_eq!(run.code, Some(0), "{run:?}");
    assert!(!run.stderr.contains("warning"), "{}", run.stderr);
}

#[test]
fn a_section_of_another_method_is_left_as_it_is_and_8() {
    let api = Api::start();
    let terminal = api.terminal_without_keys();
    let before = "[profile:app]\nclient_id = a\nclient_secret = b\n";
    terminal.file(".ovh.conf", before);
    let run = without_waiting(&terminal, &["--profile", "app", "--yes"]);
    assert_eq!((run.code, run.stdout.as_str()), (Some(8), ""));
    assert!(
        run.stderr
            .contains("has client_id, another way to authenticate"),
        "{}",
        run.stderr
    );
    assert_eq!(file(&terminal), before);
}

#[test]
fn what_cannot_be_written_is_told_before_a_key_is_asked_for() {
    let api = Api::start();
    for (profile, text, expected) in [
        (
            "a ;b",
            "",
            "`profile:a ;b` cannot be written into a configuration file",
        ),
        (
            "new",
            "consumer_key",
            "line 1: expected [section] or `key = value`",
        ),
    ] {
        let terminal = api.terminal_without_keys();
        let path = terminal.file("other.conf", text);
        let file = path.to_str().unwrap();
        let run = without_waiting(&terminal, &["--profile", profile, "--file", file]);
        assert_eq!((run.code, run.stdout.as_str()), (Some(8), ""));
        assert!(run.stderr.contains(expected), "{}", run.stderr);
        assert!(!run.stderr.contains("open this page"), "{}", run.stderr);
    }
}

#[test]
fn the_applications_keys_are_asked_for_on_standard_input() {
    let api = Api::start();
    let terminal = api.terminal_without_keys();
    let login = ["login", "--no-wait", "--for", "quote"];
    let mut running = Running::start(terminal.command(&login).stdin(Stdio::piped()));
    let typed = b"sandbox-application-key\nsandbox-application-secret\n";
    let mut input = running.child.stdin.take().unwrap();
    input.write_all(typed).unwrap();
    drop(input);
    let run = running.end();
    assert_eq!(run.code, Some(0), "{run:?}");
    assert!(run.stderr.contains("application_key: ") && run.stderr.contains("/createApp/"));
    assert!(file(&terminal).contains("application_secret = sandbox-application-secret\n"));
}

#[test]
fn without_the_applications_keys_nothing_is_asked_for_and_8() {
    let api = Api::start();
    let terminal = api.terminal_without_keys();
    let run = terminal.run(&["login", "--for", "buy"]);
    assert_eq!((run.code, run.stdout.as_str()), (Some(8), ""));
    assert!(
        run.stderr
            .contains("login needs application_key; set OVH_APPLICATION_KEY"),
        "{}",
        run.stderr
    );
    assert!(!run.stderr.contains("hint: "), "{}", run.stderr);
    assert_eq!(file(&terminal), "");
}

/// The consumer key in a file.
fn consumer_key(text: &str) -> Option<&str> {
    let mut lines = text.lines();
    lines.find_map(|line| line.strip_prefix("consumer_key = "))
}

#[test]
fn ctrl_c_while_waiting_is_130_and_the_key_works_once_it_is_validated() {
    let api = Api::start();
    let terminal = api.terminal_without_keys();
    let mut login = terminal.command(&["login", "--for", "buy"]);
    let mut running = Running::start(login.envs(KEYS));
    let page = running.named_page();
    interrupt(&running.child);
    let run = running.end();
    assert_eq!((run.code, run.stdout.as_str()), (Some(130), ""));
    let kept = format!("the key is in {}", terminal.path(".ovh.conf").display());
    assert!(run.stderr.contains(&kept), "{}", run.stderr);
    assert!(!run.stderr.contains(consumer_key(&file(&terminal)).unwrap()));
    let early = terminal.run(&["order", "list"]);
    let hint = "`ovh-order login --for buy` gets another";
    assert!(early.stderr.contains(hint), "{}", early.stderr);
    pressed(&page);
    assert_eq!(terminal.json(&["order", "list"]), serde_json::json!([]));
}

#[test]
fn a_login_says_how_long_it_waits_and_what_to_do_when_that_is_over() {
    let api = Api::start();
    let terminal = api.terminal_without_keys();
    for (format, limit) in [("table", "15m"), ("json", "1s")] {
        let mut login = terminal.command(&["-o", format, "login", "--for", "buy", "--yes"]);
        if format == "json" {
            login.args(["--timeout", limit]);
        }
        let mut running = Running::start(login.envs(KEYS));
        running.until_said(&format!("waiting for the validation, for {limit} at most"));
        if format == "table" {
            interrupt(&running.child);
        }
        let run = running.end();
        let hint =
            "open its page again, or run the same `ovh-order login …` once more for another key";
        assert!(
            run.stderr.contains("the key is in ") && run.stderr.contains(hint),
            "{run:?}"
        );
        if format == "json" {
            let error = r#"{"error":"nobody validated the consumer key within 1s","kind":"failed","code":1,"#;
            assert!(run.stderr.contains(error), "{run:?}");
            assert_eq!(run.code, Some(1));
        }
    }
}

#[test]
fn a_key_that_works_stays_until_another_one_does() {
    let api = Api::start();
    let terminal = api.terminal_without_keys();
    assert_eq!(log_in(&terminal, &["login", "--for", "buy"]).code, Some(0));
    let first = file(&terminal);
    let again = ["login", "--for", "quote", "--yes"];
    let mut running = Running::start(terminal.command(&again).envs(KEYS));
    running.named_page();
    let pending = fs::read_to_string(terminal.path(".ovh.conf.pending")).unwrap();
    assert_ne!(consumer_key(&pending), consumer_key(&first));
    interrupt(&running.child);
    let run = running.end();
    assert_eq!((run.code, file(&terminal)), (Some(130), first.clone()));
    assert!(run.stderr.contains("then: mv "), "{}", run.stderr);
    assert_eq!(log_in(&terminal, &again).code, Some(0));
    assert_ne!(consumer_key(&file(&terminal)), consumer_key(&first));
    assert!(!terminal.path(".ovh.conf.pending").exists());
}

#[test]
fn a_key_outlives_a_login_that_is_killed() {
    let api = Api::start();
    let terminal = api.terminal_without_keys();
    let mut running = Running::start(terminal.command(&["login", "--for", "buy"]).envs(KEYS));
    let page = running.named_page();
    signal(&running.child, "KILL");
    assert_eq!(running.end().code, None);
    pressed(&page);
    assert_eq!(terminal.json(&["order", "list"]), serde_json::json!([]));
}

#[test]
fn a_key_that_is_refused_leaves_the_one_that_works() {
    let runtime = Runtime::new().unwrap();
    let wire = runtime.block_on(Wire::start(|got| match got.target.as_str() {
        "/v1/auth/time" => json(200, TIME),
        "/v1/auth/credential" => json(200, r#"{"consumerKey":"n3w","validationUrl":"http://h/"}"#),
        _ => json(200, r#"{"status":"refused"}"#),
    }));
    let terminal = Terminal::at(wire.address());
    let before = format!("[{}]\nconsumer_key = old\n", wire.url());
    terminal.file(".ovh.conf", &before);
    let mut login = terminal.command(&["login", "--for", "buy", "--yes"]);
    let run: Run = login.envs(KEYS).output().unwrap().into();
    failed(&run, 1, "the consumer key is refused");
    assert_eq!(file(&terminal), before);
    assert!(!terminal.path(".ovh.conf.pending").exists());
}

#[test]
fn a_login_outlasts_refusals_in_the_newer_form() {
    let api = Api::with(|options| options.refusals(RefusalForm::Class));
    let terminal = api.terminal_without_keys();
    let mut running = Running::start(terminal.command(&["login", "--for", "buy"]).envs(KEYS));
    let page = running.named_page();
    // The first read is refused, and answered before this one is.
    running.until_said("waiting for the validation");
    pressed(&page);
    let run = running.end();
    assert_eq!(run.code, Some(0), "{run:?}");
    assert_eq!(terminal.json(&["order", "list"]), serde_json::json!([]));
    let refused = terminal.run(&["api", "GET", "/cloud/project", "--no-check"]);
    let hint =
        "hint: `ovh-order login --for quote --rule 'GET /cloud/project'` gets a consumer key";
    assert!(refused.stderr.contains(hint), "{}", refused.stderr);
}

#[test]
fn the_endpoint_of_a_login_is_the_default_where_there_is_none() {
    let api = Api::start();
    let url = format!("http://{}/v1", api.address());
    let with_default = format!("[default]\nendpoint = {url}\n");
    for (before, profile, is_added) in [
        ("", &[][..], true),
        ("[default]\nendpoint = ovh-ca\n", &[], false),
        ("", &["--profile", "work"], false),
    ] {
        let terminal = Terminal::bare();
        terminal.file(".ovh.conf", before);
        let run = without_waiting(&terminal, &[profile, &["--endpoint", &url]].concat());
        assert_eq!(run.code, Some(0), "{run:?}");
        assert_eq!(file(&terminal).contains(&with_default), is_added);
        assert_eq!(!run.stderr.contains("use the key with"), is_added);
    }
}

#[test]
fn a_wrong_secret_is_told_with_the_place_to_correct_it() {
    let api = Api::start();
    let terminal = api.terminal_without_keys();
    let mut login = terminal.command(&["login", "--for", "buy"]);
    login.envs(KEYS).env("OVH_APPLICATION_SECRET", "wr0ng");
    let run: Run = login.output().unwrap().into();
    failed(
        &run,
        1,
        "works once it is validated on its page; correct application_secret there",
    );
    assert!(consumer_key(&file(&terminal)).is_some());
}

#[test]
fn a_key_that_another_method_goes_before_is_a_warning() {
    let api = Api::start();
    let terminal = api.terminal_without_keys();
    let client = "client_id = a\nclient_secret = b\n";
    terminal.file(
        "ovh.conf",
        &format!("[http://{}/v1]\n{client}", api.address()),
    );
    let login = ["login", "--no-wait", "--for", "buy"];
    let mut running = Running::start(terminal.command(&login).stdin(Stdio::piped()));
    let typed = b"sandbox-application-key\nsandbox-application-secret\n";
    running
        .child
        .stdin
        .take()
        .unwrap()
        .write_all(typed)
        .unwrap();
    let run = running.end();
    let warning = "warning: the key is not used, because a stronger source has another way";
    assert!(run.stderr.contains(warning), "{}", run.stderr);
}

#[test]
fn a_login_without_a_purpose_says_what_there_is() {
    let run = Terminal::bare().run(&["--profile", "work", "login"]);
    failed(&run, 2, "say what the key is for");
    for purpose in ["quote", "buy", "everything"] {
        let line = format!("ovh-order --profile work login --for {purpose} ");
        assert!(run.stderr.contains(&line), "{}", run.stderr);
    }
}

#[cfg(unix)]
#[test]
fn only_a_regular_file_is_written() {
    use std::os::unix::fs::FileTypeExt as _;

    let api = Api::start();
    let terminal = api.terminal_without_keys();
    let fifo = terminal.path("fifo");
    assert!(
        terminal
            .program("mkfifo")
            .arg(&fifo)
            .status()
            .unwrap()
            .success()
    );
    for path in ["/dev/null", "fifo", "/dev/stdout"] {
        let run = without_waiting(&terminal, &["--file", path]);
        assert_eq!((run.code, run.stdout.as_str()), (Some(8), ""), "{run:?}");
        assert!(run.stderr.contains("not a regular file"), "{}", run.stderr);
        assert!(!run.stderr.contains("open this page"), "{}", run.stderr);
    }
    assert!(fs::metadata(&fifo).unwrap().file_type().is_fifo());
}

#[test]
fn keys_that_stand_elsewhere_are_named_to_who_lacks_some() {
    let terminal = Terminal::bare();
    terminal.file(
        "ovh.conf",
        "[DEFAULT]\naccess_token = s3\n[ovh-ca]\nconsumer_key = s3\n[profile:my work]\nclient_id = s3\n",
    );
    let run = terminal.run(&["order", "list"]);
    failed(
        &run,
        8,
        "hint: `ovh-order login --for buy` gets a consumer key",
    );
    for hint in [
        "hint: the keys in [DEFAULT] (./ovh.conf:2) are not read for [ovh-eu]; move them to [ovh-eu]",
        "hint: the keys in [ovh-ca] (./ovh.conf:4) are not read for [ovh-eu]; --endpoint ovh-ca uses them",
        "--profile 'my work' uses them",
    ] {
        assert!(run.stderr.contains(hint), "{}", run.stderr);
    }
}

#[test]
fn a_key_that_another_source_goes_before_is_a_warning() {
    let api = Api::start();
    let run = without_waiting(&api.terminal(), &[]);
    assert_eq!(run.code, Some(0));
    let warning = "warning: consumer_key from environment variable OVH_CONSUMER_KEY overrides";
    assert!(run.stderr.contains(warning), "{}", run.stderr);
}

#[test]
fn an_unknown_application_is_told() {
    let api = Api::start();
    let terminal = api.terminal_without_keys();
    let mut command = terminal.command(&["login", "--for", "buy"]);
    command
        .env("OVH_APPLICATION_KEY", "wrong")
        .env("OVH_APPLICATION_SECRET", "wr0ng");
    let run: Run = command.output().unwrap().into();
    assert_eq!((run.code, run.stdout.as_str()), (Some(1), ""));
    assert!(
        run.stderr
            .contains("POST /auth/credential: 403 Invalid application key"),
        "{}",
        run.stderr
    );
    assert!(!run.stderr.contains("wr0ng"));
}
