//! The scene: how the labels of a plan lie over the ground.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rayon::prelude::*;

use super::cells::CellLook;
use super::colours::{Colours, colour_all, mend};
use super::draft::Draft;
use super::ground::{Ground, NO_CELL};
use super::groups::Groups;
use super::options::{ColourMode, SceneOptions};
use super::overlay::Overlay;
use super::people::People;
use super::style;
use crate::change::Touched;
use crate::geom::{Bounds, Pt};
use crate::model::{Id, Profile, Project, Size, Tally};
use crate::paint::Rgba;

/// What a mesh edge divides in the plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EdgeClass {
    /// Blocks of one cell, or no territory at all.
    Inner,
    /// Two cells, or a cell and the outside.
    Cell,
    /// Blocks without a cell from anything else.
    Gap,
}

/// What an edit has changed of the looks.
#[derive(Clone, Debug, Default)]
pub struct Recent {
    /// The version before it.
    pub since: u64,
    pub blocks: BTreeSet<Id>,
    pub edges: BTreeSet<u32>,
}

/// What the map shows.
#[derive(Clone)]
pub struct Scene {
    /// Different whenever the scene looks different.
    pub version: u64,
    pub options: SceneOptions,
    pub plan: Option<Id>,
    pub ground: Arc<Ground>,
    pub people: Arc<People>,
    /// By block; `NO_CELL` in gaps and outside.
    pub cell_of: Vec<u32>,
    /// By mesh edge.
    pub classes: Vec<EdgeClass>,
    pub cells: BTreeMap<Id, CellLook>,
    /// Blocks without a cell.
    pub gaps: BTreeSet<Id>,
    /// Whether the data says of itself that it is made up.
    pub made: bool,
    /// What another plan is compared by; none where nothing is compared.
    pub overlay: Option<Arc<Overlay>>,
    /// What is being worked out; none where nothing is.
    pub draft: Option<Arc<Draft>>,
    /// What looks different since an earlier version, where that is known.
    pub recent: Option<Recent>,
    colours: Colours,
    /// By worker, and by area.
    worker_colours: Colours,
    area_colours: Colours,
    /// The cells of every worker, and of every area.
    worker_cells: Groups,
    area_cells: Groups,
    profile: Arc<Profile>,
    limits: Option<Size>,
}

impl Scene {
    /// Makes everything anew; not on the thread of a window.
    pub fn build(project: &Project, plan: Option<Id>, options: SceneOptions) -> Self {
        Self::over(
            project,
            plan,
            options,
            Arc::new(Ground::new(project)),
            Arc::new(People::new(project)),
            &Colours::new(),
        )
    }

    /// Makes the scene of a plan over what is there already. Cells keep the colours of `old` where they can.
    pub fn over(
        project: &Project,
        plan: Option<Id>,
        options: SceneOptions,
        ground: Arc<Ground>,
        people: Arc<People>,
        old: &Colours,
    ) -> Self {
        let plan = plan.filter(|id| project.plans.get(*id).is_some());
        let mut scene = Self {
            version: 0,
            options,
            plan,
            cell_of: vec![NO_CELL; ground.ends().0],
            classes: vec![EdgeClass::Inner; ground.ends().1],
            cells: BTreeMap::new(),
            gaps: BTreeSet::new(),
            made: project.meta.made,
            overlay: None,
            draft: None,
            recent: None,
            colours: Colours::new(),
            worker_colours: Colours::new(),
            area_colours: Colours::new(),
            worker_cells: Groups::default(),
            area_cells: Groups::default(),
            profile: Arc::clone(&project.profile),
            limits: plan.and_then(|id| project.plans[id].limits),
            ground,
            people,
        };
        let Some(plan) = plan else {
            scene.gaps = project.blocks.iter().map(|(block, _)| block).collect();
            return scene;
        };
        let row = &project.plans[plan];
        scene.cells = project.cells_of(plan).map(|(id, cell)| (id, CellLook::new(project, row, cell))).collect();
        for (block, cell) in project.labels.get(&plan).into_iter().flat_map(|labels| labels.iter()) {
            scene.label(block, Some(*cell));
        }
        scene.gaps = project.blocks.iter().map(|(block, _)| block).filter(|block| scene.is_gap(*block)).collect();
        scene.appoint(project, plan, None);
        scene.classes = (0..scene.classes.len() as u32).into_par_iter().map(|edge| scene.class(edge)).collect();
        let all: BTreeSet<Id> = scene.cells.keys().copied().collect();
        let around = scene.around(&all);
        let known = all.iter().filter_map(|id| Some((*id, *old.get(id)?)));
        scene.colours = known.collect();
        if scene.colours.is_empty() || !mend(&mut scene.colours, &around) {
            scene.colours = colour_all(&around);
        }
        scene.settle(&all);
        scene.group(&all);
        scene.group_colours(&all, &around);
        scene
    }

    /// Follows a change of the rows by what it touched. False where that is not enough and all must be made anew.
    pub fn follow(&mut self, project: &Project, touched: &Touched) -> bool {
        let same_rules = Arc::ptr_eq(&self.profile, &project.profile);
        let many = touched.blocks.len().max(touched.homes.len()) > FEW;
        if touched.households || touched.nodes_moved || !same_rules || many {
            return false;
        }
        let Some(plan) = self.plan else { return touched.plans.is_empty() && !touched.mesh };
        let Some(row) = project.plans.get(plan) else { return false };
        if row.limits != self.limits {
            return false;
        }
        if touched.workers {
            self.people = Arc::new(self.people.with_workers(project));
        }
        let mut recent = Recent { since: self.version, ..Recent::default() };
        let mut changed: BTreeSet<Id> = touched.cells.clone();
        let mut moved = touched.homes.clone();
        if touched.mesh {
            let Some((ground, faces)) = self.ground.follow(project, touched) else { return false };
            self.cell_of.resize(ground.ends().0, NO_CELL);
            self.classes.resize(ground.ends().1, EdgeClass::Inner);
            self.ground = Arc::new(ground);
            moved.extend(faces);
        }
        if !touched.homes.is_empty() {
            self.people = Arc::new(self.people.with_homes(project, &touched.homes));
        }
        changed.extend(moved.iter().filter_map(|block| self.cell_of(*block)));
        for &id in &touched.cells {
            match project.cells.get(id).filter(|cell| cell.plan == plan) {
                None => {}
                Some(cell) => match self.cells.get_mut(&id) {
                    Some(look) => look.refresh(project, row, cell),
                    None => {
                        self.cells.insert(id, CellLook::new(project, row, cell));
                    }
                },
            }
        }
        for &block in &touched.blocks {
            let before = self.cell_of.get(block as usize).copied().unwrap_or(NO_CELL);
            changed.extend((before != NO_CELL).then_some(before));
            self.label(block, project.cell_of(plan, block));
        }
        for id in changed.iter().filter(|id| project.cells.get(**id).is_none_or(|cell| cell.plan != plan)) {
            self.cells.remove(id);
            self.colours.remove(id);
        }
        recent.edges.extend(touched.edges.iter().copied());
        recent.edges.extend(touched.blocks.iter().flat_map(|block| self.ground.edges_of(*block)));
        for &edge in &recent.edges {
            if let Some(class) = self.classes.get(edge as usize).map(|_| self.class(edge)) {
                self.classes[edge as usize] = class;
            }
        }
        if touched.appointments || touched.workers {
            self.appoint(project, plan, Some(&changed));
        }
        self.group(&changed);
        changed.retain(|id| self.cells.contains_key(id));
        let mut around = self.around(&changed);
        if !mend(&mut self.colours, &around) {
            let all: BTreeSet<Id> = self.cells.keys().copied().collect();
            around = self.around(&all);
            self.colours = colour_all(&around);
            changed = all;
        }
        self.settle(&changed);
        changed.extend(self.group_colours(&changed, &around));
        recent.blocks.extend(touched.blocks.iter().chain(&moved));
        recent.blocks.extend(changed.iter().filter_map(|id| self.cells.get(id)).flat_map(|look| &look.blocks));
        self.recent = Some(recent);
        true
    }

    /// The colours of the cells, for the next scene of the same plan.
    pub const fn colours(&self) -> &Colours {
        &self.colours
    }

    /// The cell of a block.
    pub fn cell_of(&self, block: Id) -> Option<Id> {
        self.cell_of.get(block as usize).copied().filter(|cell| *cell != NO_CELL)
    }

    /// The fill of a block; none in gaps and where fills are off.
    pub fn fill_of(&self, block: Id) -> Option<Rgba> {
        if let Some(draft) = &self.draft {
            // What is not decided yet steps back.
            return Some(draft.fill(block).map_or(style::ASIDE, |number| style::fill(self.options.palette, number)));
        }
        if let Some(overlay) = &self.overlay {
            return Some(overlay.becomes(block, self.cell_of(block)).fill());
        }
        Some(self.fill_of_cell(self.cells.get(&self.cell_of(block)?)?))
    }

    /// The fill of a cell.
    pub fn fill_of_cell(&self, cell: &CellLook) -> Rgba {
        let palette = self.options.palette;
        let fill = match self.options.colour {
            ColourMode::Cell => style::fill(palette, cell.colour),
            ColourMode::Deviation => style::deviation_fill(cell.tally.households, cell.size),
            ColourMode::Worker => cell.worker_colour.map_or(style::NO_TARGET, |n| style::fill(palette, n)),
            ColourMode::Monitored => style::share_fill(cell.tally.monitored, cell.tally.households),
            ColourMode::Village => style::fill(palette, cell.area_colour),
            ColourMode::Status => cell.status().fill(),
        };
        fill.with_alpha((u16::from(self.options.opacity.min(100)) * 255 / 100) as u8)
    }

    /// The edges between a set of blocks and everything else.
    pub fn rim<'a>(&'a self, blocks: &'a BTreeSet<Id>) -> impl Iterator<Item = u32> + 'a {
        let outer = move |block: &Id, edge: &u32| !blocks.contains(&self.ground.across(*edge, *block));
        blocks.iter().flat_map(move |block| self.ground.edges_of(*block).filter(move |edge| outer(block, edge)))
    }

    /// The box around a cell.
    pub fn cell_bounds(&self, cell: Id) -> Option<Bounds> {
        self.bounds_of(self.cells.get(&cell)?.blocks.iter().copied())
    }

    /// The box around some blocks.
    pub fn bounds_of(&self, blocks: impl IntoIterator<Item = Id>) -> Option<Bounds> {
        let boxes = blocks.into_iter().filter_map(|block| self.ground.bounds_of(block));
        boxes.reduce(Bounds::join)
    }

    /// The block that a point lies in.
    pub fn block_at(&self, at: Pt) -> Option<Id> {
        self.ground.face_at(at)
    }

    fn label(&mut self, block: Id, cell: Option<Id>) {
        let Some(entry) = self.cell_of.get_mut(block as usize) else { return };
        let cell = cell.filter(|id| self.cells.contains_key(id));
        let old = std::mem::replace(entry, cell.unwrap_or(NO_CELL));
        if let Some(look) = self.cells.get_mut(&old) {
            look.blocks.remove(&block);
        }
        match cell.and_then(|id| self.cells.get_mut(&id)) {
            Some(look) => {
                look.blocks.insert(block);
                self.gaps.remove(&block);
            }
            None if self.ground.area_m2(block) > 0.0 => {
                self.gaps.insert(block);
            }
            None => {
                self.gaps.remove(&block);
            }
        }
    }

    fn is_gap(&self, block: Id) -> bool {
        self.cell_of(block).is_none() && self.ground.area_m2(block) > 0.0
    }

    fn class(&self, edge: u32) -> EdgeClass {
        let (left, right) = self.ground.sides(edge);
        let there = |face: u32| self.ground.area_m2(face) > 0.0;
        match (there(left).then(|| self.cell_of(left)), there(right).then(|| self.cell_of(right))) {
            (a, b) if a == b => EdgeClass::Inner,
            (Some(None), _) | (_, Some(None)) => EdgeClass::Gap,
            _ => EdgeClass::Cell,
        }
    }

    /// The neighbours of some cells.
    fn around(&self, cells: &BTreeSet<Id>) -> BTreeMap<Id, BTreeSet<Id>> {
        cells.par_iter().map(|cell| (*cell, self.beside(*cell))).collect()
    }

    /// The neighbours of a cell.
    fn beside(&self, cell: Id) -> BTreeSet<Id> {
        let blocks = self.cells.get(&cell).into_iter().flat_map(|look| look.blocks.iter());
        let others = blocks.flat_map(|block| self.ground.edges_of(*block).map(|e| self.ground.across(e, *block)));
        others.filter_map(|face| self.cell_of(face)).filter(|other| *other != cell).collect()
    }

    /// Sums, colours and names of cells whose blocks have changed.
    fn settle(&mut self, cells: &BTreeSet<Id>) {
        let sum = |id: &Id| {
            let look = self.cells.get(id)?;
            let mut tally = Tally::default();
            for block in &look.blocks {
                tally.add(&self.people.tally(*block));
            }
            Some((*id, tally, self.ground.name_place(look.blocks.iter().copied())))
        };
        let sums: Vec<_> = cells.par_iter().filter_map(sum).collect();
        for (id, tally, place) in sums {
            let Some(look) = self.cells.get_mut(&id) else { continue };
            look.colour = self.colours.get(&id).copied().unwrap_or(0);
            look.tally = tally;
            (look.at, look.extent_mm) = place.map_or((None, 0.0), |(at, extent)| (Some(at), extent));
        }
    }

    /// Notes whose cells these are now.
    fn group(&mut self, cells: &BTreeSet<Id>) {
        for id in cells {
            let look = self.cells.get(id);
            self.area_cells.put(*id, look.map(|look| look.area));
            self.worker_cells.put(*id, look.and_then(|look| look.worker));
        }
    }

    /// Colours by worker and by area, so that the cells of two neighbouring ones differ; gives the cells whose colour is
    /// another one now. Neighbours that `around` knows are not sought again.
    fn group_colours(&mut self, cells: &BTreeSet<Id>, around: &BTreeMap<Id, BTreeSet<Id>>) -> BTreeSet<Id> {
        let mut repainted = BTreeSet::new();
        for by_worker in [false, true] {
            let all = if by_worker { &self.worker_cells } else { &self.area_cells };
            let groups: BTreeSet<Id> = cells.iter().filter_map(|id| all.of(*id)).collect();
            let mut graph = BTreeMap::new();
            for group in &groups {
                let mut others = BTreeSet::new();
                for cell in all.members(*group) {
                    let groups_of = |beside: &BTreeSet<Id>| -> Vec<Id> {
                        beside.iter().filter_map(|id| all.of(*id)).filter(|other| other != group).collect()
                    };
                    others.extend(match around.get(cell) {
                        Some(beside) => groups_of(beside),
                        None => groups_of(&self.beside(*cell)),
                    });
                }
                graph.insert(*group, others);
            }
            let colours = if by_worker { &mut self.worker_colours } else { &mut self.area_colours };
            // A worker may have more neighbours than there are colours; then the name on the map tells.
            mend(colours, &graph);
            for (group, id) in groups.iter().flat_map(|group| all.members(*group).iter().map(move |id| (group, id))) {
                let Some(look) = self.cells.get_mut(id) else { continue };
                let colour = colours.get(group).copied();
                let slot = (&mut look.worker_colour, &mut look.area_colour);
                let changed = match by_worker {
                    true => std::mem::replace(slot.0, colour) != colour,
                    false => std::mem::replace(slot.1, colour.unwrap_or(0)) != colour.unwrap_or(0),
                };
                repainted.extend(changed.then_some(*id));
            }
        }
        repainted
    }

    /// Names of the workers of some cells, or of all.
    fn appoint(&mut self, project: &Project, plan: Id, cells: Option<&BTreeSet<Id>>) {
        let asked = |id: &Id| cells.is_none_or(|cells| cells.contains(id));
        let mut clear = |look: &mut CellLook| {
            look.workers.clear();
            (look.worker, look.worker_colour) = (None, None);
        };
        match cells {
            Some(cells) => {
                for id in cells {
                    self.cells.get_mut(id).map(&mut clear);
                }
            }
            None => self.cells.values_mut().for_each(clear),
        }
        for (_, appointment) in project.appointments_of(plan).filter(|(_, a)| asked(&a.cell)) {
            let name = project.workers.get(appointment.worker).map(|worker| Arc::clone(&worker.name));
            if let (Some(look), Some(name)) = (self.cells.get_mut(&appointment.cell), name) {
                look.worker.get_or_insert(appointment.worker);
                look.workers.push(name);
            }
        }
    }
}

/// A change of more blocks than this is followed by making the scene anew beside the window.
const FEW: usize = 2_000;
