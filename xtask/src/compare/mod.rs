//! Compares what this crate costs to compile with what the plain generator's output costs.
//!
//! Both sides come from the same document and are built by the same compiler in turns, so that a
//! busy machine slows both. It must not know how the client is generated; that is `ovh-order-codegen`'s.

mod measure;
mod plain;
mod report;

use std::path::PathBuf;

use anyhow::{Context, Result};
use ovh_order_codegen::generate::{Layout, generate};
use ovh_order_codegen::json;
use ovh_order_codegen::select::Features;
use serde_json::Value;

use crate::files::{Project, read};
use measure::{Build, Cost};
use report::Row;

/// Generated lines, clean check and release time of this crate and of the plain generator's output.
#[derive(clap::Args)]
pub struct Arguments {
    /// How often each build is measured; the least time counts.
    #[arg(long, default_value_t = 3)]
    rounds: u32,
    /// Leaves out the release builds, which take most of the time.
    #[arg(long)]
    check_only: bool,
}

/// Where this crate is, and where the comparison is built.
struct Places {
    root: PathBuf,
    folder: PathBuf,
}

/// Writes the plain crate below `target/compare`, builds it and this crate in turns, and prints the
/// ratios.
pub fn run(arguments: &Arguments, project: &Project) -> Result<()> {
    let places = Places {
        root: project.root().to_owned(),
        folder: project.root().join("target").join("compare"),
    };
    let text = read(&project.schema().join("openapi.json"))?;
    let document = json::read("schema/openapi.json", &text)?;
    let plain_lines = plain::write(&document, &places.folder.join("plain"))?;
    report::print_head();
    report::print(&lines(&document, plain_lines)?);
    report::print(&checks(&places, arguments.rounds)?);
    if !arguments.check_only {
        report::print(&releases(&places, arguments.rounds)?);
    }
    Ok(())
}

fn lines(document: &Value, plain: usize) -> Result<Vec<Row>> {
    let ours = |name: &str| -> Result<Row> {
        let generated = generate(document, &Features::new([name]), Layout::Pretty)?;
        let lines = generated.client.lines().count();
        Ok(Row::lines(
            &format!("generated lines, {name}"),
            lines,
            plain,
        ))
    };
    Ok(vec![ours("full")?, ours("core")?])
}

fn checks(places: &Places, rounds: u32) -> Result<Vec<Row>> {
    let build = |name: &'static str, flags: &[&str]| Build::new(name, "check", flags, places);
    let builds = [
        plain_build("check", places),
        build(
            "clean check, full",
            &["--no-default-features", "--features", "full"],
        ),
        build("clean check, no feature", &["--no-default-features"]),
        build("clean check, default", &[]),
    ];
    rows(&builds, rounds)
}

fn releases(places: &Places, rounds: u32) -> Result<Vec<Row>> {
    let release = |name: &'static str, features: &[&str]| {
        let flags = [&["--release", "--no-default-features"], features].concat();
        Build::new(name, "build", &flags, places)
    };
    let builds = [
        plain_build("build", places),
        release("release build, full", &["--features", "full"]),
        release("release build, no feature", &[]),
    ];
    rows(&builds, rounds)
}

fn plain_build(command: &'static str, places: &Places) -> Build {
    let flags: &[&str] = match command {
        "build" => &["--release"],
        _ => &[],
    };
    Build::new("plain", command, flags, places).of(&places.folder.join("plain"))
}

/// The first build is what the others are compared with.
fn rows(builds: &[Build], rounds: u32) -> Result<Vec<Row>> {
    let costs = measure::in_turns(builds, rounds)?;
    let (plain, ours) = costs.split_first().context("nothing to compare with")?;
    let row = |(build, cost): (&Build, &Cost)| Row::cost(build.name(), cost, plain);
    Ok(builds.iter().skip(1).zip(ours).map(row).collect())
}
