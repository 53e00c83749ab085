//! `config show` and profiles: what is configured, and where it comes from.

use serde_json::{Value, json};

use crate::fixture::terminal::{Api, Run, Terminal};

const FILE: &str = "\
[default]
endpoint = ovh-ca

[ovh-ca]
application_key = s3-ak
application_secret = s3-as

[profile:work]
endpoint = ovh-us
client_id = s3-id
client_secret = s3-cs
";

/// A terminal whose environment says nothing.
fn terminal() -> Terminal {
    let terminal = Terminal::bare();
    terminal.file("ovh.conf", FILE);
    terminal
}

/// The rows that are set, as `key value from`.
fn set(shown: &Value) -> Vec<String> {
    let rows = shown["keys"].as_array().unwrap().iter();
    let set = rows.filter(|row| !row["value"].is_null());
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    set.map(|row| {
        ["key", "value", "from"]
            .map(|name| text(&row[name]))
            .join(" ")
    })
    .collect()
}

#[test]
fn each_key_is_shown_with_its_source_and_no_secret() {
    let terminal = terminal();
    let shown = terminal.json(&["config", "show"]);
    assert_eq!(
        set(&shown),
        [
            "endpoint ovh-ca ./ovh.conf:2",
            "application_key [redacted] ./ovh.conf:5",
            "application_secret [redacted] ./ovh.conf:6",
        ]
    );
    assert_eq!(shown["baseUrl"], "https://ca.api.ovh.com/v1");
    assert_eq!(
        shown["authentication"],
        "application key without a consumer key"
    );
    assert_eq!(shown["profile"], Value::Null);
    assert_eq!(shown["keys"].as_array().unwrap().len(), 12);
    let files = shown["files"].as_array().unwrap();
    let exist: Vec<_> = files.iter().map(|file| &file["exists"]).collect();
    assert_eq!(exist, [&json!(true), &json!(false), &json!(false)]);
    let table = terminal.run(&["config", "show"]);
    assert_eq!(table.code, Some(0));
    assert!(
        table
            .stdout
            .contains("│ endpoint           ┆ ovh-ca     ┆ ./ovh.conf:2 │"),
        "{}",
        table.stdout
    );
    assert!(table.stdout.contains("not set") && !table.stdout.contains("s3-"));
}

#[test]
fn arguments_and_environment_are_named_too() {
    let terminal = terminal();
    let mut command = terminal.command(&["-o", "json", "--profile", "work", "config", "show"]);
    let run = command.env("OVH_CLIENT_ID", "s3-env").output().unwrap();
    let shown: Value = serde_json::from_slice(&run.stdout).unwrap();
    assert_eq!(
        set(&shown),
        [
            "endpoint ovh-us ./ovh.conf:9",
            "profile work argument",
            "client_id [redacted] environment variable OVH_CLIENT_ID",
            "client_secret [redacted] ./ovh.conf:11",
        ]
    );
    assert_eq!(
        (&shown["authentication"], &shown["profile"]),
        (&json!("OAuth2"), &json!("work"))
    );
    let shown = Terminal::bare().json(&["--endpoint", "ovh-us", "config", "show"]);
    assert_eq!(set(&shown), ["endpoint ovh-us argument"]);
    assert_eq!(
        set(&Terminal::bare().json(&["config", "show"])),
        ["endpoint ovh-eu default"]
    );
}

#[test]
fn a_contradiction_is_shown_and_told_and_8() {
    let terminal = terminal();
    terminal.file(
        "ovh.conf",
        &FILE.replace("application_secret", "access_token"),
    );
    let run = terminal.run(&["config", "show"]);
    assert_eq!(run.code, Some(8), "{run:?}");
    assert!(run.stdout.contains("unusable") && run.stdout.contains("access_token"));
    assert!(
        run.stderr.contains(
            "more than one way to authenticate: application_key (./ovh.conf:5), \
             access_token (./ovh.conf:6); keep one"
        ),
        "{}",
        run.stderr
    );
    assert!(!run.stdout.contains("s3-") && !run.stderr.contains("s3-"));
}

#[test]
fn an_unknown_profile_is_8_and_lists_those_that_exist() {
    let terminal = terminal();
    for arguments in [
        &["--profile", "wrok", "config", "show"][..],
        &["order", "list", "--profile", "wrok"],
    ] {
        let run = terminal.run(arguments);
        assert_eq!((run.code, run.stdout.as_str()), (Some(8), ""));
        assert!(
            run.stderr
                .contains("unknown profile `wrok` (argument); the files have work"),
            "{}",
            run.stderr
        );
    }
}

#[test]
fn the_sandbox_of_the_command_has_no_configuration() {
    let run = terminal().run(&["--endpoint", "sandbox", "config", "show"]);
    assert_eq!((run.code, run.stdout.as_str()), (Some(8), ""));
}

#[test]
fn a_profile_orders_at_its_endpoint_with_its_keys() {
    let api = Api::start();
    let terminal = terminal();
    let profile = format!(
        "{FILE}\n[profile:try]\nendpoint = http://{}/v1\napplication_key = \
         sandbox-application-key\napplication_secret = sandbox-application-secret\n\
         consumer_key = sandbox-consumer-key\n",
        api.address()
    );
    terminal.file("ovh.conf", &profile);
    assert_eq!(
        terminal.json(&["--profile", "try", "order", "list"]),
        json!([])
    );
}

#[cfg(target_os = "linux")]
#[test]
fn without_certificates_the_sandbox_works_and_an_endpoint_says_what_to_set() {
    let terminal = Terminal::bare();
    let run = |arguments: &[&str]| -> Run {
        let mut command = terminal.command(arguments);
        let nowhere = terminal.path("nowhere");
        command
            .env("SSL_CERT_FILE", &nowhere)
            .env("SSL_CERT_DIR", &nowhere);
        command.output().unwrap().into()
    };
    let sandbox = run(&["--endpoint", "sandbox", "quote", "examples/project.yaml"]);
    assert_eq!(sandbox.code, Some(0), "{}", sandbox.stderr);
    let endpoint = run(&["--endpoint", "ovh-eu", "quote", "examples/project.yaml"]);
    assert_eq!(endpoint.code, Some(8), "{}", endpoint.stderr);
    let expected = "because: no trusted certificates were found: install the system's CA \
                    certificates, or set SSL_CERT_FILE to a file that has them";
    assert!(endpoint.stderr.contains(expected), "{}", endpoint.stderr);
}
