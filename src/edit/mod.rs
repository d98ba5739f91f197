//! The verbs: each plans a [`Change`] for one action, or refuses in words; none mutates anything.

mod add_micro_plan;
mod add_plan;
mod add_workers;
mod appoint;
mod carve;
mod choose_plan;
mod copy_plan;
mod cut;
mod cut_blocks;
mod draw_cell;
mod draw_ring;
mod drop_plan;
mod fit_micro_plan;
mod guard;
mod import_plan;
mod lock_cells;
mod loose_ends;
mod merge_cells;
mod move_border;
mod move_households;
mod near;
mod paint_blocks;
mod part_cell;
mod place_household;
mod relabel_areas;
mod rename_cell;
mod rename_plan;
mod repair_plan;
mod sequence;
mod set_plan_status;
mod set_profile;
mod split_cell;
mod staff;
mod straighten_borders;
#[cfg(test)]
mod tests;
mod tidy_blocks;

pub use cut::{Cut, cut_ops, drawn_line};
pub use loose_ends::loose_end;

use crate::change::{Action, Change, Refusal};
use crate::model::Project;

/// Plans what an action does to the rows of this project.
pub fn plan(project: &Project, action: &Action) -> Result<Change, Refusal> {
    let part = near::part(project, action);
    let project = part.as_ref().unwrap_or(project);
    match action {
        Action::PaintBlocks { plan, cell, blocks } => paint_blocks::plan(project, *plan, *cell, blocks),
        Action::CutBlocks { blocks, lines, first } => cut_blocks::plan(project, blocks, lines, *first),
        Action::SplitCell { cell, lines, slack_mm } => split_cell::plan(project, *cell, lines, *slack_mm),
        Action::PartCell { cell, parts } => part_cell::plan(project, *cell, parts),
        Action::DrawRing { plan, area, ring, slack_mm } => draw_ring::plan(project, *plan, *area, ring, *slack_mm),
        Action::MoveBorder { cells, old, new, slack_mm } => move_border::plan(project, *cells, old, new, *slack_mm),
        Action::StraightenBorders { cells, tolerance_mm } => straighten_borders::plan(project, cells, *tolerance_mm),
        Action::MoveHouseholds { cell, households } => move_households::plan(project, *cell, households),
        Action::ShiftHousehold { household, to } => place_household::shift(project, *household, *to),
        Action::AddHousehold(household) => place_household::add(project, household),
        Action::TidyBlocks { blocks } => tidy_blocks::plan(project, blocks.as_deref()),
        Action::DrawCell { plan, blocks } => draw_cell::plan(project, *plan, blocks),
        Action::MergeCells { cells } => merge_cells::plan(project, cells),
        Action::LockCells { cells, locked } => lock_cells::plan(project, cells, *locked),
        Action::RenameCell { cell, name } => rename_cell::plan(project, *cell, name),
        Action::RelabelAreas { plan, areas, cells, limits } => {
            relabel_areas::plan(project, *plan, areas, cells, *limits)
        }
        Action::AddPlan { name, nest, origin } => add_plan::plan(project, name, *nest, origin),
        Action::ChoosePlan { plan } => choose_plan::plan(project, *plan),
        Action::Appoint { cell, worker } => appoint::plan(project, *cell, *worker),
        Action::Staff { plan, pairs } => staff::plan(project, *plan, pairs),
        Action::ImportPlan { name, nest, origin, cells } => import_plan::plan(project, name, *nest, origin, cells),
        Action::AddWorkers { workers, rejected } => add_workers::plan(project, workers, rejected),
        Action::Sequence(actions) => sequence::plan(project, actions),
        Action::SetProfile { profile } => set_profile::plan(project, profile),
        Action::CopyPlan { plan, name } => copy_plan::plan(project, *plan, name),
        Action::RenamePlan { plan, name } => rename_plan::plan(project, *plan, name),
        Action::SetPlanStatus { plan, status } => set_plan_status::plan(project, *plan, *status),
        Action::DropPlan { plan } => drop_plan::plan(project, *plan),
        Action::AddMicroPlan { base, name } => add_micro_plan::plan(project, *base, name),
        Action::FitMicroPlan { plan } => fit_micro_plan::plan(project, *plan),
        Action::RepairPlan { plan, within } => repair_plan::plan(project, *plan, *within),
    }
}

/// Why this action cannot be done now, for the tooltip of a greyed button; `None` when it can.
pub fn refusal(project: &Project, action: &Action) -> Option<Refusal> {
    plan(project, action).err()
}
