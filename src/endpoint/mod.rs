//! The places where the API is served: their names, base URLs, regions, subsidiaries, token URLs.
//!
//! It must not send anything, and it knows no credentials.

mod address;
mod known;
mod region;
mod token_url;

pub use address::{Endpoint, EndpointError};
pub use known::names;
pub use region::Region;
pub use token_url::TokenUrl;
