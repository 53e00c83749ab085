//! The form in which OVHcloud serves a description at `?format=openapi3`, written and read.
//!
//! It says a little less than the native form, so generation does not pass through it. It is written
//! for people who ask for it and to compare with; it is read when there is no native form. A document
//! that OVHcloud did not render is refused or, where a part of it says more than the native form can,
//! reported in words.

mod badge;
mod operation;
mod read;
mod types;
mod write;

pub use read::{Rendered, native};
pub use write::write;

use crate::error::Result;
use crate::native::{Description, read as read_native};

/// The description as far as a rendering of it tells: what it can be compared with that was read from
/// one.
///
/// # Errors
/// Those of [`write()`].
pub fn told(description: &Description) -> Result<Description> {
    let native = native(&write(description)?)?.description;
    read_native("the rendering", &native.to_string())
}
