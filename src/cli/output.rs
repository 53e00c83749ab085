//! Printing: results to standard output as a table, JSON or YAML, everything else to standard error.

use std::fmt::Display;
use std::io::{self, IsTerminal, Write};

use anstream::{AutoStream, ColorChoice};
use clap::ValueEnum;
use ovh_order::client::Response;
use serde::Serialize;
use serde_json::Value;
use terminal_size::{Height, Width, terminal_size_of};

use super::failure::Result;
use super::page::{Page, Screen, Tone};
use super::printable::{clean, clean_message, escape_json, is_obeyed};

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

/// Whether colours are printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    /// On a terminal, unless `NO_COLOR` is set
    #[default]
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

impl Color {
    /// Makes this the choice of the process, for both of its streams.
    pub(crate) fn choose(self) {
        match self {
            Self::Auto => ColorChoice::Auto,
            Self::Always => ColorChoice::Always,
            Self::Never => ColorChoice::Never,
        }
        .write_global();
    }
}

/// Standard output in one format.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Output(Format);

impl Output {
    pub(crate) fn new(format: Format) -> Self {
        Self(format)
    }

    /// Prints a result: `value` for programs, `table` for people.
    pub(super) fn print<T: Serialize, P: Into<Page>>(
        self,
        value: &T,
        table: impl FnOnce(&T) -> P,
    ) -> Result<()> {
        match self.0 {
            Format::Table => page(&table(value).into()),
            Format::Json => write_out(&json(value)?),
            Format::Yaml => write_out(&yaml(value)?),
        }
    }

    /// Prints one of several results as soon as it is there: a line of JSON, or a YAML document. For
    /// people all of them are a table at the end.
    pub(super) fn one_of_several<T: Serialize>(self, value: &T) -> Result<()> {
        match self.0 {
            Format::Table => Ok(()),
            Format::Json => {
                let json = serde_json::to_string(value).map_err(io::Error::from)?;
                write_out(&escape_json(&json))
            }
            Format::Yaml => write_out(&format!("---\n{}", yaml(value)?)),
        }
    }

    /// Whether results are for people, who read them as they come; a program reads one document.
    pub(super) fn is_for_people(self) -> bool {
        self.0 == Format::Table
    }

    /// Prints an answer of the API: for programs its body as it came, with what the description does
    /// not know of.
    pub(super) fn answer<T, P: Into<Page>>(
        self,
        answer: &Response<T>,
        table: impl FnOnce(&T) -> P,
    ) -> Result<()> {
        let body = body(&answer.body)?;
        self.print(&body, |_| table(&answer.value))
    }

    /// Prints several answers as one list, each as it came.
    pub(super) fn answers<T>(
        self,
        answers: &[Response<T>],
        table: impl FnOnce(&[&T]) -> Page,
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

fn json(value: &impl Serialize) -> io::Result<String> {
    Ok(escape_json(&serde_json::to_string_pretty(value)?))
}

/// YAML; the same in the form of JSON, which is YAML too, if there is a character in it that a
/// terminal obeys and that the serializer leaves as it is.
fn yaml(value: &impl Serialize) -> io::Result<String> {
    let yaml = serde_saphyr::to_string(value).map_err(io::Error::other)?;
    if yaml.contains(is_obeyed) {
        return json(value);
    }
    Ok(yaml.trim_end().to_owned())
}

/// Prints a page to standard output.
pub(super) fn page(page: &Page) -> Result<()> {
    write_out(&page.render(screen(terminal_size_of(io::stdout()), &io::stdout())))
}

/// Prints text to standard output, with a line end.
pub(crate) fn text(text: &str) -> Result<()> {
    write_out(&clean(text))
}

/// The one place that writes to standard output. The text is clean but for our own colours, which are
/// taken out where they are not wanted.
fn write_out(text: &str) -> Result<()> {
    let mut out = AutoStream::auto(io::stdout().lock());
    let written = writeln!(out, "{text}").and_then(|()| out.flush());
    Ok(written.map_err(|error| {
        let message = format!("cannot write to standard output: {error}");
        io::Error::new(error.kind(), message)
    })?)
}

/// Prints a message to standard error, its first word in the colour of what it means, and ignores it
/// when nobody reads that: an order must not be lost because a log was closed.
pub(crate) fn tell(text: impl Display) {
    tell_without_line_end(format_args!("{text}\n"));
}

/// The same without a line end, for questions.
pub(crate) fn tell_without_line_end(text: impl Display) {
    write_err(&painted(&clean_message(&text.to_string())));
}

/// Prints a page to standard error, as [`tell`] does.
pub(super) fn tell_page(page: &Page) {
    write_err(&format!(
        "{}\n",
        page.render(screen(terminal_size_of(io::stderr()), &io::stderr()))
    ));
}

/// How wide standard error is; none where its lines may be of any length.
pub(super) fn told_width() -> Option<u16> {
    screen(terminal_size_of(io::stderr()), &io::stderr()).width
}

/// Prints one line of JSON to standard error.
pub(super) fn tell_json(value: &impl Serialize) {
    if let Ok(json) = serde_json::to_string(value) {
        write_err(&format!("{}\n", escape_json(&json)));
    }
}

/// Prints what another crate made of clean texts and its own colours to standard error.
pub(super) fn tell_rendered(rendered: &str) {
    write_err(&format!("{rendered}\n"));
}

/// The one place that writes to standard error.
fn write_err(text: &str) {
    let mut err = AutoStream::auto(io::stderr().lock());
    let _ = write!(err, "{text}").and_then(|()| err.flush());
}

fn painted(message: &str) -> String {
    let words = message.trim_start();
    let (blanks, words) = message.split_at(message.len() - words.len());
    let tones = [
        ("error:", Tone::Bad),
        ("warning:", Tone::Attention),
        ("hint:", Tone::Good),
    ];
    for (word, tone) in tones {
        if let Some(rest) = words.strip_prefix(word) {
            return format!("{blanks}{}{rest}", tone.paint(word));
        }
    }
    message.to_owned()
}

/// What a terminal shows, all characters unless the locale is C; or what a file does. A terminal that
/// does not say how wide it is, as behind some programs that start others, is taken for an ordinary one.
fn screen(size: Option<(Width, Height)>, stream: &impl IsTerminal) -> Screen {
    const ORDINARY: u16 = 80;
    let columns = size.map(|(Width(columns), _)| columns);
    let width = columns.or_else(|| stream.is_terminal().then_some(ORDINARY));
    Screen {
        width,
        is_ascii: width.is_none() || !is_utf8(),
    }
}

/// Whether the locale has characters beyond ASCII. No locale is C.
#[expect(
    clippy::disallowed_methods,
    reason = "the locale is about the terminal, not about the configuration"
)]
fn is_utf8() -> bool {
    let names = ["LC_ALL", "LC_CTYPE", "LANG"];
    let mut set = names
        .into_iter()
        .filter_map(|name| std::env::var(name).ok());
    let locale = set.find(|value| !value.is_empty()).unwrap_or_default();
    let locale = locale.to_ascii_lowercase();
    locale.contains("utf-8") || locale.contains("utf8")
}
