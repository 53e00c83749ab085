//! Brings new descriptions into `schema`, downloaded or from files, and says what changed.

use std::io::{IsTerminal, Write, stderr};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use anyhow::{Context, Result, bail};
use ovh_order_codegen::drift::text;
use ovh_order_codegen::native;
use ovh_order_vendor::endpoint::Endpoint;
use ovh_order_vendor::fetch::{Download, Limits, Progress, day};
use ovh_order_vendor::files;
use ovh_order_vendor::form::Form;
use ovh_order_vendor::provenance::Provenance;
use ovh_order_vendor::region::{ORDER, Region, section};
use ovh_order_vendor::tree::{PROVENANCE, Tree};
use ovh_order_vendor::update::{Count, Update};
use ovh_order_vendor::vendor::{Arrival, Keep};

use crate::drift::{Pair, report};
use crate::output;
use crate::project::Project;
use crate::version;

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
    /// Accept a description that has lost half of its operations or more.
    #[arg(long)]
    yes: bool,
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
    let arrivals = if arguments.files.is_empty() {
        downloaded(arguments, today)?
    } else {
        local(arguments, &today)?
    };
    let before = Tree::read(&project.schema())?;
    let mut update = Update::vendor(before, &arrivals, Keep::Facts)?.converted()?;
    if !arguments.yes {
        refuse_loss(&update)?;
    }
    // All that can fail is done before anything is written.
    let drift = drift(&mut update, project)?;
    update.apply(&project.schema())?;
    tell(&update, &project.schema());
    output::say(&drift);
    Ok(())
}

/// A description that lost half of its operations is more likely a fault of the server than an update.
fn refuse_loss(update: &Update) -> Result<()> {
    for change in update.changes() {
        let Count {
            now,
            added,
            removed,
        } = change.operations;
        let before = now - added + removed;
        // What surrounds an order is a few operations, of which one may well go.
        if change.place.section == ORDER && removed > 0 && removed * 2 >= before {
            bail!(
                "{} has lost {removed} of {before} operations: if that is right, run it again with --yes",
                change.place.file()
            );
        }
    }
    Ok(())
}

fn downloaded(arguments: &Arguments, today: String) -> Result<Vec<Arrival>> {
    let mut endpoint = Endpoint::parse(&arguments.endpoint)?;
    if let Some(region) = arguments.region {
        endpoint = endpoint.with_region(region);
    }
    let sections = match arguments.sections.as_slice() {
        [] => endpoint.region().sections(),
        asked => asked,
    };
    let download = Download {
        endpoint,
        limits: Limits::default(),
        day: today,
    };
    let mut line = Line::default();
    let arrivals = download.sections(sections, &mut |now| line.show(now));
    line.end();
    Ok(arrivals?)
}

fn local(arguments: &Arguments, today: &str) -> Result<Vec<Arrival>> {
    let mut arrivals = Vec::new();
    for file in &arguments.files {
        arrivals.push(Arrival::read(file, arguments.region, today)?);
    }
    match (arguments.sections.as_slice(), arrivals.as_mut_slice()) {
        ([], _) => {}
        ([section], [arrival]) => arrival.section = Some(*section),
        _ => bail!("--section goes with one file: the others say themselves what they are"),
    }
    Ok(arrivals)
}

/// What each change breaks; the version that this asks for is recorded.
fn drift(update: &mut Update, project: &Project) -> Result<String> {
    let mut provenance = Provenance::read(&update.after)?;
    let mut said = String::new();
    for change in update.changes() {
        let file = change.place.file();
        let (Some(old), Some(new)) = (update.before.get(&file), update.after.get(&file)) else {
            continue;
        };
        let source = provenance.get(&change.place.key());
        let is_openapi = source.is_some_and(|source| source.form.is_some());
        let pair = Pair {
            old: native::read(&file, old)?,
            new: native::read(&file, new)?,
            form: if is_openapi {
                Form::OpenApi
            } else {
                Form::Native
            },
            place: Some(change.place.clone()),
        };
        let report = report(&update.after, pair.place.as_ref(), &pair)?;
        said += &format!("\n{file}\n{}", text::text(&report));
        let earlier = source.and_then(|source| source.least_version.as_deref());
        if let Some(least) = version::asked(&report, earlier, project)? {
            provenance.breaks(&change.place.key(), &least);
        }
    }
    update.after.insert(PROVENANCE, provenance.write()?);
    if !said.is_empty() {
        said += "\nNext: read `git diff schema/surface.txt`, then run `cargo xtask check`.\n";
    }
    Ok(said)
}

/// Prints what changed, and on standard error what a reader should know.
fn tell(update: &Update, schema: &Path) {
    for warning in &update.warnings {
        output::warn(warning);
    }
    let files: Vec<_> = update.files().into_keys().collect();
    if files.is_empty() {
        return output::say("nothing changed\n");
    }
    let mut said = format!("{}: {}\n", schema.display(), files.join(", "));
    for change in update.changes() {
        said += &format!("{change}\n");
    }
    if update.changes().is_empty() {
        said += "no description changed: what is made from them was out of date\n";
    }
    output::say(&said);
}

/// Copies API descriptions into `schema/native`, facts only; `cargo xtask convert` comes after.
#[derive(clap::Args)]
pub struct FromFiles {
    /// Descriptions, or folders of them.
    #[arg(required = true)]
    paths: Vec<PathBuf>,
    /// The day they were fetched, as 2026-07-08.
    #[arg(long, value_parser = date)]
    fetched: String,
    /// The region they describe, eu, ca or us, when their addresses do not tell.
    #[arg(long, value_parser = Region::parse)]
    region: Option<Region>,
    /// Keep OVHcloud's sentences: for your own use, not for publishing.
    #[arg(long)]
    with_prose: bool,
}

/// Runs the task `vendor`: everything is read and checked before anything is written.
pub fn vendor(arguments: &FromFiles, project: &Project) -> Result<()> {
    let mut arrivals = Vec::new();
    for path in &arguments.paths {
        for file in files::list(path, "json")? {
            arrivals.push(Arrival::read(&file, arguments.region, &arguments.fetched)?);
        }
    }
    if arrivals.is_empty() {
        bail!("no .json file in {:?}", arguments.paths);
    }
    let keep = if arguments.with_prose {
        Keep::Prose
    } else {
        Keep::Facts
    };
    let update = Update::vendor(Tree::read(&project.schema())?, &arrivals, keep)?;
    update.apply(&project.schema())?;
    tell(&update, &project.schema());
    Ok(())
}

/// A day such as `2026-07-08`.
fn date(text: &str) -> Result<String, String> {
    let parts: Vec<_> = text.split('-').map(str::len).collect();
    let is_date = text.chars().all(|c| c.is_ascii_digit() || c == '-') && parts == [4, 2, 2];
    is_date
        .then(|| text.to_owned())
        .ok_or_else(|| "a day is written as 2026-07-08".to_owned())
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
            // A download goes on when its progress cannot be shown.
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
