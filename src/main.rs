//! The command `ovh-order`: order from OVHcloud, from a file or step by step.

mod cli;

use std::process::ExitCode;

fn main() -> ExitCode {
    cli::run()
}
