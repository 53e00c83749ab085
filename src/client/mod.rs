//! The client: a method for each operation of the API, generated from its description at build time.
//!
//! A call starts at the method named after its operation, takes parameters by name, and is sent:
//!
//! ```no_run
//! # async fn example(client: ovh_order::Client) -> Result<(), ovh_order::Error> {
//! use ovh_order::types::{CartCreation, NichandleOvhSubsidiary};
//!
//! let body = CartCreation::builder().ovh_subsidiary(NichandleOvhSubsidiary::Fr);
//! let cart = client.create_cart().body(body).send().await?;
//! println!("{:?}", cart.expire);
//! # Ok(())
//! # }
//! ```
//!
//! `send()` answers the value; `send_response()` answers a [`Response`] with status, query id and
//! body around it. Parts of the API that have no method are called with [`Client::call_raw`].
//!
//! Clone a client to share it: clones use the same connections, clock, token and pace. A call is
//! `Send` and can be dropped at any time. Dropped while it waits for its turn or for another attempt,
//! it is not sent any more; dropped after it was sent, it may have been carried out, as after a lost
//! answer.
//!
//! # Logs
//!
//! Each call is a `tracing` span `call` at debug level with the operation's name, method and path
//! template. Each attempt is an event in it with its number, status, milliseconds and query id; waits
//! and measurements of the clock are events too. The request for the server's time has a span `clock`
//! in that of the call. Events at level info are lines for people: a wait of more than a second and its
//! reason, and an answer that is long in coming. No log shows a secret, a query, a header or a body, not
//! even those of the HTTP client at its highest level, unless it is told to (`connection_verbose`).

mod builder;
mod call;
pub mod description;
mod operation;
mod raw;
mod response;
pub(crate) mod runtime;
mod scalars;
mod text_enum;

#[expect(
    missing_docs,
    clippy::all,
    clippy::unwrap_used,
    unused,
    reason = "generated: what it lacks is up to the generator, and no operation uses all of it"
)]
mod generated {
    include!(concat!(env!("OUT_DIR"), "/client.rs"));
}

pub use builder::ClientBuilder;
pub use generated::Client;
/// The builders of calls, one for each operation.
pub use generated::builder as calls;
pub use operation::{IamAction, Operation};
pub use raw::RawCall;
pub use response::Response;
pub(crate) use text_enum::text_enum;

pub use crate::transport::{Authentication, Pace, RetryPolicy};

/// The types that operations take and answer, under the names in `schema/surface.txt`.
pub mod types {
    #[expect(
        ambiguous_glob_reexports,
        reason = "both have a module `error` of their own"
    )]
    pub use super::generated::{answers::*, types::*};
    pub use super::scalars::{DateTime, NumberOrText, Secret};
    pub use super::text_enum::UnknownValue;
}
