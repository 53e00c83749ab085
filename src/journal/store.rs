//! The journal: claiming a run, and listing all of them.

use std::path::Path;
use std::time::Duration;

use super::database::Database;
use super::run::milliseconds;
use super::sqlite::Sqlite;
use super::{Claim, JournalError, Purchase, Run, RunName, State};

/// How long a process can be silent before another may take its run over. It is longer than the
/// longest call, so a process that is at work keeps its claim.
const LEASE: Duration = Duration::from_secs(240);

/// What comes before the process id in the name of a run's owner.
const OWNER: &str = "process ";

/// What comes between the process id and the name of its machine.
const ON: &str = " on ";

/// What to do about a purchase that was made before.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Repeat {
    /// The order that exists is the answer.
    #[default]
    Once,
    /// It is ordered once more, as the next attempt.
    Again,
}

/// Remembers every purchase. Clones share it.
#[derive(Clone)]
pub struct Journal {
    database: Database,
    /// Who writes.
    owner: String,
    lease: Duration,
}

impl Journal {
    /// Opens the journal in a file, and makes the file if there is none, for its owner alone (0600).
    ///
    /// # Errors
    /// If the file cannot be made, is not a regular file, is not a journal, or has a newer version.
    /// It is left as it is.
    pub fn open(path: &Path) -> Result<Self, JournalError> {
        Ok(Self::on(Database::Sqlite(Sqlite::open(path)?)))
    }

    /// Opens the journal in a PostgreSQL database (`postgres://USER:PASSWORD@HOST/DATABASE`), which
    /// several machines can share. The tables are made in a database that is empty. TLS trusts what the
    /// system trusts, or with `?sslrootcert=FILE` the certificates of that file alone, at most 1 MiB; a
    /// certificate must be in the server's name. A server that is not on this machine must have TLS,
    /// unless the URL says otherwise (`?sslmode=prefer`).
    ///
    /// # Errors
    /// If the server cannot be reached, the database has the tables of another program, or those of a
    /// newer version: it is left as it is. [`JournalError::WithoutPostgres`] without the feature
    /// `postgres`. No error shows the URL.
    pub async fn connect(url: &str) -> Result<Self, JournalError> {
        #[cfg(feature = "postgres")]
        return Ok(Self::on(Database::Postgres(
            super::postgres::Postgres::connect(url).await?,
        )));
        #[cfg(not(feature = "postgres"))]
        {
            let _ = url;
            Err(JournalError::WithoutPostgres)
        }
    }

    /// A journal that is forgotten with the process. After a crash nothing says that there may be an
    /// order, so use it where that does no harm, as with the sandbox.
    ///
    /// # Errors
    /// If SQLite cannot make it.
    pub fn in_memory() -> Result<Self, JournalError> {
        Ok(Self::on(Database::Sqlite(Sqlite::in_memory()?)))
    }

    fn on(database: Database) -> Self {
        Self {
            database,
            owner: format!("{OWNER}{}{ON}{}", std::process::id(), host()),
            lease: LEASE,
        }
    }

    /// How long a process can be silent before another may take its run over. Default: four minutes. It
    /// must be longer than the longest call may take.
    #[must_use]
    pub fn with_lease(mut self, lease: Duration) -> Self {
        self.lease = lease;
        self
    }

    /// How long a process can be silent before another may take its run over.
    #[must_use]
    pub fn lease(&self) -> Duration {
        self.lease
    }

    /// Claims the run of a purchase, and makes it if there is none or all were abandoned. An attempt that
    /// was abandoned after one that has its order changes nothing about that order.
    /// [`Run::state`] tells what to do next: a run that is not [`State::Prepared`] was begun by somebody
    /// who did not finish, or has its order.
    ///
    /// # Errors
    /// [`JournalError::OtherOrder`] if the key is another order's, [`JournalError::Busy`] if another
    /// process works on the run.
    pub async fn claim(&self, purchase: &Purchase, repeat: Repeat) -> Result<Claim, JournalError> {
        loop {
            let attempts = self.attempts(&purchase.name).await?;
            if let Some(last) = attempts.first().filter(|it| it.digest != purchase.digest) {
                return Err(JournalError::OtherOrder {
                    key: last.name.key.clone(),
                    plans: last.plans.clone(),
                });
            }
            let next = attempts.first().map_or(1, |last| last.attempt + 1);
            match standing(attempts) {
                Some(run) if repeat == Repeat::Once || !run.state.is_done() => {
                    return self.take(run).await;
                }
                _ => {}
            }
            // If another process was faster, what it made is looked at like any other.
            if let Some(run) = self.begin(purchase, next, State::Prepared).await? {
                return Ok(self.claimed(run));
            }
        }
    }

    /// Writes that a call ([`Purchase::call`]) is about to be sent. It is on the disk when this returns.
    /// The same call can be sent any number of times, but not while the answer to one is not known.
    ///
    /// # Errors
    /// [`JournalError::Unanswered`]: it must not be sent.
    pub async fn call(&self, call: &Purchase) -> Result<Claim, JournalError> {
        loop {
            let last = self.attempts(&call.name).await?.into_iter().next();
            if let Some(run) = last.as_ref().filter(|run| run.state.is_unresolved()) {
                return Err(JournalError::Unanswered {
                    key: run.name.key.clone(),
                    since: run.begun,
                });
            }
            let attempt = last.map_or(1, |run| run.attempt + 1);
            if let Some(run) = self.begin(call, attempt, State::Posting).await? {
                return Ok(self.claimed(run));
            }
        }
    }

    /// Claims the last run with a name, of those that were not abandoned if there are any.
    ///
    /// # Errors
    /// [`JournalError::Missing`] if there is none, [`JournalError::Busy`] if another process works
    /// on it.
    pub async fn claim_last(&self, name: &RunName) -> Result<Claim, JournalError> {
        let mut attempts = self.attempts(name).await?;
        attempts.sort_by_key(|run| run.state == State::Abandoned);
        match attempts.into_iter().next() {
            Some(run) => self.take(run).await,
            None => Err(JournalError::Missing {
                key: name.key.clone(),
            }),
        }
    }

    /// All runs, the last changed first.
    ///
    /// # Errors
    /// If the journal cannot be read.
    pub async fn runs(&self) -> Result<Vec<Run>, JournalError> {
        let sql = "SELECT * FROM runs ORDER BY changed DESC, attempt DESC";
        self.database.run(sql, Vec::new()).await
    }

    /// All runs with a name, the last first.
    async fn attempts(&self, name: &RunName) -> Result<Vec<Run>, JournalError> {
        let sql = "SELECT * FROM runs WHERE endpoint = ?1 AND account = ?2 AND key = ?3 \
                   ORDER BY attempt DESC";
        self.database.run(sql, name.values()).await
    }

    /// Makes a run; none if there is one with this attempt by now.
    async fn begin(
        &self,
        purchase: &Purchase,
        attempt: i64,
        state: State,
    ) -> Result<Option<Run>, JournalError> {
        let sql = "INSERT INTO runs (endpoint, account, key, attempt, digest, plans, state, begun, \
                     changed, steps, owner, token, lease_until, kind) \
                   SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?9, now, now, now || ' ' || ?9, ?7, 1, \
                     now + ?8, ?10 FROM clock WHERE true \
                   ON CONFLICT DO NOTHING RETURNING *";
        let mut values = purchase.name.values();
        values.extend([
            attempt.into(),
            purchase.digest.clone().into(),
            purchase.plans.join(" ").into(),
            self.owner.clone().into(),
            milliseconds(self.lease).into(),
            state.to_string().into(),
            purchase.kind.name().to_owned().into(),
        ]);
        let runs = self.database.run(sql, values).await?;
        Ok(runs.into_iter().next())
    }

    /// Claims a run whose claim has ended, or whose process has. One that has its order is free for
    /// everybody, unless it is still to be paid: nothing is bought by following it.
    async fn take(&self, run: Run) -> Result<Claim, JournalError> {
        let sql = "UPDATE runs SET owner = ?5, token = token + 1, \
                     lease_until = (SELECT now FROM clock) + ?6 \
                   WHERE endpoint = ?1 AND account = ?2 AND key = ?3 AND attempt = ?4 \
                     AND (lease_until <= (SELECT now FROM clock) \
                          OR (order_id IS NOT NULL \
                              AND (state <> 'ordered' OR COALESCE(consent, '') = '')) \
                          OR (token = ?7 AND CAST(?8 AS BIGINT) = 1)) \
                   RETURNING *";
        let mut values = run.values();
        values.extend([
            self.owner.clone().into(),
            milliseconds(self.lease).into(),
            run.token.into(),
            i64::from(is_gone(&run.owner)).into(),
        ]);
        let taken = self.database.run(sql, values).await?;
        match taken.into_iter().next() {
            Some(run) => Ok(self.claimed(run)),
            None => Err(JournalError::Busy {
                key: run.name.key,
                owner: run.owner,
                since: run.changed,
                until: run.lease_until,
            }),
        }
    }

    fn claimed(&self, run: Run) -> Claim {
        Claim::new(self.database.clone(), self.lease, run)
    }
}

/// The attempt that counts: the last that was not abandoned.
fn standing(attempts: Vec<Run>) -> Option<Run> {
    let mut attempts = attempts.into_iter();
    attempts.find(|run| run.state != State::Abandoned)
}

/// Whether the process that owns a run is known to have ended: it was one of this machine. If this is
/// wrong, because its id means another process here, both work on the run, which the claim's number makes
/// harmless.
#[cfg(unix)]
fn is_gone(owner: &str) -> bool {
    use rustix::io::Errno;
    use rustix::process::{Pid, test_kill_process};

    let named = owner.strip_prefix(OWNER).and_then(|it| it.split_once(ON));
    let here = named.filter(|(_, machine)| *machine == host());
    let process = here.and_then(|(id, _)| Pid::from_raw(id.parse().ok()?));
    process.is_some_and(|process| test_kill_process(process) == Err(Errno::SRCH))
}

/// The name of this machine.
#[cfg(unix)]
fn host() -> String {
    let names = rustix::system::uname();
    names.nodename().to_string_lossy().into_owned()
}

#[cfg(not(unix))]
fn host() -> &'static str {
    "this machine"
}

#[cfg(not(unix))]
fn is_gone(_: &str) -> bool {
    false
}

impl std::fmt::Debug for Journal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Journal").finish_non_exhaustive()
    }
}
