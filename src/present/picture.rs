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

/// The whole territory, or the surroundings of one area, with the cells of a plan, as a PNG of 1800 × 1350 pixels. `date`
/// is printed as given.
///
/// # Errors
/// A project, or an area, without territory.
pub fn sheet(
    project: &Project,
    plan: Option<Id>,
    within: Option<Id>,
    language: Language,
    date: &str,
) -> Result<Vec<u8>, Fault> {
    let scene = Scene::build(project, plan, SceneOptions { workers: false, blocks: false, ..SceneOptions::default() });
    let bounds = match within {
        None => Bounds::of(project.mesh.nodes.values().map(|n| n.at)),
        Some(area) => bounds_of(project, area),
    };
    let bounds = bounds.ok_or_else(|| Fault::usage(say!("paint-nothing-to-show")))?;
    let view = View::fit(bounds, WIDTH as f32, HEIGHT as f32, 60.0);
    let mm_per_px = view.mm_per_px;
    let bounds = view.shown(0.0);
    let mut list = scene.draw_list(bounds, mm_per_px);
    list.items.extend(labels(&scene, mm_per_px, bounds).items);
    let name = |id: Id| project.plans.get(id).map(|p| Arc::clone(&p.name));
    let title = plan.and_then(name).map_or_else(
        || project.meta.name.to_string(),
        |plan| tell(language, &say!("paint-sheet-title", project = &*title_area(project, within), plan = &*plan)),
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

/// The box of an area.
fn bounds_of(project: &Project, area: Id) -> Option<Bounds> {
    let blocks = project.blocks_nested(area, project.areas.get(area)?.level);
    let edges = project.edges_around(&blocks).into_iter().filter_map(|id| project.mesh.edges.get(id));
    Bounds::of(edges.filter_map(|edge| project.mesh.line(edge)).flatten())
}

/// The area asked for, else the highest that holds everything, else the project's own name.
fn title_area(project: &Project, within: Option<Id>) -> Arc<str> {
    if let Some(area) = within.and_then(|id| project.areas.get(id)) {
        return Arc::clone(&area.name);
    }
    let top = project.areas.values().map(|a| a.level).min();
    let mut tops = project.areas.values().filter(|a| Some(a.level) == top);
    match (tops.next(), tops.next()) {
        (Some(area), None) => Arc::clone(&area.name),
        _ => Arc::clone(&project.meta.name),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::example::example;

    #[test]
    fn a_sheet_of_one_village_shows_it_larger() {
        let project = example();
        let village = project.blocks.values().next().map(|row| row.area);
        let all = sheet(&project, None, None, Language::En, "2026-01-01").unwrap();
        let one = sheet(&project, None, village, Language::En, "2026-01-01").unwrap();
        assert_ne!(all, one);
        let boxes = [None, village].map(|of| match of {
            None => Bounds::of(project.mesh.nodes.values().map(|n| n.at)).unwrap(),
            Some(area) => bounds_of(&project, area).unwrap(),
        });
        assert!(boxes[1].min.x >= boxes[0].min.x && boxes[1].max.x < boxes[0].max.x, "{boxes:?}");
        assert!(sheet(&project, None, Some(project.areas.next_id()), Language::En, "2026-01-01").is_err());
    }
}
