//! The picture of a plan on a sheet: the same scene as the window's map.

use std::sync::Arc;

use super::scene::{Scene, SceneOptions, labels, legend};
use crate::base::Fault;
use crate::geom::{Bounds, crs};
use crate::model::{Id, Project};
use crate::paint::{Sheet, View, picture};
use crate::say;
use crate::words::{Language, say as tell, text};

/// Size of the sheet, pixels.
const WIDTH: u32 = 1800;
const HEIGHT: u32 = 1350;

/// The whole territory with the cells of a plan, as a PNG of 1800 × 1350 pixels. `date` is printed as given.
pub fn sheet(project: &Project, plan: Option<Id>, language: Language, date: &str) -> Result<Vec<u8>, Fault> {
    let scene = Scene::build(project, plan, SceneOptions { workers: false, blocks: false, ..SceneOptions::default() });
    let Some(bounds) = Bounds::of(project.mesh.nodes.values().map(|n| n.at)) else {
        return Err(Fault::usage(say!("paint-nothing-to-show")));
    };
    let view = View::fit(bounds, WIDTH as f32, HEIGHT as f32, 60.0);
    let mm_per_px = view.mm_per_px;
    let mut list = scene.draw_list(bounds, mm_per_px);
    list.items.extend(labels(&scene, mm_per_px, bounds).items);
    let name = |id: Id| project.plans.get(id).map(|p| Arc::clone(&p.name));
    let title = plan.and_then(name).map_or_else(
        || project.meta.name.to_string(),
        |plan| tell(language, &say!("paint-sheet-title", project = &*title_area(project), plan = &*plan)),
    );
    let system = crs::info(project.meta.crs)?;
    let sheet = Sheet {
        language,
        width: WIDTH,
        height: HEIGHT,
        zoom: 1.0,
        title,
        legend: legend(&scene, mm_per_px, language),
        crs: format!("EPSG:{} {}", system.epsg, system.name),
        date: date.to_owned(),
        source: if project.meta.made {
            text(language, "paint-source-made")
        } else {
            text(language, "paint-source-own")
        },
        approval: String::new(),
        mask: text(language, "paint-mask-map"),
        made_sample: project.meta.made,
    };
    picture(&list, &view, &sheet)
}

/// The highest area that holds everything, else the project's own name.
fn title_area(project: &Project) -> Arc<str> {
    let top = project.areas.values().map(|a| a.level).min();
    let mut tops = project.areas.values().filter(|a| Some(a.level) == top);
    match (tops.next(), tops.next()) {
        (Some(area), None) => Arc::clone(&area.name),
        _ => Arc::clone(&project.meta.name),
    }
}
