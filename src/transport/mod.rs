//! Sends requests: base address, signature, clock, retries, and what HTTP's failures mean.
//!
//! It is the only place that talks HTTP. It must not know what a request is for; whether an
//! operation needs credentials and what repeating it could do comes in with the call.

mod attempt;
mod authenticate;
mod body;
mod clock;
mod course;
mod retry;
mod send;
mod settings;
mod token;

pub use retry::RetryPolicy;
pub(crate) use retry::Risk;
pub(crate) use send::{Call, Transport};
pub(crate) use settings::Settings;
