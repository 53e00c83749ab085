//! Order from OVHcloud by program: a cart is filled, checked and priced, bought after a yes, and
//! followed until the service is delivered.
//!
//! It is for three kinds of people:
//!
//! * **who just wants to order** runs the command `ovh-order`, or calls [`order::buy`](order::buy())
//!   with an [order file](order::OrderFile);
//! * **who calls any `/order` endpoint** finds a method for it on [`Client`];
//! * **who regenerates after the API changed** reads `docs/regenerating.md`: the client is generated
//!   from a vendored description whenever the crate is built.
//!
//! # A tour
//!
//! A [`Client`] calls an [`Endpoint`] with [`Credentials`](auth::Credentials), or without: catalogues,
//! carts and sums need none. [`Client::from_config`] takes both from `ovh.conf` and the environment,
//! as the [configuration](config) says; [`login`] gets a consumer key with the least rights. Each
//! operation is a method that takes its parameters by name; `schema/surface.txt` lists them all, and
//! [`Operation`](client::Operation) has their rights, status and regions as data.
//!
//! The [`sandbox`] is a local server that behaves as the API does; the examples here run against it.
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
//! [`order`] composes these calls. [`order::quote`](order::quote()) prices an order file and buys
//! nothing; [`order::buy`](order::buy()) asks with the price, posts the checkout once, and follows the
//! order until it is delivered. Each step is a function too: [`order::cart`], [`order::item`],
//! [`order::configuration`], [`order::checkout`], [`order::track`].
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
//! let prices = quote.order.prices.ok_or("a quote has prices")?;
//! let total = prices.with_tax.and_then(|price| price.text);
//! assert_eq!((quote.basis, total.as_deref()), (Basis::DryRun, Some("5.39 €")));
//! # Ok(api.shutdown().await?)
//! # }
//! # tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap().block_on(run()).unwrap();
//! ```
//!
//! Prices are shown as the API writes them; to compare them exactly there is [`money`].
//!
//! # Errors
//!
//! Every failed call is an [`Error`]. Its [`kind`](Error::kind) says what to do about it, and
//! [`may_have_happened`](Error::may_have_happened) whether the request may have been carried out.
//! Before that, reads are sent again after failures that pass, changes only when they were surely not
//! processed, and what may create an order or a debt never; a [`RetryPolicy`](client::RetryPolicy)
//! says how often. So a change whose answer was lost is yours to look after: read back first.
//!
//! ```
//! # async fn run() -> Result<(), Box<dyn std::error::Error>> {
//! use ovh_order::client::RetryPolicy;
//! use ovh_order::{Client, Kind};
//!
//! // Nobody listens there, so nothing can have been sent.
//! let client = Client::builder("http://127.0.0.1:1/v1".parse()?);
//! let client = client.retries(RetryPolicy::none()).build()?;
//! let error = client.delete_cart_coupon().cart_id("0f3c").coupon("X").send().await.unwrap_err();
//! assert_eq!((error.kind(), error.may_have_happened()), (Kind::Connect, false));
//! # Ok(())
//! # }
//! # tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap().block_on(run()).unwrap();
//! ```
//!
//! The workflow's [`OrderError`](order::OrderError) adds what this means for an order: `Unsure` when
//! the checkout's answer was lost, `Ordered` when there is an order and what came after it failed.
//! Neither may be answered by ordering again.
//!
//! # Features
//!
//! | feature | what it adds |
//! | --- | --- |
//! | `cli` (default) | the command `ovh-order`; turns on `sandbox` and `workflow` |
//! | `sandbox` | the module of that name |
//! | `workflow` | the module [`order`]: order files, quotes, purchases that are followed to delivery |
//! | none | carts with any product (`create_cart_product` and its like take it as a parameter), orders |
//! | `cart`, `cart-service-option`, `catalog`, `cdn`, `cloud`, `dedicated`, `dedicated-cloud`, `domain`, `email`, `freefax`, `hosting`, `license`, `over-the-box`, `saas`, `sms`, `telephony`, `upgrade`, `veeam-cloud-connect`, `vps`, `vrack`, `xdsl` | the literal operations below `/order` of that name |
//! | `full` | all of these groups |
//! | `fetch` | lets the build script download a fresh description when `OVH_ORDER_FETCH=1` asks for it |
//!
//! # Where to look next
//!
//! The order file: [`order::file`]. Every call of an order, with its right names: `docs/guide.md`. How
//! the crate is made, and what is not there yet: `docs/architecture.md`.

pub mod auth;
pub mod client;
pub mod config;
pub mod endpoint;
pub mod error;
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
