//! What is wrong with a configuration: errors, and warnings about one that can be used.
//!
//! They repeat no value but the name of an endpoint or a profile, because a line of a file can be a
//! secret in the wrong place.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use super::ini::IniError;
use super::key::Key;
use super::sources::Origin;
use crate::endpoint::EndpointError;
use crate::error::{Error, debug_as_sentence};

/// Why a configuration cannot be used. Nothing was sent.
#[derive(thiserror::Error)]
#[non_exhaustive]
pub enum ConfigError {
    /// An environment variable that is not UTF-8.
    #[error("environment variable {variable} is not UTF-8 text")]
    Encoding {
        /// Its name.
        variable: &'static str,
    },
    /// An endpoint that is unknown, or a URL that keys cannot be sent to.
    #[error("the endpoint from {origin} cannot be used")]
    Endpoint {
        /// Where it stands.
        origin: Origin,
        /// What is wrong with it.
        #[source]
        source: EndpointError,
    },
    /// A value that cannot be read.
    #[error("`{key}` from {origin} must be {expected}")]
    Value {
        /// Its key.
        key: Key,
        /// Where it stands.
        origin: Origin,
        /// What can be read.
        expected: &'static str,
    },
    /// A profile that no file has.
    #[error("unknown profile `{name}` ({origin}); {}{}", existing(.known), unknown(.unread))]
    UnknownProfile {
        /// Its name.
        name: String,
        /// Where it was chosen.
        origin: Origin,
        /// The names of those that exist, in the order of the files.
        known: Vec<String>,
        /// The files that may have it and cannot be used.
        unread: Vec<FileError>,
    },
}

/// A file that exists and cannot be used.
#[derive(Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FileError {
    /// It cannot be read, is not a regular file, or is too large.
    #[error("cannot read {}: {reason}", .path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What kind of failure it is.
        kind: io::ErrorKind,
        /// What the system says.
        reason: String,
    },
    /// A line of it cannot be read.
    #[error("{}:{}: {}", .path.display(), .error.line, .error.problem)]
    Malformed {
        /// The file.
        path: PathBuf,
        /// The line and what is wrong with it.
        error: IniError,
    },
}

impl FileError {
    /// The file.
    #[must_use]
    pub fn path(&self) -> &Path {
        match self {
            Self::Unreadable { path, .. } | Self::Malformed { path, .. } => path,
        }
    }

    /// Whether the file is somebody else's, as it is after `sudo` or in a service with another home.
    pub(crate) fn is_denied(&self) -> bool {
        matches!(self, Self::Unreadable { kind, .. } if *kind == io::ErrorKind::PermissionDenied)
    }
}

fn unknown(unread: &[FileError]) -> String {
    let mut said = String::new();
    for error in unread {
        said += &format!("; {error}");
    }
    said
}

fn existing(known: &[String]) -> String {
    if known.is_empty() {
        return "no file has a section [profile:…]".to_owned();
    }
    format!("the files have {}", known.join(", "))
}

debug_as_sentence!(ConfigError, FileError);

impl From<ConfigError> for Error {
    fn from(error: ConfigError) -> Self {
        Self::config(error)
    }
}

/// What is odd about a configuration that can be used. `Display` is one line for people.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Warning {
    /// A file that is left out because it cannot be used.
    LeftOut(FileError),
    /// A file with keys in it that other users of this machine can read.
    ReadableByOthers {
        /// The file.
        path: PathBuf,
    },
    /// The environment overrides the chosen profile: keys of two accounts may be mixed.
    ProfileOverridden {
        /// The profile.
        profile: String,
        /// The key that both set.
        key: Key,
    },
    /// A key that is not read: unknown, or in the wrong section.
    UnusedKey {
        /// The file.
        path: PathBuf,
        /// The line, counted from 1.
        line: usize,
        /// The section it stands in.
        section: String,
        /// The key, in lower case.
        key: String,
    },
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::LeftOut(error) => write!(f, "{error}; the file is left out"),
            Self::ReadableByOthers { path } => {
                let path = path.display();
                write!(
                    f,
                    "{path} holds keys and other users can read it: chmod 600 {path}"
                )
            }
            Self::ProfileOverridden { profile, key } => {
                let variable = key.variable();
                write!(f, "{variable} overrides `{key}` of the profile {profile}")
            }
            Self::UnusedKey {
                path,
                line,
                section,
                key,
            } => {
                let path = path.display();
                write!(f, "{path}:{line}: `{key}` is not read in [{section}]")
            }
        }
    }
}
