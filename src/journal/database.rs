//! The database behind a journal, and running a statement.
//!
//! Both databases are given the same statements. What they write differently is a parameter, `?1` or
//! `$1`, and the view `clock`, so that times are the database's own: all who share a journal agree on when
//! a claim ends.

use super::sqlite::Sqlite;
use super::table::Value;
use super::{JournalError, Run};

/// A connection, shared by all clones of a journal.
#[derive(Clone)]
pub(super) enum Database {
    Sqlite(Sqlite),
    #[cfg(feature = "postgres")]
    Postgres(super::postgres::Postgres),
}

impl Database {
    /// Runs one statement, and reads the runs that it answers. A statement that changes something says
    /// with `RETURNING` what it changed.
    pub(super) async fn run(
        &self,
        sql: &'static str,
        values: Vec<Value>,
    ) -> Result<Vec<Run>, JournalError> {
        match self {
            Self::Sqlite(database) => database.run(sql, values).await,
            #[cfg(feature = "postgres")]
            Self::Postgres(database) => database.run(sql, values).await,
        }
    }
}

impl std::fmt::Debug for Database {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Database")
    }
}
