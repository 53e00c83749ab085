//! `api`: any call by method and path, checked against the description before it is sent.
//!
//! What was meant is decided in `call` and `draft`, without sending; `send` sends it, after a yes where
//! it may cost money. It must not know any operation by name.

mod call;
mod draft;
mod dry_run;
mod field;
mod path;
mod send;
mod value;

use std::path::{Path, PathBuf};
use std::{fs, io};

use crate::cli::failure::{Failure, Result};
use anyhow::Context;
use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use serde_json::Value;

use super::destination::Destination;
use super::operation::METHODS;
use super::output::Output;
use super::session::Session;
use call::Written;
use field::Field;

/// Call any operation by method and path; prints the answer as JSON
#[derive(Args)]
pub(crate) struct Api {
    /// The method
    #[arg(ignore_case = true, value_parser = PossibleValuesParser::new(METHODS).map(|method| method.to_uppercase()))]
    method: String,
    /// The path, filled in or a template whose parameters are given with -f: /order/cart/{cartId}
    path: String,
    /// A parameter, or a field of the body: NAME=TEXT or NAME:=JSON; given again for a list
    #[arg(short = 'f', long = "field", value_name = "NAME=VALUE", value_parser = field::parse)]
    fields: Vec<Field>,
    /// The body, a file with JSON; `-` is standard input
    #[arg(long, value_name = "FILE")]
    body: Option<PathBuf>,
    /// Print the request and a curl line without keys; send nothing
    #[arg(long)]
    dry_run: bool,
    /// Send what the description does not know, too
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
    let request = call::prepare(&written(command)?)?;
    if command.dry_run {
        return dry_run::print(&request, destination, output);
    }
    let session = Session::open(destination, yes, output).await?;
    let outcome = send::run(&request, &session).await;
    session.close().await;
    outcome
}

fn written(command: &Api) -> Result<Written> {
    Ok(Written {
        method: command.method.clone(),
        path: command.path.clone(),
        fields: command.fields.clone(),
        body: command.body.as_deref().map(read).transpose()?,
        checked: !command.no_check,
    })
}

fn read(path: &Path) -> Result<Value> {
    let (name, text) = if path.as_os_str() == "-" {
        let text = io::read_to_string(io::stdin().lock());
        ("standard input".to_owned(), text)
    } else {
        (path.display().to_string(), fs::read_to_string(path))
    };
    let text = text.with_context(|| format!("cannot read {name}"))?;
    let read = serde_json::from_str(&text);
    read.map_err(|source| Failure::InvalidJson { file: name, source })
}
