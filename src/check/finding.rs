//! One result of a check.

use serde::Serialize;

use crate::base::Message;
use crate::geom::Pt;
use crate::model::Id;

/// How bad a finding is, the worst first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The plan cannot be published so; the command line exits with 1.
    Error,
    Warning,
    /// Worth knowing; nothing can or need be done in the plan.
    Note,
}

impl Severity {
    /// The word used in files.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Note => "note",
        }
    }
}

/// What a rule found, where, how many households it concerns, and what to do about it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Finding {
    pub rule: &'static str,
    pub severity: Severity,
    pub area: Option<Id>,
    pub cell: Option<Id>,
    pub block: Option<Id>,
    /// Where to look; filled from the block where the rule gave none.
    pub at: Option<Pt>,
    pub households: u32,
    /// Says what and what to do.
    pub message: Message,
}

impl Finding {
    /// A finding about the project as a whole.
    pub(super) const fn new(rule: &'static str, severity: Severity, message: Message) -> Self {
        Self { rule, severity, area: None, cell: None, block: None, at: None, households: 0, message }
    }

    pub(super) fn area(self, area: impl Into<Option<Id>>) -> Self {
        Self { area: area.into(), ..self }
    }

    pub(super) fn block(self, block: impl Into<Option<Id>>) -> Self {
        Self { block: block.into(), ..self }
    }

    pub(super) fn households(self, households: u32) -> Self {
        Self { households, ..self }
    }
}
