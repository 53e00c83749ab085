//! Vendors descriptions from files: keeps their facts and records where they came from.

use std::path::PathBuf;

use anyhow::{Result, bail};
use ovh_order_vendor::region::Region;
use ovh_order_vendor::tree::Tree;
use ovh_order_vendor::update::Update;
use ovh_order_vendor::vendor::{Arrival, Keep};

use crate::files;

/// Copies API descriptions into `schema/native`, facts only; `cargo xtask convert` comes after.
#[derive(clap::Args)]
pub struct Arguments {
    /// Descriptions, or folders of them.
    #[arg(required = true)]
    paths: Vec<PathBuf>,
    /// The day they were fetched, as 2026-07-08.
    #[arg(long)]
    fetched: String,
    /// The region they describe: eu, ca or us.
    #[arg(long, default_value = "eu", value_parser = Region::parse)]
    region: Region,
    /// Keep OVHcloud's sentences: for your own use, not for publishing.
    #[arg(long)]
    with_prose: bool,
}

/// Runs the task: everything is read and checked before anything is written.
pub fn run(arguments: &Arguments) -> Result<()> {
    let mut arrivals = Vec::new();
    for path in &arguments.paths {
        for file in files::list(path, "json")? {
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
    let update = Update::vendor(Tree::read(&files::schema())?, &arrivals, keep)?;
    update.apply(&files::schema())?;
    report(&update);
    Ok(())
}

/// A description in a file.
pub fn read(file: &std::path::Path, region: Region, fetched: &str) -> Result<Arrival> {
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
pub fn report(update: &Update) {
    for warning in &update.warnings {
        eprintln!("warning: {warning}");
    }
    for change in update.changes() {
        println!("{change}");
    }
    if update.files().is_empty() {
        println!("nothing changed");
    }
}
