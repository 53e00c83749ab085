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

use super::output::{tell, tell_without_line_end};

/// The largest file that is read here, in bytes.
const LIMIT: u64 = 1 << 20;

/// Reads something in the background.
pub(super) async fn read<T: Send + 'static>(
    read: impl FnOnce() -> T + Send + 'static,
) -> io::Result<T> {
    Ok(spawn_blocking(read).await?)
}

/// Reads a file as far as it may go.
///
/// # Errors
/// It has more than 1 MiB, or cannot be read.
pub(super) fn bounded(file: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(file)?.take(LIMIT + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > LIMIT {
        return Err(io::Error::other("it has more than 1 MiB"));
    }
    Ok(bytes)
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
