//! Read models: plain data for one panel each, and the scene that the map shows. Nothing here changes a project.

#[cfg(feature = "tiles")]
pub mod basemap;
mod borders;
mod cells;
mod census;
mod compare;
mod desk;
mod digest;
#[cfg(test)]
pub mod example_file;
mod findings;
mod inspector;
mod journal;
mod mask;
mod monitored;
mod new_household;
mod new_project;
mod palette;
mod picture;
mod plans;
mod sample_chain;
pub mod scene;
mod search;
mod status;
#[cfg(test)]
mod tests;

pub use cells::{CellRow, CellsModel, CellsQuery, Column, GapRow, Only, Standing, WorkerTag};
pub use census::Census;
pub use compare::{CompareModel, HandOverRow, LineageRow, Pair};
pub use desk::Desk;
pub use digest::{Base, Digest};
pub use findings::{FindingGroup, FindingRow, FindingsModel};
pub use inspector::{
    AreaCard, BlocksCard, CellCard, CellTag, CellsCard, Choice, HouseholdCard, HouseholdRow, InspectorModel, PAGE,
    PlanCard, WorkerCard, WorkerRow, choices,
};
pub use journal::{JournalModel, JournalRow};
pub use mask::{masked, shown};
pub use monitored::MonitoredModel;
pub use new_household::NewHousehold;
pub use new_project::{
    Inspection, NewProjectModel, Offer, Role, Sketch, import_plan, import_workers, inspect, is_project, seated,
};
pub use palette::{Found, commands};
pub use picture::sheet;
pub use plans::{PlanTag, free_name};
pub use sample_chain::{Heard, STEPS, SampleChain};
pub use search::{Hit, HitKind, SearchModel, Searcher, search};
pub use status::{Coordinates, StatusModel};
