//! Reading files with errors that name them. Writing is [`update`](crate::update)'s: the folder is
//! replaced whole.

use std::fs;
use std::path::{Path, PathBuf};

use crate::error::{Result, failed};

/// Reads a text file; the error names it.
///
/// # Errors
/// [`Error::Files`] when it is missing, not readable or not text.
pub fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path).map_err(failed("read", path))
}

/// Files of a folder with an extension, sorted by name; a file is itself.
///
/// # Errors
/// [`Error::Files`] when the folder is missing or not readable.
pub fn list(path: &Path, extension: &str) -> Result<Vec<PathBuf>> {
    if path.is_file() {
        return Ok(vec![path.to_owned()]);
    }
    let entries = fs::read_dir(path).map_err(failed("read", path))?;
    let mut files = Vec::new();
    for entry in entries {
        let file = entry.map_err(failed("read", path))?.path();
        if file.extension().is_some_and(|found| found == extension) {
            files.push(file);
        }
    }
    files.sort();
    Ok(files)
}
