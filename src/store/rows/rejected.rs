//! Rejected source rows.

use super::{Bind, Broken, Table, Take};
use crate::model::Rejected;

impl Table for Rejected {
    const NAME: &'static str = "gw_rejected";
    const COLUMNS: &'static [&'static str] = &["kind", "file", "source_row", "reason", "source_values"];

    fn bind(&self, to: &mut Bind<'_, '_>) -> rusqlite::Result<()> {
        to.put(&*self.kind)?;
        to.put(&*self.file)?;
        to.put(self.row.cast_signed())?;
        to.json(&self.reason)?;
        to.put(&*self.values)
    }

    fn take(from: &mut Take<'_, '_>) -> Result<Self, Broken> {
        Ok(Self {
            kind: from.shared()?,
            file: from.shared()?,
            row: from.int::<i64>()?.cast_unsigned(),
            reason: from.json()?,
            values: from.own()?,
        })
    }
}
