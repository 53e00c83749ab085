//! Turns OVHcloud's API descriptions into OpenAPI, and OpenAPI into the client's Rust code.
//!
//! Everything here is a pure function from text to text: no network, no clock, no environment, no
//! files. `xtask` calls the first half when a description is vendored, `build.rs` the second half
//! when the crate is built.
//!
//! ```text
//! native/*.json ── facts ──▶ native ── unite, render ──▶ document
//!                                                    │ prepare: correct, complete, name, fold, separate, tolerate, box, describe
//!                                                    ▼
//!                                            schema/openapi.json ──▶ surface.txt
//!                                                    │ select: the enabled features
//!                                                    ▼
//!                                            generate: Rust code
//! ```
//!
//! Beside that, [`drift`] tells what changed between two native descriptions, and what it breaks.

mod aliases;
mod boxes;
mod complete;
pub mod correct;
mod describe;
pub mod document;
pub mod drift;
mod error;
pub mod facts;
mod fold;
pub mod generate;
pub mod generics;
pub mod json;
pub mod names;
pub mod native;
pub mod openapi_form;
pub mod prepare;
pub mod render;
mod scalars;
pub mod sections;
pub mod select;
pub mod surface;
mod tolerate;

pub use error::Error;
