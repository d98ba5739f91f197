//! Household points, and the rows that could not become one.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::Id;
use crate::base::Message;
use crate::geom::Pt;

/// A household point.
///
/// A county has a million: what only this one says is one text, what many say stands behind one pointer, and a copy of the
/// row allocates nothing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(from = "HouseholdFacts<'static>", into = "HouseholdFacts<'static>")]
pub struct Household {
    /// Code, name and phone, one after the other.
    own: Arc<str>,
    /// Where code and name end.
    ends: [u32; 2],
    common: Arc<Common>,
    pub registered: u16,
    pub resident: u16,
    /// Bits of the profile's categories. Sensitive.
    pub categories: u32,
    pub at: Pt,
    /// The block that the point lies in; none outside every area.
    pub block: Option<Id>,
}

/// What neighbours say alike.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Common {
    village: Arc<str>,
    group: Arc<str>,
    ethnic: Arc<str>,
    labels: Arc<str>,
    remark: Arc<str>,
}

/// A household, field by field: what a [`Household`] is made of.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HouseholdFacts<'a> {
    /// The county's own number, unique; made from the row where the source has none.
    pub code: Cow<'a, str>,
    /// The registered village's code as the source has it; empty when unknown.
    pub village: Arc<str>,
    /// The villager group; empty when unknown.
    pub group: Arc<str>,
    /// Name of the head of household. Personal: masked in exports, never logged.
    pub name: Cow<'a, str>,
    /// Personal: masked in exports, never logged.
    pub phone: Cow<'a, str>,
    pub ethnic: Arc<str>,
    pub registered: u16,
    pub resident: u16,
    /// Bits of the profile's categories. Sensitive.
    pub categories: u32,
    /// The category labels as the source wrote them. Sensitive.
    pub labels: Arc<str>,
    pub at: Pt,
    pub block: Option<Id>,
    pub remark: Arc<str>,
}

impl Household {
    /// The county's own number, unique.
    pub fn code(&self) -> &str {
        &self.own[..self.ends[0] as usize]
    }

    /// Name of the head of household. Personal: masked in exports, never logged.
    pub fn name(&self) -> &str {
        &self.own[self.ends[0] as usize..self.ends[1] as usize]
    }

    /// Personal: masked in exports, never logged.
    pub fn phone(&self) -> &str {
        &self.own[self.ends[1] as usize..]
    }

    /// The registered village's code as the source has it; empty when unknown.
    pub fn village(&self) -> &Arc<str> {
        &self.common.village
    }

    /// The villager group; empty when unknown.
    pub fn group(&self) -> &Arc<str> {
        &self.common.group
    }

    pub fn ethnic(&self) -> &Arc<str> {
        &self.common.ethnic
    }

    /// The category labels as the source wrote them. Sensitive.
    pub fn labels(&self) -> &Arc<str> {
        &self.common.labels
    }

    pub fn remark(&self) -> &Arc<str> {
        &self.common.remark
    }

    /// The same household elsewhere.
    #[must_use]
    pub fn with_place(&self, at: Pt, block: Option<Id>) -> Self {
        Self { at, block, ..self.clone() }
    }

    /// Everything that is known of it.
    pub fn facts(&self) -> HouseholdFacts<'_> {
        let common = Common::clone(&self.common);
        HouseholdFacts {
            code: self.code().into(),
            village: common.village,
            group: common.group,
            name: self.name().into(),
            phone: self.phone().into(),
            ethnic: common.ethnic,
            registered: self.registered,
            resident: self.resident,
            categories: self.categories,
            labels: common.labels,
            at: self.at,
            block: self.block,
            remark: common.remark,
        }
    }
}

impl From<HouseholdFacts<'_>> for Household {
    fn from(facts: HouseholdFacts<'_>) -> Self {
        Commons::default().household(facts)
    }
}

impl From<Household> for HouseholdFacts<'static> {
    fn from(household: Household) -> Self {
        let facts = household.facts();
        let own = |text: &Cow<'_, str>| Cow::Owned(text.to_string());
        HouseholdFacts { code: own(&facts.code), name: own(&facts.name), phone: own(&facts.phone), ..facts }
    }
}

/// Makes households that share what they have in common.
#[derive(Default)]
pub struct Commons {
    /// By the addresses of the texts, which stay alive here: equal texts at two addresses are only kept twice.
    known: HashMap<[usize; 5], Arc<Common>>,
}

impl Commons {
    /// The household of these facts; those with the same shared texts share one pointer to them.
    pub fn household(&mut self, facts: HouseholdFacts<'_>) -> Household {
        let HouseholdFacts { code, name, phone, registered, resident, categories, at, block, .. } = facts;
        let HouseholdFacts { village, group, ethnic, labels, remark, .. } = facts;
        let key = [&village, &group, &ethnic, &labels, &remark].map(|text| text.as_ptr() as usize);
        let common = Common { village, group, ethnic, labels, remark };
        let common = Arc::clone(self.known.entry(key).or_insert_with(|| Arc::new(common)));
        let own = [&*code, &*name, &*phone].concat().into();
        let ends = [code.len() as u32, (code.len() + name.len()) as u32];
        Household { own, ends, common, registered, resident, categories, at, block }
    }
}

/// A source row that was not taken, kept as it was.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Rejected {
    /// What it should have become: areas, households, barriers, workers.
    pub kind: Arc<str>,
    pub file: Arc<str>,
    /// The row or feature number as the user sees it in the source.
    pub row: u64,
    pub reason: Message,
    /// The row's own values as JSON, column by column.
    pub values: Box<str>,
}
