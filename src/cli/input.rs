//! Reads what may never come: what is typed, and files that can be pipes.
//!
//! Each read has a thread of its own, so that Ctrl-C is heard meanwhile; it is left behind then.

use std::fmt::Display;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::pin::pin;

#[cfg(unix)]
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::task::spawn_blocking;

use super::failure::{Failure, Result};
use super::output::{tell, tell_without_line_end};

/// How many bytes most files may have: 1 MiB.
pub(super) const MEBIBYTE: u64 = 1 << 20;

/// Reads something in the background.
pub(super) async fn read<T: Send + 'static>(
    read: impl FnOnce() -> T + Send + 'static,
) -> io::Result<T> {
    Ok(spawn_blocking(read).await?)
}

/// Reads a file that was named on the command line and may have this many bytes.
///
/// # Errors
/// [`Failure::Unreadable`], also when it has more.
pub(super) fn file(path: &Path, limit: u64) -> Result<Vec<u8>> {
    let read = File::open(path).and_then(|file| bounded(file, limit));
    read.map_err(|source| unreadable(path.display(), source))
}

/// Reads what may have this many bytes.
///
/// # Errors
/// It has more, or cannot be read.
pub(super) fn bounded(from: impl Read, limit: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    from.take(limit + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > limit {
        let reason = format!("larger than {} MiB", limit / MEBIBYTE);
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, reason));
    }
    Ok(bytes)
}

/// The failure to read a file of this name.
pub(super) fn unreadable(file: impl Display, source: io::Error) -> Failure {
    let file = file.to_string();
    Failure::Unreadable { file, source }
}

/// The failure that a file is not what was expected, such as `valid JSON`.
pub(super) fn invalid(
    file: impl Display,
    expected: &str,
    source: impl Into<Box<dyn std::error::Error + Send + Sync>>,
) -> Failure {
    Failure::Invalid {
        file: file.to_string(),
        expected: expected.to_owned(),
        source: source.into(),
    }
}

/// Asks for a line of standard input; empty at its end. The question stands there again when the process
/// goes on after Ctrl-Z.
pub(super) async fn ask(question: impl Display) -> io::Result<String> {
    let mut line = pin!(read(|| {
        let mut line = String::new();
        io::stdin().read_line(&mut line).map(|_| line)
    }));
    // From here on, so that none is missed between two questions.
    let mut continued = Continued::listen()?;
    let line = loop {
        tell_without_line_end(&question);
        tokio::select! {
            line = line.as_mut() => break line??,
            () = continued.next() => {}
        }
    };
    // Ctrl-D ends no line, and what follows would stand behind the question.
    if !line.ends_with('\n') {
        tell("");
    }
    Ok(line)
}

/// The moments at which the process goes on after it was stopped.
#[cfg(unix)]
struct Continued(Signal);

#[cfg(unix)]
impl Continued {
    fn listen() -> io::Result<Self> {
        let number = rustix::process::Signal::CONT.as_raw();
        Ok(Self(signal(SignalKind::from_raw(number))?))
    }

    async fn next(&mut self) {
        self.0.recv().await;
    }
}

/// Other systems do not stop processes.
#[cfg(not(unix))]
struct Continued;

#[cfg(not(unix))]
impl Continued {
    fn listen() -> io::Result<Self> {
        Ok(Self)
    }

    async fn next(&mut self) {
        std::future::pending().await
    }
}
