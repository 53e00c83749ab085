//! Vendors descriptions from files: keeps their facts and records where they came from.

use std::path::{Path, PathBuf};

use anyhow::{Result, bail};
use ovh_order_vendor::region::Region;
use ovh_order_vendor::tree::Tree;
use ovh_order_vendor::update::Update;
use ovh_order_vendor::vendor::{Arrival, Keep};

use crate::files::{self, Project, list};
use crate::output;

/// Copies API descriptions into `schema/native`, facts only; `cargo xtask convert` comes after.
#[derive(clap::Args)]
pub struct Arguments {
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

/// Runs the task: everything is read and checked before anything is written.
pub fn run(arguments: &Arguments, project: &Project) -> Result<()> {
    let mut arrivals = Vec::new();
    for path in &arguments.paths {
        for file in list(path, "json")? {
            arrivals.push(read(&file, arguments.region, &arguments.fetched)?);
        }
    }
    if arrivals.is_empty() {
        bail!("no .json file in {:?}", arguments.paths);
    }
    let keep = match arguments.with_prose {
        true => Keep::Prose,
        false => Keep::Facts,
    };
    let update = Update::vendor(Tree::read(&project.schema())?, &arrivals, keep)?;
    update.apply(&project.schema())?;
    report(&update, &project.schema());
    Ok(())
}

/// A description in a file.
pub fn read(file: &Path, region: Option<Region>, fetched: &str) -> Result<Arrival> {
    Ok(Arrival {
        what: file.display().to_string(),
        text: files::read(file)?,
        region,
        section: None,
        url: None,
        fetched: fetched.to_owned(),
    })
}

/// Prints what changed, and on standard error what a reader should know.
pub fn report(update: &Update, schema: &Path) {
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

/// A day such as `2026-07-08`.
fn date(text: &str) -> Result<String, String> {
    let parts: Vec<_> = text.split('-').map(str::len).collect();
    let digits = text.chars().all(|c| c.is_ascii_digit() || c == '-');
    match digits && parts == [4, 2, 2] {
        true => Ok(text.to_owned()),
        false => Err("a day is written as 2026-07-08".to_owned()),
    }
}
