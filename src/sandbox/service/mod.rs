//! The services of the account: what was delivered, and what can be ordered for it.

pub mod calls;
pub mod iam;
pub mod older;
pub mod options;
pub mod state;
pub mod upgrade;
