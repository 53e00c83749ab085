//! The features of the crate: groups of the API, documented in tables, each able to stand alone.

use std::collections::BTreeSet;
use std::process::Command;
use std::time::Instant;

use anyhow::{Context, Result, bail};
use ovh_order_codegen::document::Document;
use ovh_order_codegen::select::groups;

use crate::project::Project;

/// Compiles the library with each feature alone, and reports all that fail.
pub fn compile(project: &Project) -> Result<()> {
    let mut failed = Vec::new();
    for name in [String::new()].into_iter().chain(names(project)?) {
        let started = Instant::now();
        let status = Command::new(env!("CARGO"))
            .args(["check", "--quiet", "--locked", "--lib"])
            .args(["--no-default-features", "--features", &name])
            .current_dir(project.root())
            .status()
            .context("cargo does not start")?;
        let shown = if name.is_empty() { "no feature" } else { &name };
        let outcome = if status.success() {
            "compiles"
        } else {
            failed.push(shown.to_owned());
            "DOES NOT COMPILE"
        };
        let seconds = started.elapsed().as_secs_f64();
        println!("{shown}: {outcome}, {seconds:.0} s");
    }
    if !failed.is_empty() {
        bail!("alone these do not compile: {}", failed.join(", "));
    }
    Ok(())
}

/// Every feature of the crate but `default`.
fn names(project: &Project) -> Result<BTreeSet<String>> {
    let names = project.manifest()?.features.into_keys();
    Ok(names.filter(|name| name != "default").collect())
}

/// Checks that the feature `full` lists the groups of the surface. A group that is new waits for a
/// feature of its own: until then `full` alone generates it, so an update does not fail by itself.
pub fn check_groups(project: &Project) -> Result<String> {
    let document = Document::read("schema/openapi.json", &project.read("schema/openapi.json")?)?;
    let groups = groups(&document);
    let full = project.manifest()?.features.remove("full");
    let full = full.context("Cargo.toml has no feature `full`")?;
    let listed: BTreeSet<_> = full.into_iter().collect();
    if !groups.is_superset(&listed) {
        bail!(
            "the API has no operations of {} any more: remove the feature from Cargo.toml, there from \
             `full` too, and from the tables in README.md and src/lib.rs",
            quoted(listed.difference(&groups))
        );
    }
    let operations = document.operations.len();
    let mut found = format!(
        "{} groups over {operations} operations, folded ones included",
        groups.len()
    );
    if groups.len() > listed.len() {
        found += "; without a feature of its own, and only in `full`: ";
        found += &quoted(groups.difference(&listed));
    }
    Ok(found)
}

fn quoted<'a>(names: impl Iterator<Item = &'a String>) -> String {
    let names: Vec<_> = names.map(|name| format!("`{name}`")).collect();
    names.join(", ")
}

/// Checks that crate documentation and README have every feature in the first column of their tables.
pub fn check_tables(project: &Project) -> Result<String> {
    let names = names(project)?;
    for file in ["src/lib.rs", "README.md"] {
        let listed = table_of_features(&project.read(file)?);
        if let Some(name) = names.symmetric_difference(&listed).next() {
            bail!("the table of features in {file} and Cargo.toml differ in `{name}`");
        }
    }
    Ok(format!("{} features, each documented", names.len()))
}

/// The names in the first column of the table that begins with `| feature |`.
fn table_of_features(text: &str) -> BTreeSet<String> {
    text.lines()
        .map(|line| line.trim_start_matches("//! "))
        .skip_while(|line| !line.starts_with("| feature |"))
        .take_while(|line| line.starts_with('|'))
        .filter_map(|row| row.split('|').nth(1))
        .flat_map(|column| column.split('`').skip(1).step_by(2))
        .map(str::to_owned)
        .collect()
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
