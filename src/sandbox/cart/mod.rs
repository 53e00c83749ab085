//! Carts, from the first item to the checkout.

pub mod calls;
pub mod checkout;
pub mod configuration;
pub mod coupon;
pub mod domain;
pub mod items;
pub mod quote;
pub mod state;
