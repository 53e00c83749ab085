//! What operations take and answer, as the description states it: parameters, models, enums.
//!
//! It is data, the same whatever features are enabled, for programs that list or check calls. It must
//! not know how a request is sent, nor judge a value.
//!
//! ```
//! use ovh_order::client::Operation;
//! use ovh_order::client::description::{Definition, Place, Type};
//!
//! let operation = Operation::find("POST", "/order/cart/{cartId}/vps").ok_or("no such call")?;
//! let parameters = operation.parameters();
//! let [cart_id] = parameters else { return Err("one parameter".into()) };
//! assert_eq!((cart_id.name, cart_id.place, cart_id.required), ("cartId", Place::Path, true));
//!
//! let Some(Type::Named(body)) = operation.body_type() else { return Err("a body".into()) };
//! let body = Definition::find(body).ok_or("a model")?;
//! let required = body.fields().iter().filter(|field| field.required);
//! let required: Vec<_> = required.map(|field| field.name).collect();
//! assert_eq!(required, ["duration", "planCode", "pricingMode", "quantity"]);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod definition;
mod exchange;
mod read;

pub use definition::{Definition, Field, Kind, Type};
pub use exchange::{Parameter, Place};
