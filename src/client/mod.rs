//! The client: one method for each operation, generated from the description at build time.
//!
//! It turns arguments into requests and answers into types. It must not decide how a request gets
//! there: signing, time and HTTP are the business of `transport`.
//!
//! A call starts at a method named after its operation, takes its parameters by name and is sent:
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
//! What has no method is called by method and path: [`Client::call_raw`].
//!
//! A client can be cloned and shared; clones use the same connections, clock, token and pace. Its
//! calls are `Send`, and can be dropped at any time: one that waits for its turn or to be repeated is
//! then not sent any more; one that was sent may have been carried out, as after a lost answer.
//!
//! # Logs
//!
//! Each call is a `tracing` span `call` at debug level with the operation's name, method and path
//! template; each attempt an event in it with its number, status, milliseconds and query id. The call
//! that reads the server's time is a span `clock` in it. Waits and measurements of the clock are events
//! too. None shows a secret, a query, a header or a body,
//! and neither does what the HTTP client below logs at any level, as long as it is not told to
//! (`connection_verbose`).

mod builder;
mod date_time;
mod derived;
pub mod description;
mod number_or_text;
mod operation;
mod raw;
mod response;
pub(crate) mod runtime;
mod secret;
mod text_enum;

#[expect(
    missing_docs,
    clippy::all,
    clippy::unwrap_used,
    unused,
    reason = "generated: what it lacks is the generator's, and not every operation uses all of it"
)]
mod generated {
    include!(concat!(env!("OUT_DIR"), "/client.rs"));
}

pub use builder::ClientBuilder;
pub use generated::Client;
/// Builders of the calls, one for each operation.
pub use generated::builder as calls;
pub use operation::{IamAction, Operation};
pub use raw::RawCall;
pub use response::Response;
pub(crate) use text_enum::text_enum;

pub use crate::transport::{Authentication, Pace, RetryPolicy};

/// Types that operations take and answer, under the names that `schema/surface.txt` lists.
pub mod types {
    pub use super::date_time::DateTime;
    #[expect(
        ambiguous_glob_reexports,
        reason = "both have a module `error` of their own"
    )]
    pub use super::generated::{answers::*, types::*};
    pub use super::number_or_text::NumberOrText;
    pub use super::secret::Secret;
    pub use super::text_enum::UnknownValue;
}
