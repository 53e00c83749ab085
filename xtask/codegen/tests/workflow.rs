//! The calls that drift takes for those of the workflow are those that it makes.
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
fn every_call_of_the_workflow_is_known() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let source = texts(&root.join("src/order"));
    let text = fs::read_to_string(root.join("schema/openapi.json")).unwrap();
    let document = Document::read("schema/openapi.json", &text).unwrap();
    let literal = document.operations.iter().filter(|one| one.folds.is_none());
    let called: BTreeSet<_> = literal
        .map(|one| one.id.as_str())
        .filter(|id| source.contains(&format!(".{id}()")))
        .collect();
    let known: BTreeSet<_> = WORKFLOW.iter().copied().collect();
    assert_eq!(
        known, called,
        "list the calls in xtask/codegen/src/drift/workflow.rs"
    );
}
