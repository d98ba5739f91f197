//! Households: points whose place is truth.

use super::{Bind, Broken, Table, Take};
use crate::model::{Household, HouseholdFacts};

impl Table for Household {
    const NAME: &'static str = "households";
    const COLUMNS: &'static [&'static str] = &[
        "geom",
        "code",
        "village",
        "villager_group",
        "name",
        "phone",
        "ethnic",
        "registered",
        "resident",
        "categories",
        "labels",
        "block",
        "remark",
    ];

    fn bind(&self, to: &mut Bind<'_, '_>) -> rusqlite::Result<()> {
        to.point(Some(self.at))?;
        to.put(self.code())?;
        to.put(&**self.village())?;
        to.put(&**self.group())?;
        to.put(self.name())?;
        to.put(self.phone())?;
        to.put(&**self.ethnic())?;
        to.put(self.registered)?;
        to.put(self.resident)?;
        to.put(self.categories)?;
        to.put(&**self.labels())?;
        to.maybe_id(self.block)?;
        to.put(&**self.remark())
    }

    fn take(from: &mut Take<'_, '_>) -> Result<Self, Broken> {
        let at = from.point()?.ok_or_else(|| from.broken())?;
        let facts = HouseholdFacts {
            at,
            code: from.str()?.into(),
            village: from.shared()?,
            group: from.shared()?,
            name: from.str()?.into(),
            phone: from.str()?.into(),
            ethnic: from.shared()?,
            registered: from.int()?,
            resident: from.int()?,
            categories: from.int()?,
            labels: from.shared()?,
            block: from.maybe_id()?,
            remark: from.shared()?,
        };
        Ok(from.commons().household(facts))
    }
}
