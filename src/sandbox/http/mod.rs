//! HTTP as the API speaks it: the table of operations, requests, refusals, pages.

pub mod description;
pub mod page;
pub mod refusal;
pub mod request;
pub mod routes;
