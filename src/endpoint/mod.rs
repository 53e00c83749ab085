//! The places where the API is served: their names, base URLs, regions and subsidiaries.
//!
//! It must not send anything, and it knows no credentials.

mod address;
mod known;
mod region;

pub use address::{Endpoint, EndpointError};
pub use known::names;
pub use region::Region;
