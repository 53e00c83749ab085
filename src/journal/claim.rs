//! A run that this process works on.

use std::pin::pin;
use std::time::Duration;

use jiff::Timestamp;
use tokio::time::sleep;

use super::database::Database;
use super::run::milliseconds;
use super::table::Value;
use super::{JournalError, Run, State};

/// A run that this process works on, and the only way to write it.
///
/// Dropping it leaves the run as it is; another process may claim it once the claim has ended.
/// [`release`](Self::release) ends the claim at once.
#[derive(Debug)]
pub struct Claim {
    database: Database,
    lease: Duration,
    run: Run,
}

/// A checkout that is about to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Intent {
    /// When, in the server's time.
    pub at: Timestamp,
    /// How long the sender waits for an answer at most, and so how long the checkout may be worked on.
    pub longest: Duration,
    /// What was agreed to about paying the order in a call of its own, if it is paid so.
    pub consent: Option<String>,
}

/// What is learned with a step; what is absent stays as it was.
#[derive(Default)]
struct Facts<'a> {
    cart_id: Option<&'a str>,
    order_id: Option<i64>,
    intent: Option<Intent>,
    query_id: Option<&'a str>,
    consent: Option<&'a str>,
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
    pub(super) fn new(database: Database, lease: Duration, run: Run) -> Self {
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

    /// Prolongs the claim, for a process that waits and takes no step.
    ///
    /// # Errors
    /// [`JournalError::TakenOver`] if another process has the run.
    pub async fn renew(&self) -> Result<(), JournalError> {
        let sql = "UPDATE runs SET lease_until = (SELECT now FROM clock) + ?5 \
                   WHERE endpoint = ?1 AND account = ?2 AND key = ?3 AND attempt = ?4 \
                     AND token = ?6 RETURNING *";
        let mut values = self.run.values();
        values.extend([milliseconds(self.lease).into(), self.run.token.into()]);
        self.unless_taken_over(sql, values).await?;
        Ok(())
    }

    /// Waits for somebody else, and holds the claim for as long as that takes.
    pub(crate) async fn held<T>(&self, wait: impl Future<Output = T>) -> Result<T, JournalError> {
        // Then it has ended, whatever is done.
        if self.lease.is_zero() {
            return Ok(wait.await);
        }
        let mut wait = pin!(wait);
        loop {
            tokio::select! {
                biased;
                waited = &mut wait => return Ok(waited),
                () = sleep(self.lease / 3) => {}
            }
            // Any other failure may be over the next time, and no step is taken unless it is.
            if let Err(taken @ JournalError::TakenOver { .. }) = self.renew().await {
                return Err(taken);
            }
        }
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

    /// Notes the plan codes that are ordered, which the next step writes: which options an order has can
    /// be known only once its cart is filled.
    pub fn plans(&mut self, plans: Vec<String>) {
        self.run.plans = plans;
    }

    /// Writes that the checkout is about to be sent. It is on the disk when this returns. That the sender
    /// waits as long as its claim lasts is taken for granted, so a shorter [`Intent::longest`] is
    /// prolonged to that.
    ///
    /// # Errors
    /// See [`carted`](Self::carted). The checkout must not be sent then.
    pub async fn posting(&mut self, intent: Intent) -> Result<(), JournalError> {
        let longest = intent.longest.max(self.lease);
        let facts = Facts {
            intent: Some(Intent { longest, ..intent }),
            ..Facts::default()
        };
        self.step(State::Posting, facts).await
    }

    /// Writes that the cart has no order after the checkout and is about to be deleted: if it is gone
    /// later, that is why.
    ///
    /// # Errors
    /// See [`carted`](Self::carted).
    pub async fn closing(&mut self) -> Result<(), JournalError> {
        let sql = "UPDATE runs SET closing = (SELECT now FROM clock), \
                     lease_until = (SELECT now FROM clock) + ?5 \
                   WHERE endpoint = ?1 AND account = ?2 AND key = ?3 AND attempt = ?4 \
                     AND token = ?6 RETURNING *";
        let mut values = self.run.values();
        values.extend([milliseconds(self.lease).into(), self.run.token.into()]);
        self.write(sql, values).await
    }

    /// Writes that the cart was open and is deleted, at this time of the server's: no checkout that
    /// arrives later can order it.
    ///
    /// # Errors
    /// See [`carted`](Self::carted).
    pub async fn closed(&mut self, at: Timestamp) -> Result<(), JournalError> {
        let sql = "UPDATE runs SET closed = ?5, lease_until = (SELECT now FROM clock) + ?6 \
                   WHERE endpoint = ?1 AND account = ?2 AND key = ?3 AND attempt = ?4 \
                     AND token = ?7 RETURNING *";
        let mut values = self.run.values();
        values.extend([
            at.as_millisecond().into(),
            milliseconds(self.lease).into(),
            self.run.token.into(),
        ]);
        self.write(sql, values).await
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

    /// Writes the number of an order that was found, or that a person named. That it is the order of this
    /// run was not said by the checkout's answer, so nothing pays it as was agreed to.
    ///
    /// # Errors
    /// See [`carted`](Self::carted).
    pub async fn adopted(&mut self, order_id: i64) -> Result<(), JournalError> {
        let facts = Facts {
            order_id: Some(order_id),
            consent: Some(""),
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
        self.unless_taken_over(sql, values).await?;
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
                     longest = COALESCE(?13, longest), consent = COALESCE(?14, consent), \
                     changed = (SELECT now FROM clock), \
                     steps = steps || ';' || (SELECT now FROM clock) || ' ' || ?5 || ' ' || ?9, \
                     lease_until = (SELECT now FROM clock) + ?10, plans = ?15 \
                   WHERE endpoint = ?1 AND account = ?2 AND key = ?3 AND attempt = ?4 \
                     AND token = ?11 AND state = ?12 RETURNING *";
        let intent = facts.intent.as_ref();
        let agreed = intent.and_then(|intent| intent.consent.as_deref());
        let consent = facts.consent.or(agreed);
        let mut values = self.run.values();
        values.extend([
            Value::from(next.to_string()),
            facts.cart_id.map(str::to_owned).into(),
            facts.order_id.into(),
            intent.map(|intent| intent.at.as_millisecond()).into(),
            facts.query_id.map(one_word).unwrap_or_default().into(),
            milliseconds(self.lease).into(),
            self.run.token.into(),
            from.to_string().into(),
            intent.map(|intent| milliseconds(intent.longest)).into(),
            consent.map(str::to_owned).into(),
            self.run.plans.join(" ").into(),
        ]);
        self.write(sql, values).await
    }

    /// Runs a statement that writes the run as long as this claim holds it.
    async fn write(&mut self, sql: &'static str, values: Vec<Value>) -> Result<(), JournalError> {
        self.run = self.unless_taken_over(sql, values).await?;
        Ok(())
    }

    async fn unless_taken_over(
        &self,
        sql: &'static str,
        values: Vec<Value>,
    ) -> Result<Run, JournalError> {
        let written = self.database.run(sql, values).await?;
        let run = written.into_iter().next();
        run.ok_or_else(|| JournalError::TakenOver {
            key: self.run.name.key.clone(),
        })
    }
}
