//! Brings OVHcloud's API descriptions into the folder `schema`: recognises them, keeps their facts,
//! converts them, and replaces the folder whole or not at all.
//!
//! `cargo xtask` and the crate's build script share it. What a description means is decided in
//! `ovh-order-codegen`.
//!
//! ```text
//! download or file ── form ──▶ native ── slice, facts ──▶ schema/native/*.json ── convert ──▶ openapi.json
//!                                                          provenance.toml                    surface.txt
//! ```

pub mod convert;
pub mod endpoint;
mod error;
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
