//! Who is asking: credentials, the signature of a request, the headers that carry it.
//!
//! It must not send a request or read a clock, the environment or a file.

mod choice;
mod clock;
mod credentials;
mod headers;
mod signature;

pub use choice::CredentialsError;
pub use clock::ClockOffset;
pub use credentials::{ApplicationKeys, Credentials};
pub use headers::{Signing, headers};
pub use signature::{Signable, sign};
