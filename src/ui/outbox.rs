//! What panels and dialogs want done: commands for the session, and wishes that only the window can grant.

use std::path::PathBuf;

use crate::geom::Pt;
use crate::model::Id;
use crate::session::{Command, Pick};
use crate::words::Language;

/// A wish that concerns the window alone.
#[derive(Clone, Debug, PartialEq)]
pub enum Wish {
    /// Runs an entry of the catalogue.
    Entry(&'static str),
    /// Shows a thing on the map.
    ShowOnMap(Pick),
    ShowPlace(Pt),
    /// Asks for a worker to appoint to a cell.
    Appoint(Id),
    /// Changes a cell's name, in its row where the table shows it.
    Rename(Id),
    /// Selects blocks without a cell and shows them.
    ShowGaps,
    /// Adds an empty plan, copies one, deletes one.
    NewPlan,
    CopyPlan(Id),
    DropPlan(Id),
    /// Adds a micro plan inside a base plan.
    NewMicro(Id),
    /// Shows on the map what changed between the plans that were compared.
    ShowCompare,
    EndCompare,
    /// Write the households that the comparison changes into a file.
    SaveChanges,
    Speak(Language),
    Reveal(bool),
    OpenProject(PathBuf),
    ForgetRecent(PathBuf),
    OpenSample,
    ShowTab(Tab),
    /// Goes to a finding by its place.
    Finding(usize),
    NewWith(Vec<PathBuf>),
}

/// The tabs of the right side.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Tab {
    #[default]
    Inspector,
    Findings,
    Plans,
    Layers,
    Journal,
}

/// Collects both while a frame is drawn.
#[derive(Debug, Default)]
pub struct Outbox {
    pub commands: Vec<Command>,
    pub wishes: Vec<Wish>,
}

impl Outbox {
    pub fn wish(&mut self, wish: Wish) {
        self.wishes.push(wish);
    }

    pub fn send(&mut self, command: Command) {
        self.commands.push(command);
    }
}
