//! Checks that what is made from the descriptions is up to date, and what no linter knows.

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::{Context, Result, bail};
use ovh_order_codegen::operation::Operation;
use ovh_order_codegen::select::groups;
use ovh_order_codegen::{json, native};

use crate::convert::{convert, natives};
use crate::files;
use crate::layers;
use crate::provenance::{Provenance, sha256};

/// Checks the vendored files, the surface, the features and the layers.
#[derive(clap::Args)]
pub struct Arguments {}

/// A check by its name; it answers what it found.
type Check = (&'static str, fn() -> Result<String>);

/// Runs every check and reports all that fail.
pub fn run(_: &Arguments) -> Result<()> {
    let checks: [Check; 5] = [
        ("provenance", provenance),
        ("conversion", conversion),
        ("surface", every_operation_once),
        ("features", features),
        ("layers", layers::check),
    ];
    let mut failed = 0;
    for (name, check) in checks {
        match check() {
            Ok(found) => println!("{name}: {found}"),
            Err(error) => {
                eprintln!("{name}: {error:#}");
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
fn provenance() -> Result<String> {
    let recorded = Provenance::read()?;
    let native = files::schema().join("native");
    let found = natives()?;
    let names = found
        .iter()
        .filter_map(|file| file.strip_prefix(&native).ok());
    let names: BTreeSet<_> = names.map(|name| name.with_extension("")).collect();
    if names != recorded.iter().map(|(name, _)| name.into()).collect() {
        bail!(
            "schema/native and schema/provenance.toml name different files: run `cargo xtask vendor`"
        );
    }
    for (name, source) in recorded.iter() {
        let text = files::read(&native.join(format!("{name}.json")))?;
        if sha256(&text) != source.sha256 {
            bail!("schema/native/{name}.json was changed by hand: run `cargo xtask vendor`");
        }
    }
    Ok(format!("{} descriptions as vendored", found.len()))
}

/// A new conversion gives the committed bytes.
fn conversion() -> Result<String> {
    let converted = convert()?;
    for (name, text) in [
        ("openapi.json", &converted.openapi),
        ("surface.txt", &converted.surface),
    ] {
        if files::read(&files::schema().join(name))? != *text {
            bail!(
                "schema/{name} is not what the descriptions convert to: run `cargo xtask convert`"
            );
        }
    }
    Ok("openapi.json and surface.txt are up to date".to_owned())
}

/// Every operation of the native descriptions stands in the surface exactly once.
fn every_operation_once() -> Result<String> {
    let mut described = BTreeSet::new();
    for file in natives()? {
        let description = native::read(&file.display().to_string(), &files::read(&file)?)?;
        for path in description.apis {
            let operation = |o: native::Operation| format!("{} {}", o.http_method, path.path);
            described.extend(path.operations.into_iter().map(operation));
        }
    }
    let surface = files::read(&files::schema().join("surface.txt"))?;
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
fn features() -> Result<String> {
    let text = files::read(&files::schema().join("openapi.json"))?;
    let document = json::read("schema/openapi.json", &text)?;
    let groups = groups(&document);
    let manifest: toml::Table = toml::from_str(&files::read(&files::root().join("Cargo.toml"))?)?;
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
        bail!("the feature `full` of Cargo.toml must list exactly {groups:?}");
    }
    let operations = Operation::all(&document).len();
    Ok(format!(
        "{} groups over {operations} operations, folded ones included",
        groups.len()
    ))
}

/// Whether a path is a Rust file.
pub fn is_rust(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "rs")
}
