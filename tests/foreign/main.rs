//! The sandbox and the command with programs that others wrote, as published and unmodified.
//!
//! `.ci/foreign` installs them; `cargo test --locked --features postgres --test foreign` runs the tests.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

#[expect(clippy::panic, reason = "a test fails by panicking")]
mod chromium;
mod clients;
mod contract;
mod fixture;
#[cfg(feature = "postgres")]
#[expect(clippy::panic, reason = "a test fails by panicking")]
#[path = "../it/journal/machine.rs"]
mod machine;
#[cfg(feature = "postgres")]
#[expect(clippy::panic, reason = "a test fails by panicking")]
mod postgres;
