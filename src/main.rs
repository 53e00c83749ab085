//! The command `ovh-order`: order from OVHcloud, from a file or step by step.

#![cfg_attr(not(test), deny(clippy::disallowed_methods))]

mod cli;

use std::io::stderr;
use std::process::ExitCode;

use anstream::{AutoStream, ColorChoice};
use clap::CommandFactory;
use tracing::Level;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::prelude::*;

use cli::arguments::{Arguments, Command, PlainCommand, SessionCommand};
use cli::failure::{Result, SUCCESS};
use cli::output::Output;
use cli::session::Session;
use cli::{
    api, auth, buy, cart, complete, config, login, manual, ops, order, report, sandbox, upgrade,
};

fn main() -> ExitCode {
    complete::answer_shell();
    let arguments = Arguments::read().unwrap_or_else(|error| report::usage(error));
    arguments.color.choose();
    log(if arguments.debug {
        Level::DEBUG
    } else {
        Level::INFO
    });
    let destination = arguments.destination.clone();
    let format = arguments.output;
    match start(arguments) {
        Ok(()) => SUCCESS.into(),
        Err(failure) if failure.is_broken_pipe() => SUCCESS.into(),
        Err(failure) => {
            report::report(&failure, &destination, format);
            failure.exit_code().into()
        }
    }
}

/// Logs to standard error: calls to find faults in, or only what people must know, such as a long wait.
/// Other crates log what must not be shown, so only our own events are.
fn log(level: Level) {
    let is_debug = level == Level::DEBUG;
    let ours = Targets::new().with_target("ovh_order", level);
    let lines = tracing_subscriber::fmt::layer()
        .with_writer(stderr)
        // A line that nobody reads must not end the process.
        .log_internal_errors(false)
        .with_ansi(is_debug && AutoStream::choice(&stderr()) != ColorChoice::Never)
        .with_level(is_debug)
        .with_target(is_debug)
        .without_time();
    tracing_subscriber::registry()
        .with(lines.with_filter(ours))
        .init();
}

fn start(arguments: Arguments) -> Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let outcome = runtime.block_on(run(arguments));
    // A prompt that nobody answered must not hold the process.
    runtime.shutdown_background();
    outcome
}

async fn run(arguments: Arguments) -> Result<()> {
    let destination = &arguments.destination;
    let output = Output::new(arguments.output);
    match arguments.command {
        Command::Session(command) => {
            let session = Session::open(destination, arguments.yes, output).await?;
            let outcome = in_session(&command, &session).await;
            session.close(outcome).await
        }
        Command::Plain(command) => match command {
            PlainCommand::Api(command) => {
                api::run(&command, destination, arguments.yes, output).await
            }
            PlainCommand::Ops(command) => ops::run(&command, output),
            PlainCommand::Login(command) => {
                login::run(&command, destination, arguments.yes, output).await
            }
            PlainCommand::Auth(auth::Command::Explain(command)) => auth::explain(&command, output),
            PlainCommand::Config(config::Command::Show) => config::show(destination, output),
            PlainCommand::Sandbox(command) => sandbox::run(&command, destination, output).await,
            PlainCommand::Schema => manual::schema(output),
            PlainCommand::Completions { shell } => complete::script(shell),
            PlainCommand::Man { out_dir: None } => manual::page(Arguments::command()),
            PlainCommand::Man { out_dir: Some(dir) } => {
                manual::pages(Arguments::command(), &dir, output)
            }
            PlainCommand::Notices => manual::notices(),
        },
    }
}

/// Each command decides itself where Ctrl-C may stop it.
async fn in_session(command: &SessionCommand, session: &Session) -> Result<()> {
    match command {
        SessionCommand::Buy(command) => buy::buy(command, session).await,
        SessionCommand::Quote(command) => buy::quote(command, session).await,
        SessionCommand::Upgrade(command) => upgrade::run(command, session).await,
        SessionCommand::Cart(command) => cart::run(command, session).await,
        SessionCommand::Order(command) => order::run(command, session).await,
    }
}
