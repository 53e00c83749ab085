//! Fetches descriptions and does everything that follows, up to the counts of what changed.

use std::io::{IsTerminal, Write, stderr};
use std::path::PathBuf;
use std::time::SystemTime;

use anyhow::{Context, Result, bail};
use ovh_order_codegen::drift::text;
use ovh_order_codegen::native;
use ovh_order_vendor::fetch::{Endpoint, Limits, Progress, day, download};
use ovh_order_vendor::form::Form;
use ovh_order_vendor::provenance::Provenance;
use ovh_order_vendor::region::{Region, section};
use ovh_order_vendor::tree::Tree;
use ovh_order_vendor::update::Update;
use ovh_order_vendor::vendor::{Arrival, Keep};

use crate::files::Project;
use crate::report::report;
use crate::{output, vendor};

/// Downloads the descriptions of a region, vendors and converts them, and says what changed.
///
/// All of it or nothing: when anything fails, or is interrupted, `schema` is as it was before.
#[derive(clap::Args)]
pub struct Arguments {
    /// ovh-eu, ovh-ca, ovh-us, or the address of an API such as <https://eu.api.ovh.com/v1>.
    // Not parsed by clap: it would print a password that stands in the address.
    #[arg(long, default_value = "ovh-eu")]
    endpoint: String,
    /// The region that the address or the files describe, eu, ca or us, when their hosts do not tell.
    #[arg(long, value_parser = Region::parse)]
    region: Option<Region>,
    /// Only this section, such as order or dedicated/server. Can be given several times.
    #[arg(long = "section", value_name = "SECTION", value_parser = section)]
    sections: Vec<&'static str>,
    /// Descriptions that were downloaded already, in native or OpenAPI form: no network is used.
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
}

/// Runs the task.
pub fn run(arguments: &Arguments, project: &Project) -> Result<()> {
    fetch(arguments, project).context("nothing is updated, schema is as before")
}

fn fetch(arguments: &Arguments, project: &Project) -> Result<()> {
    let today = day(SystemTime::now());
    let arrivals = arrivals(arguments, &today)?;
    let before = Tree::read(&project.schema())?;
    let update = Update::vendor(before, &arrivals, Keep::Facts)?.converted()?;
    // All that can fail is done before anything is written.
    let drift = drift(&update)?;
    update.apply(&project.schema())?;
    vendor::report(&update, &project.schema());
    output::say(&drift);
    Ok(())
}

/// What each change breaks.
fn drift(update: &Update) -> Result<String> {
    let provenance = Provenance::read(&update.after)?;
    let mut said = String::new();
    for change in update.changes() {
        let file = change.place.file();
        let read = |tree: &Tree| {
            let text = tree.get(&file);
            text.map(|text| native::read(&file, text)).transpose()
        };
        let (Some(old), Some(new)) = (read(&update.before)?, read(&update.after)?) else {
            continue;
        };
        let source = provenance.get(&change.place.key());
        let form = match source.is_some_and(|source| source.form.is_some()) {
            true => Form::OpenApi,
            false => Form::Native,
        };
        let report = report(&update.after, Some(&change.place), [&old, &new], form)?;
        said += &format!("\n{file}\n{}", text::text(&report));
    }
    if !said.is_empty() {
        said += "\nNext: read `git diff schema/surface.txt`, then run `cargo xtask check`.\n";
    }
    Ok(said)
}

fn arrivals(arguments: &Arguments, today: &str) -> Result<Vec<Arrival>> {
    if !arguments.files.is_empty() {
        return local(arguments, today);
    }
    let mut endpoint = Endpoint::parse(&arguments.endpoint)?;
    if let Some(region) = arguments.region {
        endpoint = endpoint.with_region(region);
    }
    let sections = match arguments.sections.as_slice() {
        [] => endpoint.region().sections(),
        asked => asked,
    };
    let mut line = Line::default();
    let limits = Limits::default();
    let outcome = download(&endpoint, sections, limits, today, &mut |now| {
        line.show(now)
    });
    line.end();
    Ok(outcome?)
}

fn local(arguments: &Arguments, today: &str) -> Result<Vec<Arrival>> {
    let read = |file: &PathBuf| vendor::read(file, arguments.region, today);
    let mut arrivals = arguments
        .files
        .iter()
        .map(read)
        .collect::<Result<Vec<_>>>()?;
    match (arguments.sections.as_slice(), arrivals.as_mut_slice()) {
        ([], _) => {}
        ([section], [arrival]) => arrival.section = Some(*section),
        _ => bail!("--section goes with one file: the others say themselves what they are"),
    }
    Ok(arrivals)
}

/// The progress of downloads: a line that grows on a terminal, elsewhere one for each that is done.
#[derive(Default)]
struct Line {
    open: bool,
}

impl Line {
    fn show(&mut self, progress: &Progress<'_>) {
        let Progress { url, bytes, done } = progress;
        let line = format!("{url}: {} KiB", bytes.div_ceil(1024));
        let terminal = stderr().is_terminal();
        if terminal {
            // Progress that cannot be shown is no reason to stop.
            write!(stderr(), "\r{line}").ok();
            self.open = true;
        }
        if *done && !terminal {
            output::line(&line);
        } else if *done {
            self.end();
        }
    }

    /// What is written next begins on a line of its own.
    fn end(&mut self) {
        if std::mem::take(&mut self.open) {
            output::line("");
        }
    }
}
