//! Checks an order against what is offered, before anything is bought.
//!
//! Every function here is pure: offers and wishes in, choices and problems out. The last word has
//! the dry run of the checkout.

mod label;
mod offer;
mod option;

pub(super) use label::labels;
pub use offer::Wish;
pub(super) use offer::{Offered, choose};
pub(super) use option::families;
