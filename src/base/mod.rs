//! What every room stands on: messages, faults, progress, random streams, chunked rows. Knows nothing of maps.

mod clock;
mod fault;
mod message;
mod rng;
mod rows;
mod watch;

pub use clock::{local_minute, utc_now};
pub use fault::{Fault, FaultKind};
pub use message::{Arg, Message};
pub use rng::Rng;
pub use rows::Rows;
pub use watch::Watch;
