//! The journal: every purchase, and how far it is.
//!
//! OVHcloud's API has no idempotency key, so a checkout that is repeated is a second order. A
//! [`Journal`] remembers every [`Purchase`] as a [`Run`] before anything is done about it, and the
//! checkout in particular before it is sent. Whoever comes after a crash, a lost answer or a second
//! start of the same program finds the run and goes on from what is known.
//!
//! A run is worked on by one process at a time, which holds its [`Claim`]. Every write of a claim
//! carries the number it was claimed with: if another process took the run over in the meantime, the
//! write changes nothing and fails with [`JournalError::TakenOver`]. A claim is lent for a limited
//! time, so a process that died blocks nobody for long.
//!
//! [`State`] has the table of what may follow what. The journal stores no credentials and no link of
//! an order, which would give access to it.

mod claim;
mod database;
mod error;
#[cfg(feature = "postgres")]
mod postgres;
mod run;
mod sqlite;
mod state;
mod store;
mod table;

pub use claim::{Claim, Intent};
pub use error::JournalError;
pub use run::{Purchase, Run, RunKind, RunName, Step};
pub use state::{State, UnknownState};
pub use store::{Journal, Repeat};
