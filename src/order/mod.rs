//! The workflow of an order, from a file to a delivered service.

pub mod file;
