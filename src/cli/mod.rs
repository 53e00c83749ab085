//! The command line: thin commands over the library's public functions.
//!
//! It reads arguments, asks people, and prints; it must not decide anything about an order.

mod arguments;
mod buy;
mod cart;
mod confirm;
mod exit;
mod input;
mod interrupt;
mod nearest;
mod ops;
mod order;
mod output;
mod progress;
mod quote;
mod sandbox;
mod schema;
mod session;
mod table;

use std::process::ExitCode;

use anyhow::Result;
use clap::Parser;

use arguments::{Arguments, Command};
use output::Output;
use session::Session;

/// Runs the command with the process's arguments. Errors are printed here, once.
pub fn run() -> ExitCode {
    let arguments = Arguments::parse();
    progress::log(arguments.debug);
    let outcome = runtime().and_then(|runtime| {
        let outcome = runtime.block_on(command(arguments));
        // A prompt that nobody answered must not hold the process.
        runtime.shutdown_background();
        outcome
    });
    match outcome {
        Ok(()) => exit::SUCCESS.into(),
        Err(error) => exit::report(&error),
    }
}

fn runtime() -> Result<tokio::runtime::Runtime> {
    Ok(tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?)
}

async fn command(arguments: Arguments) -> Result<()> {
    let output = Output::new(arguments.output);
    match arguments.command {
        Command::Schema => schema::run(output),
        Command::Ops(command) => ops::run(&command, output),
        Command::Sandbox(command) => sandbox::run(&command, output).await,
        command => {
            let session =
                Session::open(arguments.endpoint.as_deref(), arguments.yes, output).await?;
            let outcome = call(command, &session).await;
            session.close().await;
            outcome
        }
    }
}

/// The commands that call the API. Those that may buy decide themselves where they can be stopped.
async fn call(command: Command, session: &Session) -> Result<()> {
    match command {
        Command::Buy(command) => buy::run(&command, session).await,
        Command::Quote(command) => quote::run(&command, session).await,
        Command::Cart(cart::Command::Checkout(command)) => cart::check_out(&command, session).await,
        Command::Cart(command) => session.interrupt.until(cart::run(command, session)).await,
        Command::Order(command) => order::run(&command, session).await,
        Command::Ops(_) | Command::Schema | Command::Sandbox(_) => Ok(()),
    }
}
