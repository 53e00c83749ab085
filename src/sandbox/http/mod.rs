//! HTTP as the API speaks it: requests, bodies, refusals, pages, and the way from a path to its
//! operation.

pub mod body;
pub mod description;
pub mod page;
pub mod refusal;
pub mod request;
pub mod route;
pub mod router;
