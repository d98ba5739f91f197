use std::sync::Arc;

use super::*;
use crate::base::Watch;
use crate::geom::Pt;
use crate::model::example::{VILLAGE, example, paint, plan};
use crate::model::{Id, Profile, Project};
use crate::words::{Language, say};

fn look(project: &Project) -> Report {
    run(project, Some(0), &Watch::new()).unwrap()
}

/// The findings as (rule, severity, cell, households).
fn brief(report: &Report) -> Vec<(&'static str, Severity, Option<Id>, u32)> {
    report.findings.iter().map(|f| (f.rule, f.severity, f.cell, f.households)).collect()
}

fn change_household(project: &mut Project, id: Id, change: impl Fn(&mut crate::model::HouseholdFacts<'_>)) {
    let old = project.households[id].clone();
    let mut facts = old.facts();
    change(&mut facts);
    project.households.set(id, Some(facts.into()));
}

fn change_cell(project: &mut Project, id: Id, change: impl Fn(&mut crate::model::Cell)) {
    let mut row = project.cells[id].clone();
    change(&mut row);
    project.cells.set(id, Some(row));
}

#[test]
fn a_sound_plan_has_no_findings() {
    let report = look(&example());
    assert_eq!(brief(&report), []);
    assert_eq!(report.coverage, Coverage { one: 160, none: 0, several: 0, outside: 0 });
    assert_eq!(report.monitored, Monitored { total: 16, with_cell: 16, with_worker: 16 });
    assert!(report.is_proven() && report.faithful.len() == 2 && !report.proof.is_empty());
}

#[test]
fn blocks_without_a_cell_are_gaps_and_their_households_uncovered() {
    let mut project = example();
    paint(&mut project, 0, &[1, 2, 14], None);
    let report = look(&project);
    assert_eq!(report.coverage, Coverage { one: 130, none: 30, several: 0, outside: 0 });
    assert_eq!(report.uncovered.len(), 30);
    // Blocks 1 and 2 hang together: one gap; 14 is another.
    let gaps: Vec<_> = report.findings.iter().filter(|f| f.rule == "gap").map(|f| (f.block, f.households)).collect();
    assert_eq!(gaps, [(Some(1), 20), (Some(14), 10)]);
    let bare: Vec<_> = report.findings.iter().filter(|f| f.rule == "coverage").collect();
    assert_eq!((bare.len(), bare[0].area, bare[0].households), (1, Some(VILLAGE), 30));
    let monitored: Vec<_> = report.findings.iter().filter(|f| f.rule == "monitored").collect();
    assert_eq!((monitored.len(), monitored[0].households, monitored[0].severity), (1, 3, Severity::Error));
    assert_eq!(report.findings.iter().find(|f| f.rule == "gap").unwrap().at, Some(Pt::new(50_000, 50_000)));
}

#[test]
fn an_area_without_cells_is_told_once() {
    let mut project = example();
    paint(&mut project, 0, &[3, 4, 7, 8, 11, 12, 15, 16], None);
    let report = look(&project);
    let unplanned: Vec<_> = report.findings.iter().filter(|f| f.rule == "unplanned").collect();
    assert_eq!((unplanned.len(), unplanned[0].area, unplanned[0].households), (1, Some(VILLAGE + 1), 80));
    assert!(report.findings.iter().all(|f| f.rule != "gap" && f.rule != "coverage"));
    assert_eq!(report.coverage.none, 80);
}

#[test]
fn households_outside_every_area_are_told_and_monitored_ones_are_errors() {
    let mut project = example();
    change_household(&mut project, 0, |h| h.block = None);
    change_household(&mut project, 1, |h| h.block = None);
    let report = look(&project);
    assert_eq!((report.coverage.outside, &report.uncovered[..]), (2, &[0, 1][..]));
    assert!(brief(&report).contains(&("outside", Severity::Warning, None, 2)));
    assert!(brief(&report).contains(&("monitored", Severity::Error, None, 1)));
}

#[test]
fn a_torn_cell_is_a_warning_or_an_error_as_asked() {
    let mut project = example();
    paint(&mut project, 0, &[13], Some(0));
    let torn = |report: &Report| report.findings.iter().find(|f| f.rule == "contiguity").cloned();
    let found = torn(&look(&project)).unwrap();
    assert_eq!((found.severity, found.cell, found.block, found.households), (Severity::Warning, Some(0), Some(13), 10));
    let strict = Options { broken: Severity::Error };
    let report = run_with(&project, Some(0), strict, &Watch::new()).unwrap();
    assert_eq!(torn(&report).unwrap().severity, Severity::Error);
    // Over a corner is not together.
    let mut corner = example();
    paint(&mut corner, 0, &[1], Some(1));
    assert!(torn(&look(&corner)).is_some_and(|f| f.cell == Some(1)));
}

#[test]
fn sizes_beyond_the_profile_warn_unless_the_area_forces_them() {
    let mut project = example();
    paint(&mut project, 0, &[9], Some(0));
    let sizes = |p: &Project| brief(&look(p)).into_iter().filter(|f| f.0 == "size").collect::<Vec<_>>();
    assert_eq!(sizes(&project), [("size", Severity::Warning, Some(1), 30)]);
    // With at least 100 to a cell, 80 households of a village can never do.
    project.profile =
        Arc::new(Profile { rural: crate::model::Size { min: 100, target: 120, max: 140 }, ..Profile::default() });
    assert!(sizes(&project).iter().all(|f| f.1 == Severity::Note) && sizes(&project).len() == 4);
    // At most 39 to a cell, 80 can be parted in three.
    project.profile =
        Arc::new(Profile { rural: crate::model::Size { min: 20, target: 30, max: 39 }, ..Profile::default() });
    assert!(sizes(&project).contains(&("size", Severity::Warning, Some(2), 40)));
}

#[test]
fn a_cell_over_the_village_border_is_an_error() {
    let mut project = example();
    paint(&mut project, 0, &[3], Some(0));
    assert!(brief(&look(&project)).contains(&("nesting", Severity::Error, Some(0), 50)));
    let mut plan = project.plans[0].clone();
    plan.nest = Some(crate::model::Level::Township);
    project.plans.set(0, Some(plan.clone()));
    // The cells' own areas are villages still, which is not the plan's level.
    assert!(look(&project).findings.iter().any(|f| f.rule == "nesting"));
    plan.nest = None;
    project.plans.set(0, Some(plan));
    assert!(look(&project).findings.iter().all(|f| f.rule != "nesting"));
}

#[test]
fn codes_and_names_are_their_own() {
    let mut project = example();
    change_cell(&mut project, 1, |cell| cell.code = "433101100201001".into());
    change_cell(&mut project, 3, |cell| cell.name = "石家村第1网格".into());
    assert_eq!(
        brief(&look(&project)),
        [("code", Severity::Error, Some(1), 40), ("name", Severity::Error, Some(3), 40)]
    );
    change_cell(&mut project, 1, |cell| cell.code = "".into());
    assert!(brief(&look(&project)).contains(&("code", Severity::Error, Some(1), 40)));
}

#[test]
fn cells_without_workers_and_workers_with_too_much() {
    let mut project = example();
    project.appointments.set(3, None);
    assert_eq!(
        brief(&look(&project)),
        [("monitored", Severity::Error, Some(3), 4), ("staff", Severity::Error, Some(3), 40)]
    );
    // Worker 0 takes over cells 2 and 3 beside its own.
    for id in 2..4 {
        let mut row = crate::model::Appointment { worker: 0, ..project.appointments[0].clone() };
        row.cell = id;
        project.appointments.set(id, Some(row));
    }
    let report = look(&project);
    assert_eq!(brief(&report), [("load", Severity::Warning, Some(0), 40)]);
    let mut worker = project.workers[0].clone();
    worker.max_cells = 3;
    worker.capacity_min = 400;
    project.workers.set(0, Some(worker));
    let message = &look(&project).findings[0].message;
    assert_eq!(message.key, "finding-load-minutes");
    for id in 0..4 {
        project.appointments.set(id, None);
    }
    assert_eq!(
        brief(&look(&project)),
        [("monitored", Severity::Error, None, 16), ("staff", Severity::Error, None, 160)]
    );
}

#[test]
fn split_groups_and_people_away_from_home_are_told_by_village() {
    let mut project = example();
    paint(&mut project, 0, &[5], Some(1));
    let groups: Vec<_> = brief(&look(&project)).into_iter().filter(|f| f.0 == "group").collect();
    assert_eq!(groups, [("group", Severity::Warning, None, 40)]);
    let mut project = example();
    let other = project.areas[VILLAGE + 1].code.clone();
    change_household(&mut project, 5, |h| {
        h.village = other.clone();
        h.group = "".into();
    });
    assert_eq!(brief(&look(&project)), [("residence", Severity::Note, None, 1)]);
}

#[test]
fn micro_cells_stay_inside_their_base_cell() {
    let mut project = example();
    let micro = plan(&mut project, "微网格", |block| (block - 1) % 4 / 2 * 2 + (block - 1) / 8);
    let mut row = project.plans[micro].clone();
    row.parent = Some(0);
    project.plans.set(micro, Some(row));
    let rules = |p: &Project| {
        let report = run(p, Some(micro), &Watch::new()).unwrap();
        report.findings.iter().filter(|f| f.rule == "micro").map(|f| f.cell).collect::<Vec<_>>()
    };
    assert_eq!(rules(&project), []);
    paint(&mut project, micro, &[9], Some(4));
    assert_eq!(rules(&project), [Some(4)]);
}

#[test]
fn a_broken_mesh_an_unfaithful_area_and_a_lost_block_are_errors() {
    let mut project = example();
    let mut node = project.mesh.nodes[6];
    node.at = Pt::new(250_000, 250_000);
    project.mesh.nodes.set(6, Some(node));
    let report = look(&project);
    assert!(!report.is_proven() && report.findings[0].severity == Severity::Error);
    assert!(report.findings.iter().any(|f| f.rule == "mesh"));

    let mut project = example();
    let mut area = project.areas[VILLAGE].clone();
    // 1,200 m of border × 51 mm allow 61.2 m².
    area.source_m2 = 80_061.0;
    project.areas.set(VILLAGE, Some(area.clone()));
    assert!(look(&project).is_proven());
    area.source_m2 = 80_062.0;
    project.areas.set(VILLAGE, Some(area));
    let report = look(&project);
    assert_eq!(brief(&report), [("faithful", Severity::Error, None, 0)]);
    assert_eq!(report.faithful[0].difference_m2, -62.0);

    let mut project = example();
    project.blocks.set(1, None);
    assert!(look(&project).findings.iter().any(|f| f.rule == "leaf" && f.block == Some(1)));
}

#[test]
fn findings_come_in_order_and_speak_both_languages_without_people() {
    let mut project = example();
    paint(&mut project, 0, &[1, 3], None);
    paint(&mut project, 0, &[13], Some(0));
    project.appointments.set(1, None);
    let report = look(&project);
    let order: Vec<_> = report.findings.iter().map(|f| (f.severity, f.rule)).collect();
    assert!(order.is_sorted(), "{order:?}");
    for finding in &report.findings {
        for language in Language::ALL {
            let text = say(language, &finding.message);
            assert!(text.len() > 20 && !text.contains(['$', '[']), "{text}");
            assert!(!text.contains("龙金花") && !text.contains("138"), "{text}");
        }
    }
    let watch = Watch::new();
    watch.cancel();
    assert!(run(&project, Some(0), &watch).is_err());
    let alone = run(&project, None, &Watch::new()).unwrap();
    assert_eq!((alone.coverage.none, alone.findings.len()), (160, 0));
}
