//! `completions` and `man`: the command line told to shells and to `man`.
//! They come from its definition; nothing about a command is written here.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use clap::CommandFactory;
use clap_complete::Shell;
use clap_mangen::Man;

use super::arguments::Arguments;
use super::output::{self, Output};

/// Prints the script that a shell reads.
pub(super) fn completions(shell: Shell) -> Result<()> {
    let mut script = Vec::new();
    let mut command = Arguments::command();
    let name = command.get_name().to_owned();
    clap_complete::generate(shell, &mut command, name, &mut script);
    output::text(reachable(&String::from_utf8(script)?).trim_end())
}

/// For bash clap_complete 4.6 writes the hyphen of our name in two ways (clap issue 6421), so that
/// nothing below the first command is completed. The test that completes in bash shows when this may go.
fn reachable(script: &str) -> String {
    script.replace("ovh__subcmd__order", "ovh__order")
}

/// Prints the page of the command itself.
pub(super) fn page() -> Result<()> {
    let mut page = Vec::new();
    Man::new(Arguments::command()).render(&mut page)?;
    output::text(String::from_utf8(page)?.trim_end())
}

/// Writes the pages of all commands and prints their names.
pub(super) fn pages(dir: &Path, output: Output) -> Result<()> {
    let cannot = || format!("cannot write manual pages into {}", dir.display());
    fs::create_dir_all(dir).with_context(cannot)?;
    clap_mangen::generate_to(Arguments::command(), dir).with_context(cannot)?;
    let mut names = Vec::new();
    for entry in fs::read_dir(dir).with_context(cannot)? {
        names.push(entry?.file_name().to_string_lossy().into_owned());
    }
    names.sort();
    output.print(&names, |names| names.join("\n"))
}
