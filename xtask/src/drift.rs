//! Reports what changed between two descriptions and what it breaks, and makes the outcome an exit
//! code. What counts as a change and what breaks is decided in `ovh_order_codegen::drift`.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use ovh_order_codegen::drift::{Beside, Outcome, Report, drift_beside, json, markdown, text};
use ovh_order_codegen::native::Description;
use ovh_order_codegen::openapi_form::told;
use ovh_order_codegen::sections::Section;
use ovh_order_codegen::{json as document, native};
use ovh_order_vendor::files;
use ovh_order_vendor::form::{self, Form};
use ovh_order_vendor::region::{Place, Region};
use ovh_order_vendor::tree::Tree;
use ovh_order_vendor::vendor::{Arrival, Keep, vendor};

use crate::output;
use crate::project::Project;

/// The descriptions state the same facts.
pub const SAME: u8 = 0;
/// Facts differ, and nothing breaks.
pub const COMPATIBLE: u8 = 1;
/// Something breaks, on the wire or for Rust users.
pub const BREAKING: u8 = 2;
/// No report could be made: a file cannot be read, or the two describe different sections.
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
    ExitCode::from(match print(arguments, project) {
        Ok(Outcome::Same) => SAME,
        Ok(Outcome::Compatible) => COMPATIBLE,
        Ok(Outcome::Breaking) => BREAKING,
        Err(error) => {
            output::line(&format!("error: {error:#}"));
            FAILURE
        }
    })
}

fn print(arguments: &Arguments, project: &Project) -> Result<Outcome> {
    let tree = Tree::read(&project.schema())?;
    let pair = match arguments.files.as_slice() {
        [old, new] => given(old, new)?,
        [file] => vendored(file, &tree)?,
        _ => bail!("give one description, or two"),
    };
    let [old, new] = [&pair.old, &pair.new].map(|one| &one.resource_path);
    if old != new {
        bail!("the descriptions are of different sections, {old} and {new}");
    }
    let place = pair.place.as_ref().filter(|_| !arguments.alone);
    let report = report(&tree, place, &pair)?;
    output::print(&match arguments.format {
        Format::Text => text::text(&report),
        Format::Markdown => markdown::markdown(&report),
        Format::Json => document::write(&json::json(&report))?,
    })?;
    Ok(report.outcome)
}

/// What is compared.
pub struct Pair {
    /// The older description.
    pub old: Description,
    /// The newer one.
    pub new: Description,
    /// The form, of the two, that tells less.
    pub form: Form,
    /// Where the newer one belongs, if its address tells.
    pub place: Option<Place>,
}

/// Two files.
fn given(old: &Path, new: &Path) -> Result<Pair> {
    let (old, old_form) = read(old)?;
    let (new, new_form) = read(new)?;
    let region = Region::of_address(&new.base_path);
    Ok(Pair {
        form: old_form.max(new_form),
        place: region.map(|region| Place::new(region, &new.resource_path)),
        old,
        new,
    })
}

fn read(file: &Path) -> Result<(Description, Form)> {
    let what = file.display().to_string();
    let found = form::read(&what, &files::read(file)?)?;
    for warning in &found.warnings {
        output::warn(&format!("{what}: {warning}"));
    }
    Ok((found.description(&what)?, found.form))
}

/// What is vendored of the same section of the same region, and one file.
fn vendored(file: &Path, tree: &Tree) -> Result<Pair> {
    let arrival = Arrival::read(file, None, "")?;
    let new = vendor(&arrival, Keep::Facts)?;
    for warning in new.warnings {
        output::warn(&format!("{}: {warning}", arrival.what));
    }
    let name = new.place.file();
    let old = tree.get(&name).with_context(|| {
        format!("schema/{name} is missing, so there is nothing to compare with")
    })?;
    Ok(Pair {
        old: native::read(&format!("schema/{name}"), old)?,
        new: native::read(&arrival.what, &new.text)?,
        form: new.form,
        place: Some(new.place),
    })
}

/// What changed in the description of a place, judged with what the other regions of the tree
/// describe. A description that came in OpenAPI is compared with what OpenAPI tells of the other.
pub fn report(tree: &Tree, place: Option<&Place>, pair: &Pair) -> Result<Report> {
    let mut others = Vec::new();
    for (other, text) in tree.descriptions() {
        if place.is_some_and(|own| own.section == other.section && own.region != other.region) {
            others.push(Section {
                region: other.region.to_string(),
                description: native::read(&other.file(), text)?,
            });
        }
    }
    let beside = Beside {
        region: place.map_or_else(String::new, |place| place.region.to_string()),
        others,
    };
    Ok(match pair.form {
        Form::Native => drift_beside(&pair.old, &pair.new, &beside),
        Form::OpenApi => drift_beside(&told(&pair.old)?, &told(&pair.new)?, &beside),
    })
}
