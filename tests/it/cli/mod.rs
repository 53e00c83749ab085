//! The real command, run as a process against a sandbox.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod api;
#[cfg(unix)]
mod columns;
mod completed;
mod configured;
mod documents;
mod exits;
mod explained;
mod files;
mod help;
mod hostile;
mod login;
#[cfg(unix)]
mod many;
mod ops;
mod outputs;
mod pages;
mod paying;
mod pdfs;
mod proxy;
mod quoted;
mod reports;
mod runs;
mod sandboxes;
mod secrets;
#[cfg(unix)]
mod sold;
mod stops;
mod streams;
#[cfg(unix)]
mod thousand;
#[cfg(unix)]
mod typed;
mod upgraded;
mod waits;
