//! A stateful HTTP server on this machine that answers as OVHcloud's ordering API does.
//! It must not import the client side of this crate: a wrong type there has to show here.
//!
//! What the server follows is the description of the API, and beyond it what the live API is
//! known to do: configuration is stored unchecked and judged at checkout, `required` lies both
//! ways, details of a new order appear late. Carts, orders and consumer keys live in memory and
//! end with the server. Nothing is ever paid and nothing leaves this machine.
//!
//! * Everything around an order of the products `cloud`, `eco`, `vps` and `vrack` is emulated;
//!   `GET /` beside `/v1` lists the operations. Others answer 501.
//! * Calls are signed with [`Sandbox::credentials`], or with a consumer key of
//!   `POST /auth/credential` that becomes valid when its `validationUrl` is opened.
//! * Its application's keys stand on the page `/createApp/` beside `/v1`.
//! * An OAuth2 client asks for tokens at [`Sandbox::token_url`].
//! * The account has a valid credit card; [`COUPON`] is the one coupon.
//! * An order is paid at its checkout, by a call, or with the button of the page that is its link.
//! * A paid or free order is delivered at the [`Pace`] of the [`Options`]; an unpaid one is
//!   cancelled after a day of the [`Clock`].
//! * The figures are those of public catalogues and are the same in every currency.
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

mod access;
mod account;
mod account_calls;
mod auth_calls;
mod auth_pages;
mod body;
mod call;
mod cart;
mod cart_calls;
mod catalogue;
mod checkout;
mod checkout_calls;
mod configuration;
mod configuration_calls;
mod credentials;
mod delivery;
mod description;
mod duration;
mod ids;
mod item_calls;
mod keys;
mod money;
mod oauth2;
mod offer;
mod options;
mod order;
mod order_calls;
mod order_page;
mod page;
mod payment_calls;
mod public_catalogue;
mod quote;
mod refusal;
mod routes;
mod server;
mod service_calls;
mod signature;
mod stock_calls;
mod subsidiary;
mod times;
mod world;

pub use credentials::Credentials;
pub use options::{Clock, Options, Pace};
pub use server::{Sandbox, start};

/// The coupon that every sandbox accepts: 10 % off everything in the cart.
pub const COUPON: &str = "SANDBOX10";
