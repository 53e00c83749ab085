//! The integration tests, one binary, modules by subject.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

#[cfg(feature = "cli")]
mod cli;
mod client;
mod config;
mod errors;
#[cfg(feature = "sandbox")]
mod examples;
mod fixture;
#[cfg(feature = "workflow")]
mod fuzzed;
#[cfg(feature = "sandbox")]
#[cfg(feature = "workflow")]
mod journal;
mod login;
mod logs;
#[cfg(all(unix, feature = "cli"))]
mod matrix;
mod order_file;
#[cfg(feature = "sandbox")]
mod sandbox;
mod signatures;
#[cfg(feature = "sandbox")]
mod workflow;
