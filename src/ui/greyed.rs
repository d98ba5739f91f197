//! Why an entry of the catalogue cannot be used now: worked out when the revision or the selection has moved.

use std::collections::BTreeMap;

use crate::base::Message;
use crate::change::Action;
use crate::present::{Digest, FindingsModel};
use crate::say;
use crate::session::{CATALOGUE, Selection, Session};

type Key = (u64, u64, Selection, bool, bool, usize, usize);

/// The reasons, by entry.
#[derive(Default)]
pub struct Greyed {
    key: Option<Key>,
    reasons: BTreeMap<&'static str, Message>,
}

impl Greyed {
    /// The reason, if the entry cannot be used.
    pub fn why(&self, id: &str) -> Option<&Message> {
        self.reasons.get(id)
    }

    /// Works the reasons out afresh where something has moved.
    pub fn refresh(
        &mut self,
        session: &Session,
        digest: Option<&Digest>,
        findings: Option<&FindingsModel>,
        chain: bool,
    ) {
        let busy = chain || !session.jobs().is_empty();
        let status = session.status();
        let problems = findings.map_or(usize::MAX, |found| found.errors + found.warnings);
        let version = digest.map_or(0, |digest| digest.version);
        let key = (
            session.revision(),
            version,
            session.selection().clone(),
            busy,
            status.read_only,
            status.undo * 2 + usize::from(status.redo > 0),
            problems,
        );
        if self.key.as_ref() == Some(&key) {
            return;
        }
        self.key = Some(key);
        let why = |id: &'static str| Some((id, reason(id, session, digest, findings, busy)?));
        self.reasons = CATALOGUE.iter().filter_map(|entry| why(entry.id)).collect();
    }
}

/// Entries that start a job which changes the project.
const CHANGING_JOBS: [&str; 8] =
    ["import", "balance", "balance-here", "parts", "recut", "one-more", "one-fewer", "staff"];

fn reason(
    id: &'static str,
    session: &Session,
    digest: Option<&Digest>,
    findings: Option<&FindingsModel>,
    busy: bool,
) -> Option<Message> {
    let selection = session.selection();
    let project = session.project();
    let plan = project.and_then(|project| project.meta.current);
    let status = session.status();
    let needs_project = !matches!(id, "new" | "open" | "sample" | "quit" | "language" | "shortcuts" | "about");
    if needs_project && project.is_none() {
        return Some(say!("ui-why-no-project"));
    }
    let is_job = CHANGING_JOBS.contains(&id)
        || matches!(id, "new" | "open" | "sample" | "export" | "check" | "compare" | "close");
    if is_job && busy {
        return Some(say!("ui-why-busy"));
    }
    if status.read_only && (CHANGING_JOBS.contains(&id) || matches!(id, "undo" | "redo" | "pack-journal")) {
        return Some(say!("ui-why-read-only"));
    }
    let cells: Vec<_> = selection.cells.iter().copied().collect();
    let blocks: Vec<_> = selection.blocks.iter().copied().collect();
    let refused = |action: Action| session.refusal(&action).map(|refusal| refusal.message);
    let needs_cells = || digest.is_none_or(|digest| digest.cells.rows.is_empty()).then(|| say!("ui-why-no-cells"));
    match id {
        "undo" => (status.undo == 0).then(|| say!("ui-why-no-undo")),
        "redo" => (status.redo == 0).then(|| say!("ui-why-no-redo")),
        "draw-cell" | "erase" if plan.is_none() => Some(say!("ui-why-no-plan")),
        "draw-cell" | "erase" if blocks.is_empty() => Some(say!("ui-why-no-blocks")),
        "draw-cell" => refused(Action::DrawCell { plan: plan?, blocks }),
        "erase" => refused(Action::PaintBlocks { plan: plan?, cell: None, blocks }),
        "merge" => refused(Action::MergeCells { cells }),
        "lock" | "straighten" | "recut" if cells.is_empty() => Some(say!("ui-why-no-cell")),
        "lock" => {
            let locked = !all_locked(session);
            refused(Action::LockCells { cells, locked })
        }
        "pack-journal" => (status.undo <= 100).then(|| say!("ui-why-few-steps")),
        "repair" if plan.is_none() => Some(say!("ui-why-no-plan")),
        "lock-all" => {
            digest.is_none_or(|d| d.cells.rows.iter().all(|row| row.locked)).then(|| say!("ui-why-all-locked"))
        }
        "unlock-all" => {
            digest.is_none_or(|d| !d.cells.rows.iter().any(|row| row.locked)).then(|| say!("ui-why-none-locked"))
        }
        "rename" | "parts" => (cells.len() != 1).then(|| say!("ui-why-one-cell")),
        "select-none" => {
            let empty = Selection { target: selection.target, ..Selection::default() };
            (*selection == empty).then(|| say!("ui-why-nothing-selected"))
        }
        "balance-here" => (selection.area.is_none() && cells.is_empty()).then(|| say!("ui-why-no-area")),
        "tool-brush" | "tool-homes" | "tool-split" | "tool-border" | "staff" | "export" | "one-more" | "one-fewer" => {
            needs_cells()
        }
        "tool-draw" if plan.is_none() => Some(say!("ui-why-no-plan")),
        "compare" => digest.is_none_or(|digest| digest.plans.len() < 2).then(|| say!("ui-compare-one")),
        "next-problem" | "previous-problem" => match findings {
            None => Some(say!("ui-why-no-check")),
            Some(found) => (found.errors + found.warnings == 0).then(|| say!("ui-why-no-problem")),
        },
        "zoom-selection" => {
            let empty = Selection { target: selection.target, ..Selection::default() };
            (*selection == empty).then(|| say!("ui-why-nothing-selected"))
        }
        _ => None,
    }
}

/// Whether every selected cell is locked, so that the lock entry unlocks.
pub fn all_locked(session: &Session) -> bool {
    let cells = &session.selection().cells;
    !cells.is_empty()
        && session
            .project()
            .is_some_and(|project| cells.iter().all(|id| project.cells.get(*id).is_some_and(|cell| cell.locked)))
}
