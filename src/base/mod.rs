//! What every room stands on: messages, faults, progress, random streams, chunked rows, sets that grow together. Knows nothing of maps.

mod clock;
mod fault;
mod message;
mod rng;
mod rows;
mod sets;
mod watch;

pub use clock::{local_minute, utc_now};
pub use fault::{Fault, FaultKind};
pub use message::{Arg, Message};
pub use rng::Rng;
pub use rows::Rows;
pub use sets::Sets;
pub use watch::Watch;
