//! Reading files with errors that name them. It does not write: the folder is replaced whole, by
//! [`update`](crate::update).

use std::path::{Path, PathBuf};
use std::{fs, io};

use crate::error::{Error, Result};

/// Reads a text file; the error names it.
///
/// # Errors
/// [`Error::Files`] when it is not there, not readable or no text.
pub fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path).map_err(failed("read", path))
}

/// Files of a folder with an extension, sorted by name; a file is itself.
///
/// # Errors
/// [`Error::Files`] when the folder is not there or not readable.
pub fn list(path: &Path, extension: &str) -> Result<Vec<PathBuf>> {
    if path.is_file() {
        return Ok(vec![path.to_owned()]);
    }
    let mut paths = entries(path)?;
    paths.retain(|path| path.extension().is_some_and(|found| found == extension));
    Ok(paths)
}

/// What stands in a folder, sorted by name.
pub(crate) fn entries(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder).map_err(failed("read", folder))?;
    let paths = entries.map(|entry| Ok(entry?.path()));
    let mut paths = paths
        .collect::<io::Result<Vec<_>>>()
        .map_err(failed("read", folder))?;
    paths.sort();
    Ok(paths)
}

/// Turns what the system says about a path into an error that names it.
pub(crate) fn failed(action: &'static str, path: &Path) -> impl Fn(io::Error) -> Error {
    let path = path.to_owned();
    move |source| Error::Files {
        action,
        path: path.clone(),
        source,
    }
}
