//! Sends requests: pace, signature, clock, retries, and what HTTP's failures mean.
//!
//! It is the only place that talks HTTP. It must not know what a request is for; whether an
//! operation needs credentials and what repeating it could do comes in with the call.

mod attempt;
mod authenticate;
mod body;
mod call;
mod clock;
mod course;
mod pace;
mod retry;
mod send;
mod settings;
mod tls;
mod token;

pub use call::Authentication;
pub(crate) use call::{Call, Needs};
pub use pace::Pace;
pub use retry::RetryPolicy;
pub(crate) use retry::Risk;
pub(crate) use send::Transport;
pub(crate) use settings::{Settings, is_ours};
