//! Search by name or code: villages, cells, households, workers. Runs on a thread of its own.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, channel};

use serde::Serialize;

use crate::model::{Id, Level, Project};
use crate::session::Pick;

/// How many hits are shown.
pub const SHOWN: usize = 60;

/// What kind of thing a hit is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub enum HitKind {
    Area(Level),
    Cell,
    Worker,
    Household,
}

/// One thing found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Hit {
    pub kind: HitKind,
    pub id: Id,
    /// Its name; of a household still in clear, for the panel to mask.
    pub name: Arc<str>,
    pub code: Arc<str>,
    /// The area that it lies in.
    pub within: Arc<str>,
    /// 0 the whole text, 1 its beginning, 2 somewhere in it.
    pub rank: u8,
}

impl Hit {
    pub const fn pick(&self) -> Pick {
        match self.kind {
            HitKind::Area(_) => Pick::Area(self.id),
            HitKind::Cell => Pick::Cell(self.id),
            HitKind::Worker => Pick::Worker(self.id),
            HitKind::Household => Pick::Household(self.id),
        }
    }
}

/// What a search came to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct SearchModel {
    pub query: String,
    /// Best first, at most [`SHOWN`].
    pub hits: Vec<Hit>,
    /// How many there are in all.
    pub all: usize,
}

/// Searches a project; `is_wanted` is asked now and then, and `None` given once it says no.
pub fn search(project: &Project, query: &str, is_wanted: &dyn Fn() -> bool) -> Option<SearchModel> {
    let text = query.trim().to_lowercase();
    let mut model = SearchModel { query: query.to_owned(), ..SearchModel::default() };
    if text.is_empty() {
        return Some(model);
    }
    let mut hits: Vec<(u8, HitKind, Id)> = Vec::new();
    for (id, area) in project.areas.iter() {
        hits.extend(rank(&text, &[&area.name, &area.code]).map(|rank| (rank, HitKind::Area(area.level), id)));
    }
    for (id, cell) in project.meta.current.into_iter().flat_map(|plan| project.cells_of(plan)) {
        hits.extend(rank(&text, &[&cell.name, &cell.code]).map(|rank| (rank, HitKind::Cell, id)));
    }
    for (id, worker) in project.workers.iter() {
        hits.extend(rank(&text, &[&worker.name, &worker.code]).map(|rank| (rank, HitKind::Worker, id)));
    }
    for (n, (id, household)) in project.households.iter().enumerate() {
        if n % 4096 == 0 && !is_wanted() {
            return None;
        }
        hits.extend(rank(&text, &[household.name(), household.code()]).map(|rank| (rank, HitKind::Household, id)));
    }
    hits.sort_unstable();
    model.all = hits.len();
    model.hits = hits.into_iter().take(SHOWN).map(|(rank, kind, id)| hit(project, rank, kind, id)).collect();
    Some(model)
}

fn rank(text: &str, fields: &[&str]) -> Option<u8> {
    let of = |field: &&str| {
        // Chinese has no case, so that most fields need no copy.
        let at = if field.is_ascii() { field.to_ascii_lowercase().find(text) } else { field.find(text) }?;
        Some(if at > 0 { 2 } else { u8::from(field.len() != text.len()) })
    };
    fields.iter().filter_map(of).min()
}

fn hit(project: &Project, rank: u8, kind: HitKind, id: Id) -> Hit {
    let name_of = |area: Option<Id>| area.and_then(|id| project.areas.get(id)).map(|a| Arc::clone(&a.name));
    let empty = || Arc::from("");
    let (name, code, within) = match kind {
        HitKind::Area(_) => project.areas.get(id).map(|a| (Arc::clone(&a.name), Arc::clone(&a.code), a.parent)),
        HitKind::Cell => project.cells.get(id).map(|c| (Arc::clone(&c.name), Arc::clone(&c.code), Some(c.area))),
        HitKind::Worker => project.workers.get(id).map(|w| (Arc::clone(&w.name), Arc::clone(&w.code), None)),
        HitKind::Household => project.households.get(id).map(|h| {
            let area = h.block.and_then(|block| project.blocks.get(block)).map(|block| block.area);
            (Arc::from(h.name()), Arc::from(h.code()), area)
        }),
    }
    .unwrap_or_else(|| (empty(), empty(), None));
    Hit { kind, id, name, code, within: name_of(within).unwrap_or_else(empty), rank }
}

/// Searches in the background; a new query ends the one before.
pub struct Searcher {
    current: Arc<AtomicU64>,
    waiting: Option<Receiver<SearchModel>>,
    model: SearchModel,
    wake: Arc<dyn Fn() + Send + Sync>,
}

impl Searcher {
    /// A searcher without a query; `wake` is called from another thread when a search is done.
    pub fn new(wake: Arc<dyn Fn() + Send + Sync>) -> Self {
        Self { current: Arc::default(), waiting: None, model: SearchModel::default(), wake }
    }

    /// Begins to search.
    pub fn ask(&mut self, project: &Arc<Project>, query: &str) {
        let turn = self.current.fetch_add(1, Ordering::Relaxed) + 1;
        let (sender, receiver) = channel();
        self.waiting = Some(receiver);
        let (project, query) = (Arc::clone(project), query.to_owned());
        let (current, wake) = (Arc::clone(&self.current), Arc::clone(&self.wake));
        let run = move || {
            if let Some(model) = search(&project, &query, &|| current.load(Ordering::Relaxed) == turn) {
                // Nobody waits any more once the next query has begun.
                let _ = sender.send(model);
                wake();
            }
        };
        // Without a thread the old result stays; the next letter tries again.
        let _ = std::thread::Builder::new().name("search".to_owned()).spawn(run);
    }

    /// The latest result.
    pub fn model(&mut self) -> &SearchModel {
        if let Some(Ok(model)) = self.waiting.as_ref().map(Receiver::try_recv) {
            self.model = model;
            self.waiting = None;
        }
        &self.model
    }

    /// Forgets query and result.
    pub fn clear(&mut self) {
        self.current.fetch_add(1, Ordering::Relaxed);
        self.waiting = None;
        self.model = SearchModel::default();
    }
}
