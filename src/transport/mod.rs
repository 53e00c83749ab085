//! Sends requests: base address, signature, clock, and what HTTP's failures mean.
//!
//! It is the only place that talks HTTP. It must not know what a request is for; whether an
//! operation needs credentials comes in with the call.

mod authenticate;
mod body;
mod clock;
mod send;
mod token;

pub(crate) use send::{Call, Settings, Transport};
