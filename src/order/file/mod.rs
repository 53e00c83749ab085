//! The order file: what a person wants to order, written down, read and checked.
//! It must not ask the API for anything: whether a plan, a price or a label exists is validated later.
//!
//! The file is YAML (JSON is YAML too) with the API's own camelCase names. Everything that is wrong
//! with it is reported at once, each fault with its line, column and path.
//!
//! ```
//! use ovh_order::order::file::OrderFile;
//!
//! let order = OrderFile::parse(include_str!("../../../examples/project.yaml"))?;
//! let project = order.items.first().ok_or("an order file has at least one item")?;
//! assert_eq!(project.plan_code.as_str(), "project.2018");
//! assert_eq!(project.configuration.get("description"), Some("My project"));
//!
//! let faulty = "items:\n  - product: cloud\n    code_plan: project.2018\n    cuantity: 0\n";
//! let error = OrderFile::read_from(faulty.as_bytes(), "order.yaml").unwrap_err();
//! assert_eq!(
//!     error.to_string(),
//!     "order.yaml:3:5: items[0].code_plan: `code_plan` is not the API's name, write `planCode`\n\
//!      order.yaml:4:5: items[0].cuantity: `cuantity` is not the API's name, write `quantity`\n\
//!      order.yaml:4:15: items[0].cuantity: `0` is not a quantity; \
//!      write a whole number from 1, without quotes"
//! );
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod configuration;
mod fault;
mod fields;
mod model;
mod names;
mod reading;
mod schema;
mod source;
mod tree;
mod values;

pub use configuration::Configuration;
pub use fault::OrderFileError;
pub use model::{OrderFile, OrderItem, OrderOption};
pub use reading::MAX_BYTES;
pub use schema::json_schema;
pub use values::{Coupon, PlanCode, PriceDuration, PricingMode, Product, Subsidiary};
