//! Household points, and the rows that could not become one.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::Id;
use crate::base::Message;
use crate::geom::Pt;

/// A household point. Texts that repeat (village, group, ethnic group) are shared between rows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Household {
    /// The county's own number, unique; made from the row where the source has none.
    pub code: Box<str>,
    /// The registered village's code as the source has it; empty when unknown.
    pub village: Arc<str>,
    /// The villager group; empty when unknown.
    pub group: Arc<str>,
    /// Name of the head of household. Personal: masked in exports, never logged.
    pub name: Box<str>,
    /// Personal: masked in exports, never logged.
    pub phone: Box<str>,
    pub ethnic: Arc<str>,
    pub registered: u16,
    pub resident: u16,
    /// Bits of the profile's categories. Sensitive.
    pub categories: u32,
    /// The category labels as the source wrote them. Sensitive.
    pub labels: Arc<str>,
    pub at: Pt,
    /// The block that the point lies in; none outside every area.
    pub block: Option<Id>,
    pub remark: Arc<str>,
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
