//! The tasks as commands, on a project in a folder of its own.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod changes;
mod messages;
mod project;
mod server;
mod update;

use std::fs;
use std::process::Stdio;

use ovh_order_codegen::{json, native, openapi_form};
use serde_json::{Value, json};

use crate::project::{ORDER, Project, told};

/// A path that no description has.
fn add_path(native: &mut Value) {
    let path = json!({"path": "/order/fetched/news", "operations": [
        {"httpMethod": "GET", "responseType": "string", "noAuthentication": false}]});
    let paths = native.get_mut("apis").unwrap().as_array_mut().unwrap();
    paths.push(path);
}

/// The description of a file as OVHcloud renders it.
fn render_it(native: &mut Value) {
    *native = openapi_form::write(&native::read("test", &native.to_string()).unwrap()).unwrap();
}

#[test]
fn a_fetched_file_is_vendored_converted_and_reported() {
    let project = Project::new();
    let file = project.given(ORDER, add_path);
    let (code, said, warned) = project.run(&["fetch", &file]);
    assert_eq!((code, warned.as_str()), (Some(0), ""));
    let schema = project.path("schema").display().to_string();
    let written = "native/order.json, openapi.json, provenance.toml, surface.txt";
    assert!(
        said.starts_with(&format!("{schema}: {written}\n")),
        "{said}"
    );
    assert!(said.contains("`GET /order/fetched/news` is new"), "{said}");
    assert!(said.ends_with("then run `cargo xtask check`.\n"), "{said}");
    assert!(
        project
            .read("schema/provenance.toml")
            .contains("file = \"given.json\"")
    );
    let again = project.run(&["fetch", &file]);
    assert_eq!(
        again,
        (Some(0), "nothing changed\n".to_owned(), String::new())
    );
    // The new group of operations is no feature yet, and fails nothing.
    let (code, said, warned) = project.run(&["check"]);
    assert_eq!((code, warned.as_str()), (Some(0), ""));
    assert!(said.contains("only in `full`: `fetched`"), "{said}");
}

#[test]
fn the_openapi_form_of_what_is_vendored_changes_nothing() {
    let project = Project::new();
    let before = project.schema();
    let file = project.given(ORDER, render_it);
    let (code, said, warned) = project.run(&["fetch", &file]);
    assert_eq!((code, said.as_str()), (Some(0), "nothing changed\n"));
    assert!(warned.contains("that is kept"), "{warned}");
    assert_eq!(project.schema(), before);
    let native = project.path(ORDER).display().to_string();
    for files in [[&native, &file], [&file, &native]] {
        let (code, said, _) = project.run(&["drift", files[0], files[1]]);
        assert_eq!(code, Some(0), "{said}");
    }
    assert_eq!(project.run(&["drift", &file]).0, Some(0));
}

#[test]
fn one_file_is_the_newer_one_of_its_region_and_section() {
    let project = Project::new();
    let new = project.given("schema/native/ca/order.json", add_path);
    let (code, said, _) = project.run(&["drift", &new]);
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("1 operations added\n"), "{said}");
    // A whole section is compared with the part of it that is vendored.
    let whole = project.given("schema/native/me.json", |native| {
        let path = json!({"path": "/me/other", "operations": [
            {"httpMethod": "GET", "responseType": "string"}]});
        let paths = native.get_mut("apis").unwrap().as_array_mut().unwrap();
        paths.push(path);
    });
    assert_eq!(project.run(&["drift", &whole]).0, Some(0));
}

/// What the calls of a path send and answer.
fn calls(path: &Value) -> Vec<Value> {
    let operations = path["operations"].as_array().unwrap().iter();
    operations
        .map(|one| {
            json!([
                path["path"],
                one["httpMethod"],
                one["parameters"],
                one["responseType"]
            ])
        })
        .collect()
}

#[test]
fn what_other_regions_keep_is_no_loss_in_rust() {
    let project = Project::new();
    let canada: Value = json::read("ca", &project.read("schema/native/ca/order.json")).unwrap();
    // The workflow stands on the calls of carts, and their loss is one of its own kind.
    let kept: Vec<_> = canada["apis"]
        .as_array()
        .unwrap()
        .iter()
        .map(calls)
        .collect();
    let mut gone = String::new();
    let file = project.given(ORDER, |native| {
        let paths = native["apis"].as_array_mut().unwrap();
        let at = paths.iter().position(|path| {
            let is_of_carts = path["path"].as_str().unwrap().starts_with("/order/cart");
            !is_of_carts && kept.contains(&calls(path))
        });
        let path = paths.remove(at.unwrap());
        gone.push_str(path["path"].as_str().unwrap());
    });
    let (code, said, _) = project.run(&["drift", &file]);
    assert_eq!(code, Some(2));
    assert!(said.contains(&gone), "{said}");
    assert!(
        said.contains("Rust, compatible: no longer in eu, the method"),
        "{said}"
    );
    assert!(said.contains("Next version: minor"), "{said}");
    let (_, alone, _) = project.run(&["drift", "--alone", &file]);
    assert!(alone.contains("Next version: major"), "{alone}");
}

#[test]
fn a_description_that_lost_half_of_its_operations_is_taken_with_yes_alone() {
    let project = Project::new();
    let before = project.schema();
    let file = project.given("schema/native/us/order.json", |native| {
        let paths = native.get_mut("apis").unwrap().as_array_mut().unwrap();
        paths.truncate(paths.len() / 3);
    });
    let (code, said, warned) = project.run(&["fetch", &file]);
    assert_eq!((code, said.as_str()), (Some(1), ""));
    assert!(
        warned.contains("native/us/order.json has lost "),
        "{warned}"
    );
    assert!(warned.contains("run it again with --yes"), "{warned}");
    assert_eq!(project.schema(), before);
    assert_eq!(project.run(&["fetch", "--yes", &file]).0, Some(0));
}

#[test]
fn another_region_is_not_taken_for_europe() {
    let project = Project::new();
    let canada = project.path("schema/native/ca/order.json");
    let canada = canada.display().to_string();
    let (code, said, _) = project.run(&["fetch", &canada]);
    assert_eq!((code, said.as_str()), (Some(0), "nothing changed\n"));
    let (code, _, warned) =
        project.run(&["fetch", "--endpoint", "https://me:secret@eu.api.ovh.com"]);
    assert_eq!(code, Some(1));
    assert!(!warned.contains("secret"), "{warned}");
}

#[test]
fn what_is_out_of_date_is_converted_anew() {
    let project = Project::new();
    let before = project.schema();
    let native = project.path(ORDER).display().to_string();
    fs::remove_file(project.path("schema/surface.txt")).unwrap();
    assert_eq!(project.run(&["check"]).0, Some(1));
    let (code, said, _) = project.run(&["fetch", &native]);
    assert_eq!(code, Some(0));
    assert!(
        said.contains("surface.txt\nno description changed"),
        "{said}"
    );
    assert_eq!(project.schema(), before);
    fs::remove_file(project.path("schema/openapi.json")).unwrap();
    let (code, said, _) = project.run(&["convert"]);
    assert_eq!(code, Some(0));
    assert!(
        said.starts_with("schema/openapi.json, schema/surface.txt: "),
        "{said}"
    );
    assert_eq!(project.schema(), before);
    assert_eq!(project.run(&["check"]).0, Some(0));
}

#[test]
fn a_description_is_printed_with_what_its_form_cannot_say() {
    let project = Project::new();
    let native = project.path("schema/native/vps.json");
    let native = native.display().to_string();
    let (code, printed, warned) = project.run(&["convert", &native]);
    assert_eq!((code, warned.as_str()), (Some(0), ""));
    let file = project.given("schema/native/vps.json", render_it);
    let (code, again, warned) = project.run(&["convert", &file]);
    assert_eq!((code, again), (Some(0), printed));
    assert!(warned.starts_with("warning: "), "{warned}");
}

#[test]
fn a_reader_who_leaves_is_no_failure() {
    let project = Project::new();
    let native = project.path(ORDER).display().to_string();
    for arguments in [
        vec!["convert", &native],
        vec!["convert"],
        vec!["check"],
        vec!["fetch", &native],
        vec!["vendor", &native, "--fetched", "2026-07-08"],
    ] {
        let mut run = project.command(&arguments);
        let mut run = run
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(run.stdout.take());
        let (code, _, warned) = told(&run.wait_with_output().unwrap());
        assert_eq!((code, warned.as_str()), (Some(0), ""), "{arguments:?}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn what_cannot_be_printed_is_told_and_what_is_done_stays() {
    let project = Project::new();
    let native = project.path(ORDER).display().to_string();
    for (arguments, expected) in [
        (["convert", &native], Some(1)),
        (["fetch", &native], Some(0)),
    ] {
        let full = fs::File::options().write(true).open("/dev/full").unwrap();
        let output = project.command(&arguments).stdout(full).output().unwrap();
        let (code, _, warned) = told(&output);
        assert_eq!(code, expected, "{arguments:?}");
        assert!(
            warned.contains("cannot write to standard output"),
            "{warned}"
        );
    }
}

#[test]
fn a_day_is_a_day() {
    let project = Project::new();
    let native = project.path(ORDER).display().to_string();
    let (code, _, warned) = project.run(&["vendor", &native, "--fetched", "nonsense"]);
    assert_eq!(code, Some(64));
    assert!(
        warned.contains("a day is written as 2026-07-08"),
        "{warned}"
    );
}
