//! Why the journal refuses or fails.

use std::io;
use std::path::PathBuf;

use jiff::Timestamp;

use super::State;
use crate::error::debug_as_sentence;

/// Why the journal refuses or fails. Nothing was ordered because of it.
#[derive(thiserror::Error)]
#[non_exhaustive]
pub enum JournalError {
    /// The journal's file cannot be made or opened.
    #[error("cannot open the journal {}", path.display())]
    Open {
        /// The file.
        path: PathBuf,
        /// Why not.
        #[source]
        source: io::Error,
    },
    /// The database refuses.
    #[error("the journal cannot be read or written")]
    Database(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// It is a database of another program. It was left as it is.
    #[error("this is the database of another program, not a journal: name another")]
    Foreign,
    /// The URL of a database cannot be read. It is not shown, because it can have a password.
    #[error(
        "the URL of the journal is invalid: expected postgres://USER:PASSWORD@HOST/DATABASE, with \
         special characters percent-encoded"
    )]
    InvalidUrl,
    /// The URL of a database has a setting about TLS that is not supported.
    #[error(
        "the URL of the journal has the setting `{name}`, which is not supported: of those about TLS, \
         sslmode, sslnegotiation and sslrootcert are"
    )]
    UnknownSetting {
        /// The setting.
        name: String,
    },
    /// The file that `sslrootcert` of the URL names has no certificates that can be read.
    #[error("cannot read the certificates of {}", path.display())]
    Authorities {
        /// The file.
        path: PathBuf,
        /// Why not.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// This program was built without the feature `postgres`.
    #[error("this program was built without PostgreSQL, the feature `postgres`: use a file")]
    WithoutPostgres,
    /// A newer version of this program wrote the journal.
    #[error(
        "the journal has version {found}, and this program knows versions up to {known}: use the \
         newer program"
    )]
    Newer {
        /// The journal's version.
        found: i64,
        /// The newest version that is known.
        known: i64,
    },
    /// No run has the key.
    #[error("no run has the key `{key}`")]
    Missing {
        /// The key.
        key: String,
    },
    /// The key belongs to another order.
    #[error(
        "the key `{key}` is that of another order, for {}; choose another key",
        plans.join(", ")
    )]
    OtherOrder {
        /// The key.
        key: String,
        /// What the other order is for.
        plans: Vec<String>,
    },
    /// The same call was sent before, and its answer is not known.
    #[error(
        "this call was sent at {since}, and its answer is not known: it may have been carried out"
    )]
    Unanswered {
        /// The key of its run.
        key: String,
        /// When it was sent.
        since: Timestamp,
    },
    /// Another process works on the run.
    #[error("{owner} has been working on the run `{key}` since {since}")]
    Busy {
        /// The run's key.
        key: String,
        /// The other process, such as `process 4711 on web-1`.
        owner: String,
        /// Since when.
        since: Timestamp,
        /// When the run is free again, if nothing is heard of that process.
        until: Timestamp,
    },
    /// Another process took the run over, because nothing was heard of this one for too long.
    #[error(
        "another process took over the run `{key}`, because nothing was heard of this one for too long"
    )]
    TakenOver {
        /// The run's key.
        key: String,
    },
    /// A step that must not follow the one before.
    #[error("the run `{key}` is {from} and cannot become {to}")]
    Illegal {
        /// The run's key.
        key: String,
        /// The state it has.
        from: State,
        /// The state it was to have.
        to: State,
    },
}

debug_as_sentence!(JournalError);
