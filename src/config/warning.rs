//! What is odd about a configuration that can be used.
//!
//! It must not log; whoever loads a configuration shows its warnings.

use std::fmt;
use std::path::PathBuf;

use super::key::Key;

/// Something odd. `Display` is one line for people.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Warning {
    /// A file with keys in it that other users of this machine can read.
    ReadableByOthers {
        /// The file.
        path: PathBuf,
    },
    /// The environment goes before the profile that was chosen: keys of two accounts may be mixed.
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
            Self::ReadableByOthers { path } => {
                let path = path.display();
                write!(
                    f,
                    "{path} holds keys and others can read it: chmod 600 {path}"
                )
            }
            Self::ProfileOverridden { profile, key } => write!(
                f,
                "{} of the environment goes before `{key}` of the profile {profile}",
                key.variable()
            ),
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
