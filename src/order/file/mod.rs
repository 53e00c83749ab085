//! The order file: what a person wants to order, read from YAML or JSON.
//!
//! It has the API's own camelCase names. Everything that is wrong with it is reported at once, each
//! problem with its line, column and path. Nothing is sent: whether a plan, a price or a label
//! exists is asked of the API when the order is quoted or bought.
//!
//! ```
//! use ovh_order::order::file::OrderFile;
//!
//! let order = OrderFile::parse(include_str!("../../../examples/project.yaml"))?;
//! let project = order.items.first().ok_or("an order file has at least one item")?;
//! assert_eq!(project.plan_code.as_ref().map(|plan| plan.as_str()), Some("project.2018"));
//! assert_eq!(project.configuration.get("description"), Some("My project"));
//!
//! let faulty = "items:\n  - product: cloud\n    code_plan: project.2018\n    cuantity: 0\n";
//! let error = OrderFile::read_from(faulty.as_bytes(), "order.yaml").unwrap_err();
//! assert_eq!(
//!     error.to_string(),
//!     "order.yaml:3:5: items[0].code_plan: unknown field `code_plan`; did you mean `planCode`?\n\
//!      order.yaml:4:5: items[0].cuantity: unknown field `cuantity`; did you mean `quantity`?\n\
//!      order.yaml:4:15: items[0].cuantity: invalid quantity `0`; \
//!      write a whole number from 1, without quotes"
//! );
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod model;
mod names;
mod payment;
mod read;
mod several;
mod source;
mod tree;
mod values;

pub use model::{Configuration, OrderFile, OrderItem, OrderOption, json_schema};
pub use payment::Payment;
pub use read::{MAX_BYTES, OrderFileError};
pub use values::{
    Choice, Coupon, DomainAction, DomainName, FamilyName, PlanCode, PriceDuration, PricingMode,
    Product, ServiceName,
};
