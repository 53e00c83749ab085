//! The workflow of an order, from a file to a delivered service.
//!
//! The modules named after things of the API ([`cart`], [`item`], [`configuration`], [`coupon`],
//! [`checkout`], [`track`]) have one function for each step, each one a generated call or two.
//! [`quote`](quote()) and [`buy`](buy()) compose them. Nothing here may repeat a call that may have
//! been carried out.
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
pub mod cart;
mod check;
pub mod checkout;
pub mod configuration;
mod context;
pub mod coupon;
mod failure;
pub mod file;
mod fill;
mod ids;
pub mod item;
mod prepare;
mod problem;
mod quote;
pub mod track;

pub use buy::{Afterwards, Bought, Buy, buy};
pub use context::{Context, Event};
pub use failure::OrderError;
pub use file::OrderFile;
pub use ids::{CartId, ConfigurationId, ItemId, OrderId};
pub use prepare::subsidiary;
pub use problem::{Position, Problem};
pub use quote::{Basis, Quote, quote};
