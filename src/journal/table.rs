//! The table of runs, its versions, and what goes into it and comes out.

use super::JournalError;

/// How the tables came to be: each text takes a journal to the next version. Only ever append.
pub(super) const MIGRATIONS: [&str; 5] = [
    "
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
    "ALTER TABLE runs ADD COLUMN kind TEXT NOT NULL DEFAULT 'order';",
    "ALTER TABLE runs ADD COLUMN closing BIGINT;",
];

/// The version that this program writes.
pub(super) const NEWEST: i64 = MIGRATIONS.len() as i64;

/// The texts that take a journal from the version that was found to the newest. The first makes the
/// view `clock` as well.
pub(super) fn migrations(found: i64, clock: &'static str) -> impl Iterator<Item = &'static str> {
    let done = usize::try_from(found).unwrap_or_default();
    let first = (done == 0).then_some(clock);
    first.into_iter().chain(MIGRATIONS.into_iter().skip(done))
}

/// Fails if a newer version of this program wrote the journal.
pub(super) fn unless_newer(found: i64) -> Result<(), JournalError> {
    let known = NEWEST;
    if found > known {
        return Err(JournalError::Newer { found, known });
    }
    Ok(())
}

/// The value of a parameter. `Debug` does not show it: databases write parameters to their logs.
#[derive(Clone)]
pub(super) enum Value {
    Text(Option<String>),
    Number(Option<i64>),
}

impl std::fmt::Debug for Value {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Value")
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(Some(text))
    }
}

impl From<Option<String>> for Value {
    fn from(text: Option<String>) -> Self {
        Self::Text(text)
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Number(Some(number))
    }
}

impl From<Option<i64>> for Value {
    fn from(number: Option<i64>) -> Self {
        Self::Number(number)
    }
}

/// Why a row cannot be read.
pub(super) type Unreadable = Box<dyn std::error::Error + Send + Sync>;

/// A row, by its columns.
pub(super) trait Columns {
    fn text(&self, column: &str) -> Result<Option<String>, Unreadable>;
    fn number(&self, column: &str) -> Result<Option<i64>, Unreadable>;
}
