//! Runs one command and gives its exit status (DESIGN section 6).

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::ArgMatches;
use clap::error::{ContextKind, ContextValue, ErrorKind};

use super::arguments::{all, command, given};
use super::runner::Runner;
use super::{demo, json, picture, report};
use crate::base::{Fault, FaultKind, Message};
use crate::change::Action;
use crate::exchange::{Format, Mask, Set, What};
use crate::formats::Source;
use crate::found::{Kind, Mapping, NewOptions, field_names};
use crate::model::{BarrierKind, Id, Level};
use crate::sample::SampleOptions;
use crate::say;
use crate::session::{ExportRequest, JobRequest, Outcome};
use crate::solve::{Aims, BalanceRequest, Budget, Cut, Keep, Preset, Seats, StaffRequest, Weight};
use crate::words::{Language, say as tell};

/// What the program does after the command line is done.
pub enum Next {
    Exit(ExitCode),
    /// Open the window, on this project if there is one.
    Window(Option<PathBuf>),
}

/// Whether a command did all that was asked.
pub type Done = Result<bool, Fault>;

/// Runs the command line with these arguments (the first is the program's own name).
pub fn run(arguments: impl IntoIterator<Item = std::ffi::OsString>) -> Next {
    let arguments: Vec<_> = arguments.into_iter().collect();
    let language = asked_language(&arguments).unwrap_or_else(Language::of_system);
    let matches = match command(language).try_get_matches_from(&arguments) {
        Ok(matches) => matches,
        Err(error) if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) => {
            // Help and version are answers, not errors.
            let _ = error.print();
            return Next::Exit(ExitCode::SUCCESS);
        }
        Err(error) => return Next::Exit(failed(language, &Fault::usage(usage(&error)))),
    };
    let Some((name, sub)) = matches.subcommand() else {
        let open = matches.get_one::<String>("open").map(PathBuf::from);
        return match open.filter(|path| !path.exists()) {
            Some(path) => Next::Exit(failed(language, &Fault::usage(say!("cli-no-such", text = &path)))),
            None => Next::Window(matches.get_one::<String>("open").map(PathBuf::from)),
        };
    };
    if let Some(file) = given(&matches, "open") {
        return Next::Exit(failed(language, &Fault::usage(say!("cli-file-first", file = file, command = name))));
    }
    if given(sub, "within").is_some() && !["balance", "staff", "export"].contains(&name) {
        return Next::Exit(failed(language, &Fault::usage(say!("cli-within-whole", command = name))));
    }
    if let Some(threads) = sub.get_one::<usize>("threads").filter(|n| **n > 0) {
        // Fails only where a pool stands already, which nothing before this line makes.
        let _ = rayon::ThreadPoolBuilder::new().num_threads(*threads).build_global();
    }
    let mut runner = Runner::new(language);
    let done = match name {
        "new" => new(&mut runner, sub),
        "import" => import(&mut runner, sub),
        "balance" => runner.whole(|runner| balance(runner, sub)),
        "staff" => staff(&mut runner, sub),
        "check" => check(&mut runner, sub),
        "compare" => compare(&mut runner, sub),
        "export" => export(&mut runner, sub),
        "sample" => sample(&mut runner, sub),
        _ => match demo::run(&mut runner, sub) {
            Ok(Some(project)) => return Next::Window(Some(project)),
            Ok(None) => Ok(true),
            Err(fault) => Err(fault),
        },
    };
    Next::Exit(match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(fault) => failed(language, &fault),
    })
}

/// Ends the program after the window: a fault is told in the system's language.
pub fn exit(done: Result<(), Fault>) -> ExitCode {
    done.map_or_else(|fault| failed(Language::of_system(), &fault), |()| ExitCode::SUCCESS)
}

fn failed(language: Language, fault: &Fault) -> ExitCode {
    report::error(&tell(language, &fault.message));
    ExitCode::from(match fault.kind {
        FaultKind::Infeasible => 1,
        FaultKind::Usage => 2,
        FaultKind::Input => 3,
        FaultKind::Project => 4,
        FaultKind::Cancelled => 130,
    })
}

/// What clap found wrong, in our words.
fn usage(error: &clap::Error) -> Message {
    let text = |kind: ContextKind| match error.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        Some(ContextValue::Strings(texts)) => texts.join(" "),
        _ => String::new(),
    };
    let (argument, value) = (text(ContextKind::InvalidArg), text(ContextKind::InvalidValue));
    match error.kind() {
        ErrorKind::MissingRequiredArgument => say!("cli-missing-argument", argument = argument),
        ErrorKind::UnknownArgument => say!("cli-unknown-argument", argument = argument),
        ErrorKind::ArgumentConflict => {
            say!("cli-conflict", argument = argument, other = text(ContextKind::PriorArg))
        }
        ErrorKind::InvalidValue | ErrorKind::ValueValidation if !value.is_empty() => {
            say!("cli-bad-value", argument = argument, text = value)
        }
        ErrorKind::InvalidSubcommand => say!("cli-no-such", text = text(ContextKind::InvalidSubcommand)),
        _ => say!("cli-bad-usage", argument = argument),
    }
}

/// `--lang` decides the language of the help too, so it is looked for before anything is parsed.
fn asked_language(arguments: &[std::ffi::OsString]) -> Option<Language> {
    let words: Vec<&str> = arguments.iter().filter_map(|a| a.to_str()).collect();
    let joined = words.iter().find_map(|w| w.strip_prefix("--lang="));
    let apart = words.windows(2).find(|w| w[0] == "--lang").map(|w| w[1]);
    joined.or(apart).map(Language::of_tag)
}

fn path_of(matches: &ArgMatches) -> PathBuf {
    PathBuf::from(given(matches, "project").unwrap_or_default())
}

fn epsg(text: &str) -> Result<u32, Fault> {
    let digits = text.strip_prefix("EPSG:").or_else(|| text.strip_prefix("epsg:")).unwrap_or(text);
    digits.parse().map_err(|_| Fault::usage(say!("cli-bad-crs", text = text)))
}

fn kind(text: &str) -> Result<Kind, Fault> {
    let kinds = || Kind::ALL.map(Kind::name).join(", ");
    Kind::parse(text).ok_or_else(|| Fault::usage(say!("cli-bad-kind", text = text, kinds = kinds())))
}

fn reading(matches: &ArgMatches, name: &str) -> Result<NewOptions, Fault> {
    let mut options = NewOptions::named(name);
    for map in all(matches, "map") {
        let parts = map.split_once('=').and_then(|(left, column)| Some((left.split_once('.')?, column)));
        let Some(((kind_word, field), column)) = parts else {
            return Err(Fault::usage(say!("cli-bad-map", text = map)));
        };
        let kind = kind(kind_word)?;
        // The kind's source may not be given, and then nobody else would look at the name.
        if !field_names(kind).any(|known| known == field) {
            let fields = field_names(kind).collect::<Vec<_>>().join(", ");
            return Err(Fault::usage(say!("found-no-field", kind = kind.name(), field = field, fields = fields)));
        }
        options.map.push(Mapping { kind, field: field.to_owned(), column: column.to_owned() });
    }
    for crs in all(matches, "source-crs") {
        let Some((word, code)) = crs.split_once('=') else {
            return Err(Fault::usage(say!("cli-bad-source-crs", text = crs)));
        };
        options.source_crs.push((kind(word)?, epsg(code)?));
    }
    options.encoding = given(matches, "encoding").map(str::to_owned);
    Ok(options)
}

fn new(runner: &mut Runner, matches: &ArgMatches) -> Done {
    let path = path_of(matches);
    if path.extension().is_none_or(|e| !e.eq_ignore_ascii_case("gpkg")) {
        return Err(Fault::usage(say!("cli-not-gpkg", file = &path)));
    }
    let name = path.file_stem().map(|s| s.to_string_lossy().into_owned()).unwrap_or_default();
    let mut options = reading(matches, &name)?;
    for text in all(matches, "areas") {
        let (level, source) = match text.split_once('=') {
            Some((word, source)) if Level::parse(word).is_some() => (Level::parse(word), source),
            Some((word, _)) if word.bytes().all(|b| b.is_ascii_alphabetic()) && !Path::new(text).exists() => {
                let levels = Level::ALL.map(Level::name).join(", ");
                return Err(Fault::usage(say!("cli-bad-level", text = word, levels = levels)));
            }
            _ => (None, text),
        };
        options.areas.push((level.unwrap_or(Level::Village), Source::parse(source)?));
    }
    let source = |name: &str| given(matches, name).map(Source::parse).transpose();
    options.households = source("households")?;
    options.blocks = source("blocks")?;
    options.workers = source("workers")?;
    options.barriers = all(matches, "barriers").map(Source::parse).collect::<Result<_, _>>()?;
    options.crs = given(matches, "crs").map(epsg).transpose()?;
    options.weld_m = matches.get_one::<f64>("weld").copied().unwrap_or(0.05);
    if !(0.0..=100.0).contains(&options.weld_m) {
        return Err(Fault::usage(say!("cli-bad-weld", weld = options.weld_m)));
    }
    let outcome = runner.job(JobRequest::New { path: path.clone(), options: Box::new(options), replace: false })?;
    if let Outcome::New(found) = outcome {
        if matches.get_flag("json") { json::new(runner, &found, &path) } else { report::new(runner, &found, &path) }
    }
    Ok(true)
}

fn import(runner: &mut Runner, matches: &ArgMatches) -> Done {
    runner.open(&path_of(matches), false)?;
    for text in all(matches, "sources") {
        let Some((word, source)) = text.split_once('=') else {
            return Err(Fault::usage(say!("cli-bad-import", text = text)));
        };
        let source = Source::parse(source)?;
        let stem = source.file.file_stem().map(|s| s.to_string_lossy().into_owned()).unwrap_or_default();
        let options = reading(matches, given(matches, "plan").unwrap_or(&stem))?;
        let outcome = runner.job(JobRequest::Import { kind: kind(word)?, source, options: Box::new(options) })?;
        if let Outcome::Imported(note) = outcome {
            if matches.get_flag("json") { json::note(&note) } else { report::line(&runner.tell(&note)) }
        }
    }
    Ok(true)
}

fn balance(runner: &mut Runner, matches: &ArgMatches) -> Done {
    let word = given(matches, "cut").unwrap_or("never");
    let cut = Cut::parse(word).ok_or_else(|| Fault::usage(say!("cli-bad-cut", text = word)))?;
    let nest = match given(matches, "nest") {
        None => None,
        Some(word) => Some(Level::parse(word).ok_or_else(|| Fault::usage(say!("cli-bad-nest", text = word)))?),
    };
    let mut weights =
        given(matches, "weight").unwrap_or("households").split(',').map(|word| Weight::parse(word.trim()));
    let weight = weights.next().unwrap_or_default();
    let also: Vec<Weight> = weights.collect();
    if also.len() > 3 {
        return Err(Fault::usage(say!("cli-many-weights", weights = also.len() + 1)));
    }
    let (preset, aims) = aims(matches)?;
    let hard = given(matches, "hard").map(barriers).transpose()?.unwrap_or_default();
    let (seats, listed) = seats(matches)?;
    runner.open(&path_of(matches), false)?;
    let within = runner.area(given(matches, "within"))?;
    let (plan, keep) = plan_and_keep(runner, matches, preset, nest)?;
    let is_repair = keep.as_ref().is_some_and(|keep| !keep.only.is_empty());
    let number = |name: &str| matches.get_one::<u32>(name).copied();
    let request = BalanceRequest {
        plan,
        cells: matches.get_one::<usize>("cells").copied(),
        target: number("target"),
        min: number("min"),
        max: number("max"),
        weight,
        also,
        aims,
        nest,
        cut,
        hard,
        within,
        seed: matches.get_one::<u64>("seed").copied().unwrap_or(1),
        keep,
        bound: matches.get_flag("bound"),
        exact: matches.get_one::<f64>("exact").copied(),
        seats,
        reach: matches.get_one::<f64>("reach").copied(),
    };
    if is_repair {
        return repair(runner, matches, request, listed);
    }
    let Outcome::Balanced(balanced) = runner.job(seated(JobRequest::Balance(request.into()), listed))? else {
        return Ok(false);
    };
    if matches.get_flag("json") {
        json::balance(runner, &balanced)
    } else {
        report::balance(runner, &balanced)
    }
    Ok(balanced.is_as_asked())
}

/// A source of places, and how it is read.
type Listed = (Source, NewOptions);

/// The places that cells are grown around: those of the project, or the source of others.
fn seats(matches: &ArgMatches) -> Result<(Seats, Option<Listed>), Fault> {
    let options = reading(matches, "")?;
    Ok(match given(matches, "seats") {
        None => (Seats::None, None),
        Some("workers" | "workers:must") => (Seats::Workers { must: true }, None),
        Some("workers:candidate") => (Seats::Workers { must: false }, None),
        Some(source) => (Seats::None, Some((Source::parse(source)?, options))),
    })
}

fn seated(job: JobRequest, listed: Option<Listed>) -> JobRequest {
    match listed {
        Some((seats, options)) => JobRequest::Seated { seats, options: Box::new(options), then: Box::new(job) },
        None => job,
    }
}

/// Shows the proposals and takes the one that was asked for.
fn repair(runner: &mut Runner, matches: &ArgMatches, request: BalanceRequest, listed: Option<Listed>) -> Done {
    let job = seated(JobRequest::Propose(vec![request]), listed);
    let Outcome::Proposed(proposals) = runner.job(job)? else { return Ok(false) };
    let number = matches.get_one::<u32>("take").copied().unwrap_or(1) as usize;
    let taken = number.checked_sub(1).map(|at| proposals.get(at).ok_or(at));
    let taken = taken
        .transpose()
        .map_err(|_| Fault::usage(say!("cli-no-proposal", number = number, proposals = proposals.len())))?;
    if let Some(taken) = taken {
        runner.act(taken.action.clone())?;
    }
    if matches.get_flag("json") {
        json::proposals(runner, &proposals, number);
    } else {
        report::proposals(runner, &proposals, number);
    }
    Ok(taken.is_none_or(|taken| taken.report.broken == 0))
}

/// The kinds of barriers in a list.
fn barriers(list: &str) -> Result<Vec<BarrierKind>, Fault> {
    let kind = |word: &str| BarrierKind::ALL.into_iter().find(|kind| kind.name() == word.trim());
    let known = || BarrierKind::ALL.map(BarrierKind::name).join(", ");
    let bad = |word: &str| Fault::usage(say!("cli-bad-hard", text = word, known = known()));
    list.split(',').map(|word| kind(word).ok_or_else(|| bad(word))).collect()
}

/// The preset, and the weights behind it with those that were changed.
fn aims(matches: &ArgMatches) -> Result<(Option<Preset>, Aims), Fault> {
    let preset = match given(matches, "preset") {
        None => None,
        Some(word) => Some(Preset::parse(word).ok_or_else(|| Fault::usage(say!("cli-bad-preset", text = word)))?),
    };
    let mut aims = preset.map_or_else(Aims::default, Preset::aims);
    if let Some(list) = given(matches, "prefer").filter(|list| !aims.prefer(list)) {
        let ranges = Aims::RANGES.map(|(name, most)| format!("{name}=0…{most}")).join(", ");
        return Err(Fault::usage(say!("cli-bad-prefer", text = list, ranges = ranges)));
    }
    Ok((preset, aims))
}

/// The plan to be made or changed, which is there from then on; and what of it is kept.
fn plan_and_keep(
    runner: &mut Runner,
    matches: &ArgMatches,
    preset: Option<Preset>,
    nest: Option<Level>,
) -> Result<(Option<Id>, Option<Keep>), Fault> {
    let project = runner.project()?;
    let kept = given(matches, "keep");
    let named = given(matches, "plan").or(kept);
    let cells = i32::from(matches.get_flag("one-more")) - i32::from(matches.get_flag("one-fewer"));
    let budget = given(matches, "budget")
        .map(|word| Budget::parse(word).ok_or_else(|| Fault::usage(say!("cli-bad-budget", text = word))))
        .transpose()?;
    let repair = given(matches, "repair");
    let keeps = kept.is_some() || repair.is_some() || cells != 0 || preset == Some(Preset::Steady);
    if budget.is_some() && !keeps {
        return Err(Fault::usage(say!("cli-budget-alone")));
    }
    match named.filter(|name| project.plan_named(name).is_none()) {
        Some(name) if keeps => {
            let plan = runner.some_plan(kept)?;
            runner.act(Action::CopyPlan { plan, name: name.into() })?;
        }
        Some(name) => runner.act(Action::AddPlan {
            name: name.into(),
            nest: nest.or(Some(project.meta.leaf)),
            origin: "balance".into(),
        })?,
        None => {
            if let Some(keep) = kept.filter(|_| named != kept) {
                return Err(Fault::usage(say!("cli-keep-other", plan = named.unwrap_or_default(), keep = keep)));
            }
        }
    }
    if !keeps {
        return Ok((runner.plan(named)?, None));
    }
    let plan = runner.some_plan(named)?;
    let project = runner.project()?;
    let cell = |word: &str| {
        let found = project.cells_of(plan).find(|(_, row)| &*row.code == word || &*row.name == word);
        found.map(|(id, _)| id).ok_or_else(|| Fault::usage(say!("cli-no-cell", cell = word)))
    };
    let words = repair.into_iter().flat_map(|list| list.split(',')).map(str::trim);
    let only = words.map(cell).collect::<Result<Vec<Id>, Fault>>()?;
    Ok((Some(plan), Some(Keep { budget, only, cells })))
}

fn staff(runner: &mut Runner, matches: &ArgMatches) -> Done {
    runner.open(&path_of(matches), false)?;
    let plan = runner.some_plan(given(matches, "plan"))?;
    let within = runner.area(given(matches, "within"))?;
    let Outcome::Staffed(staffed) = runner.job(JobRequest::Staff(StaffRequest { plan, within }))? else {
        return Ok(false);
    };
    if matches.get_flag("json") {
        json::staff(&staffed)
    } else {
        report::staff(runner, &staffed)
    }
    Ok(staffed.cells_without == 0)
}

fn check(runner: &mut Runner, matches: &ArgMatches) -> Done {
    runner.open(&path_of(matches), true)?;
    let plan = runner.plan(given(matches, "plan"))?;
    let Outcome::Checked(checked) = runner.job(JobRequest::Check { plan })? else { return Ok(false) };
    let project = runner.project()?;
    if matches.get_flag("json") {
        json::check(runner, &project, &checked);
    } else {
        report::check(runner, &project, &checked);
    }
    Ok(checked.count(crate::check::Severity::Error) == 0)
}

fn compare(runner: &mut Runner, matches: &ArgMatches) -> Done {
    runner.open(&path_of(matches), true)?;
    let before = runner.some_plan(given(matches, "before"))?;
    let after = runner.some_plan(given(matches, "after"))?;
    let Outcome::Compared(compared) = runner.job(JobRequest::Compare { before, after })? else { return Ok(false) };
    let project = runner.project()?;
    if matches.get_flag("json") {
        json::compare(&project, &compared);
    } else {
        report::compare(runner, &project, &compared);
    }
    Ok(true)
}

fn export(runner: &mut Runner, matches: &ArgMatches) -> Done {
    let to = PathBuf::from(given(matches, "to").unwrap_or_default());
    let mask_word = given(matches, "mask").unwrap_or("names");
    let mask = Mask::parse(mask_word).ok_or_else(|| Fault::usage(say!("cli-bad-mask", text = mask_word)))?;
    let force = matches.get_flag("force");
    let words: Vec<&str> = given(matches, "what").unwrap_or_default().split(',').map(str::trim).collect();
    let extension = to.extension().and_then(|e| e.to_str()).unwrap_or_default();
    let format_word = given(matches, "format").unwrap_or(if extension.is_empty() { "gpkg" } else { extension });
    runner.open(&path_of(matches), true)?;
    let plan = runner.plan(given(matches, "plan"))?;
    let since = given(matches, "since").map(|name| runner.some_plan(Some(name))).transpose()?;
    let project = runner.project()?;
    let mut tables = Vec::new();
    let mut wants_map = format_word == "png";
    for word in words {
        match What::parse(word) {
            Some(_) if format_word == "png" => {}
            Some(what) => tables.push(what),
            None if word == "map" => wants_map = true,
            None => return Err(Fault::usage(say!("cli-bad-what", text = word))),
        }
    }
    let within = runner.area(given(matches, "within"))?;
    if within.is_some() && !tables.is_empty() {
        return Err(Fault::usage(say!("cli-within-map")));
    }
    if wants_map {
        let file = if extension == "png" { to.clone() } else { to.join("map.png") };
        picture::write(&project, plan, within, &file, runner.language, force)?;
        report::line(&runner.tell(&say!("cli-wrote", file = &file)));
    }
    if tables.is_empty() {
        return Ok(true);
    }
    let Some(format) = Format::parse(format_word) else {
        return Err(Fault::usage(say!("cli-bad-format", text = format_word)));
    };
    let one_file = Format::parse(extension).is_some();
    if one_file {
        let [what] = tables[..] else { return Err(Fault::usage(say!("cli-one-table", file = &to))) };
        let order = crate::exchange::Order { what, format, mask, language: runner.language, force, since };
        let written = crate::exchange::export(&project, plan, &order, &to, &crate::base::Watch::new())?;
        if matches.get_flag("json") {
            json::exported(&written);
        } else {
            report::line(&runner.tell(&say!("cli-wrote-rows", file = &written.path, rows = written.rows)));
        }
        return Ok(true);
    }
    let set = Set {
        files: tables.into_iter().map(|what| (what, for_table(what, format))).collect(),
        mask,
        language: runner.language,
        force,
        since,
        time: crate::base::utc_now(),
        purpose: given(matches, "purpose").unwrap_or_default().to_owned(),
    };
    let Outcome::Exported(manifest) =
        runner.job(JobRequest::Export(ExportRequest { plan, set, folder: to.clone() }))?
    else {
        return Ok(false);
    };
    if matches.get_flag("json") {
        json::manifest(&manifest)
    } else {
        report::exported(runner, &manifest, &to)
    }
    Ok(true)
}

/// Rejected rows, appointments and changes are tables without places: GeoJSON has nothing to hold them.
const fn for_table(what: What, format: Format) -> Format {
    match (what, format) {
        (What::Rejected | What::Appointments | What::Changes, Format::GeoJson) => Format::Csv,
        (_, format) => format,
    }
}

fn sample(runner: &mut Runner, matches: &ArgMatches) -> Done {
    let dir = Path::new(given(matches, "dir").unwrap_or_default()).to_owned();
    let options = SampleOptions {
        area: given(matches, "area").unwrap_or("433126").to_owned(),
        households: matches.get_one::<usize>("households").copied(),
        faults: matches.get_flag("faults"),
        seed: matches.get_one::<u64>("seed").copied().unwrap_or(1),
        force: matches.get_flag("force"),
    };
    let Outcome::Sample(made) = runner.job(JobRequest::Sample { dir: dir.clone(), options })? else { return Ok(false) };
    if matches.get_flag("json") {
        json::sample(&made)
    } else {
        report::sample(runner, &made, &dir)
    }
    Ok(true)
}
