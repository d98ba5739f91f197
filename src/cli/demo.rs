//! `gridwright demo DIR`: the whole job on a made county, from files to an exported plan, in one command.

use std::path::{Path, PathBuf};
use std::time::Instant;

use clap::ArgMatches;

use super::arguments::given;
use super::runner::Runner;
use super::{picture, report};
use crate::base::{Fault, Message};
use crate::check::Severity;
use crate::exchange::{Format, Mask, Set, What};
use crate::formats::Source;
use crate::found::{Kind, NewOptions};
use crate::model::Level;
use crate::sample::SampleOptions;
use crate::say;
use crate::session::{ExportRequest, JobRequest, Outcome};
use crate::solve::{BalanceRequest, StaffRequest};
use crate::words::Language;

/// Does the whole job; gives the project to open in the window, or none where there is no display.
pub fn run(runner: &mut Runner, matches: &ArgMatches) -> Result<Option<PathBuf>, Fault> {
    let started = Instant::now();
    let dir = PathBuf::from(given(matches, "dir").unwrap_or_default());
    let (sources, project) = (dir.join("sample"), dir.join("project.gpkg"));
    let area = given(matches, "area").unwrap_or("433126").to_owned();
    let seed = matches.get_one::<u64>("seed").copied().unwrap_or(1);
    // The folder is the demo's own, so a second run replaces the first.
    let options = SampleOptions { area, seed, force: true, ..SampleOptions::default() };
    let Outcome::Sample(made) = runner.job(JobRequest::Sample { dir: sources.clone(), options })? else {
        return Ok(None);
    };
    report::sample(runner, &made, &sources);

    let new = JobRequest::New { path: project.clone(), options: Box::new(options_of(&sources)), replace: true };
    let Outcome::New(found) = runner.job(new)? else { return Ok(None) };
    tell(runner, report::found_lines(&found));

    let last_year = match runner.language {
        Language::Zh => "去年",
        Language::En => "Last year",
    };
    let source = Source::file(sources.join("last_year.geojson"));
    let options = Box::new(NewOptions::named(last_year));
    runner.job(JobRequest::Import { kind: Kind::Plan, source, options })?;
    let new_plan = match runner.language {
        Language::Zh => "今年",
        Language::En => "This year",
    };
    let leaf = runner.project()?.meta.leaf;
    runner.act(crate::change::Action::AddPlan { name: new_plan.into(), nest: Some(leaf), origin: "demo".into() })?;
    let plan = runner.some_plan(Some(new_plan))?;
    let before = runner.some_plan(Some(last_year))?;
    let request = BalanceRequest { seed, ..BalanceRequest::of(Some(plan), Some(leaf)) };
    let Outcome::Balanced(balanced) = runner.job(JobRequest::Balance(request.into()))? else { return Ok(None) };
    let Outcome::Staffed(staffed) = runner.job(JobRequest::Staff(StaffRequest { plan, within: None }))? else {
        return Ok(None);
    };
    let Outcome::Compared(compared) = runner.job(JobRequest::Compare { before, after: plan })? else { return Ok(None) };
    let Outcome::Checked(checked) = runner.job(JobRequest::Check { plan: Some(plan) })? else { return Ok(None) };

    report::line("");
    tell(runner, report::compare_lines(&*runner.project()?, &compared));
    report::balance(runner, &balanced);
    report::staff(runner, &staffed);
    tell(runner, report::check_lines(&checked));
    report::line("");

    let picture = dir.join("map.png");
    picture::write(&*runner.project()?, Some(plan), None, &picture, runner.language, true)?;
    let folder = dir.join("export");
    export(runner, plan, &folder)?;
    tell(
        runner,
        [
            say!("cli-demo-project", file = &project),
            say!("cli-demo-map", file = &picture),
            say!("cli-demo-export", folder = &folder),
            say!("cli-demo-seconds", seconds = (started.elapsed().as_secs_f64() * 10.0).round() / 10.0),
        ],
    );
    runner.session.flush()?;
    if checked.count(Severity::Error) > 0 || balanced.broken > 0 {
        tell(runner, [say!("cli-demo-findings", errors = checked.count(Severity::Error), broken = balanced.broken)]);
    }
    if matches.get_flag("no-window") {
        return Ok(None);
    }
    if !has_display() {
        tell(runner, [say!("cli-no-display", file = &project)]);
        return Ok(None);
    }
    runner.session.dispatch(crate::session::Command::Close);
    Ok(Some(project))
}

/// The sample's files as `new` takes them.
pub fn options_of(sources: &Path) -> NewOptions {
    let file = |name: &str| Source::file(sources.join(name));
    NewOptions {
        areas: vec![
            (Level::County, file("areas_county.geojson")),
            (Level::Township, file("areas_township.geojson")),
            (Level::Village, file("areas_village.geojson")),
        ],
        households: Some(file("households.csv")),
        barriers: vec![file("barriers.geojson")],
        workers: Some(file("workers.csv")),
        ..NewOptions::named("project")
    }
}

fn export(runner: &mut Runner, plan: u32, folder: &Path) -> Result<(), Fault> {
    let tables = [What::Cells, What::Households, What::Workers, What::Appointments];
    let mut files: Vec<(What, Format)> = Vec::new();
    for format in [Format::Gpkg, Format::Csv, Format::Xlsx] {
        files.extend(tables.map(|what| (what, format)));
    }
    files.push((What::Cells, Format::GeoJson));
    let set = Set {
        files,
        mask: Mask::Names,
        language: runner.language,
        force: true,
        since: None,
        time: crate::base::utc_now(),
        purpose: String::new(),
    };
    runner.job(JobRequest::Export(ExportRequest { plan: Some(plan), set, folder: folder.to_owned() })).map(drop)
}

fn tell(runner: &Runner, messages: impl IntoIterator<Item = Message>) {
    for message in messages {
        report::line(&runner.tell(&message));
    }
}

/// Whether a window can be opened: X11 or Wayland on Unix; Windows and macOS always have one.
fn has_display() -> bool {
    let set = |name: &str| std::env::var_os(name).is_some_and(|v| !v.is_empty());
    cfg!(feature = "gui") && (!cfg!(target_os = "linux") || set("DISPLAY") || set("WAYLAND_DISPLAY"))
}
