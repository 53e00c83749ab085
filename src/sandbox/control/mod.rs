//! Control of a running sandbox: its clock, what goes wrong in it, what it remembers and has seen.

pub mod calls;
pub mod fault;
pub mod log;
pub mod overview;
pub mod sent;
pub mod snapshot;
