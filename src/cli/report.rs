//! Reports a failure on standard error: as lines for people, as JSON for programs.

use std::ffi::OsString;

use clap::builder::StyledStr;
use clap::error::{ContextKind, ContextValue};
use ovh_order::order::{OrderId, Problem};
use serde::Serialize;

use super::auth;
use super::destination::Destination;
use super::failure::{self, Failure};
use super::hint::{failed_call, hints};
use super::output::{Format, tell, tell_json, tell_rendered};
use super::printable::clean_message;
use super::problems;

/// A failure for programs.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Report<'a> {
    /// What people read, with its causes.
    error: String,
    /// The sort of failure: of the call that failed, or else of the exit code.
    kind: &'a str,
    /// The exit code.
    code: u8,
    hint: Option<String>,
    /// The order that exists although something failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    order_id: Option<OrderId>,
    /// What the API calls the error, such as `NOT_GRANTED_CALL`.
    #[serde(skip_serializing_if = "Option::is_none")]
    error_code: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    query_id: Option<&'a str>,
    #[serde(skip_serializing_if = "<[Problem]>::is_empty")]
    problems: &'a [Problem],
}

/// Prints a failure, its causes and hints. Programs, who get results as JSON, get it as one line of
/// JSON, the last on standard error.
pub(crate) fn report(failure: &Failure, destination: &Destination, format: Format) {
    let hints = hints(failure, destination);
    if format == Format::Json {
        return tell_json(&Report::of(failure, &hints));
    }
    match failure.problems() {
        [] => tell(format_args!("error: {failure}")),
        problems => tell_rendered(&problems::render(problems)),
    }
    for cause in failure.causes() {
        tell(format_args!("  because: {cause}"));
    }
    for hint in hints {
        tell(format_args!("  hint: {hint}"));
    }
}

/// Prints what is wrong with the arguments, or the help or the version that was asked for, and ends
/// the process.
pub(crate) fn usage(mut error: clap::Error) -> ! {
    if let Some(ContextValue::String(name)) = error.get(ContextKind::InvalidSubcommand)
        && let elsewhere @ [_, ..] = elsewhere(name).as_slice()
    {
        let tips = elsewhere
            .iter()
            .map(|command| format!("there is `ovh-order {command}`"));
        let tips = ContextValue::StyledStrs(tips.map(StyledStr::from).collect());
        error.insert(ContextKind::Suggested, tips);
    }
    if !error.use_stderr() || !asks_for_json(std::env::args_os()) {
        error.exit();
    }
    let rendered = error.to_string();
    let mut parts = rendered
        .trim_start_matches("error: ")
        .split("\n\n")
        .map(|part| {
            part.trim()
                .trim_start_matches("tip: ")
                .replace("\n  tip: ", "; ")
        })
        .filter(|part| !part.starts_with("For more information"));
    let failure = Failure::Usage(parts.next().unwrap_or_default());
    let hints: Vec<_> = parts.collect();
    tell_json(&Report::of(&failure, &hints));
    std::process::exit(failure.exit_code().into());
}

/// The commands below others that have this name: `order pay` for `pay`.
fn elsewhere(name: &str) -> Vec<&'static str> {
    let commands = auth::commands();
    commands
        .filter(|command| command.rsplit(' ').next() == Some(name))
        .collect()
}

/// Whether arguments that could not be parsed ask for results as JSON.
fn asks_for_json(arguments: impl Iterator<Item = OsString>) -> bool {
    let words: Vec<_> = arguments
        .map(|it| it.to_string_lossy().into_owned())
        .collect();
    let line = words.join(" ");
    let options = [
        "-ojson",
        "-o json",
        "-o=json",
        "--output json",
        "--output=json",
    ];
    options.iter().any(|option| line.contains(option))
}

impl<'a> Report<'a> {
    pub(super) fn of(failure: &'a Failure, hints: &[String]) -> Self {
        let call = failed_call(failure);
        let code = failure.exit_code();
        let kind = match call {
            Some(call) if code != failure::INVALID_ORDER => call.kind().as_str(),
            _ => failure::name(code),
        };
        let mut error = failure.to_string();
        for cause in failure.causes() {
            error += &format!(": {cause}");
        }
        Self {
            error: clean_message(&error).into_owned(),
            kind,
            code,
            hint: (!hints.is_empty()).then(|| hints.join("; ")),
            order_id: failure.order(),
            error_code: call.and_then(|call| call.code()),
            query_id: call.and_then(|call| call.query_id()),
            problems: failure.problems(),
        }
    }
}
