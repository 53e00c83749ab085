//! The command line: thin commands over the library's public functions.
//!
//! It reads arguments, asks people, and prints; it must not decide anything about an order.

mod api;
mod arguments;
mod auth;
mod buy;
mod cart;
mod config;
mod confirm;
mod exit;
mod hint;
mod interrupt;
mod login;
mod manual;
mod nearest;
mod ops;
mod order;
mod output;
mod place;
mod progress;
mod sandbox;
mod schema;
mod session;
mod shell;
mod signals;
mod table;

use std::process::ExitCode;

use anyhow::Result;
use clap::Parser;

use arguments::{Arguments, Command};
use output::Output;
use place::Place;
use session::Session;

/// Runs the command with the process's arguments. Errors are printed here, once.
pub fn run() -> ExitCode {
    let arguments = Arguments::parse();
    progress::log(arguments.debug);
    let (endpoint, profile) = (arguments.endpoint.clone(), arguments.profile.clone());
    let outcome = runtime().and_then(|runtime| {
        let outcome = runtime.block_on(command(arguments));
        // A prompt that nobody answered must not hold the process.
        runtime.shutdown_background();
        outcome
    });
    match outcome {
        Ok(()) => exit::SUCCESS.into(),
        Err(error) => {
            let place = Place {
                endpoint: endpoint.as_deref(),
                profile: profile.as_deref(),
            };
            exit::report(&error, place)
        }
    }
}

fn runtime() -> Result<tokio::runtime::Runtime> {
    Ok(tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?)
}

async fn command(arguments: Arguments) -> Result<()> {
    let output = Output::new(arguments.output);
    let place = Place {
        endpoint: arguments.endpoint.as_deref(),
        profile: arguments.profile.as_deref(),
    };
    match arguments.command {
        Command::Schema => schema::run(output),
        Command::Completions { shell } => manual::completions(shell),
        Command::Man { out_dir: None } => manual::page(),
        Command::Man { out_dir: Some(dir) } => manual::pages(&dir, output),
        Command::Ops(command) => ops::run(&command, output),
        Command::Api(command) => api::run(&command, place, arguments.yes, output).await,
        Command::Auth(auth::Command::Explain(explain)) => auth::explain(&explain, output),
        Command::Config(config::Command::Show) => config::show(place, output),
        Command::Login(login) => login::run(&login, place, arguments.yes, output).await,
        Command::Sandbox(command) => sandbox::run(&command, output).await,
        command => {
            let session = Session::open(place, arguments.yes, output).await?;
            let outcome = call(command, &session).await;
            session.close().await;
            outcome
        }
    }
}

/// The commands that call the API. Those that may buy decide themselves where they can be stopped.
async fn call(command: Command, session: &Session) -> Result<()> {
    match command {
        Command::Buy(command) => buy::buy(&command, session).await,
        Command::Quote(command) => buy::quote(&command, session).await,
        Command::Cart(command) => cart::run(&command, session).await,
        Command::Order(command) => order::run(&command, session).await,
        Command::Api(_)
        | Command::Auth(_)
        | Command::Completions { .. }
        | Command::Config(_)
        | Command::Login(_)
        | Command::Man { .. }
        | Command::Ops(_)
        | Command::Schema
        | Command::Sandbox(_) => Ok(()),
    }
}
