//! Sends calls: in turn, authenticated, and again where that is safe.
//!
//! [`Transport`] is the one way to OVHcloud's servers, put together from parts that know nothing of each
//! other's business: `Wire` (one exchange over HTTP), `Signer` (who calls), `Turns` (the pace)
//! and `RetryPolicy` (what is sent again). What an operation needs, and what repeating it could do,
//! comes in with each [`Call`].

mod attempts;
mod call;
mod clock;
mod document;
mod latest;
mod pace;
mod peer;
mod retry;
mod send;
mod settings;
mod signer;
mod tls;
mod token;
mod wire;

pub use call::Authentication;
pub(crate) use call::Call;
pub use pace::Pace;
pub use retry::RetryPolicy;
pub(crate) use retry::Risk;
pub(crate) use send::Transport;
pub(crate) use settings::{Settings, header};
