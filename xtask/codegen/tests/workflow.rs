//! The calls that drift takes for those of the workflow are made by it.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use ovh_order_codegen::document::Document;
use ovh_order_codegen::drift::WORKFLOW;

/// The texts of all files below a folder.
fn texts(folder: &Path) -> String {
    let mut source = String::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        source += &if path.is_dir() {
            texts(&path)
        } else {
            fs::read_to_string(&path).unwrap()
        };
    }
    source
}

#[test]
fn the_workflow_makes_every_call_that_is_listed_as_its_own() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let source = texts(&root.join("src/order"));
    let text = fs::read_to_string(root.join("schema/openapi.json")).unwrap();
    let document = Document::read("schema/openapi.json", &text).unwrap();
    let operations = document.operations.iter();
    let known: BTreeSet<_> = operations.map(|one| one.id.as_str()).collect();
    let mut wrong = WORKFLOW.to_vec();
    wrong.retain(|id| !known.contains(id) || !source.contains(&format!(".{id}()")));
    assert_eq!(wrong, Vec::<&str>::new());
}
