//! `schema`, `man` and `notices`: what the command knows about itself and its files.

use std::path::Path;
use std::{fs, io};

use anyhow::Context;
use clap::Command;
use clap_mangen::Man;
use ovh_order::order::file::json_schema;

use super::arguments::exit_codes;
use super::failure::Result;
use super::output::{self, Output};

/// Prints the JSON Schema of order files, which is JSON for people too.
pub(crate) fn schema(output: Output) -> Result<()> {
    output.print(&json_schema(), |schema| format!("{schema:#}"))
}

/// Prints the licences of what is in the program.
pub(crate) fn notices() -> Result<()> {
    output::text(include_str!("../../NOTICE.md").trim_end())
}

/// Prints the manual page of the command itself.
pub(crate) fn page(command: Command) -> Result<()> {
    let mut page = Vec::new();
    Man::new(command).render(&mut page)?;
    output::text(String::from_utf8_lossy(&page).trim_end())
}

/// Writes the manual pages of all commands and prints their names.
pub(crate) fn pages(command: Command, dir: &Path, output: Output) -> Result<()> {
    let names = write_pages(command, dir)
        .with_context(|| format!("cannot write manual pages into {}", dir.display()))?;
    output.print(&names, |names| names.join("\n"))
}

/// Writes the pages and answers what is in the directory then.
fn write_pages(command: Command, dir: &Path) -> io::Result<Vec<String>> {
    fs::create_dir_all(dir)?;
    clap_mangen::generate_to(with_exit_codes(command), dir)?;
    let mut names = Vec::new();
    for entry in fs::read_dir(dir)? {
        names.push(entry?.file_name().to_string_lossy().into_owned());
    }
    names.sort();
    Ok(names)
}

/// The command with the exit codes on the page of each command below it, too, behind what stands there.
fn with_exit_codes(command: Command) -> Command {
    command.mut_subcommands(|below| {
        let codes = exit_codes();
        let after = match below.get_after_help() {
            Some(help) => format!("{help}\n\n{codes}"),
            None => codes,
        };
        with_exit_codes(below.after_help(after))
    })
}
