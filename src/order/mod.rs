//! The workflow of an order, from a file to a delivered service.
//!
//! [`quote`](quote()) says what an order file costs and buys nothing. [`buy`](buy()) orders it and waits
//! until it is delivered; [`place`] orders it and leaves the waiting to [`track::follow`]. All go the
//! same way, and each step that decides something is a function of its own:
//!
//! | step | file | function |
//! | --- | --- | --- |
//! | read the order | [`file`](mod@file) | [`OrderFile::read`] |
//! | find who orders and who sells | `buyer` | [`subsidiary`] |
//! | claim the order's run in the [`journal`](crate::journal) | `purchase`, `resume` | [`resume()`] |
//! | open a cart | `cart` | |
//! | fill it; `check` has the rules, without I/O | `fill`, [`item`], [`configuration`] | [`item::select`], [`item::select_option`], [`configuration::set`] |
//! | warn of what is out of stock | `stock` | |
//! | price it, checked by the API; what that refuses is brought back to the file, or to the cart's items | `quote`, `refusal`, `filled` | [`dry_run`], [`explain`] |
//! | check out, once | [`checkout`] | [`place`], [`place_cart`] |
//! | follow the order | [`track`] | [`track::follow`], [`track::details`], [`track::services`] |
//!
//! Everything else is one call of the [`Client`](crate::Client), such as
//! [`get_cart`](crate::Client::get_cart). No call that may have been carried out is repeated here.
//!
//! ```no_run
//! use ovh_order::order::{self, Context, OrderFile};
//! # async fn example(client: ovh_order::Client) -> Result<(), Box<dyn std::error::Error>> {
//! let file = OrderFile::read("examples/project.yaml")?;
//! let quote = order::quote(&Context::new(client), &file).await?;
//! for line in quote.order.details.iter().flatten() {
//!     println!("{}", line.description.as_deref().unwrap_or_default());
//! }
//! # Ok(())
//! # }
//! ```

mod added;
mod amount;
mod buy;
mod buyer;
mod by_hand;
mod cart;
mod check;
pub mod checkout;
pub mod configuration;
mod consent;
mod context;
mod delivered;
mod documents;
mod domain;
mod error;
mod event;
mod family;
pub mod file;
mod fill;
mod filled;
mod follow;
mod ids;
pub mod item;
mod outcome;
pub mod payment;
mod problem;
mod purchase;
mod quote;
mod read_back;
mod refusal;
mod resume;
pub mod saved;
mod search;
mod seat;
mod selection;
mod service;
mod stock;
pub mod track;
mod upgrade;
mod verdict;

pub use buy::{buy, place};
pub use buyer::subsidiary;
pub use by_hand::{explain, place_cart, unless_ordered};
pub use checkout::Terms;
pub use consent::{can_be_agreed_to, is_within};
pub use context::Context;
pub use documents::{Document, document, invoices};
pub use error::OrderError;
pub use event::Event;
pub use file::OrderFile;
pub use ids::{CartId, ConfigurationId, ItemId, OrderId};
pub use outcome::{Basis, Bought, Missing, Quote, Service};
pub use payment::pay;
pub use problem::{Position, Problem};
pub use quote::{dry_run, quote};
pub use resume::resume;
pub use saved::SavedQuote;
pub use seat::Seat;
pub use upgrade::{Upgrade, Upgraded, upgrade};
pub use verdict::{adopt, forget};
