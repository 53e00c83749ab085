//! What the sandbox answers over HTTP.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod access;
mod addresses;
mod beyond;
mod bills;
mod carts;
mod catalogues;
mod checkouts;
mod configurations;
mod control;
mod credentials;
mod domains;
mod faults;
mod fidelity;
pub mod guide;
mod items;
mod lives;
pub mod models;
mod obstacles;
mod older;
mod openapi;
mod orders;
mod overview;
mod pages;
mod payments;
mod products;
mod published;
mod quirks;
mod served;
mod services;
mod snapshots;
mod stock;
mod strict;
mod tokens;
mod walk;
