//! The workflow of the library against a sandbox: quotes, orders, and what happens when they fail.

mod buy;
mod ceiling;
mod configuration;
mod consent;
mod crashes;
mod delivered;
mod families;
mod follow;
mod journaled;
mod left;
mod lost;
mod offer;
mod once;
mod paying;
mod problems;
mod products;
mod quirks;
mod quote;
mod steps;
mod stop;
mod strict;
mod tokens;
