//! Who is calling: credentials, the signature or token of a request, and the headers that carry them.
//!
//! Everything here is computed from what comes in; requests, clocks and files are elsewhere.

mod credentials;
mod error;
mod from_config;
mod headers;
mod route;
mod signature;
pub(crate) mod token;

pub use credentials::{ApplicationKeys, Credentials, OAuth2Client};
pub use error::CredentialsError;
pub use from_config::check_routes;
pub use headers::{Signing, headers};
pub use route::Route;
pub use signature::{ClockOffset, Signable, sign};
