//! Panels: functions that show a model and collect commands. They keep nothing but what a memory of theirs holds.

pub mod cells_ui;
pub mod findings_ui;
pub mod inspector_ui;
pub mod jobs_ui;
pub mod journal_ui;
pub mod search_ui;
pub mod status_ui;
pub mod welcome_ui;
