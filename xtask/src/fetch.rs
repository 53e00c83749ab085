//! Fetches descriptions and does everything that follows, up to the counts of what changed.

use std::io::{IsTerminal, Write, stderr};
use std::path::PathBuf;
use std::time::SystemTime;

use anyhow::{Result, bail};
use ovh_order_codegen::drift::{drift, text};
use ovh_order_codegen::native;
use ovh_order_vendor::fetch::{Endpoint, Limits, Progress, day, download};
use ovh_order_vendor::region::{Region, section};
use ovh_order_vendor::tree::Tree;
use ovh_order_vendor::update::Update;
use ovh_order_vendor::vendor::{Arrival, Keep};

use crate::{files, vendor};

/// Downloads the descriptions of a region, vendors and converts them, and says what changed.
///
/// All of it or nothing: when anything fails, or is interrupted, `schema` is as it was before.
#[derive(clap::Args)]
pub struct Arguments {
    /// ovh-eu, ovh-ca, ovh-us, or the address of an API such as <https://eu.api.ovh.com/v1>.
    #[arg(long, default_value = "ovh-eu", value_parser = Endpoint::parse)]
    endpoint: Endpoint,
    /// The region that the address or the files describe: eu, ca or us. Named endpoints have one.
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
pub fn run(arguments: &Arguments) -> Result<()> {
    let today = day(SystemTime::now());
    let arrivals = arrivals(arguments, &today)?;
    let before = Tree::read(&files::schema())?;
    let update = Update::vendor(before, &arrivals, Keep::Facts)?.converted()?;
    update.apply(&files::schema())?;
    summary(&update)
}

/// What changed, for people: the counts of each description, then what that breaks.
fn summary(update: &Update) -> Result<()> {
    vendor::report(update);
    for change in update.changes() {
        let file = change.place.file();
        let read = |tree: &Tree| {
            tree.get(&file)
                .map(|text| native::read(&file, text))
                .transpose()
        };
        if let (Some(old), Some(new)) = (read(&update.before)?, read(&update.after)?) {
            println!("\n{file}\n{}", text::text(&drift(&old, &new)));
        }
    }
    Ok(())
}

fn arrivals(arguments: &Arguments, today: &str) -> Result<Vec<Arrival>> {
    let endpoint = arguments.endpoint.clone();
    let region = arguments.region.unwrap_or(endpoint.region());
    if !arguments.files.is_empty() {
        return local(arguments, region, today);
    }
    let sections = match arguments.sections.as_slice() {
        [] => region.sections(),
        asked => asked,
    };
    let endpoint = endpoint.with_region(region);
    let limits = Limits::default();
    Ok(download(&endpoint, sections, limits, today, &mut show)?)
}

fn local(arguments: &Arguments, region: Region, today: &str) -> Result<Vec<Arrival>> {
    let read = |file: &PathBuf| vendor::read(file, region, today);
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

/// A line that grows on a terminal; elsewhere one line when a download is done.
fn show(progress: &Progress<'_>) {
    let Progress { url, bytes, done } = progress;
    let line = format!("{url}: {} KiB", bytes.div_ceil(1024));
    let mut stderr = stderr();
    // Progress that cannot be shown is no reason to stop.
    let shown = match (stderr.is_terminal(), done) {
        (true, true) => writeln!(stderr, "\r{line}"),
        (true, false) => write!(stderr, "\r{line}"),
        (false, true) => writeln!(stderr, "{line}"),
        (false, false) => Ok(()),
    };
    shown.ok();
}
