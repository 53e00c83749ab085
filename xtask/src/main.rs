//! Tasks for maintainers: `cargo xtask --help` lists them, `docs/regenerating.md` says when to run
//! which.

mod check;
mod convert;
mod drift;
mod features;
mod fetch;
mod imports;
mod layers;
mod output;
mod project;
mod version;

use std::env;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use project::Project;

/// Wrong usage, as `sysexits.h` has it: the usual 2 says that something breaks.
const USAGE: u8 = 64;

/// Tasks around the vendored API description.
#[derive(Parser)]
#[command(name = "cargo xtask")]
struct Arguments {
    /// The project's folder; without it, the project that cargo runs the task of.
    #[arg(long, global = true, value_name = "FOLDER")]
    root: Option<PathBuf>,
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    Fetch(fetch::Arguments),
    Vendor(fetch::FromFiles),
    Convert(convert::Arguments),
    /// Checks the vendored files, the surface, the names in the generated client, the features, and the
    /// layers and circles of imports.
    Check,
    /// Checks only that imports go down the layers of `src`, and that no files import each other.
    Layers,
    /// Compiles the library without features, with each alone, and with those of every group: no
    /// feature may need another that it does not name.
    Features,
    Drift(drift::Arguments),
}

fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => return unusable(&error),
    };
    let project = &Project::new(arguments.root, env::var_os("CARGO_MANIFEST_DIR"));
    let outcome = match arguments.task {
        Task::Fetch(arguments) => fetch::run(&arguments, project),
        Task::Vendor(arguments) => fetch::vendor(&arguments, project),
        Task::Convert(arguments) => convert::run(&arguments, project),
        Task::Check => check::run(check::ALL, project),
        Task::Layers => check::run(check::IMPORTS, project),
        Task::Features => features::compile(project),
        Task::Drift(arguments) => return drift::run(&arguments, project),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            output::line(&format!("error: {error:#}"));
            ExitCode::FAILURE
        }
    }
}

/// Prints what clap says; asking for help is not a mistake.
fn unusable(error: &clap::Error) -> ExitCode {
    // If standard error is closed, nobody can be told.
    let _ = error.print();
    if error.use_stderr() {
        ExitCode::from(USAGE)
    } else {
        ExitCode::SUCCESS
    }
}
