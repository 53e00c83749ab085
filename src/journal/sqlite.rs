//! SQLite: opening a journal's file safely, and running a statement.

use std::fs::{self, OpenOptions};
use std::io;
use std::panic::resume_unwind;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rusqlite::types::ToSqlOutput;
use rusqlite::{Connection, Row, ToSql, TransactionBehavior, params_from_iter};

use super::table::{Columns, NEWEST, Unreadable, Value, migrations, unless_newer};
use super::{JournalError, Run};

const CLOCK: &str =
    "CREATE VIEW clock AS SELECT CAST(unixepoch('subsec') * 1000 AS INTEGER) AS now;";

/// What SQLite calls the application that a file belongs to: `ovho` in ASCII.
const APPLICATION: u32 = 0x6f76_686f;

/// How long a write waits for another process that is writing.
const LONGEST_WAIT: Duration = Duration::from_secs(30);

/// A connection to a file or to memory.
#[derive(Clone)]
pub(super) struct Sqlite(Arc<Mutex<Connection>>);

impl Sqlite {
    /// Opens a file, and makes it if there is none. What is there and is not a journal is left alone.
    pub(super) fn open(path: &Path) -> Result<Self, JournalError> {
        make(path).map_err(|source| JournalError::Open {
            path: path.to_owned(),
            source,
        })?;
        Self::prepare(Connection::open(path))
    }

    pub(super) fn in_memory() -> Result<Self, JournalError> {
        Self::prepare(Connection::open_in_memory())
    }

    fn prepare(connection: rusqlite::Result<Connection>) -> Result<Self, JournalError> {
        let mut connection = connection.map_err(database)?;
        connection.busy_timeout(LONGEST_WAIT).map_err(database)?;
        if !is_ours(&connection).map_err(database)? {
            return Err(JournalError::Foreign);
        }
        // What is written must be on the disk before the checkout is sent, also when the power fails
        // right after it: the write-ahead log is synced on every commit, on macOS through the drive's own
        // cache.
        connection
            .execute_batch(
                "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA fullfsync = ON;",
            )
            .map_err(database)?;
        unless_newer(migrate(&mut connection).map_err(database)?)?;
        Ok(Self(Arc::new(Mutex::new(connection))))
    }

    pub(super) async fn run(
        &self,
        sql: &'static str,
        values: Vec<Value>,
    ) -> Result<Vec<Run>, JournalError> {
        let connection = Arc::clone(&self.0);
        // A sync of the disk takes milliseconds, and a wait for another process longer.
        let rows = tokio::task::spawn_blocking(move || {
            // A statement that panicked changed nothing, so the connection can still be used.
            let connection = connection.lock().unwrap_or_else(PoisonError::into_inner);
            let mut statement = connection.prepare_cached(sql).map_err(database)?;
            let rows = statement.query_map(params_from_iter(values), |row| Ok(Run::read(row)));
            let mut runs = Vec::new();
            for run in rows.map_err(database)? {
                runs.push(run.map_err(database)?.map_err(JournalError::Database)?);
            }
            Ok(runs)
        });
        match rows.await {
            Ok(runs) => runs,
            Err(error) => resume_unwind(error.into_panic()),
        }
    }
}

fn database(error: rusqlite::Error) -> JournalError {
    JournalError::Database(Box::new(error))
}

/// Makes the file of a journal, readable by its owner alone, unless there is one.
fn make(path: &Path) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path) {
        Ok(_) => Ok(()),
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error),
        // A pipe or a device would block, or take the writes and keep nothing.
        Err(_) if fs::metadata(path)?.is_file() => Ok(()),
        Err(_) => Err(io::Error::other("not a regular file")),
    }
}

/// Whether a database is a journal, or empty and can become one.
fn is_ours(connection: &Connection) -> rusqlite::Result<bool> {
    let application: u32 =
        connection.pragma_query_value(None, "application_id", |row| row.get(0))?;
    let tables: u32 =
        connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    Ok(application == APPLICATION || (application == 0 && tables == 0))
}

/// Takes the tables to the newest version, all at once or not at all, and answers the version that was
/// found. Tables of a newer version are left alone.
fn migrate(connection: &mut Connection) -> rusqlite::Result<i64> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let found = transaction.pragma_query_value(None, "user_version", |row| row.get(0))?;
    if found < NEWEST {
        for text in migrations(found, CLOCK) {
            transaction.execute_batch(text)?;
        }
        transaction.pragma_update(None, "application_id", APPLICATION)?;
        transaction.pragma_update(None, "user_version", NEWEST)?;
    }
    transaction.commit()?;
    Ok(found)
}

impl ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        match self {
            Self::Text(text) => text.to_sql(),
            Self::Number(number) => number.to_sql(),
        }
    }
}

impl Columns for Row<'_> {
    fn text(&self, column: &str) -> Result<Option<String>, Unreadable> {
        Ok(self.get(column)?)
    }

    fn number(&self, column: &str) -> Result<Option<i64>, Unreadable> {
        Ok(self.get(column)?)
    }
}
