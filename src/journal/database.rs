//! SQLite: opening a journal's file safely, its tables, and running a statement.

use std::fs::{self, OpenOptions};
use std::io;
use std::panic::resume_unwind;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rusqlite::types::Value;
use rusqlite::{Connection, Row, TransactionBehavior, params_from_iter};

use super::JournalError;

/// How the tables came to be: each text takes a journal to the next version. Only ever append.
///
/// Times are milliseconds since 1970 by the database's own clock, so that all who share a journal
/// agree on when a claim ends.
const MIGRATIONS: [&str; 3] = [
    "
    CREATE VIEW clock AS SELECT CAST(unixepoch('subsec') * 1000 AS INTEGER) AS now;
    CREATE TABLE runs (
        endpoint    TEXT   NOT NULL,
        account     TEXT   NOT NULL,
        key         TEXT   NOT NULL,
        attempt     BIGINT NOT NULL,
        digest      TEXT   NOT NULL,
        plans       TEXT   NOT NULL,
        state       TEXT   NOT NULL,
        cart_id     TEXT,
        order_id    BIGINT,
        intended    BIGINT,
        begun       BIGINT NOT NULL,
        changed     BIGINT NOT NULL,
        steps       TEXT   NOT NULL,
        owner       TEXT   NOT NULL,
        token       BIGINT NOT NULL,
        lease_until BIGINT NOT NULL,
        PRIMARY KEY (endpoint, account, key, attempt)
    );",
    "
    ALTER TABLE runs ADD COLUMN longest BIGINT;
    ALTER TABLE runs ADD COLUMN closed BIGINT;",
    "ALTER TABLE runs ADD COLUMN consent TEXT;",
];

/// The version that this program writes.
const NEWEST: u32 = MIGRATIONS.len() as u32;

/// What SQLite calls the application that a file belongs to: `ovho` in ASCII.
const APPLICATION: u32 = 0x6f76_686f;

/// How long a write waits for another process that is writing.
const LONGEST_WAIT: Duration = Duration::from_secs(30);

/// A connection, shared by all clones of a journal.
#[derive(Clone)]
pub(super) struct Database(Arc<Mutex<Connection>>);

impl Database {
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
        let opened = connection.and_then(|mut connection| {
            connection.busy_timeout(LONGEST_WAIT)?;
            if !is_ours(&connection)? {
                return Ok(None);
            }
            // What is written must be on the disk before the checkout is sent, also when the power
            // fails right after it: the write-ahead log is synced on every commit, on macOS through
            // the drive's own cache.
            connection.execute_batch(
                "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA fullfsync = ON;",
            )?;
            let found = migrate(&mut connection)?;
            Ok(Some((connection, found)))
        });
        match opened.map_err(JournalError::database)? {
            None => Err(JournalError::Foreign),
            Some((_, found)) if found > NEWEST => Err(JournalError::Newer {
                found,
                known: NEWEST,
            }),
            Some((connection, _)) => Ok(Self(Arc::new(Mutex::new(connection)))),
        }
    }

    /// Runs one statement, and reads the rows that it answers. A statement that changes something
    /// says with `RETURNING` what it changed.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        sql: &'static str,
        values: Vec<Value>,
        read: fn(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>, JournalError> {
        let connection = Arc::clone(&self.0);
        // A sync of the disk takes milliseconds, and a wait for another process longer.
        let rows = tokio::task::spawn_blocking(move || {
            // A statement that panicked changed nothing, so the connection can still be used.
            let connection = connection.lock().unwrap_or_else(PoisonError::into_inner);
            let mut statement = connection.prepare_cached(sql)?;
            statement
                .query_map(params_from_iter(values), read)?
                .collect::<rusqlite::Result<Vec<T>>>()
        });
        match rows.await {
            Ok(rows) => rows.map_err(JournalError::database),
            Err(error) => resume_unwind(error.into_panic()),
        }
    }
}

impl std::fmt::Debug for Database {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Database")
    }
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
fn migrate(connection: &mut Connection) -> rusqlite::Result<u32> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let found = transaction.pragma_query_value(None, "user_version", |row| row.get(0))?;
    transaction.pragma_update(None, "application_id", APPLICATION)?;
    for (version, migration) in (1..)
        .zip(MIGRATIONS)
        .filter(|(version, _)| *version > found)
    {
        transaction.execute_batch(migration)?;
        transaction.pragma_update(None, "user_version", version)?;
    }
    transaction.commit()?;
    Ok(found)
}
