//! The workflow of the library against a sandbox: quotes, orders, and what happens when they fail.
//! Must not look at anything but what a user of the library sees, and what arrives at the server.

pub mod bench;
mod buy;
mod configuration;
mod follow;
mod offer;
mod once;
mod problems;
mod quote;
mod steps;
mod stop;
mod tokens;
