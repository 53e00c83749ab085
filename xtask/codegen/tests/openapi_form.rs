//! A rendering that is read back says the same as before: every description here is rendered, read
//! back into the native form and rendered again.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::path::{Path, PathBuf};

use ovh_order_codegen::{facts, json, native, openapi_form};
use serde_json::Value;

fn descriptions() -> Vec<PathBuf> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folders = [
        here.join("tests/rendering"),
        here.join("../../schema/native"),
    ];
    let entries = folders
        .iter()
        .flat_map(|folder| fs::read_dir(folder).unwrap());
    let mut files: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    files.retain(|file| {
        let name = file.to_string_lossy();
        name.ends_with(".json") && !name.ends_with(".openapi.json")
    });
    files
}

fn rendered(description: &Value) -> Value {
    openapi_form::write(&native::read("test", &description.to_string()).unwrap()).unwrap()
}

#[test]
fn a_rendering_is_read_back_without_loss() {
    for file in descriptions() {
        let text = fs::read_to_string(&file).unwrap();
        let document = rendered(&json::read("test", &text).unwrap());
        let back = openapi_form::native(&document).unwrap();
        let again = rendered(&back.description);
        assert_eq!(again["servers"], document["servers"], "{}", file.display());
        assert_eq!(again["paths"], document["paths"], "{}", file.display());
        assert_eq!(
            again["components"],
            document["components"],
            "{}",
            file.display()
        );
        assert_eq!(back.warnings.len(), 1, "{:?}", back.warnings);
    }
}

#[test]
fn what_is_read_back_is_facts_when_the_rendering_was() {
    for file in descriptions() {
        let text = fs::read_to_string(&file).unwrap();
        let kept = facts::keep(&json::read("test", &text).unwrap());
        let back = openapi_form::native(&rendered(&kept)).unwrap();
        let again = facts::keep(&back.description);
        assert_eq!(rendered(&again)["paths"], rendered(&kept)["paths"]);
    }
}
