//! Every operation of the description, called and answered.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod answer;
mod decoding;
mod departure;
mod example;
mod folded;
mod harness;
#[path = "../it/fixture/http.rs"]
mod http;
mod judges;
mod native;
mod recorder;
mod refusing;
mod sample;
mod schema;
mod sending;
mod sizes;
mod validate;
#[expect(dead_code, reason = "shared with the other tests, which use all of it")]
#[path = "../it/fixture/wire.rs"]
mod wire;
