//! Workers: their homes are truth, where known.

use super::{Bind, Broken, Table, Take};
use crate::model::Worker;

impl Table for Worker {
    const NAME: &'static str = "workers";
    const COLUMNS: &'static [&'static str] = &[
        "geom",
        "code",
        "name",
        "phone",
        "role",
        "employment",
        "languages",
        "village",
        "capacity_min",
        "max_cells",
        "remark",
    ];

    fn bind(&self, to: &mut Bind<'_, '_>) -> rusqlite::Result<()> {
        to.point(self.home)?;
        to.put(&*self.code)?;
        to.put(&*self.name)?;
        to.put(&*self.phone)?;
        to.put(&*self.role)?;
        to.word(self.employment)?;
        to.json(&self.languages)?;
        to.put(&*self.village)?;
        to.put(self.capacity_min)?;
        to.put(self.max_cells)?;
        to.put(&*self.remark)
    }

    fn take(from: &mut Take<'_, '_>) -> Result<Self, Broken> {
        Ok(Self {
            home: from.point()?,
            code: from.shared()?,
            name: from.shared()?,
            phone: from.shared()?,
            role: from.shared()?,
            employment: from.word()?,
            languages: from.json()?,
            village: from.shared()?,
            capacity_min: from.int()?,
            max_cells: from.int()?,
            remark: from.shared()?,
        })
    }
}
