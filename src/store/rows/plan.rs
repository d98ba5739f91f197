//! Plans.

use super::{Bind, Broken, Table, Take};
use crate::model::{Plan, Size};

impl Table for Plan {
    const NAME: &'static str = "gw_plans";
    const COLUMNS: &'static [&'static str] = &[
        "name",
        "kind",
        "status",
        "nest",
        "parent",
        "min_households",
        "target_households",
        "max_households",
        "origin",
    ];

    fn bind(&self, to: &mut Bind<'_, '_>) -> rusqlite::Result<()> {
        to.put(&*self.name)?;
        to.word(self.kind)?;
        to.word(self.status)?;
        to.put(self.nest.map(|level| level.name()))?;
        to.maybe_id(self.parent)?;
        to.put(self.limits.map(|size| size.min))?;
        to.put(self.limits.map(|size| size.target))?;
        to.put(self.limits.map(|size| size.max))?;
        to.put(&*self.origin)
    }

    fn take(from: &mut Take<'_, '_>) -> Result<Self, Broken> {
        Ok(Self {
            name: from.shared()?,
            kind: from.word()?,
            status: from.word()?,
            nest: from.maybe_word()?,
            parent: from.maybe_id()?,
            limits: match (from.maybe()?, from.maybe()?, from.maybe()?) {
                (Some(min), Some(target), Some(max)) => Some(Size { min, target, max }),
                (None, None, None) => None,
                _ => return Err(from.broken()),
            },
            origin: from.shared()?,
        })
    }
}
