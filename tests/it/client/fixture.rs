//! Clients with known keys, and a server that answers the same to everything.

use std::time::Duration;

use ovh_order::Client;
use ovh_order::auth::Credentials;
use ovh_order::client::{ClientBuilder, RetryPolicy};

use crate::wire::{Reply, Wire, json};

pub const KEY: &str = "k3y-of-application";
pub const SECRET: &str = "s3cret-of-application";
pub const CONSUMER: &str = "c0nsumer-key";

/// The server's clock, when it matters to nobody.
pub const TIME: &str = "1767323045";

pub fn credentials() -> Credentials {
    Credentials::application(KEY, SECRET, CONSUMER)
}

/// A client that signs.
pub fn signing(wire: &Wire) -> Client {
    with(wire, credentials())
}

/// A client without credentials.
pub fn anonymous(wire: &Wire) -> Client {
    with(wire, Credentials::None)
}

pub fn with(wire: &Wire, credentials: Credentials) -> Client {
    let builder = builder(wire).credentials(credentials);
    builder.build().unwrap()
}

/// A client to be, without credentials, that repeats what may be repeated and hardly waits.
pub fn builder(wire: &Wire) -> ClientBuilder {
    let builder = Client::builder(wire.url().parse().unwrap());
    builder.retries(soon())
}

/// The default policy with short waits.
pub fn soon() -> RetryPolicy {
    RetryPolicy::default().first_wait(Duration::from_millis(1))
}

/// A server that knows the time and answers this body to all else.
pub async fn answering(body: &'static str) -> Wire {
    replying(move || json(200, body)).await
}

/// A server that knows the time and replies so to all else.
pub async fn replying(reply: impl Fn() -> Reply + Send + Sync + 'static) -> Wire {
    Wire::start(move |got| {
        if got.is_time() {
            json(200, TIME)
        } else {
            reply()
        }
    })
    .await
}
