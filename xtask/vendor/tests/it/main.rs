//! Fetching against servers of this machine, on folders of its own: what is downloaded, what is
//! refused, and that `schema` is replaced whole or not at all.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod faults;
mod fetch;
mod forms;
mod project;
mod refresh;
mod server;
mod writing;
