//! Appointments.

use super::{Bind, Broken, Table, Take};
use crate::model::Appointment;

impl Table for Appointment {
    const NAME: &'static str = "gw_appointments";
    const COLUMNS: &'static [&'static str] = &["plan", "cell", "worker", "role", "by_hand"];

    fn bind(&self, to: &mut Bind<'_, '_>) -> rusqlite::Result<()> {
        to.id(self.plan)?;
        to.id(self.cell)?;
        to.id(self.worker)?;
        to.put(&*self.role)?;
        to.put(self.by_hand)
    }

    fn take(from: &mut Take<'_, '_>) -> Result<Self, Broken> {
        Ok(Self { plan: from.id()?, cell: from.id()?, worker: from.id()?, role: from.shared()?, by_hand: from.flag()? })
    }
}
