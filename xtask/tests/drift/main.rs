//! The drift report against an independent comparison, its layout, and the task's exit codes.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails where something is missing"
)]

mod alter;
mod raw;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::{env, fs};

use ovh_order_codegen::drift::{drift, json};
use ovh_order_codegen::native;
use serde_json::Value;

const DAYS: [&str; 3] = ["2024-06", "2026-04", "2026-07"];

/// What OVHcloud described in a month, reduced: some paths, the models they reach, the first of the
/// properties and values that never changed. Facts only.
fn data(month: &str) -> PathBuf {
    folder().join(format!("order-{month}.json"))
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/drift")
}

fn read(path: &Path) -> Value {
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

/// The report as JSON.
fn report(old: &Value, new: &Value) -> Value {
    let [old, new] = [old, new].map(|one| native::read("test", &one.to_string()).unwrap());
    json::json(&drift(&old, &new))
}

/// Fails unless the report lists exactly what the independent comparison finds; answers its changes.
fn agree(old: &Value, new: &Value) -> Vec<Value> {
    let report = report(old, new);
    let changes = report["changes"].as_array().unwrap();
    let text = |change: &Value, key: &str| change[key].as_str().map(str::to_owned);
    let reported: BTreeSet<_> = changes
        .iter()
        .map(|change| {
            let required = |key| text(change, key).unwrap();
            let optional = ["member", "old", "new"].map(|key| text(change, key));
            (
                required("action"),
                required("subject"),
                required("place"),
                optional,
            )
        })
        .collect();
    let found: BTreeSet<_> = raw::differences(old, new)
        .into_iter()
        .map(|(action, subject, place, member, old, new)| {
            (
                action.to_owned(),
                subject.to_owned(),
                place,
                [member, old, new],
            )
        })
        .collect();
    let missing: Vec<_> = found.difference(&reported).collect();
    let invented: Vec<_> = reported.difference(&found).collect();
    assert!(
        missing.is_empty() && invented.is_empty(),
        "missing {missing:#?}\ninvented {invented:#?}"
    );
    assert_eq!(changes.len(), found.len(), "something is listed twice");
    changes.clone()
}

#[test]
fn the_report_lists_exactly_what_differs() {
    let mut found = 0;
    for old in DAYS {
        for new in DAYS {
            let differing = agree(&read(&data(old)), &read(&data(new))).len();
            assert_eq!(differing == 0, old == new, "{old} {new}");
            found += differing;
        }
    }
    assert!(found > 100, "{found}");
}

#[test]
fn the_report_lists_exactly_what_differs_when_every_kind_of_fact_does() {
    let real = read(&data("2026-07"));
    let mut subjects = BTreeSet::new();
    for rest in 0..17 {
        let altered = alter::alter(&real, 17, rest);
        for (old, new) in [(&real, &altered), (&altered, &real)] {
            let changes = agree(old, new);
            let kind =
                |change: &Value| (change["subject"].to_string(), change["action"].to_string());
            subjects.extend(changes.iter().map(kind));
        }
    }
    let names: BTreeSet<_> = subjects.iter().map(|(subject, _)| subject).collect();
    assert_eq!(names.len(), 21, "{subjects:?}");
    assert_eq!(subjects.len(), 42, "{subjects:?}");
}

/// Compares whole descriptions when `OVH_ORDER_DESCRIPTIONS` names a folder that holds them.
#[test]
fn whole_descriptions_agree_too() {
    let Some(folder) = env::var_os("OVH_ORDER_DESCRIPTIONS") else {
        return;
    };
    let files = json_files(Path::new(&folder));
    let documents: Vec<_> = files.iter().map(|file| (file, read(file))).collect();
    for (old_file, old) in &documents {
        for (new_file, new) in &documents {
            if old["resourcePath"] == new["resourcePath"] {
                let differing = agree(old, new).len();
                println!(
                    "{} -> {}: {differing}",
                    old_file.display(),
                    new_file.display()
                );
            }
        }
    }
}

fn json_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(json_files(&path));
        } else if path
            .extension()
            .is_some_and(|extension| extension == "json")
        {
            files.push(path);
        }
    }
    files.sort();
    files
}

/// The task, with descriptions judged alone: what is vendored beside them is no subject here.
fn xtask(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
    command.args(["drift", "--alone"]);
    command.args(arguments).output().unwrap()
}

fn path(month: &str) -> String {
    data(month).display().to_string()
}

/// Set `OVH_ORDER_GOLDEN=write` to write the expected reports anew, and read what changed in them.
#[test]
fn reports_read_as_expected() {
    for (old, new) in [("2024-06", "2026-04"), ("2026-04", "2026-07")] {
        for (format, extension) in [("text", "txt"), ("markdown", "md"), ("json", "json")] {
            let output = xtask(&[&path(old), &path(new), "--format", format]);
            let written = String::from_utf8(output.stdout).unwrap();
            let golden = folder().join(format!("golden/{old}-to-{new}.{extension}"));
            if env::var_os("OVH_ORDER_GOLDEN").is_some() {
                fs::write(&golden, &written).unwrap();
            }
            assert_eq!(
                written,
                fs::read_to_string(&golden).unwrap(),
                "{}",
                golden.display()
            );
        }
    }
}

#[test]
fn the_exit_code_says_what_was_found() {
    let (old, new) = (path("2024-06"), path("2026-07"));
    let missing = folder().join("missing.json").display().to_string();
    let no_description = env!("CARGO_MANIFEST_PATH");
    let cases: [(&[&str], i32); 9] = [
        (&[&new, &new], 0),
        (&[&path("2026-04"), &new], 1),
        (&[&old, &new], 2),
        (&[&missing, &new], 3),
        (&[no_description, &new], 3),
        (&[], 64),
        (&[&old, &new, &new], 64),
        (&[&old, &new, "--format", "poem"], 64),
        (&["--help"], 0),
    ];
    for (arguments, expected) in cases {
        assert_eq!(
            xtask(arguments).status.code(),
            Some(expected),
            "{arguments:?}"
        );
    }
}

#[test]
fn different_sections_are_not_compared_and_the_vendored_one_is_found() {
    let native = Path::new(env!("CARGO_MANIFEST_DIR")).join("../schema/native");
    let [order, me] = ["order", "me"].map(|name| native.join(name).with_extension("json"));
    let [order, me] = [order, me].map(|path| path.display().to_string());
    let refused = xtask(&[&order, &me]);
    assert_eq!(refused.status.code(), Some(3));
    let said = String::from_utf8(refused.stderr).unwrap();
    assert_eq!(
        said,
        "error: the descriptions are of different sections, /order and /me\n"
    );
    for vendored in [&order, &me] {
        assert_eq!(xtask(&[vendored]).status.code(), Some(0), "{vendored}");
    }
}
