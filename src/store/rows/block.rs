//! Blocks; their geometry is that of the mesh face of the same id.

use super::{Bind, Broken, Table, Take};
use crate::model::Block;

impl Table for Block {
    const NAME: &'static str = "blocks";
    const COLUMNS: &'static [&'static str] = &["area", "villager_group", "source"];

    fn bind(&self, to: &mut Bind<'_, '_>) -> rusqlite::Result<()> {
        to.id(self.area)?;
        to.put(self.group.as_deref())?;
        to.put(self.source.as_deref())
    }

    fn take(from: &mut Take<'_, '_>) -> Result<Self, Broken> {
        Ok(Self { area: from.id()?, group: from.maybe_shared()?, source: from.maybe_shared()? })
    }
}
