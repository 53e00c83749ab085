//! `ops`: what the API can do, as its descriptions say; needs no network.

mod document;
mod search;
mod table;

use clap::{Args, Subcommand};

use super::examples;
use super::failure::Result;
use super::operation;
use super::output::Output;
use search::Search;

/// Search the API's operations, without network
#[derive(Args)]
#[command(args_conflicts_with_subcommands = true, after_help = examples::OPS)]
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
        /// Show all of it, however long it is
        #[arg(long)]
        full: bool,
    },
}

/// Prints what was found.
pub(crate) fn run(command: &Ops, output: Output) -> Result<()> {
    if let Some(Command::Show { target, full }) = &command.command {
        let operation = operation::find(target)?;
        let shown = if *full {
            table::whole(operation)
        } else {
            table::brief(operation)
        };
        return output.print(&document::whole(operation), |_| shown);
    }
    let found = command.search.found();
    let entries: Vec<_> = found.iter().map(|found| document::entry(found)).collect();
    output.print(&entries, |_| table::list(&found))
}
