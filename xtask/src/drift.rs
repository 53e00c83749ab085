//! Reports what changed between two descriptions and what it breaks.
//!
//! What counts as a change and what breaks is decided in `ovh_order_codegen::drift`; here files are
//! read and the outcome becomes an exit code.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use ovh_order_codegen::drift::{Outcome, Report, json, markdown, text};
use ovh_order_codegen::native::Description;
use ovh_order_codegen::{json as document, native};
use ovh_order_vendor::form::{self, Form};
use ovh_order_vendor::region::{Place, Region};
use ovh_order_vendor::tree::Tree;
use ovh_order_vendor::vendor::{Keep, Vendored, vendor as arrived};

use crate::files::{self, Project};
use crate::report::report;
use crate::{output, vendor};

/// The descriptions state the same facts.
pub const SAME: u8 = 0;
/// Facts differ, and nothing breaks.
pub const COMPATIBLE: u8 = 1;
/// Something breaks, on the wire or for Rust users.
pub const BREAKING: u8 = 2;
/// There is no report: a file cannot be read, or the two describe different sections.
pub const FAILURE: u8 = 3;

/// Reports what changed between two descriptions, and what that breaks.
///
/// With one file it is compared with the vendored description of its region and section; of a section
/// around an order with what is vendored of it. Both forms are read, the native and OpenAPI.
///
/// Exit codes: 0 nothing changed, 1 changes that break nothing, 2 changes that break something, on
/// the wire or for Rust users, 3 no report could be made, 64 wrong usage.
#[derive(clap::Args)]
pub struct Arguments {
    /// The older description, then the newer one; or the newer one alone.
    #[arg(required = true, num_args = 1..=2, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Judge the region alone, as if the client were not generated from the others too.
    #[arg(long)]
    alone: bool,
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
pub fn run(arguments: &Arguments, project: &Project) -> ExitCode {
    match written(arguments, project) {
        Ok((report, written)) => {
            // Whoever closes the pipe has read enough; the exit code still says what was found.
            if let Err(error) = output::print(&written) {
                output::line(&format!("error: {error:#}"));
                return ExitCode::from(FAILURE);
            }
            ExitCode::from(match report.outcome {
                Outcome::Same => SAME,
                Outcome::Compatible => COMPATIBLE,
                Outcome::Breaking => BREAKING,
            })
        }
        Err(error) => {
            output::line(&format!("error: {error:#}"));
            ExitCode::from(FAILURE)
        }
    }
}

fn written(arguments: &Arguments, project: &Project) -> Result<(Report, String)> {
    let tree = Tree::read(&project.schema())?;
    let Pair {
        old,
        new,
        form,
        place,
    } = match arguments.files.as_slice() {
        [old, new] => given(old, new)?,
        files => vendored(files, &tree)?,
    };
    if old.resource_path != new.resource_path {
        let (old, new) = (old.resource_path, new.resource_path);
        bail!("the descriptions are of different sections, {old} and {new}");
    }
    let place = place.filter(|_| !arguments.alone);
    let report = report(&tree, place.as_ref(), [&old, &new], form)?;
    let written = match arguments.format {
        Format::Text => text::text(&report),
        Format::Markdown => markdown::markdown(&report),
        Format::Json => document::write(&json::json(&report))?,
    };
    Ok((report, written))
}

/// What is compared.
struct Pair {
    old: Description,
    new: Description,
    /// The form that tells less.
    form: Form,
    /// Where the newer one belongs, if its address tells.
    place: Option<Place>,
}

/// Two files.
fn given(old: &Path, new: &Path) -> Result<Pair> {
    let (old, old_form) = read(old)?;
    let (new, new_form) = read(new)?;
    let form = match [old_form, new_form].contains(&Form::OpenApi) {
        true => Form::OpenApi,
        false => Form::Native,
    };
    let region = Region::of_address(&new.base_path);
    let place = region.map(|region| Place::new(region, &new.resource_path));
    Ok(Pair {
        old,
        new,
        form,
        place,
    })
}

fn read(file: &Path) -> Result<(Description, Form)> {
    let what = file.display().to_string();
    let form::Native {
        value,
        form,
        warnings,
    } = form::read(&what, &files::read(file)?)?;
    for warning in warnings {
        output::warn(&format!("{what}: {warning}"));
    }
    Ok((native::read(&what, &value.to_string())?, form))
}

/// What is vendored of the same section of the same region, and one file.
fn vendored(files: &[PathBuf], tree: &Tree) -> Result<Pair> {
    let [file] = files else {
        bail!("one description or two are compared");
    };
    let arrival = vendor::read(file, None, "")?;
    let Vendored {
        place,
        text,
        form,
        warnings,
        ..
    } = arrived(&arrival, Keep::Facts)?;
    for warning in warnings {
        output::warn(&format!("{}: {warning}", arrival.what));
    }
    let name = place.file();
    let before = tree.get(&name);
    let before = before.with_context(|| format!("schema/{name} is not there to compare with"))?;
    Ok(Pair {
        old: native::read(&format!("schema/{name}"), before)?,
        new: native::read(&arrival.what, &text)?,
        form,
        place: Some(place),
    })
}
