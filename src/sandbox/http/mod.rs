//! HTTP as the API speaks it: the table of operations, requests, refusals, pages.

mod description;
mod host;
mod page;
mod refusal;
mod request;
mod routes;

pub use description::Descriptions;
pub use host::is_ours;
pub use page::{HEADERS as PAGE_HEADERS, Page};
pub use refusal::{Answer, Refusal};
#[cfg(test)]
pub use request::tests;
pub use request::{Body, Call, Request, decode};
pub use routes::{Content, Reply, respond};
