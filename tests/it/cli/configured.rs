//! `config show` and profiles: what is configured, and where it comes from.

use ovh_order::sandbox::RefusalForm;
use serde_json::{Value, json};
use tokio::runtime::Runtime;

use crate::fixture::terminal::{Api, Run, Terminal, failed};
use crate::fixture::wire::{Wire, json as json_reply};

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
fn an_unknown_endpoint_is_told_with_one_that_is_a_slip_away_and_the_sandbox_is_one() {
    let terminal = Terminal::bare();
    for (endpoint, hint) in [
        ("sandbxo", "did you mean `sandbox`?"),
        ("ovh_eu", "did you mean `ovh-eu`?"),
        (
            "api.ovh.com",
            "a URL begins with its scheme: https://api.ovh.com",
        ),
        (
            "mars",
            "`--endpoint sandbox` is an API inside the command to try things on",
        ),
    ] {
        let run = terminal.run(&["--endpoint", endpoint, "cart", "get", "x"]);
        failed(&run, 8, &format!("hint: {hint}\n"));
    }
    terminal.file("ovh.conf", "[default]\nendpoint = sandbox\n");
    failed(
        &terminal.run(&["cart", "list"]),
        8,
        "hint: `--endpoint sandbox` or OVH_ENDPOINT=sandbox",
    );
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
            .contains("| endpoint           | ovh-ca     | ./ovh.conf:2 |"),
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
        let is_shown = run.stdout.contains("wrok") && run.stdout.contains("unusable");
        assert_eq!((run.code, is_shown), (Some(8), arguments.contains(&"show")));
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

/// A section with wrong keys for the API.
fn stale(api: &Api) -> String {
    format!(
        "[http://{}/v1]\napplication_key = s3-old\napplication_secret = s3-old\nconsumer_key = s3-old\n",
        api.address()
    )
}

#[test]
fn another_method_in_the_environment_goes_before_the_keys_of_a_file() {
    let api = Api::start();
    let terminal = api.terminal_without_keys();
    terminal.file("ovh.conf", &stale(&api));
    let token_url = format!("http://{}/auth/oauth2/token", api.address());
    let oauth2 = [
        ("OVH_CLIENT_ID", "sandbox-client-id"),
        ("OVH_CLIENT_SECRET", "sandbox-client-secret"),
        ("OVH_TOKEN_URL", &token_url),
    ];
    let run = |arguments: &[&str]| {
        let output = terminal.command(arguments).envs(oauth2).output().unwrap();
        assert!(output.status.success(), "{output:?}");
        output.stdout
    };
    run(&["order", "list"]);
    let shown: Value = serde_json::from_slice(&run(&["-o", "json", "config", "show"])).unwrap();
    assert_eq!(shown["authentication"], "OAuth2");
    let rows = shown["keys"].as_array().unwrap().iter();
    let ignored = rows.filter(|row| row["ignored"] == true);
    let ignored: Vec<_> = ignored.map(|row| row["key"].as_str().unwrap()).collect();
    assert_eq!(
        ignored,
        ["application_key", "application_secret", "consumer_key"]
    );
    let table = String::from_utf8(run(&["config", "show"])).unwrap();
    assert!(table.contains("ignored: another method is used"), "{table}");
}

#[test]
fn calls_that_need_no_credentials_work_whatever_those_are() {
    let api = Api::start();
    for (text, reason) in [
        ("nonsense", "ovh.conf:1: expected [section]"),
        (
            "[default]\nprofile = default\n[profile:default]\n",
            "this call needs credentials",
        ),
        (
            &stale(&api).replace("application_secret", "; no"),
            "incomplete application key credentials",
        ),
    ] {
        let terminal = api.terminal_without_keys();
        terminal.file("ovh.conf", text);
        terminal.json(&["cart", "create", "--subsidiary", "FR"]);
        let quoted = terminal.run(&["quote", "examples/vps.yaml"]);
        assert_eq!(quoted.code, Some(0), "{quoted:?}");
        failed(&terminal.run(&["order", "list"]), 8, reason);
    }
}

#[test]
fn a_cart_is_created_although_the_credentials_are_refused() {
    for refusals in [RefusalForm::Code, RefusalForm::Class] {
        let api = Api::with(|options| options.refusals(refusals));
        let terminal = api.terminal();
        for key in [
            "OVH_APPLICATION_KEY",
            "OVH_APPLICATION_SECRET",
            "OVH_CONSUMER_KEY",
        ] {
            let mut stated = terminal.command(&["cart", "create", "--subsidiary", "FR"]);
            let run: Run = stated.env(key, "wrong").output().unwrap().into();
            assert_eq!(run.code, Some(0), "{key}: {}", run.stderr);
            let warning = "warning: the account was not asked: GET /me: 40";
            assert!(run.stderr.starts_with(warning), "{key}: {}", run.stderr);
            let mut unstated = terminal.command(&["cart", "create"]);
            let run: Run = unstated.env(key, "wrong").output().unwrap().into();
            failed(&run, 1, "error: GET /me: 40");
        }
    }
}

#[test]
fn credentials_that_cannot_be_used_are_told_once() {
    let api = Api::start();
    let terminal = api.terminal_without_keys();
    terminal.file(
        "ovh.conf",
        &stale(&api).replace("application_secret", "; no"),
    );
    for (arguments, code) in [
        (&["quote", "examples/vps.yaml"][..], 0),
        (&["cart", "create", "--subsidiary", "FR"], 0),
        (&["cart", "create"], 8),
        (&["order", "list"], 8),
        (&["buy", "examples/vps.yaml"], 8),
        (&["api", "GET", "/me"], 8),
        (&["api", "GET", "/me", "-o", "json"], 8),
    ] {
        let run = terminal.run(arguments);
        let told = run
            .stderr
            .matches("incomplete application key credentials")
            .count();
        assert_eq!(
            (run.code, told),
            (Some(code), 1),
            "{arguments:?}: {}",
            run.stderr
        );
    }
}

#[test]
fn no_key_goes_to_an_address_from_a_file_of_the_folder() {
    let runtime = Runtime::new().unwrap();
    let wire = runtime.block_on(Wire::start(|_| json_reply(200, "[]")));
    let token_url = wire.url().replace("/v1", "/token");
    let keys = [
        ("OVH_APPLICATION_KEY", "s3-ak"),
        ("OVH_APPLICATION_SECRET", "s3-as"),
        ("OVH_CONSUMER_KEY", "s3-ck"),
    ];
    let endpoint = format!("[default]\nendpoint = {}\n", wire.url());
    let client = "[ovh-eu]\nclient_id = s3-id\nclient_secret = s3-cs\n";
    let token = format!("[ovh-eu]\ntoken_url = {token_url}\n");
    let profile = format!(
        "[default]\nprofile = p\n[profile:p]\nendpoint = {}\n",
        wire.url()
    );
    let cases = [
        (&endpoint, "", &keys[..]),
        (&profile, "", &[("OVH_ACCESS_TOKEN", "s3-at")]),
        (&profile, "[profile:p]\naccess_token = s3-at\n", &[]),
        (&token, client, &[]),
    ];
    for (here, home, variables) in cases {
        let terminal = Terminal::bare();
        terminal.file("ovh.conf", here);
        terminal.file(".ovh.conf", home);
        for arguments in [
            &["order", "list"][..],
            &["config", "show"],
            &["api", "GET", "/me/bill", "--no-check"],
        ] {
            let mut command = terminal.command(arguments);
            let run: Run = command
                .envs(variables.iter().copied())
                .output()
                .unwrap()
                .into();
            assert_eq!(run.code, Some(8), "{arguments:?} {run:?}");
            assert!(
                run.stderr.contains("is not sent to http://"),
                "{}",
                run.stderr
            );
            assert!(run.stderr.contains("./ovh.conf:"), "{}", run.stderr);
            assert!(!run.stderr.contains("s3-") && !run.stdout.contains("s3-"));
            assert_eq!(run.stdout.contains("refused"), arguments[0] == "config");
        }
        let mut login = terminal.command(&["login", "--for", "buy"]);
        let login: Run = login
            .envs(variables.iter().copied())
            .output()
            .unwrap()
            .into();
        assert_eq!(login.code, Some(8), "{login:?}");
    }
    assert_eq!(wire.lines(), Vec::<String>::new());
}

#[test]
fn what_needs_no_credentials_is_called_without_those_that_must_not_go_there() {
    let runtime = Runtime::new().unwrap();
    let wire = runtime.block_on(Wire::start(|_| json_reply(200, "[]")));
    let terminal = Terminal::bare();
    terminal.file(
        "ovh.conf",
        &format!("[default]\nendpoint = {}\n", wire.url()),
    );
    let mut command = terminal.command(&["api", "GET", "/order/cart/0f3c"]);
    command.env("OVH_APPLICATION_KEY", "s3-ak");
    assert!(command.status().unwrap().success());
    let received = wire.received();
    let [call] = received.as_slice() else {
        panic!("{received:?}");
    };
    assert_eq!(call.header_names(), Vec::<&str>::new());
}

#[test]
fn one_file_can_be_named_in_place_of_the_others() {
    let terminal = terminal();
    terminal.file("other.conf", "[default]\nendpoint = ovh-us\n");
    let named = terminal.json(&["--config", "other.conf", "config", "show"]);
    assert_eq!(set(&named), ["endpoint ovh-us other.conf:2"]);
    let mut command = terminal.command(&["-o", "json", "config", "show"]);
    let run = command.env("OVH_CONFIG", "other.conf").output().unwrap();
    let shown: Value = serde_json::from_slice(&run.stdout).unwrap();
    assert_eq!(shown, named);
    let missing = terminal.run(&["--config", "none.conf", "order", "list"]);
    failed(&missing, 8, "cannot read none.conf");
    // It may name another endpoint, so nothing is sent to the real one, not even without keys.
    let quote = terminal.run(&["--config", "none.conf", "quote", "examples/vps.yaml"]);
    failed(&quote, 8, "cannot read none.conf");
}

#[cfg(unix)]
#[test]
fn a_configuration_that_is_no_regular_file_is_left_out_at_once() {
    let terminal = Terminal::bare();
    let fifo = terminal.path("ovh.conf");
    let made = terminal.program("mkfifo").arg(&fifo).status().unwrap();
    assert!(made.success());
    let shown = terminal.run(&["config", "show"]);
    assert!(shown.stdout.contains("left out"), "{shown:?}");
    assert!(shown.stderr.contains("not a regular file"), "{shown:?}");
    let zero = terminal.run(&["--config", "/dev/zero", "order", "list"]);
    failed(&zero, 8, "cannot read /dev/zero: not a regular file");
    let most = "#".repeat(1 << 20);
    terminal.file("most.conf", &most);
    let most = terminal.run(&["--config", "most.conf", "config", "show"]);
    assert_eq!(most.code, Some(0), "{most:?}");
    let large = "#".repeat((1 << 20) + 1);
    terminal.file("large.conf", &large);
    let large = terminal.run(&["--config", "large.conf", "order", "list"]);
    failed(&large, 8, "cannot read large.conf: larger than 1 MiB");
}

#[test]
fn an_address_without_a_version_is_named_by_who_finds_nothing_there() {
    let api = Api::start();
    let base = format!("http://{}", api.address());
    let run = api.terminal().run(&["--endpoint", &base, "order", "list"]);
    let hint = format!("{base} has no version of the API; try --endpoint {base}/v1");
    failed(&run, 1, &hint);
}
