//! The command line: thin commands over the library's public functions.
//!
//! `main.rs` hands a command of `arguments` to the module of its name. What a command ends with is a
//! `failure`, which has an exit code and perhaps a `hint`.

pub(crate) mod api;
pub(crate) mod arguments;
pub(crate) mod auth;
pub(crate) mod buy;
pub(crate) mod cart;
mod catalogues;
pub(crate) mod complete;
pub(crate) mod config;
mod confirm;
mod destination;
#[cfg(unix)]
mod echo;
mod examples;
pub(crate) mod failure;
mod hint;
mod input;
mod interrupt;
pub(crate) mod login;
pub(crate) mod manual;
mod many;
mod operation;
pub(crate) mod ops;
pub(crate) mod order;
mod order_change;
mod order_documents;
mod order_list;
pub(crate) mod output;
mod page;
mod printable;
mod problems;
mod progress;
mod receipt;
mod record;
pub(crate) mod report;
mod runs;
pub(crate) mod sandbox;
pub(crate) mod session;
mod table;
pub(crate) mod upgrade;
