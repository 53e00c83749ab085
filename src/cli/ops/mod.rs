//! `ops`: what the API can do, as its descriptions say; needs no network.

mod entry;
mod provenance;
mod search;
mod show;

use crate::cli::failure::Result;
use clap::{Args, Subcommand};

use super::operation;
use super::output::Output;
use entry::{Entry, Whole};
use search::Search;

/// Search the API's operations, without network
#[derive(Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct Ops {
    #[command(flatten)]
    search: Search,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Show everything about one operation: what it takes and answers, its rights, its status
    Show {
        /// The method and path, with or without values filled in, or the name of the Rust method
        #[arg(required = true, num_args = 1..=2, value_name = "METHOD PATH")]
        target: Vec<String>,
    },
}

/// Prints what was found.
pub(crate) fn run(command: &Ops, output: Output) -> Result<()> {
    match &command.command {
        Some(Command::Show { target }) => {
            let whole = Whole::from(operation::find(target)?);
            output.print(&whole, show::whole)
        }
        None => {
            let found = command.search.found().into_iter();
            let found: Vec<_> = found.map(Entry::from).collect();
            output.print(&found, |found| show::list(found))
        }
    }
}
