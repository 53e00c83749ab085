//! The workflow of an order, from a file to a delivered service.
//!
//! [`quote`](quote()) and [`buy`](buy()) go the whole way, through these rooms in this order:
//!
//! | step | room | what is decided there |
//! | --- | --- | --- |
//! | read the file | [`file`] | every fault, with its position |
//! | open a cart | `cart` | the subsidiary that sells |
//! | fill it | `fill`, [`item`] | which price is meant; `check` has the rules, without I/O |
//! | price it | `price` | what the API makes of it |
//! | check out | [`checkout`] | whether there may be an order |
//! | follow | [`track`] | whether it is delivered, and what it delivered |
//!
//! For steps by hand, call the generated client; the functions here are those that decide something:
//! [`subsidiary`], [`item::select`], [`configuration::set`], [`dry_run`], [`checkout::check_out`],
//! [`track::follow`]. No call that may have been carried out is repeated.
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

mod buy;
mod cart;
mod check;
pub mod checkout;
pub mod configuration;
mod context;
mod error;
mod event;
pub mod file;
mod fill;
mod ids;
pub mod item;
mod outcome;
mod price;
mod problem;
mod quote;
pub mod track;

pub use buy::{Afterwards, Terms, buy};
pub use cart::subsidiary;
pub use context::Context;
pub use error::OrderError;
pub use event::Event;
pub use file::OrderFile;
pub use ids::{CartId, ConfigurationId, ItemId, OrderId};
pub use outcome::{Basis, Bought, Quote};
pub use price::dry_run;
pub use problem::{Position, Problem};
pub use quote::quote;
