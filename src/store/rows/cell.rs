//! Cells; their geometry and sums are derived.

use super::{Bind, Broken, Table, Take};
use crate::model::Cell;

impl Table for Cell {
    const NAME: &'static str = "cells";
    const COLUMNS: &'static [&'static str] = &["plan", "area", "code", "name", "kind", "locked"];

    fn bind(&self, to: &mut Bind<'_, '_>) -> rusqlite::Result<()> {
        to.id(self.plan)?;
        to.id(self.area)?;
        to.put(&*self.code)?;
        to.put(&*self.name)?;
        to.put(self.kind.name())?;
        to.put(self.locked)
    }

    fn take(from: &mut Take<'_, '_>) -> Result<Self, Broken> {
        Ok(Self {
            plan: from.id()?,
            area: from.id()?,
            code: from.shared()?,
            name: from.shared()?,
            kind: from.word()?,
            locked: from.flag()?,
        })
    }
}
