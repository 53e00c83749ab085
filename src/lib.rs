//! Order from OVHcloud by program: fill a cart, check it, see the price, say yes, and follow the order
//! until the service is delivered.
//!
//! There are three ways in:
//!
//! * **Place orders.** Write an order file and hand it to [`order::buy`](order::buy()), or to the
//!   command `ovh-order`. An order is never placed twice.
//! * **Call the API.** [`Client`] has a typed method for each operation below `/order`, and for what
//!   an order needs around it.
//! * **Follow the API's changes.** The client is generated from a vendored description whenever the
//!   crate is built; `docs/regenerating.md` says how to update it.
//!
//! # Calling the API
//!
//! A [`Client`] calls an [`Endpoint`], as somebody ([`auth::Credentials`]) or as nobody, which is
//! enough for catalogues, carts and prices. Parameters are set by name, and `send` answers a typed
//! value. The [`sandbox`] is a local server that behaves like the API; the examples here run in it:
//!
//! ```
//! # async fn run() -> Result<(), Box<dyn std::error::Error>> {
//! use std::sync::Arc;
//!
//! use ovh_order::types::{CartCreation, NichandleOvhSubsidiary};
//! use ovh_order::{Client, sandbox};
//!
//! let clock = Arc::new(jiff::Timestamp::now);
//! let api = sandbox::start(sandbox::Options::new(clock)).await?;
//! let client = Client::builder(api.url().parse()?).build()?;
//!
//! let body = CartCreation::builder().ovh_subsidiary(NichandleOvhSubsidiary::Fr);
//! let cart = client.create_cart().body(body).send().await?;
//! assert_eq!(cart.read_only, Some(false));
//! # Ok(api.shutdown().await?)
//! # }
//! # tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap().block_on(run()).unwrap();
//! ```
//!
//! * [`Client::from_env`] takes endpoint and keys from `ovh.conf` and the environment; see
//!   [`config`]. [`login`] gets a consumer key that may do no more than it has to.
//! * The API may leave out any field of an answer, so each is an `Option`, and has a method of its name
//!   that answers the value or an error: `cart.cart_id()?`.
//! * `schema/surface.txt` lists every method; [`client::Operation`] has their rights, status and
//!   regions as data.
//! * [`Client::call_raw`] calls what has no method here.
//!
//! # Placing orders
//!
//! The module [`order`] puts these calls together. [`order::quote`](order::quote()) prices an order
//! file and buys nothing. [`order::buy`](order::buy()) asks with the price, posts the checkout once, and
//! follows the order until it is delivered. Its steps are public too.
//!
//! ```
//! # async fn run() -> Result<(), Box<dyn std::error::Error>> {
//! # use std::sync::Arc;
//! # use ovh_order::{Client, sandbox};
//! use ovh_order::auth::Credentials;
//! use ovh_order::order::{self, Basis, Context, OrderFile};
//!
//! # let clock = Arc::new(jiff::Timestamp::now);
//! # let api = sandbox::start(sandbox::Options::new(clock)).await?;
//! let keys = api.credentials();
//! let keys = Credentials::application(
//!     keys.application_key,
//!     keys.application_secret,
//!     keys.consumer_key,
//! );
//! let client = Client::builder(api.url().parse()?).credentials(keys).build()?;
//! let file = OrderFile::parse("items: [{product: vps, planCode: vps-2025-model1, configuration: \
//!     {vps_datacenter: GRA, vps_os: Debian 13}}]")?;
//!
//! let quote = order::quote(&Context::new(client), &file).await?;
//! assert_eq!((quote.basis, quote.total()), (Basis::DryRun, Some("5.39 €")));
//! # Ok(api.shutdown().await?)
//! # }
//! # tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap().block_on(run()).unwrap();
//! ```
//!
//! Prices are shown as the API writes them. To compare them exactly, use [`money`].
//!
//! # Errors
//!
//! A failed call is an [`Error`]. Its [`kind`](Error::kind) says what to do about it, and
//! [`may_have_happened`](Error::may_have_happened) whether the request may have been carried out.
//!
//! Reads are repeated after failures that pass, changes only after failures that prove that they were
//! not processed, and calls that may create an order or a debt never; see
//! [`RetryPolicy`](client::RetryPolicy). So after a change whose answer was lost, read back what exists
//! before you send it again.
//!
//! ```
//! # async fn run() -> Result<(), Box<dyn std::error::Error>> {
//! use ovh_order::client::RetryPolicy;
//! use ovh_order::{Client, Kind};
//!
//! // Nobody listens on this port, so nothing was sent.
//! let client = Client::builder("http://127.0.0.1:1/v1".parse()?);
//! let client = client.retries(RetryPolicy::none()).build()?;
//! let error = client.delete_cart_coupon().cart_id("0f3c").coupon("X").send().await.unwrap_err();
//! assert_eq!((error.kind(), error.may_have_happened()), (Kind::Connect, false));
//! # Ok(())
//! # }
//! # tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap().block_on(run()).unwrap();
//! ```
//!
//! Of the workflow's errors ([`OrderError`](order::OrderError)), some mean that there is or may be an
//! order: `Unsure` when the answer to the checkout was lost, `Unsettled` and `Unresolved` when it cannot
//! be told what became of it, and `Ordered` when something failed after it. The [`journal`] remembers all three:
//! [`order::resume`](order::resume()) goes on, and the same order bought again is never a second one.
//!
//! # Features
//!
//! | feature | what it adds |
//! | --- | --- |
//! | `cli` (default) | the command `ovh-order`; turns on `sandbox` and `workflow` |
//! | `sandbox` | the module [`sandbox`] |
//! | `workflow` | the module [`order`] |
//! | `postgres` | a journal in PostgreSQL, which several machines share (`Journal::connect`, `--journal postgres://…`) |
//! | none | carts with any product, which methods like `create_cart_product` take as a parameter; orders |
//! | `cart`, `cart-service-option`, `catalog`, `cdn`, `cloud`, `dedicated`, `dedicated-cloud`, `domain`, `email`, `freefax`, `hosting`, `license`, `over-the-box`, `saas`, `sms`, `telephony`, `upgrade`, `veeam-cloud-connect`, `vps`, `vrack`, `xdsl` | a method of its own for each operation in that part of `/order` |
//! | `full` | all of these groups |
//! | `fetch` | lets the build download a description, if `OVH_ORDER_FETCH=1` is set |
//!
//! # Where to look next
//!
//! [`order::file`] explains order files. `docs/guide.md` makes every call of an order, with the names
//! that OVHcloud uses. `docs/architecture.md` shows how the crate is built.

#![cfg_attr(not(test), deny(clippy::disallowed_methods))]

pub mod auth;
pub mod client;
pub mod config;
pub mod endpoint;
pub mod error;
#[cfg(feature = "workflow")]
pub mod journal;
pub mod login;
pub mod money;
pub mod nearest;
#[cfg(feature = "workflow")]
pub mod order;
#[cfg(feature = "sandbox")]
pub mod sandbox;
mod transport;

pub use client::{Client, types};
pub use endpoint::Endpoint;
pub use error::{Error, Kind};

/// The example of the README, compiled and run.
#[cfg(all(doctest, feature = "sandbox", feature = "workflow"))]
#[doc = include_str!("../README.md")]
struct Readme;
