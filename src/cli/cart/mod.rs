//! `cart`: each step of an order by hand.

mod checkout;
mod command;
mod item;
mod label;
mod table;

pub(crate) use command::{Command, run};
