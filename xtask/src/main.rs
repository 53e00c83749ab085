//! Tasks of the people who maintain this crate; see `schema/README.md` and `docs/architecture.md`.

mod check;
mod convert;
mod files;
mod layers;
mod provenance;
mod vendor;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Tasks around the vendored API description.
#[derive(Parser)]
#[command(name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    Vendor(vendor::Arguments),
    Convert(convert::Arguments),
    Check(check::Arguments),
}

fn main() -> ExitCode {
    let outcome = match Arguments::parse().task {
        Task::Vendor(arguments) => vendor::run(&arguments),
        Task::Convert(arguments) => convert::run(&arguments),
        Task::Check(arguments) => check::run(&arguments),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
