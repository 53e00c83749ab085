//! Turns OVHcloud's API descriptions into OpenAPI, and OpenAPI into the client's Rust code.
//!
//! Everything here is a pure function from text to text: no network, no clock, no environment, no
//! files. `xtask` calls the first half when a description is vendored, `build.rs` the second half
//! when the crate is built.
//!
//! ```text
//! native/*.json ── facts ──▶ native ── render ──▶ OpenAPI as OVHcloud renders it
//!                                                    │ prepare: merge, correct, name, fold, separate, tolerate, box, document
//!                                                    ▼
//!                                            schema/openapi.json ──▶ surface.txt
//!                                                    │ select: the enabled features
//!                                                    ▼
//!                                            generate: Rust code
//! ```
//!
//! Beside that, [`drift`] tells what changed between two native descriptions, and what it breaks.
#![expect(
    clippy::indexing_slicing,
    reason = "JSON documents are written by key; a key that is missing is made, and a value that is \
              no object where one must be is a fault of this crate that must not pass silently"
)]

mod badge;
mod boxes;
mod correct;
mod document;
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
pub mod operation;
pub mod prepare;
pub mod regions;
pub mod render;
mod scalars;
pub mod select;
mod separate;
pub mod surface;
mod tolerate;

pub use error::Error;
