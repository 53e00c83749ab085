//! Who is calling: credentials, the signature or token of a request, and the headers that carry them.
//!
//! Everything here is computed from what comes in; requests, clocks and files are elsewhere.

mod credentials;
mod from_config;
mod headers;
mod signature;
pub(crate) mod token;

pub use credentials::{ApplicationKeys, Credentials, OAuth2Client};
pub use from_config::CredentialsError;
pub use headers::{Signing, headers};
pub use signature::{ClockOffset, Signable, sign};
