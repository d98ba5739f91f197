//! Areas; their geometry is derived.

use super::{Bind, Broken, Table, Take};
use crate::model::Area;

impl Table for Area {
    const NAME: &'static str = "areas";
    const COLUMNS: &'static [&'static str] =
        &["code", "name", "level", "parent", "code_made", "source_m2", "source_perimeter_m", "fields"];

    fn bind(&self, to: &mut Bind<'_, '_>) -> rusqlite::Result<()> {
        to.put(&*self.code)?;
        to.put(&*self.name)?;
        to.put(self.level.name())?;
        to.maybe_id(self.parent)?;
        to.put(self.code_made)?;
        to.put(self.source_m2)?;
        to.put(self.source_perimeter_m)?;
        to.json(&self.fields)
    }

    fn take(from: &mut Take<'_, '_>) -> Result<Self, Broken> {
        Ok(Self {
            code: from.shared()?,
            name: from.shared()?,
            level: from.word()?,
            parent: from.maybe_id()?,
            code_made: from.flag()?,
            source_m2: from.real()?,
            source_perimeter_m: from.real()?,
            fields: from.json()?,
        })
    }
}
