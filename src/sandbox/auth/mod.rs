//! Who may call: keys, signatures, tokens, and the pages on which a person agrees.

pub mod access;
pub mod calls;
pub mod credentials;
