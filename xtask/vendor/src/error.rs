//! What can go wrong between an address and the folder `schema`.

use std::path::{Path, PathBuf};
use std::{error, io};

/// A description could not be fetched, read or written. The folder `schema` is as it was before.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A file or folder cannot be read or written.
    #[error("cannot {action} {}", path.display())]
    Files {
        /// `read`, `write`, …
        action: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// Another run is replacing the folder now.
    #[error("{} is being replaced by another run: wait for it, then try again", path.display())]
    Busy {
        /// The folder.
        path: PathBuf,
    },
    /// A run was killed while it replaced the folder, on a file system that takes two steps for that.
    #[error("a run that was replacing {} was interrupted: rename {} to {}", folder.display(), old.display(), folder.display())]
    Interrupted {
        /// The folder, which is missing.
        folder: PathBuf,
        /// Its name now.
        old: PathBuf,
    },
    /// The record of sources is not readable.
    #[error("schema/provenance.toml is not valid")]
    Provenance(#[source] Box<dyn error::Error + Send + Sync>),
    /// What was given or answered is not a description of the section that was asked for.
    #[error("{what} {why}")]
    Unusable {
        /// The file or address.
        what: String,
        /// What is wrong with it.
        why: String,
    },
    /// A description that cannot be converted.
    #[error("{what} cannot be converted")]
    Conversion {
        /// The file or address, or `the vendored descriptions` together.
        what: String,
        /// Why not.
        source: ovh_order_codegen::Error,
    },
    /// An unknown endpoint, section or region.
    #[error("{0}")]
    Unknown(String),
    /// An address that is not downloaded from.
    #[error("{url} is refused: {why}")]
    Refused {
        /// The address.
        url: String,
        /// The rule.
        why: &'static str,
    },
    /// An address did not answer.
    #[error("cannot download {url}")]
    Download {
        /// The address.
        url: String,
        /// What the HTTP client says.
        source: Box<dyn error::Error + Send + Sync>,
    },
}

/// Short for a result of this crate.
pub type Result<T, E = Error> = std::result::Result<T, E>;

pub(crate) fn unusable(what: &str, why: impl Into<String>) -> Error {
    Error::Unusable {
        what: what.to_owned(),
        why: why.into(),
    }
}

pub(crate) fn unconverted(what: &str) -> impl Fn(ovh_order_codegen::Error) -> Error {
    let what = what.to_owned();
    move |source| Error::Conversion {
        what: what.clone(),
        source,
    }
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

/// An error and its causes in one line, for those who print it.
#[must_use]
pub fn chain(error: &dyn error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(": ");
        text.push_str(&error.to_string());
        cause = error.source();
    }
    text
}
