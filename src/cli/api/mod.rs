//! `api`: any call by method and path, checked against the description before it is sent.
//!
//! What is `written` becomes a request in `draft`, and is sent in `send`, after a yes where it may cost
//! money.

mod draft;
mod dry_run;
mod path;
mod send;
mod value;
mod written;

use std::io;
use std::path::{Path, PathBuf};

use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use serde_json::Value;

use super::destination::Destination;
use super::examples;
use super::input::{self, MEBIBYTE};
use super::operation::METHODS;
use super::output::Output;
use super::session::Session;
use written::{FieldArg, Written};

use crate::cli::failure::Result;

/// Call any operation by method and path, and print the answer as JSON
#[derive(Args)]
#[command(after_help = examples::API)]
pub(crate) struct Api {
    /// The method
    #[arg(ignore_case = true)]
    #[arg(value_parser = PossibleValuesParser::new(METHODS).map(|method| method.to_uppercase()))]
    method: String,
    /// The path, either filled in or with parameters to be given by -f: /order/cart/{cartId}
    path: String,
    /// A parameter or a field of the body: NAME=TEXT or NAME:=JSON; repeat it for a list
    #[arg(short = 'f', long = "field", value_name = "NAME=VALUE", value_parser = FieldArg::parse)]
    fields: Vec<FieldArg>,
    /// A header, such as X-Ovh-Batch:, or X-Pagination-Size:50; repeat it for several
    #[arg(short = 'H', long = "header", value_name = "NAME:VALUE", value_parser = written::header)]
    headers: Vec<(String, String)>,
    /// A JSON file with the body, of 1 MiB at most; `-` is standard input
    #[arg(long, value_name = "FILE")]
    body: Option<PathBuf>,
    /// Print the request and a curl command without keys instead of sending it
    #[arg(long)]
    dry_run: bool,
    /// Send fields and calls that the description does not know
    #[arg(long, visible_alias = "raw")]
    no_check: bool,
}

/// Checks the call, then sends it and prints its answer, or prints the call alone.
pub(crate) async fn run(
    command: &Api,
    destination: &Destination,
    yes: bool,
    output: Output,
) -> Result<()> {
    let request = draft::prepare(&written(command)?)?;
    if command.dry_run {
        return dry_run::print(&request, destination, output);
    }
    let destination = Destination {
        any_region: command.no_check,
        ..destination.clone()
    };
    let session = Session::open(&destination, yes, output).await?;
    let outcome = send::run(&request, &session).await;
    session.close(outcome).await
}

fn written(command: &Api) -> Result<Written> {
    Ok(Written {
        method: command.method.clone(),
        path: command.path.clone(),
        fields: command.fields.clone(),
        headers: command.headers.clone(),
        body: command.body.as_deref().map(read).transpose()?,
        checked: !command.no_check,
    })
}

fn read(path: &Path) -> Result<Value> {
    let (name, bytes) = if path.as_os_str() == "-" {
        let name = "standard input";
        let bytes = input::bounded(io::stdin().lock(), MEBIBYTE);
        let bytes = bytes.map_err(|error| input::unreadable(name, error))?;
        (name.to_owned(), bytes)
    } else {
        (path.display().to_string(), input::file(path, MEBIBYTE)?)
    };
    // Some editors begin a file with a byte order mark, which is no JSON.
    let json = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&bytes);
    serde_json::from_slice(json).map_err(|error| input::invalid(name, "valid JSON", error))
}
