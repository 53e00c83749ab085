//! Orders after the checkout: status, payment, and what is delivered.

pub mod bill;
pub mod calls;
pub mod cloud;
pub mod page;
pub mod state;
pub mod status;
