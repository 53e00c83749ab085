//! Compiles the library with each feature alone: no feature may need another that it does not name.
//! Must not test anything; that is done with the features together.

use std::process::Command;
use std::time::Instant;

use anyhow::{Context, Result, bail};

use crate::files::{self, Project};

/// Checks the library without features, with each alone, and with those of every group.
#[derive(clap::Args)]
pub struct Arguments {}

/// Runs `cargo check` for each and reports all that fail.
pub fn run(_: &Arguments, project: &Project) -> Result<()> {
    let names = names(project)?;
    let all = [String::new()].into_iter().chain(names);
    let mut failed = Vec::new();
    for name in all {
        let started = Instant::now();
        let passed = check(&name, project)?;
        let shown = if name.is_empty() { "no feature" } else { &name };
        let outcome = if passed {
            "compiles"
        } else {
            "DOES NOT COMPILE"
        };
        println!(
            "{shown}: {outcome}, {:.0} s",
            started.elapsed().as_secs_f64()
        );
        if !passed {
            failed.push(shown.to_owned());
        }
    }
    match failed.as_slice() {
        [] => Ok(()),
        failed => bail!("alone these do not compile: {}", failed.join(", ")),
    }
}

fn check(feature: &str, project: &Project) -> Result<bool> {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args([
        "check",
        "--quiet",
        "--locked",
        "--lib",
        "--no-default-features",
    ]);
    cargo
        .args(["--features", feature])
        .current_dir(project.root());
    let status = cargo.status().context("cargo does not start")?;
    Ok(status.success())
}

/// Every feature of the crate but `default`, which is tested anyway.
pub fn names(project: &Project) -> Result<Vec<String>> {
    let text = files::read(&project.root().join("Cargo.toml"))?;
    let manifest: toml::Table = toml::from_str(&text)?;
    let features = manifest.get("features").and_then(toml::Value::as_table);
    let features = features.context("Cargo.toml has no features")?;
    let names = features.keys().filter(|name| *name != "default");
    Ok(names.cloned().collect())
}
