//! What the benches share: a server on this machine, and the processor time of this thread.

mod clock;
mod server;

pub use clock::{Rounds, compare, stay_on_one_processor};
pub use server::serve;

/// A builder of bare HTTP clients, with the cryptography that the client uses.
pub fn http() -> reqwest::ClientBuilder {
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder()
}
