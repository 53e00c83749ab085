//! A run that this process works on.

use jiff::Timestamp;
use rusqlite::types::Value;

use super::database::Database;
use super::{JournalError, Run, State};

/// A run that this process works on, and the only way to write it.
///
/// Dropping it leaves the run as it is; another process may claim it once the claim has ended.
/// [`release`](Self::release) ends the claim at once.
#[derive(Debug)]
pub struct Claim {
    database: Database,
    lease: Value,
    run: Run,
}

/// What is learned with a step; what is absent stays as it was.
#[derive(Default)]
struct Facts<'a> {
    cart_id: Option<&'a str>,
    order_id: Option<i64>,
    intended: Option<Timestamp>,
    query_id: Option<&'a str>,
}

/// A query id as a step can hold it: it comes from a server and can be anything.
fn one_word(query_id: &str) -> String {
    query_id
        .chars()
        .filter(|c| c.is_ascii_graphic() && *c != ';')
        .take(100)
        .collect()
}

impl Claim {
    pub(super) fn new(database: Database, lease: Value, run: Run) -> Self {
        Self {
            database,
            lease,
            run,
        }
    }

    /// The run as it stands.
    #[must_use]
    pub fn run(&self) -> &Run {
        &self.run
    }

    /// Whether nobody has worked on the run before.
    pub(crate) fn is_first(&self) -> bool {
        self.run.is_new()
    }

    /// Writes that the run has a cart.
    ///
    /// # Errors
    /// Like all steps: [`JournalError::TakenOver`] if another process has the run, and
    /// [`JournalError::Illegal`] if the step must not follow. Nothing was written then.
    pub async fn carted(&mut self, cart_id: &str) -> Result<(), JournalError> {
        let facts = Facts {
            cart_id: Some(cart_id),
            ..Facts::default()
        };
        self.step(State::Carted, facts).await
    }

    /// Writes that the checkout is about to be sent, at this time of the server's. It is on the disk
    /// when this returns.
    ///
    /// # Errors
    /// See [`carted`](Self::carted). The checkout must not be sent then.
    pub async fn posting(&mut self, intended: Timestamp) -> Result<(), JournalError> {
        let facts = Facts {
            intended: Some(intended),
            ..Facts::default()
        };
        self.step(State::Posting, facts).await
    }

    /// Writes the order's number, with the query id of the checkout if it is known.
    ///
    /// # Errors
    /// See [`carted`](Self::carted).
    pub async fn ordered(
        &mut self,
        order_id: i64,
        query_id: Option<&str>,
    ) -> Result<(), JournalError> {
        let facts = Facts {
            order_id: Some(order_id),
            query_id,
            ..Facts::default()
        };
        self.step(State::Ordered, facts).await
    }

    /// Writes a step that brings no new facts.
    ///
    /// # Errors
    /// See [`carted`](Self::carted).
    pub async fn reached(&mut self, state: State) -> Result<(), JournalError> {
        self.step(state, Facts::default()).await
    }

    /// Ends the claim, so that the next process need not wait.
    ///
    /// # Errors
    /// If the journal cannot be written; the claim ends by itself then. [`JournalError::TakenOver`] if
    /// another process has the run.
    pub async fn release(self) -> Result<(), JournalError> {
        let sql = "UPDATE runs SET lease_until = 0 WHERE endpoint = ?1 AND account = ?2 \
                     AND key = ?3 AND attempt = ?4 AND token = ?5 RETURNING *";
        let mut values = self.run.values();
        values.push(self.run.token.into());
        let ended = self.database.run(sql, values, Run::from_row).await?;
        if ended.is_empty() {
            let key = self.run.name.key.clone();
            return Err(JournalError::TakenOver { key });
        }
        Ok(())
    }

    async fn step(&mut self, next: State, facts: Facts<'_>) -> Result<(), JournalError> {
        let (from, key) = (self.run.state, &self.run.name.key);
        if !from.leads_to(next) {
            return Err(JournalError::Illegal {
                key: key.clone(),
                from,
                to: next,
            });
        }
        // The number of the claim is the fence: a process that was paused while another took the run
        // over changes nothing here, and learns it before it sends anything.
        let sql = "UPDATE runs SET state = ?5, cart_id = COALESCE(?6, cart_id), \
                     order_id = COALESCE(?7, order_id), intended = COALESCE(?8, intended), \
                     changed = (SELECT now FROM clock), \
                     steps = steps || ';' || (SELECT now FROM clock) || ' ' || ?5 || ' ' || ?9, \
                     lease_until = (SELECT now FROM clock) + ?10 \
                   WHERE endpoint = ?1 AND account = ?2 AND key = ?3 AND attempt = ?4 \
                     AND token = ?11 AND state = ?12 RETURNING *";
        let mut values = self.run.values();
        values.extend([
            Value::from(next.to_string()),
            facts.cart_id.map(str::to_owned).into(),
            facts.order_id.into(),
            facts.intended.map(Timestamp::as_millisecond).into(),
            facts.query_id.map(one_word).unwrap_or_default().into(),
            self.lease.clone(),
            self.run.token.into(),
            from.to_string().into(),
        ]);
        let written = self.database.run(sql, values, Run::from_row);
        match written.await?.into_iter().next() {
            Some(run) => {
                self.run = run;
                Ok(())
            }
            None => Err(JournalError::TakenOver { key: key.clone() }),
        }
    }
}
