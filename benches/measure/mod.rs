//! What the benches share: a server on this machine, and the time that this thread takes of the
//! processor. Must not know what is measured.

mod clock;
mod server;

pub use clock::{Rounds, compare, stay_on_one_processor};
pub use server::serve;
