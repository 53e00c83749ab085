//! Printing: results to standard output as a table, JSON or YAML, everything else to standard error.

use std::fmt::Display;
use std::io::{self, Write};

use clap::ValueEnum;
use ovh_order::client::Response;
use serde::Serialize;
use serde_json::Value;

use super::failure::Result;

/// How results are printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people
    #[default]
    Table,
    /// One JSON document
    Json,
    /// One YAML document
    Yaml,
}

/// Standard output in one format.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Output(Format);

impl Output {
    pub(crate) fn new(format: Format) -> Self {
        Self(format)
    }

    /// Prints a result: `value` for programs, `table` for people.
    pub(super) fn print<T: Serialize>(
        self,
        value: &T,
        table: impl FnOnce(&T) -> String,
    ) -> Result<()> {
        match self.0 {
            Format::Table => text(&table(value)),
            Format::Json => text(&serde_json::to_string_pretty(value).map_err(io::Error::from)?),
            Format::Yaml => text(
                serde_saphyr::to_string(value)
                    .map_err(io::Error::other)?
                    .trim_end(),
            ),
        }
    }

    /// Whether results are for people, who read them as they come; a program reads one document.
    pub(super) fn is_for_people(self) -> bool {
        self.0 == Format::Table
    }

    /// Prints an answer of the API: for programs its body as it came, with what the description does
    /// not know of.
    pub(super) fn answer<T>(
        self,
        answer: &Response<T>,
        table: impl FnOnce(&T) -> String,
    ) -> Result<()> {
        let body = body(&answer.body)?;
        self.print(&body, |_| table(&answer.value))
    }

    /// Prints several answers as one list, each as it came.
    pub(super) fn answers<T>(
        self,
        answers: &[Response<T>],
        table: impl FnOnce(&[&T]) -> String,
    ) -> Result<()> {
        let bodies: Result<Vec<_>> = answers.iter().map(|it| body(&it.body)).collect();
        let values: Vec<_> = answers.iter().map(|it| &it.value).collect();
        self.print(&bodies?, |_| table(&values))
    }

    /// Prints that something was done which answers nothing: `null` for programs.
    pub(super) fn done(self, sentence: &str) -> Result<()> {
        self.print(&(), |()| sentence.to_owned())
    }
}

/// The JSON of a body that was decoded already; nothing is `null`.
fn body(body: &[u8]) -> Result<Value> {
    if body.is_empty() {
        return Ok(Value::Null);
    }
    Ok(serde_json::from_slice(body).map_err(io::Error::from)?)
}

/// Prints text to standard output, with a line end.
pub(crate) fn text(text: &str) -> Result<()> {
    let mut out = io::stdout().lock();
    writeln!(out, "{text}")?;
    out.flush()?;
    Ok(())
}

/// Prints a line to standard error, and ignores it when nobody reads that: an order must
/// not be lost because a log was closed.
pub(crate) fn tell(text: impl Display) {
    tell_without_line_end(format_args!("{text}\n"));
}

/// The same without a line end, for questions.
pub(crate) fn tell_without_line_end(text: impl Display) {
    let mut err = io::stderr().lock();
    let _ = write!(err, "{text}").and_then(|()| err.flush());
}
