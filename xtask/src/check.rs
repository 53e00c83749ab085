//! Checks that what is made from the descriptions is up to date, and what linters cannot check.

use std::collections::BTreeSet;

use anyhow::{Result, bail};
use ovh_order_codegen::correct::ADDED;
use ovh_order_codegen::document::Document;
use ovh_order_codegen::generate::{Layout, generate, twice};
use ovh_order_codegen::native;
use ovh_order_codegen::select::Features;
use ovh_order_vendor::provenance::{Provenance, sha256};
use ovh_order_vendor::tree::{DOCUMENT, SURFACE, Tree};
use ovh_order_vendor::update::Update;

use crate::project::Project;
use crate::{features, layers, output, version};

/// A check with its name; it answers what it found.
type Check = (&'static str, fn(&Project) -> Result<String>);

/// Every check.
pub const ALL: &[Check] = &[
    ("provenance", provenance),
    ("conversion", conversion),
    ("surface", every_operation_once),
    ("version", version::check),
    ("generation", generation),
    ("features", features::check_groups),
    ("feature tables", features::check_tables),
    ("layers", layers::check),
    ("circles", layers::circles),
];

/// Those of imports alone, which are quick.
pub const IMPORTS: &[Check] = &[("layers", layers::check), ("circles", layers::circles)];

/// Runs checks and reports all that fail.
pub fn run(checks: &[Check], project: &Project) -> Result<()> {
    let mut failed = 0;
    for (name, check) in checks {
        match check(project) {
            Ok(found) => output::print(&format!("{name}: {found}\n"))?,
            Err(error) => {
                output::line(&format!("{name}: {error:#}"));
                failed += 1;
            }
        }
    }
    if failed > 0 {
        bail!("{failed} of {} checks failed", checks.len());
    }
    Ok(())
}

/// The vendored files are those whose fingerprints are recorded, and all of them.
fn provenance(project: &Project) -> Result<String> {
    let tree = Tree::read(&project.schema())?;
    let recorded = Provenance::read(&tree)?;
    let found: BTreeSet<_> = tree.descriptions().map(|(place, _)| place.key()).collect();
    let names: BTreeSet<_> = recorded.iter().map(|(name, _)| name.clone()).collect();
    if found != names {
        bail!(
            "schema/native and schema/provenance.toml name different files: run `cargo xtask fetch`"
        );
    }
    for (place, text) in tree.descriptions() {
        let source = recorded.get(&place.key());
        if source.is_none_or(|source| source.sha256 != sha256(text)) {
            let file = place.file();
            bail!("schema/{file} was changed by hand: take it back, or run `cargo xtask fetch`");
        }
    }
    Ok(format!("{} descriptions as vendored", found.len()))
}

/// A new conversion gives the committed bytes.
fn conversion(project: &Project) -> Result<String> {
    let update = Update::convert(Tree::read(&project.schema())?)?;
    if let Some(name) = update.files().keys().next() {
        bail!("schema/{name} is not what the descriptions convert to: run `cargo xtask convert`");
    }
    let warnings = update.warnings.iter();
    let warnings: String = warnings
        .map(|warning| format!("\nwarning: {warning}"))
        .collect();
    Ok(format!("{DOCUMENT} and {SURFACE} are up to date{warnings}"))
}

/// Code can be generated from the document, and defines no name twice.
fn generation(project: &Project) -> Result<String> {
    let document = Document::read("schema/openapi.json", &project.read("schema/openapi.json")?)?;
    let full = Features::new(["full"]);
    let generated = generate(&document, &full, Layout::Raw)?;
    twice::check(&generated.client)?;
    let methods = document.operations.len();
    Ok(format!(
        "{methods} methods and what they exchange, no name twice"
    ))
}

/// Every operation of the native descriptions, and every one that corrections add, stands in the
/// surface exactly once.
fn every_operation_once(project: &Project) -> Result<String> {
    let mut described = BTreeSet::new();
    for (place, text) in Tree::read(&project.schema())?.descriptions() {
        let description = native::read(&place.file(), text)?;
        for (path, operation) in description.operations() {
            described.insert(format!("{} {path}", operation.http_method));
        }
    }
    let surface = project.read("schema/surface.txt")?;
    let lines = surface.lines().filter_map(|line| line.split_once(" | "));
    let literal = lines.filter(|(operation, _)| !operation.contains("{product}"));
    let listed: Vec<String> = literal.map(|(operation, _)| operation.to_owned()).collect();
    let unique: BTreeSet<String> = listed.iter().cloned().collect();
    let added = ADDED.map(str::to_owned).into_iter();
    described.extend(added.filter(|operation| unique.contains(operation)));
    if unique != described || unique.len() != listed.len() {
        bail!("schema/surface.txt does not list every operation once: run `cargo xtask convert`");
    }
    Ok(format!("{} operations, each once", listed.len()))
}
