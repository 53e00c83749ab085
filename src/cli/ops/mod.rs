//! `ops`: what the API can do, from the descriptions in the crate. It must not call the API.

mod entry;
mod provenance;
mod search;
mod show;
mod target;

use anyhow::Result;
use clap::{Args, Subcommand};

use super::output::Output;
use entry::{Entry, Whole};
use search::Search;
pub(super) use target::NotFound;

/// Search the API's operations; needs no network
#[derive(Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(super) struct Ops {
    #[command(flatten)]
    search: Search,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Tell everything about one operation: what it takes and answers, its rights, its life
    Show {
        /// Its method and path, filled in or a template; or the name of its Rust method
        #[arg(required = true, num_args = 1..=2, value_name = "METHOD PATH")]
        target: Vec<String>,
    },
}

/// Prints what was found.
pub(super) fn run(command: &Ops, output: Output) -> Result<()> {
    match &command.command {
        Some(Command::Show { target }) => {
            let whole = Whole::from(target::find(target)?);
            output.print(&whole, show::whole)
        }
        None => {
            let found = command.search.found().into_iter();
            let found: Vec<_> = found.map(Entry::from).collect();
            output.print(&found, |found| show::list(found))
        }
    }
}
