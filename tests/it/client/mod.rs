//! The client on the wire: what arrives at a server, and what becomes of its answers.
//! Without the sandbox: every answer here is written down.

mod answers;
mod builders;
mod clock;
mod failures;
mod folded;
mod paths;
mod proxy;
mod raw;
mod retries;
mod secrets;
mod settings;
mod signing;
mod spawn;
mod tokens;
