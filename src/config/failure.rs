//! Why a configuration cannot be used.
//!
//! It must not repeat a value other than the name of an endpoint, because a line of a file can be a
//! secret in the wrong place.

use std::io;
use std::path::PathBuf;

use super::ini::IniError;
use super::key::Key;
use super::origin::Origin;
use crate::endpoint::EndpointError;
use crate::error::Error;

/// Why a configuration cannot be used. Nothing was sent.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ConfigError {
    /// A file that exists and cannot be read.
    #[error("cannot read {}", .path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// A file with a line that cannot be read.
    #[error("{}:{}: {}", .path.display(), .error.line, .error.problem)]
    Malformed {
        /// The file.
        path: PathBuf,
        /// The line and what is wrong with it.
        error: IniError,
    },
    /// An environment variable that is not UTF-8.
    #[error("environment variable {variable} is not UTF-8 text")]
    Encoding {
        /// Its name.
        variable: &'static str,
    },
    /// An endpoint that is none.
    #[error("endpoint from {origin}")]
    Endpoint {
        /// Where it stands.
        origin: Origin,
        /// What is wrong with it.
        #[source]
        source: EndpointError,
    },
    /// A key that is recognised and cannot be used yet.
    #[error("{key} is not supported: {origin}")]
    Unsupported {
        /// The key.
        key: Key,
        /// Where it stands.
        origin: Origin,
    },
}

impl From<ConfigError> for Error {
    fn from(error: ConfigError) -> Self {
        Self::config(error)
    }
}
