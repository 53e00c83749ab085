//! HTTP as the API speaks it: the table of operations, requests, refusals, pages.

mod description;
mod page;
mod refusal;
mod request;
mod routes;

pub use description::Descriptions;
pub use page::Page;
pub use refusal::{Answer, Refusal};
#[cfg(test)]
pub use request::tests;
pub use request::{Body, Call, Request, decode};
pub use routes::{Content, respond};
