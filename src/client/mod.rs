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
//! The API may leave out any field of an answer, so each is an `Option`. Each has a method of its name too,
//! which answers the value, or an error of [`Kind::Decode`](crate::Kind::Decode) that names the field.
//! That error says that a change [may have happened](crate::Error::may_have_happened), since the call
//! was answered. Of a list the method answers the elements, none if the answer has no list. Maps, and
//! fields whose names would hide a method of a trait, such as `default`, are read as they are:
//!
//! ```
//! # fn example(order: &ovh_order::types::Order) -> Result<(), ovh_order::Error> {
//! for line in order.details() {
//!     println!("{} {}", line.description()?, line.total_price()?.text()?);
//! }
//! println!("total {}", order.prices()?.with_tax()?.text()?);
//! # Ok(())
//! # }
//! ```
//!
//! Enums that are only sent are `Copy` and have the values of the description. One that is answered too,
//! such as the account's subsidiary, keeps values that the description does not know, so it is `Clone`
//! and is sent by reference.
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
mod offer;
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
