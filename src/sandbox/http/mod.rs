//! HTTP as the API speaks it: the table of operations, requests, refusals, pages.

mod broken;
pub mod cors;
mod description;
mod host;
mod near;
mod openapi;
mod page;
mod pattern;
mod refusal;
mod reply;
mod request;
mod routes;

pub use broken::Broken;
pub use description::{Descriptions, Model, Operation, is_below};
pub use host::{Addresses, Reached, is_local};
pub use near::{operation as nearest_operation, shape};
pub use openapi::Document;
pub use page::{Cell, HEADERS as PAGE_HEADERS, Page, Section, leading_to};
pub use pattern::check_pattern;
pub use refusal::{Answer, Refusal, RefusalForm};
pub use reply::{Content, Reply};
#[cfg(test)]
pub use request::tests;
pub use request::{Body, Call, METHODS, ROOTS, Request, decode, parameters};
pub use routes::{NOT_EMULATED, OUTSIDE, respond, template};
