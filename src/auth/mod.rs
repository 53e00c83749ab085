//! Who is asking: credentials, the signature of a request or the token, the headers that carry it.
//!
//! It must not send a request or read a clock, the environment or a file.

mod choice;
mod clock;
mod credentials;
mod headers;
mod oauth2;
mod signature;
pub(crate) mod token;

pub use choice::CredentialsError;
pub use clock::ClockOffset;
pub use credentials::{ApplicationKeys, Credentials};
pub(crate) use headers::insert_headers;
pub use headers::{Signing, headers};
pub use oauth2::OAuth2Client;
pub use signature::{Signable, sign};
