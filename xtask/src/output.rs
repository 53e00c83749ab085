//! Writes what tasks have to say: results on standard output, everything else on standard error.

use std::io::{self, ErrorKind, Write};

use anyhow::{Context, Result};

/// Prints what a task was run for. A reader who closes the pipe has read enough; a full disk behind
/// it is an error.
pub fn print(text: &str) -> Result<()> {
    let mut stdout = io::stdout();
    let written = stdout.write_all(text.as_bytes());
    match written.and_then(|()| stdout.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            Err(error).context("cannot write to standard output")
        }
        _ => Ok(()),
    }
}

/// Tells of something that is done already: it stays done when nobody can be told.
pub fn say(text: &str) {
    if let Err(error) = print(text) {
        warn(&format!("{error:#}; the task itself is done"));
    }
}

/// Tells a reader what else to know.
pub fn warn(text: &str) {
    line(&format!("warning: {text}"));
}

/// A line on standard error. When that is closed nothing can be said.
pub fn line(text: &str) {
    writeln!(io::stderr(), "{text}").ok();
}
