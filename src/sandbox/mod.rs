//! A stand-in for OVHcloud's ordering API: a stateful HTTP server on this machine.
//!
//! It follows the API's description and, beyond it, what people reported of the live API: configuration
//! is stored unchecked and judged at checkout, `required` is wrong both ways, and an optional value
//! that is `null` counts as absent. Carts, orders and consumer keys live in memory and end with the
//! server. Nothing is ever paid, and nothing leaves this machine.
//!
//! * Everything around an order is emulated, of `cloud`, `domain`, `eco`, `vps` and `vrack` with real
//!   plan codes; `GET /` beside `/v1` lists the operations, and
//!   `GET /openapi.json` describes them. Others answer 501. With a description
//!   ([`Options::description`]) its other products have a plan `sandbox-PRODUCT` at a made-up price.
//! * A domain is free unless its name is `example` or `taken`; those can be transferred.
//! * Delivered services, and those of [`Options::service`], take options and upgrades. An upgrade costs
//!   what its plan costs.
//! * Sign calls with [`Sandbox::credentials`], or with a consumer key from `POST /auth/credential`,
//!   which becomes valid when the button on the page at its `validationUrl` is pressed. The browser is
//!   then sent to its `redirection`, if that is of `http` or `https`. The page `/createApp/` beside `/v1`
//!   shows the application's keys.
//! * An OAuth2 client asks for tokens at [`Sandbox::token_url`].
//! * [`Options::tls`] serves HTTPS, [`Options::public_url`] stands behind a proxy, and [`Options::cors`]
//!   lets web pages call.
//! * The account has one valid credit card, and [`COUPON`] is a coupon of carts.
//! * An order is paid at checkout, by a call, or with the button on the page behind its link.
//! * A paid or free order is delivered as fast as [`Options::delivery`] says; an unpaid one is
//!   cancelled after a day of the [`Clock`].
//! * Its details name the services at once, or as late as [`Options::naming`] says. In the US the
//!   operations of a detail name them, and a detail has no extension.
//! * Nothing stands in the way of an order that is right, unless [`Options::obstacle`] puts it there.
//! * Prices are those of public catalogues, the same figures in every currency.
//!
//! # Statuses
//!
//! An operation answers 200, the one status that the descriptions give, or as the live API does: 400
//! (a wrong value, or an order that cannot be placed or paid), 401 (not signed), 403 (no right, or not
//! possible in this state), 404 (no such object or operation). The server itself refuses with 408, 413,
//! 421 and 501 (not emulated).
//!
//! # Limits
//!
//! A request has at most 64 KiB before its body (431) and 64 KiB in it (413) and takes at most 30 s for
//! either (408 for the body); an idle connection is closed after 30 s. 512 connections are served at
//! once, and the next ones wait. A sandbox that is shut down gives open requests a second. Carts and
//! access tokens are forgotten when they expire, consumer keys after a day in which nobody validated
//! them, and all but the last 1000 requests. Orders stay until a reset. A cart has at most 1000 pieces (400).
//!
//! Requests to a host that is neither an address nor `localhost` nor a name without a dot, nor that of
//! [`Options::public_url`], are refused (421), and forms count only if they come from a page of this
//! sandbox (403), so that a web page somewhere else cannot call a sandbox through somebody's browser.
//!
//! It imports nothing of the client side of this crate: with shared types, a wrong one would be wrong
//! on both sides and no test would see it.
//!
//! ```
//! # async fn run() -> std::io::Result<()> {
//! use std::sync::Arc;
//!
//! let clock = Arc::new(jiff::Timestamp::now);
//! let sandbox = ovh_order::sandbox::start(ovh_order::sandbox::Options::new(clock)).await?;
//! assert!(sandbox.url().ends_with("/v1"));
//! sandbox.shutdown().await
//! # }
//! # tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap().block_on(run()).unwrap();
//! ```

// A new operation is a row in `http/routes.rs` and a function in the folder of its subject. What it
// remembers belongs to `world.rs`, how it refuses to `http/refusal.rs`, and the time is `call.now()`.
mod account;
mod auth;
mod cart;
mod catalogue;
mod clock;
mod connections;
mod contact;
mod control;
mod exchange;
mod http;
mod ids;
mod obstacle;
mod options;
mod order;
mod quirk;
mod server;
mod service;
mod stock;
mod strict;
mod tls;
mod wallet;
mod world;
mod worlds;

pub use auth::credentials::Credentials;
pub use cart::coupon::COUPON;
pub use catalogue::subsidiary::region;
pub use clock::{Clock, Pace};
pub use control::fault::Fault;
pub use control::sent::faults;
pub use http::RefusalForm;
pub use obstacle::Obstacle;
pub use options::{Delivery, Naming, Options};
pub use order::status::Status as OrderStatus;
pub use quirk::Quirk;
pub use server::{Sandbox, start};
pub use wallet::Wallet;
