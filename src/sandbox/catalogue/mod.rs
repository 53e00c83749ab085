//! What is sold, where, for how much, and whether it is in stock.

pub mod money;
pub mod offer;
pub mod plans;
pub mod public;
pub mod stock;
pub mod subsidiary;
