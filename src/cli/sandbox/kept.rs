//! The file that a sandbox keeps what it remembers in.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use anyhow::Context;
use ovh_order::sandbox::Sandbox;

use crate::cli::failure::Result;
use crate::cli::input;
use crate::cli::login::{check_writable, write_file};
use crate::cli::output::tell;

/// The largest file that is read, in bytes.
const LIMIT: u64 = 1 << 28;

/// A file and what stands in it.
pub(super) struct Kept {
    file: PathBuf,
    written: String,
    /// The state that could not be written last, so that each is tried and told once.
    failed: Option<String>,
}

impl Kept {
    /// The file, with what it has; nothing if there is none yet. It must be possible to write it.
    pub(super) fn read(file: &Path) -> Result<Self> {
        let mut written = String::new();
        let read = File::open(file).and_then(|file| file.take(LIMIT).read_to_string(&mut written));
        match read {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                Err(input::unreadable(file.display(), error))
            }
            _ => {
                check_writable(file).with_context(|| unwritable(file))?;
                Ok(Self {
                    file: file.to_owned(),
                    written,
                    failed: None,
                })
            }
        }
    }

    /// The snapshot in the file, if there is one.
    pub(super) fn state(&self) -> Option<&String> {
        Some(&self.written).filter(|text| !text.is_empty())
    }

    /// Writes what the sandbox remembers, if that has changed. A failure is told, and the sandbox goes
    /// on: its next change is tried again.
    pub(super) async fn write(&mut self, sandbox: &Sandbox) -> Result<()> {
        let state = sandbox.state()?;
        if self.failed.as_ref() == Some(&state) {
            return Ok(());
        }
        self.failed = self.try_write(&state).await.err().map(|failure| {
            tell(format_args!("warning: {}", failure.in_one_line()));
            state
        });
        Ok(())
    }

    /// Writes what the sandbox remembers for the last time.
    pub(super) async fn finish(&mut self, sandbox: &Sandbox) -> Result<()> {
        self.try_write(&sandbox.state()?).await
    }

    async fn try_write(&mut self, state: &str) -> Result<()> {
        if state == self.written {
            return Ok(());
        }
        let (file, text) = (self.file.clone(), state.to_owned());
        let written = input::read(move || write_file(&file, &text)).await?;
        written.with_context(|| unwritable(&self.file))?;
        state.clone_into(&mut self.written);
        Ok(())
    }
}

fn unwritable(file: &Path) -> String {
    format!("cannot write {}", file.display())
}
