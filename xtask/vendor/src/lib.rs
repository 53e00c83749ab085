//! Brings OVHcloud's API descriptions into the `schema` folder: recognises them, keeps their facts,
//! converts them, and replaces the folder whole or not at all.
//!
//! `cargo xtask` and the crate's build script share it. It does not decide what a description means
//! (that is `ovh-order-codegen`), and only the module `fetch`, behind the feature of that name, uses
//! the network.
//!
//! ```text
//! download or file ── form ──▶ native ── slice, facts ──▶ schema/native/*.json ── convert ──▶ openapi.json
//!                                                          provenance.toml                    surface.txt
//! ```

pub mod convert;
mod error;
#[cfg(feature = "fetch")]
pub mod fetch;
pub mod files;
pub mod form;
pub mod provenance;
pub mod refresh;
pub mod region;
mod slice;
mod swap;
pub mod tree;
pub mod update;
pub mod vendor;

pub use error::{Error, Result, chain};
