//! Reports what changed between two native descriptions and what it breaks.
//!
//! What counts as a change and what breaks is decided in `ovh_order_codegen::drift`; here files are
//! read and the outcome becomes an exit code.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Result, bail};
use ovh_order_codegen::drift::{Outcome, Report, drift, json, markdown, text};
use ovh_order_codegen::native::Description;
use ovh_order_codegen::{json as document, native};

use crate::files;

/// The descriptions state the same facts.
pub const SAME: u8 = 0;
/// Facts differ, and nothing breaks.
pub const COMPATIBLE: u8 = 1;
/// Something breaks, on the wire or for Rust users.
pub const BREAKING: u8 = 2;
/// There is no report: a file cannot be read, or the two describe different sections.
pub const FAILURE: u8 = 3;

/// Reports what changed between two native descriptions, and what that breaks.
///
/// Exit codes: 0 nothing changed, 1 changes that break nothing, 2 changes that break something, on
/// the wire or for Rust users, 3 no report could be made, 64 wrong usage.
#[derive(clap::Args)]
pub struct Arguments {
    /// The description to start from.
    old: PathBuf,
    /// The description to compare with it; without it, the vendored one of the same section.
    new: Option<PathBuf>,
    /// For people at a terminal, for programs, or for a pull request.
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

/// How the report is written.
#[derive(Clone, Copy, clap::ValueEnum)]
enum Format {
    Text,
    Json,
    Markdown,
}

/// Runs the task; the exit code says what was found.
pub fn run(arguments: &Arguments) -> ExitCode {
    match report(arguments) {
        Ok((report, written)) => {
            // Whoever closes the pipe has read enough; the exit code still says what was found.
            let _ = std::io::stdout().write_all(written.as_bytes());
            ExitCode::from(match report.outcome {
                Outcome::Same => SAME,
                Outcome::Compatible => COMPATIBLE,
                Outcome::Breaking => BREAKING,
            })
        }
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::from(FAILURE)
        }
    }
}

fn report(arguments: &Arguments) -> Result<(Report, String)> {
    let old = read(&arguments.old)?;
    let new = match &arguments.new {
        Some(new) => read(new)?,
        None => read(&vendored(&old))?,
    };
    if old.resource_path != new.resource_path {
        let (old, new) = (old.resource_path, new.resource_path);
        bail!("the descriptions are of different sections, {old} and {new}");
    }
    let report = drift(&old, &new);
    let written = match arguments.format {
        Format::Text => text::text(&report),
        Format::Markdown => markdown::markdown(&report),
        Format::Json => document::write(&json::json(&report))?,
    };
    Ok((report, written))
}

fn read(file: &Path) -> Result<Description> {
    Ok(native::read(
        &file.display().to_string(),
        &files::read(file)?,
    )?)
}

/// The vendored description of the same section.
fn vendored(description: &Description) -> PathBuf {
    let section = description
        .resource_path
        .trim_matches('/')
        .replace('/', "-");
    files::schema().join(format!("native/{section}.json"))
}
