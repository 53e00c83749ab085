//! The sandbox and the command with programs that others wrote, as published and unmodified.
//!
//! `.ci/foreign` installs them; `cargo test --locked --test foreign` runs the tests.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod chromium;
mod clients;
mod fixture;
