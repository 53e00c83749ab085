//! The sandbox as a command: in a process of its own, and inside a command.

use std::fs;
use std::io::{BufRead, BufReader};
use std::process::{Child, Stdio};

use crate::fixture::terminal::{Api, Run, Terminal, interrupt};

#[test]
fn the_lines_of_the_sandbox_are_an_environment_that_reaches_it() {
    let api = Api::start();
    let terminal = api.terminal();
    let mut child = terminal
        .command(&["sandbox", "--listen", "127.0.0.1:0"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let keys: Vec<_> = lines.take(4).map(Result::unwrap).collect();
    let told = BufReader::new(child.stderr.take().unwrap()).lines();
    let oauth2: Vec<_> = told.skip(2).take(3).map(Result::unwrap).collect();
    let oauth2 = format!(
        "unset OVH_APPLICATION_KEY OVH_APPLICATION_SECRET OVH_CONSUMER_KEY\n{}\n{}",
        keys[0],
        oauth2.join("\n"),
    );
    let keys = keys.join("\n");
    for environment in [keys, oauth2] {
        let script = environment + "\novh-order -o json cart create && ovh-order -o json cart list";
        let run = terminal.bash(&script);
        assert_eq!(run.code, Some(0), "{script}\n{run:?}");
        assert!(run.stdout.contains("cartId"), "{script}\n{run:?}");
    }
    interrupt(&child);
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

#[test]
fn an_order_is_placed_once_and_delivered_in_a_strict_sandbox() {
    let terminal = Terminal::bare();
    for seed in ["1", "2", "3", "4"] {
        let arguments = [
            "sandbox",
            "--strict",
            "--seed",
            seed,
            "--clock",
            "step=PT10S",
        ];
        let mut child = terminal
            .command(&arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let keys: Vec<_> = lines.take(4).map(Result::unwrap).collect();
        let script = format!(
            "{}\novh-order buy examples/project.yaml --yes >&2 && ovh-order -o json api GET /me/order",
            keys.join("\n")
        );
        let run = terminal.bash(&script);
        assert_eq!(run.code, Some(0), "{seed}: {run:?}");
        let orders: Vec<i64> = serde_json::from_str(&run.stdout).unwrap();
        assert_eq!(orders.len(), 1, "{seed}: {run:?}");
        interrupt(&child);
        assert_eq!(child.wait().unwrap().code(), Some(0));
    }
}

#[test]
fn the_description_of_orders_is_that_of_the_region_of_the_account() {
    let terminal = Terminal::bare();
    for (subsidiary, described) in [("FR", "order"), ("QC", "ca/order"), ("US", "us/order")] {
        let mut child = terminal
            .command(&["sandbox", "--subsidiary", subsidiary])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let endpoint = lines.next().unwrap().unwrap();
        let run = terminal.bash(&format!("{endpoint}\ncurl -sS $OVH_ENDPOINT/order.json"));
        let file = format!(
            "{}/schema/native/{described}.json",
            env!("CARGO_MANIFEST_DIR")
        );
        assert!(
            run.stdout == fs::read_to_string(file).unwrap(),
            "{subsidiary}"
        );
        interrupt(&child);
        assert_eq!(child.wait().unwrap().code(), Some(0));
    }
}

#[test]
fn the_sandbox_inside_a_command_needs_no_configuration() {
    let api = Api::start();
    let terminal = api.terminal_without_keys();
    let run = terminal.run(&[
        "--endpoint",
        "sandbox",
        "buy",
        "examples/project.yaml",
        "--yes",
    ]);
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    assert!(run.stdout.contains("project.2018"), "{}", run.stdout);
}

#[test]
fn a_subsidiary_that_is_unknown_is_told() {
    let run = Api::start()
        .terminal()
        .run(&["sandbox", "--subsidiary", "XX"]);
    assert_eq!((run.code, run.stdout.as_str()), (Some(2), ""));
    assert!(
        run.stderr
            .contains("unknown subsidiary XX; use one of CZ, DE, "),
        "{}",
        run.stderr
    );
}

#[test]
fn a_profile_that_the_sandbox_passes_over_is_told() {
    let terminal = Terminal::bare();
    let sandbox = ("OVH_ENDPOINT", "sandbox");
    let list = ["cart", "list"];
    let warning = "warning: profile `work` is ignored: `sandbox` has its own keys\n";
    let cases = [
        (&["--profile", "work"][..], vec![sandbox], warning),
        (
            &["--endpoint", "sandbox", "--profile", "work"],
            vec![],
            warning,
        ),
        (&[], vec![sandbox, ("OVH_PROFILE", "work")], warning),
        (&["--endpoint", "sandbox"], vec![("OVH_PROFILE", "")], ""),
    ];
    for (arguments, variables, expected) in cases {
        let dry_run = ["api", "GET", "/me", "--dry-run"];
        for command in [&list[..], &dry_run] {
            let mut command = terminal.command(&[arguments, command].concat());
            let run: Run = command.envs(variables.clone()).output().unwrap().into();
            assert_eq!((run.code, run.stderr.as_str()), (Some(0), expected));
        }
    }
}

/// A running sandbox with a file, and the environment that reaches it.
fn kept(terminal: &Terminal, file: &str) -> (Child, String) {
    let mut child = terminal
        .command(&["sandbox", "--state", file])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let keys: Vec<_> = lines.take(4).map(Result::unwrap).collect();
    (child, keys.join("\n"))
}

#[test]
#[cfg(unix)]
fn a_sandbox_with_a_file_goes_on_where_it_ended() {
    use std::os::unix::fs::PermissionsExt as _;

    let api = Api::start();
    let terminal = api.terminal();
    let file = terminal.path("sandbox.json");
    let name = file.to_str().unwrap();
    let (mut first, keys) = kept(&terminal, name);
    let made = terminal.bash(&format!("{keys}\novh-order -o json cart create"));
    interrupt(&first);
    assert_eq!(first.wait().unwrap().code(), Some(0));
    let mode = std::fs::metadata(&file).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let (mut second, keys) = kept(&terminal, name);
    let cart: serde_json::Value = serde_json::from_str(&made.stdout).unwrap();
    let id = cart["cartId"].as_str().unwrap();
    let read = terminal.bash(&format!("{keys}\novh-order -o json cart get {id}"));
    interrupt(&second);
    second.wait().unwrap();
    assert_eq!(read.code, Some(0), "{read:?}");
    std::fs::write(&file, "{}").unwrap();
    let broken = terminal.run(&["sandbox", "--state", name]);
    assert_eq!(broken.code, Some(2));
    for told in [name, "the state cannot be restored: not a snapshot"] {
        assert!(broken.stderr.contains(told), "{broken:?}");
    }
}

#[test]
fn a_state_file_that_cannot_be_written_is_refused_before_the_sandbox_starts() {
    let terminal = Api::start().terminal_without_keys();
    let folder = terminal.path("missing");
    let file = folder.join("state.json");
    let run = terminal.run(&["sandbox", "--state", file.to_str().unwrap()]);
    assert_eq!((run.code, run.stdout.as_str()), (Some(1), ""));
    let told = format!(
        "cannot write {}\n  because: there is no folder {}\n",
        file.display(),
        folder.display()
    );
    assert!(run.stderr.contains(&told), "{run:?}");
}

#[test]
#[cfg(unix)]
fn a_sandbox_whose_state_cannot_be_written_warns_and_goes_on() {
    let api = Api::start();
    let terminal = api.terminal();
    let folder = terminal.path("kept");
    std::fs::create_dir(&folder).unwrap();
    let file = folder.join("state.json");
    let (mut child, keys) = kept(&terminal, file.to_str().unwrap());
    while !file.exists() {
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    // Nothing can be written where the folder was.
    std::fs::remove_dir_all(&folder).unwrap();
    let create = format!("{keys}\novh-order -o json cart create");
    assert_eq!(terminal.bash(&create).code, Some(0));
    let stderr = child.stderr.take().unwrap();
    let mut lines = BufReader::new(stderr).lines().map(Result::unwrap);
    let warning = lines.find(|line| line.starts_with("warning: ")).unwrap();
    assert!(warning.contains("cannot write"), "{warning}");
    assert_eq!(terminal.bash(&create).code, Some(0));
    // With the folder back, the last state is written.
    std::fs::create_dir(&folder).unwrap();
    interrupt(&child);
    assert_eq!(child.wait().unwrap().code(), Some(0));
    assert!(file.exists());
}

/// A cart of the live API in which a server is ordered; a field and a refusal are other ones than those
/// of the sandbox.
const TRANSCRIPT: &str = r#"
{"method": "POST", "path": "/order/cart", "body": {"ovhSubsidiary": "FR", "description": "for Ada"}, "status": 200, "answer": {"cartId": "live", "description": "for Ada", "expire": "2026-01-03T03:04:05+00:00", "items": [], "readOnly": null}}
{"method": "GET", "path": "/order/cart/live/summary", "status": 200, "answer": {"contracts": [], "details": [], "orderId": null, "prices": {}, "url": null, "voucher": "SECRET"}}
{"method": "POST", "path": "/order/cart/live/assign", "status": 200}
{"method": "POST", "path": "/order/cart/live/checkout", "status": 400, "answer": {"class": "Client::BadRequest", "message": "Nothing is in the cart"}}
{"method": "GET", "path": "/order/cart/live/eco?planCode=none", "status": 404, "answer": {"message": "gone"}}
"#;

#[test]
fn a_transcript_is_compared_with_the_sandbox() {
    let terminal = Api::start().terminal_without_keys();
    let file = terminal.file("transcript.jsonl", TRANSCRIPT);
    let file = file.to_str().unwrap();
    let run = terminal.run(&["-o", "json", "sandbox", "record", file]);
    assert_eq!(run.code, Some(1), "{}", run.stderr);
    let found: Vec<serde_json::Value> = serde_json::from_str(&run.stdout).unwrap();
    let told = found.iter().map(|it| {
        ["line", "field", "live", "sandbox"]
            .map(|name| it[name].to_string().replace('"', ""))
            .join(" | ")
    });
    let told: Vec<_> = told.filter(|told| !told.contains("prices.")).collect();
    assert_eq!(
        told,
        [
            "2 | answer.readOnly | null | boolean",
            "3 | answer.voucher | text | nothing",
            "5 | message | Nothing is in the cart | This cart is empty",
            "6 | status | 404 gone | 200",
        ]
    );
    assert!(
        run.stderr.contains("calls: 5, differences: "),
        "{}",
        run.stderr
    );
}

#[test]
fn a_transcript_that_the_sandbox_answers_alike_is_said_to_have_no_differences() {
    let terminal = Api::start().terminal_without_keys();
    let call = r#"{"method": "GET", "path": "/order/cart", "status": 200, "answer": []}"#;
    let file = terminal.file("alike.jsonl", call);
    let record = ["sandbox", "record", file.to_str().unwrap()];
    let run = terminal.run(&record);
    assert_eq!(run.code, Some(0), "{run:?}");
    assert_eq!(run.stdout, "The sandbox answers as the transcript says.\n");
    assert_eq!(terminal.json(&record), serde_json::json!([]));
}

#[test]
fn an_anonymous_transcript_says_the_same_and_nothing_private() {
    let terminal = Api::start().terminal_without_keys();
    let file = terminal.file("transcript.jsonl", TRANSCRIPT.trim_start());
    let file = file.to_str().unwrap();
    let anonymous = terminal
        .run(&["sandbox", "record", "--anonymise", file])
        .stdout;
    for private in ["SECRET", "for Ada", "2026"] {
        assert!(!anonymous.contains(private), "{anonymous}");
    }
    let other = terminal.file("anonymous.jsonl", &anonymous);
    let files = [file, other.to_str().unwrap()];
    let [first, second] = files.map(|file| terminal.run(&["sandbox", "record", file]));
    assert_eq!(first.stdout, second.stdout);
}

#[test]
fn a_line_that_is_not_a_call_is_told() {
    let terminal = Api::start().terminal_without_keys();
    for (line, reason) in [
        (r#"{"method": "GET"}"#, "missing field `path`"),
        (
            r#"{"method": "GET", "path": "me", "status": 200}"#,
            "the path does not begin with a slash",
        ),
        (
            r#"{"method": "GET", "path": "/me/order/{}", "status": 200}"#,
            "the path has a parameter that is not filled in",
        ),
    ] {
        let file = terminal.file("transcript.jsonl", &format!("\n{line}\n"));
        let run = terminal.run(&["sandbox", "record", file.to_str().unwrap()]);
        assert_eq!((run.code, run.stdout.as_str()), (Some(2), ""));
        for told in ["transcript.jsonl: line 2 is not a call", reason] {
            assert!(run.stderr.contains(told), "{}", run.stderr);
        }
        assert!(!run.stderr.contains("hint"), "{}", run.stderr);
    }
}

#[test]
fn the_script_of_the_action_leaves_an_environment_that_reaches_a_sandbox() {
    let api = Api::start();
    let terminal = api.terminal_without_keys();
    let start = concat!(env!("CARGO_MANIFEST_DIR"), "/.github/sandbox");
    let run = terminal.bash(&format!(
        "export RUNNER_TEMP=$HOME GITHUB_ENV=$HOME/environment GITHUB_PATH=$HOME/path\n\
         {start} --subsidiary US >/dev/null || exit\n\
         set -a; . $GITHUB_ENV; set +a\n\
         [ -x $(cat $GITHUB_PATH)/ovh-order ] || exit\n\
         ovh-order -o json cart create && curl -sS -H \"Authorization: Bearer $SANDBOX_TOKEN\" $SANDBOX/counters\n\
         kill $(cat $HOME/ovh-order-sandbox.pid)"
    ));
    assert_eq!(run.code, Some(0), "{run:?}");
    let counted = run.stdout.contains(r#""carts":1,"#);
    assert!(run.stdout.contains("cartId") && counted, "{run:?}");
    let refused = terminal.bash(&format!(
        "RUNNER_TEMP=$HOME GITHUB_ENV=/dev/null GITHUB_PATH=/dev/null {start} --clock noon"
    ));
    assert_eq!(refused.code, Some(1), "{refused:?}");
    assert!(refused.stderr.contains("use real, frozen"), "{refused:?}");
}

#[test]
fn a_file_that_is_not_a_list_of_faults_is_told_in_plain_words() {
    let terminal = Api::start().terminal_without_keys();
    for (faults, reason) in [
        (
            r#"[{"status": 500}, {"status": 500, "skip": "two"}]"#,
            "invalid type: string \"two\", expected a whole number from 0 to 4294967295 at `[1].skip`",
        ),
        (
            r#"[["GET", "/me"]]"#,
            "expected a JSON object, not [\"GET\",\"/me\"]",
        ),
        ("[", "EOF while parsing a list at line 1 column 1"),
    ] {
        let file = terminal.file("faults.json", faults);
        let run = terminal.run(&["sandbox", "--faults", file.to_str().unwrap()]);
        assert_eq!((run.code, run.stdout.as_str()), (Some(2), ""));
        let told = format!("faults.json is not a list of faults\n  because: {reason}\n");
        assert!(run.stderr.contains(&told), "{}", run.stderr);
    }
}
