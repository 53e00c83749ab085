//! Order from OVHcloud by program.

pub mod auth;
pub mod client;
pub mod config;
pub mod endpoint;
pub mod error;
pub mod money;
pub mod order;
#[cfg(feature = "sandbox")]
pub mod sandbox;
mod transport;

pub use client::{Client, types};
pub use endpoint::Endpoint;
pub use error::{Error, Kind};
