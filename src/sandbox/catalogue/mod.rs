//! What is sold, where, for how much, and whether it is in stock.

pub mod offer;
pub mod plans;
pub mod price;
pub mod public;
pub mod stock;
pub mod subsidiary;
