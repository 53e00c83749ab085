//! `sandbox record`: whether the sandbox answers as the live API did, by a transcript of its answers.

mod anonymous;
mod shape;
mod transcript;

use std::path::PathBuf;

use anyhow::anyhow;
use clap::{Args, ValueHint};
use ovh_order::{Client, Error, Kind};
use serde::Serialize;
use serde_json::{Value, json};

use super::failure::{Failure, Result};
use super::input::{self, MEBIBYTE};
use super::output::{Output, tell};
use super::table::table;
use anonymous::Anonymous;
use shape::{Difference, differences};
use transcript::{Exchange, Ids};

/// How a transcript is made.
const TRANSCRIPT: &str = "\
A line of the transcript is a call and its answer, in the order of the calls:

  {\"method\": \"GET\", \"path\": \"/me\", \"status\": 200, \"answer\": {…}}

There is a `body` if one was sent. Ids in later lines become those of the sandbox. With jq, the line of \
a call that reads is added by:

  ovh-order -o json api GET /me | jq -c '{method:\"GET\",path:\"/me\",status:200,answer:.}'

Make a transcript with your own account, print it with --anonymise, and keep only that: ids and other \
numbers and texts are replaced, except what is ordered, the words of the API, and its error messages \
without mail addresses and host names. Read it before you pass it on.";

/// Call the sandbox as a transcript says, and list where its answers differ: status, error message,
/// fields and their types; if they do anywhere, the exit code is 1
#[derive(Args)]
#[command(after_help = TRANSCRIPT)]
pub(super) struct Record {
    /// The transcript, JSON lines
    #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
    file: PathBuf,
    /// Print the transcript without what is private, and call nothing
    #[arg(long)]
    pub(super) anonymise: bool,
}

/// A difference in the answer to one line.
#[derive(Serialize)]
struct Found {
    line: usize,
    call: String,
    #[serde(flatten)]
    difference: Difference,
}

impl Record {
    /// Prints the transcript without what is private.
    pub(super) fn print_anonymous(&self, output: Output) -> Result<()> {
        let mut anonymous = Anonymous::default();
        let transcript = self.read()?.into_iter();
        let lines: Vec<_> = transcript
            .map(|(_, exchange)| anonymous.exchange(&exchange))
            .collect();
        output.print(&lines, |lines| {
            let lines = lines.iter().map(|line| json!(line).to_string());
            lines.collect::<Vec<_>>().join("\n")
        })
    }

    /// Calls the sandbox behind the client, and prints where it differs.
    ///
    /// # Errors
    /// [`Failure::Differs`] if it does anywhere.
    pub(super) async fn replay(&self, client: &Client, output: Output) -> Result<()> {
        let transcript = self.read()?;
        let mut ids = Ids::default();
        let mut found = Vec::new();
        for (line, live) in &transcript {
            let answered = answered(client, &ids.translated(live)).await;
            let (status, answer) = answered.map_err(|error| self.not_called(*line, error))?;
            ids.learn(&live.answer, &answer);
            let call = format!("{} {}", live.method, live.operation());
            let differences = differences(live, status, &answer).into_iter();
            found.extend(differences.map(|difference| Found {
                line: *line,
                call: call.clone(),
                difference,
            }));
        }
        let calls = transcript.len();
        tell(format_args!("calls: {calls}, differences: {}", found.len()));
        output.print(&found, |found| {
            if found.is_empty() {
                return "The sandbox answers as the transcript says.".into();
            }
            let heading = ["line ", "call", "field", "live", "sandbox"];
            table(&heading, found.iter().map(Found::row))
        })?;
        if found.is_empty() {
            return Ok(());
        }
        let file = self.file.display().to_string();
        Err(Failure::Differs { file })
    }

    /// The failure to make the call of a line.
    fn not_called(&self, line: usize, error: Error) -> Failure {
        let line = self.line(line);
        match error.kind() {
            Kind::Refused => input::invalid(line, "a call", error),
            _ => anyhow!(error)
                .context(format!("cannot make the call of {line}"))
                .into(),
        }
    }

    fn line(&self, number: usize) -> String {
        format!("{}: line {number}", self.file.display())
    }

    /// The calls of the transcript, each with its line.
    fn read(&self) -> Result<Vec<(usize, Exchange)>> {
        let file = self.file.display();
        let bytes = input::file(&self.file, MEBIBYTE)?;
        let text = String::from_utf8(bytes);
        let text = text.map_err(|error| input::invalid(&file, "UTF-8 text", error))?;
        let lines = (1..).zip(text.lines());
        let written = lines.filter(|(_, line)| !line.trim().is_empty());
        written
            .map(|(number, text)| {
                let call = serde_json::from_str(text);
                call.map(|call| (number, call))
                    .map_err(|error| input::invalid(self.line(number), "a call", error))
            })
            .collect()
    }
}

impl Found {
    fn row(&self) -> [String; 5] {
        let Difference {
            field,
            live,
            sandbox,
        } = &self.difference;
        let line = self.line.to_string();
        [
            line,
            self.call.clone(),
            field.clone(),
            live.clone(),
            sandbox.clone(),
        ]
    }
}

/// Status and answer of the sandbox.
async fn answered(client: &Client, exchange: &Exchange) -> Result<(u16, Value), Error> {
    let mut call = client.call_raw(&exchange.method, &exchange.path);
    if !exchange.body.is_null() {
        call = call.body(&exchange.body);
    }
    match call.send_response().await {
        Ok(response) => Ok((response.status, response.value)),
        Err(error) => match (error.status(), error.body()) {
            (Some(status), Some(body)) => {
                let body = serde_json::from_slice(body);
                Ok((status, body.unwrap_or_default()))
            }
            _ => Err(error),
        },
    }
}
