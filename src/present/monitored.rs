//! The line on monitored households.

use serde::Serialize;

use crate::base::Message;
use crate::say;

/// How many monitored households the plan reaches.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct MonitoredModel {
    pub total: u32,
    pub with_cell: u32,
    pub with_both: u32,
}

impl MonitoredModel {
    /// The line; none where there are no monitored households.
    pub fn line(&self) -> Option<Message> {
        (self.total > 0).then(|| say!("present-monitored", served = self.with_both, all = self.total))
    }

    /// Whether all of them are reached.
    pub const fn is_complete(&self) -> bool {
        self.with_both == self.total
    }
}
