//! The sandbox and the command with programs that others wrote, as published and unmodified.
//!
//! `.ci/foreign` installs them; `cargo test --locked --test foreign` runs the tests.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod chromium;
mod fixture;
mod python;
