//! The places where the API is served: names, base URLs, regions, subsidiaries, token URLs.

mod address;
mod known;

pub use address::{Endpoint, EndpointError, TokenUrl};
pub use known::{Region, names};
