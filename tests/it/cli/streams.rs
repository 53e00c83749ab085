//! Readers that go away.

use std::io::pipe;

use super::bench::Api;

#[test]
fn a_reader_of_results_that_goes_away_is_no_failure() {
    let api = Api::start();
    let (reader, writer) = pipe().unwrap();
    drop(reader);
    let terminal = api.terminal();
    let mut command = terminal.command(&["schema"]);
    assert!(command.stdout(writer).status().unwrap().success());
}

#[test]
fn a_purchase_goes_on_when_nobody_reads_its_progress() {
    let api = Api::start();
    let buy = ["-o", "json", "--yes", "buy", "examples/project.yaml"];
    for arguments in [&buy[..], &[&["--debug"], &buy[..]].concat()] {
        let (reader, writer) = pipe().unwrap();
        drop(reader);
        let terminal = api.terminal();
        let output = terminal.command(arguments).stderr(writer).output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{arguments:?}");
        let bought: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(bought["status"], "delivered");
    }
}
