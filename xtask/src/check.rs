//! Checks that what is made from the descriptions is up to date, and what no linter knows.

use std::collections::BTreeSet;

use anyhow::{Context, Result, bail};
use ovh_order_codegen::operation::Operation;
use ovh_order_codegen::select::groups;
use ovh_order_codegen::{json, native};

use ovh_order_vendor::provenance::{Provenance, sha256};
use ovh_order_vendor::tree::{DOCUMENT, SURFACE, Tree};
use ovh_order_vendor::update::Update;

use crate::files::{self, Project};
use crate::{layers, output};

/// Checks the vendored files, the surface, the features and the layers.
#[derive(clap::Args)]
pub struct Arguments {}

/// A check by its name; it answers what it found.
type Check = (&'static str, fn(&Project) -> Result<String>);

/// Runs every check and reports all that fail.
pub fn run(_: &Arguments, project: &Project) -> Result<()> {
    let checks: [Check; 6] = [
        ("provenance", provenance),
        ("conversion", conversion),
        ("surface", every_operation_once),
        ("features", features),
        ("feature tables", feature_tables),
        ("layers", layers::check),
    ];
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

/// Vendored files are the ones whose fingerprints are recorded, and all of them.
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
    Ok(format!("{DOCUMENT} and {SURFACE} are up to date"))
}

/// Every operation of the native descriptions stands in the surface exactly once.
fn every_operation_once(project: &Project) -> Result<String> {
    let mut described = BTreeSet::new();
    for (place, text) in Tree::read(&project.schema())?.descriptions() {
        let description = native::read(&place.file(), text)?;
        for path in description.apis {
            let operation = |o: native::Operation| format!("{} {}", o.http_method, path.path);
            described.extend(path.operations.into_iter().map(operation));
        }
    }
    let surface = files::read(&project.schema().join("surface.txt"))?;
    let lines = surface.lines().filter_map(|line| line.split_once(" | "));
    let literal = lines.filter(|(operation, _)| !operation.contains("{product}"));
    let listed: Vec<String> = literal.map(|(operation, _)| operation.to_owned()).collect();
    let unique: BTreeSet<String> = listed.iter().cloned().collect();
    if unique != described || unique.len() != listed.len() {
        bail!("schema/surface.txt does not list every operation once: run `cargo xtask convert`");
    }
    Ok(format!("{} operations, each once", listed.len()))
}

/// The crate's features are the groups of the surface.
fn features(project: &Project) -> Result<String> {
    let text = files::read(&project.schema().join("openapi.json"))?;
    let document = json::read("schema/openapi.json", &text)?;
    let groups = groups(&document);
    let manifest: toml::Table = toml::from_str(&files::read(&project.root().join("Cargo.toml"))?)?;
    let full = manifest
        .get("features")
        .and_then(|features| features.get("full"));
    let full = full
        .and_then(toml::Value::as_array)
        .context("Cargo.toml has no feature `full`")?;
    let listed: BTreeSet<_> = full
        .iter()
        .filter_map(|name| Some(name.as_str()?.to_owned()))
        .collect();
    if listed != groups {
        let quoted = |names: &mut dyn Iterator<Item = &String>| {
            let names: Vec<_> = names.map(|name| format!("`{name}`")).collect();
            names.join(", ")
        };
        let add = quoted(&mut groups.difference(&listed));
        let remove = quoted(&mut listed.difference(&groups));
        bail!(
            "the feature `full` of Cargo.toml must list the groups of the API: add [{}], remove [{}]",
            add,
            remove
        );
    }
    let operations = Operation::all(&document).len();
    Ok(format!(
        "{} groups over {operations} operations, folded ones included",
        groups.len()
    ))
}

/// Crate documentation and README have every feature in the first column of their tables.
fn feature_tables(project: &Project) -> Result<String> {
    let names: BTreeSet<String> = crate::features::names(project)?.into_iter().collect();
    for file in ["src/lib.rs", "README.md"] {
        let text = files::read(&project.root().join(file))?;
        let listed = table_of_features(&text);
        if let Some(name) = names.symmetric_difference(&listed).next() {
            bail!("the table of features in {file} and Cargo.toml differ in `{name}`");
        }
    }
    Ok(format!("{} features, each documented", names.len()))
}

/// The names in the first column of the table that begins with `| feature |`.
fn table_of_features(text: &str) -> BTreeSet<String> {
    let lines = text.lines().map(|line| line.trim_start_matches("//! "));
    let table = lines.skip_while(|line| !line.starts_with("| feature |"));
    let rows = table.take_while(|line| line.starts_with('|'));
    let columns = rows.filter_map(|row| row.split('|').nth(1));
    let names = columns.flat_map(|column| column.split('`').skip(1).step_by(2));
    names.map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_of_features_is_read_from_documentation() {
        let text = "//! | other | `x` |\n//!\n//! | feature | what |\n//! | --- | --- |\n\
            //! | `cli` (default) | turns on `sandbox` |\n//! | none | core |\n//! | `a`, `b` | groups |\n\
            //!\n//! | `c` | not of the table |\n";
        let expected = ["a", "b", "cli"].map(str::to_owned);
        assert_eq!(table_of_features(text), BTreeSet::from(expected));
    }
}
