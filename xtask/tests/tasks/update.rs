//! Updates of the descriptions, taken through the steps of `docs/regenerating.md`.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use ovh_order_codegen::document::Document;
use ovh_order_codegen::drift::{Outcome, drift};
use ovh_order_codegen::generate::{Layout, generate};
use ovh_order_codegen::json;
use ovh_order_codegen::native::{self, Description};
use ovh_order_codegen::select::Features;
use serde_json::Value;

use crate::changes::{BREAKING, COMPATIBLE, Change, ground};
use crate::project::{ORDER, Project};
use crate::server;

/// A word that no vendored description has.
fn new_word(project: &Project) -> String {
    let vendored = project.read("schema/openapi.json");
    let mut words = ["rehearsal", "rehearsalAgain"].into_iter();
    let new = words.find(|word| !vendored.contains(&format!("/{word}/")));
    new.unwrap().to_owned()
}

/// The description in a vendored file, altered.
fn altered(project: &Project, file: &str, alter: impl FnOnce(&mut Value)) -> Value {
    let text = project.read(&format!("schema/native/{file}.json"));
    let mut native = json::read(file, &text).unwrap();
    alter(&mut native);
    native
}

/// Writes the descriptions that changes concern into a folder; answers their paths.
fn write(project: &Project, changes: &[Change], new: &str, folder: &Path) -> Vec<String> {
    let files: BTreeSet<_> = changes.iter().flat_map(|change| change.files).collect();
    let written = files.into_iter().map(|file| {
        let native = altered(project, file, |native| {
            let own = changes.iter().filter(|change| change.files.contains(file));
            own.for_each(|change| (change.alter)(native, new));
        });
        let path = folder.join(file).with_extension("json");
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, native.to_string()).unwrap();
        path.display().to_string()
    });
    written.collect()
}

/// A project whose Europe has what changes alter, and the name of that.
fn prepared() -> (Project, String) {
    let project = Project::new();
    let new = new_word(&project);
    let order = project.given(ORDER, |native| ground(native, &new));
    assert_eq!(project.run(&["fetch", &order]).0, Some(0));
    (project, new)
}

fn read(native: &Value) -> Description {
    native::read("test", &native.to_string()).unwrap()
}

/// What each change alone does to programs and to users of the crate, in each section it concerns.
fn outcomes(changes: &[Change]) -> Vec<(&'static str, Outcome)> {
    let (project, new) = prepared();
    let mut outcomes = Vec::new();
    for file in changes
        .iter()
        .flat_map(|change| change.files)
        .collect::<BTreeSet<_>>()
    {
        let native = altered(&project, file, |_| {});
        let old = read(&native);
        for change in changes.iter().filter(|change| change.files.contains(file)) {
            let mut now = native.clone();
            (change.alter)(&mut now, &new);
            outcomes.push((change.what, drift(&old, &read(&now)).outcome));
        }
    }
    outcomes
}

#[test]
fn no_compatible_change_is_reported_as_one_that_breaks() {
    for (what, outcome) in outcomes(COMPATIBLE) {
        assert_eq!(outcome, Outcome::Compatible, "{what}");
    }
}

#[test]
fn every_breaking_change_is_reported_as_one() {
    for (what, outcome) in outcomes(BREAKING) {
        assert_eq!(outcome, Outcome::Breaking, "{what}");
    }
}

/// The altered descriptions stay in `target/tmp/update`, for a rehearsal: they can be fetched from
/// there.
#[test]
fn all_compatible_changes_go_from_a_server_to_the_code_in_one_update() {
    let (project, new) = prepared();
    let update = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("update");
    write(&project, COMPATIBLE, &new, &update);
    let before = project.path("before.json");
    fs::copy(project.path(ORDER), &before).unwrap();
    let server = server::start(vec![update, project.path("schema/native")]);
    for (base, region) in [("", "eu"), ("/ca", "ca"), ("/us", "us")] {
        let endpoint = format!("{server}{base}");
        let (code, _, warned) =
            project.run(&["fetch", "--endpoint", &endpoint, "--region", region]);
        assert_eq!(code, Some(0), "{warned}");
    }
    let before = before.display().to_string();
    let order = project.path(ORDER).display().to_string();
    let (code, said, _) = project.run(&["drift", &before, &order]);
    assert_eq!(code, Some(1), "{said}");
    let fetched = project.schema();
    assert_eq!(project.run(&["convert"]).0, Some(0));
    assert_eq!(project.schema(), fetched);
    let (code, _, warned) = project.run(&["check"]);
    assert_eq!((code, warned.as_str()), (Some(0), ""));
    let document = Document::read("test", &project.read("schema/openapi.json")).unwrap();
    generate(&document, &Features::new(["full"]), Layout::Pretty).unwrap();
}

#[test]
fn what_breaks_fails_the_check_with_one_message_until_the_version_is_raised() {
    let (project, new) = prepared();
    let files = write(&project, BREAKING, &new, &project.path("given"));
    let mut arguments = vec!["fetch"];
    arguments.extend(files.iter().map(String::as_str));
    let (code, said, _) = project.run(&arguments);
    assert_eq!(code, Some(0));
    assert!(said.contains("WHAT BREAKS"), "{said}");
    let version = project.version();
    let (code, _, warned) = project.run(&["check"]);
    assert_eq!(code, Some(1));
    let (message, rest) = warned.split_once("set ").unwrap();
    let expected = format!(
        "version: the update of ca/order, order, us/order breaks users of {version}: read in step 2 of \
         docs/regenerating.md what it breaks, then "
    );
    assert_eq!(message, expected);
    let (line, rest) = rest.split_once(" in Cargo.toml\n").unwrap();
    assert_eq!(rest, "error: 1 of 9 checks failed\n");
    let old = format!("version = \"{version}\"");
    let raised = project.read("Cargo.toml").replacen(&old, line, 1);
    fs::write(project.path("Cargo.toml"), raised).unwrap();
    let (code, _, warned) = project.run(&["check"]);
    assert_eq!((code, warned.as_str()), (Some(0), ""));
}

#[test]
fn a_lesser_break_does_not_lower_the_version_that_an_earlier_one_asks_for() {
    let (project, new) = prepared();
    let operation_is_gone = &BREAKING[..1];
    let needs_authentication = &BREAKING[BREAKING.len() - 1..];
    let asked = [operation_is_gone, needs_authentication].map(|changes| {
        let order = write(&project, changes, &new, &project.path("given")).remove(0);
        assert_eq!(project.run(&["fetch", &order]).0, Some(0));
        project.run(&["check"]).2
    });
    assert!(asked[0].starts_with("version: "), "{asked:?}");
    assert_eq!(asked[0], asked[1]);
}

#[test]
fn a_group_that_is_gone_fails_the_check_and_names_its_feature() {
    let project = Project::new();
    for file in ["order", "ca/order", "us/order"] {
        let file = format!("schema/native/{file}.json");
        let order = project.given(&file, |native| {
            let paths = native["apis"].as_array_mut().unwrap();
            paths.retain(|path| !path["path"].as_str().unwrap().starts_with("/order/vrack"));
        });
        assert_eq!(project.run(&["fetch", &order]).0, Some(0));
    }
    let (_, _, warned) = project.run(&["check"]);
    let expected = "features: the API has no operations of `vrack` any more: remove the feature from \
                    Cargo.toml, there from `full` too, and from the tables in README.md and src/lib.rs";
    assert!(warned.contains(expected), "{warned}");
}

#[test]
fn the_same_facts_from_another_host_change_nothing() {
    let project = Project::new();
    let before = project.schema();
    let order = project.given(ORDER, |native| {
        native["basePath"] = "https://eu.api.ovh.com/v1".into();
        native["apis"].as_array_mut().unwrap().reverse();
        for model in native["models"].as_object_mut().unwrap().values_mut() {
            let numbers = model["enumType"] == "long";
            for value in model["enum"]
                .as_array_mut()
                .into_iter()
                .flatten()
                .filter(|_| numbers)
            {
                let number: i64 = value.as_str().unwrap().parse().unwrap();
                *value = number.into();
            }
        }
    });
    let (code, said, warned) = project.run(&["fetch", &order]);
    assert_eq!(
        (code, said.as_str(), warned.as_str()),
        (Some(0), "nothing changed\n", "")
    );
    assert_eq!(project.schema(), before);
}
