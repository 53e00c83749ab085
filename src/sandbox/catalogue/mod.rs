//! What is sold, where, for how much, and whether it is in stock.

pub mod built_in;
pub mod delivers;
pub mod formatted;
pub mod offer;
pub mod plans;
pub mod price;
pub mod products;
pub mod public;
mod published;
pub mod shelves;
pub mod stock;
pub mod subsidiary;
