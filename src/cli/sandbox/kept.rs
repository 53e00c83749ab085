//! The file that a sandbox keeps what it remembers in.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use anyhow::Context;
use ovh_order::sandbox::Sandbox;

use crate::cli::failure::Result;
use crate::cli::input;
use crate::cli::login::write_file;

/// The largest file that is read, in bytes.
const LIMIT: u64 = 1 << 28;

/// A file and what stands in it.
pub(super) struct Kept {
    file: PathBuf,
    written: String,
}

impl Kept {
    /// The file, with what it has; nothing if there is none yet.
    pub(super) fn read(file: &Path) -> Result<Self> {
        let mut written = String::new();
        let read = File::open(file).and_then(|file| file.take(LIMIT).read_to_string(&mut written));
        match read {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                Err(input::unreadable(file.display(), error))
            }
            _ => Ok(Self {
                file: file.to_owned(),
                written,
            }),
        }
    }

    /// The snapshot in the file, if there is one.
    pub(super) fn state(&self) -> Option<&String> {
        Some(&self.written).filter(|text| !text.is_empty())
    }

    /// Writes what the sandbox remembers, if that has changed.
    pub(super) async fn write(&mut self, sandbox: &Sandbox) -> Result<()> {
        let state = sandbox.state()?;
        if state == self.written {
            return Ok(());
        }
        let (file, text) = (self.file.clone(), state.clone());
        let written = input::read(move || write_file(&file, &text)).await?;
        written.with_context(|| format!("cannot write {}", self.file.display()))?;
        self.written = state;
        Ok(())
    }
}
