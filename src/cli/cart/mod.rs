//! `cart`: each step of an order by hand.

mod checkout;
mod command;
mod item;
mod label;
mod table;

pub(super) use command::{Command, run};
