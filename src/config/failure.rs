//! Why a configuration cannot be used.
//!
//! It must not repeat a value other than the name of an endpoint or a profile, because a line of a
//! file can be a secret in the wrong place.

use std::io;
use std::path::PathBuf;

use super::ini::IniError;
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
    /// A profile that no file has.
    #[error("no profile `{name}` ({origin}): {}", existing(.known))]
    UnknownProfile {
        /// Its name.
        name: String,
        /// Where it was chosen.
        origin: Origin,
        /// The names of those that exist, in the order of the files.
        known: Vec<String>,
    },
}

fn existing(known: &[String]) -> String {
    match known.is_empty() {
        true => "no file has a section [profile:…]".to_owned(),
        false => format!("there are {}", known.join(", ")),
    }
}

impl From<ConfigError> for Error {
    fn from(error: ConfigError) -> Self {
        Self::config(error)
    }
}
