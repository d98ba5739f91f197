//! Stories through the one door, on a project file.

use crate::base::Watch;
use crate::change::Action;
use crate::geom::Pt;
use crate::model::example::{assert_sound, example};
use crate::session::{Command, Event, JobRequest, Outcome, Pick, Session};
use crate::solve::{BalanceRequest, StaffRequest};
use crate::store;

fn opened(path: &std::path::Path, read_only: bool) -> (Session, Vec<Event>) {
    let mut session = Session::default();
    session.dispatch(Command::Open { path: path.to_owned(), read_only });
    let events = session.wait(|_| {});
    (session, events)
}

#[test]
fn what_is_done_is_saved_undone_and_still_undone_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("p.gpkg");
    store::create(&path, &example(), false, &Watch::new()).unwrap();
    let (mut session, events) = opened(&path, false);
    assert!(matches!(events[..], [Event::Opened { .. }]), "{events:?}");

    let merge = Command::Do(Action::MergeCells { cells: vec![0, 1] });
    assert!(matches!(session.dispatch(merge.clone())[..], [Event::Changed { .. }]));
    session.dispatch(Command::Select(session.selection().only(Pick::Cell(0))));
    session.flush().unwrap();
    assert!(session.status().saved && session.status().undo == 1);
    drop(session);

    let (mut session, _) = opened(&path, false);
    assert!(session.project().unwrap().cells.get(1).is_none());
    assert!(matches!(session.dispatch(Command::Undo)[..], [Event::Changed { .. }]));
    assert!(session.project().unwrap().cells.get(1).is_some());
    assert!(matches!(session.dispatch(Command::Undo)[..], [Event::Refused(_)]));
    drop(session);

    let (mut session, _) = opened(&path, false);
    assert_eq!((session.status().undo, session.status().redo), (0, 1));
    session.dispatch(Command::Redo);
    assert!(session.project().unwrap().cells.get(1).is_none());
}

#[test]
fn the_journal_leads_back_and_forth_over_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("p.gpkg");
    store::create(&path, &example(), false, &Watch::new()).unwrap();
    let (mut session, _) = opened(&path, false);
    let name = |session: &Session| session.project().unwrap().cells[0].name.to_string();
    let first = name(&session);
    let steps = 24;
    for n in 1..=steps {
        session.dispatch(Command::Do(Action::RenameCell { cell: 0, name: format!("改名{n}").into() }));
    }
    let travel = |session: &mut Session, to: usize| {
        session.dispatch(Command::GoTo(to));
        let until = std::time::Instant::now() + std::time::Duration::from_secs(20);
        while session.is_travelling() {
            assert!(std::time::Instant::now() < until);
            std::thread::sleep(std::time::Duration::from_millis(1));
            session.poll();
        }
    };
    travel(&mut session, 5);
    assert_eq!(name(&session), "改名5");
    drop(session);

    let (mut session, _) = opened(&path, false);
    let (entries, done) = session.journal();
    assert_eq!((entries.len(), done, entries[4].packed), (steps, 5, false));
    assert!(entries.iter().all(|entry| entry.note.is_some() && entry.local.len() == 16), "{entries:?}");
    travel(&mut session, steps);
    assert_eq!(name(&session), "改名24");
    travel(&mut session, 0);
    assert_eq!(name(&session), first);
    travel(&mut session, steps);

    // Packed, the old steps keep their notes and can no longer be taken back.
    session.dispatch(Command::Pack { keep: 3 });
    session.flush().unwrap();
    assert_eq!(session.status().undo, 3);
    travel(&mut session, 0);
    assert_eq!(name(&session), "改名21");
    drop(session);
    let (mut session, events) = opened(&path, false);
    assert!(matches!(&events[..], [Event::Opened { notes, .. }] if notes.is_empty()), "{events:?}");
    assert_eq!((session.journal().0.len(), session.status().undo, session.status().redo), (steps, 0, 3));
    travel(&mut session, steps);
    assert_eq!(name(&session), "改名24");
}

#[test]
fn a_second_window_reads_only_and_says_why() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("p.gpkg");
    store::create(&path, &example(), false, &Watch::new()).unwrap();
    let (_first, _) = opened(&path, false);
    let (mut second, events) = opened(&path, false);
    assert!(second.status().read_only && matches!(&events[..], [Event::Opened { notes, .. }] if !notes.is_empty()));
    let refused = second.dispatch(Command::Do(Action::LockCells { cells: vec![0], locked: true }));
    assert!(matches!(refused[..], [Event::Refused(_)]));
}

#[test]
fn jobs_hand_in_one_step_each_and_a_cancelled_one_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("p.gpkg");
    store::create(&path, &example(), false, &Watch::new()).unwrap();
    let (mut session, _) = opened(&path, false);
    let request =
        BalanceRequest { target: Some(40), min: Some(20), max: Some(60), ..BalanceRequest::of(Some(0), None) };
    session.dispatch(Command::StartJob(JobRequest::Balance(request.clone().into())));
    let events = session.wait(|_| {});
    let balanced =
        events.iter().find_map(|e| if let Event::JobDone(_, Outcome::Balanced(r)) = e { Some(r) } else { None });
    let report = balanced.unwrap();
    assert_eq!((report.cells, report.min, report.max, report.broken), (4, 40.0, 40.0, 0));
    session.dispatch(Command::StartJob(JobRequest::Staff(StaffRequest { plan: 0, within: None })));
    session.wait(|_| {});
    assert_eq!(session.status().undo, 2);

    let started =
        session.dispatch(Command::StartJob(JobRequest::Balance(BalanceRequest { seed: 2, ..request }.into())));
    let [Event::JobStarted(id)] = started[..] else { panic!("{started:?}") };
    session.dispatch(Command::CancelJob(id));
    session.wait(|_| {});
    // It may have been quicker than the cancel; then it is one whole step.
    assert!((2..=3).contains(&session.status().undo));
    assert!(session.jobs().is_empty());
}

#[test]
fn a_cut_mesh_is_saved_and_undone_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("p.gpkg");
    store::create(&path, &example(), false, &Watch::new()).unwrap();
    let (mut session, _) = opened(&path, false);
    let line = vec![Pt::new(60_000, -5_000), Pt::new(60_000, 205_000)];
    let split = Action::SplitCell { cell: 0, lines: vec![line], slack_mm: 0 };
    assert!(matches!(session.dispatch(Command::Do(split))[..], [Event::Changed { .. }]));
    session.flush().unwrap();
    drop(session);
    let state = |session: &Session| {
        let project = session.project().unwrap();
        assert_sound(project);
        (project.blocks.len(), project.mesh.edges.len(), project.cells.len(), project.cell_of(0, 5))
    };
    let (mut session, _) = opened(&path, false);
    let split = state(&session);
    assert_eq!((split.0, split.2, split.3), (18, 5, Some(4)));
    session.dispatch(Command::Undo);
    session.flush().unwrap();
    drop(session);
    let (mut session, _) = opened(&path, false);
    assert_eq!(state(&session), (16, 40, 4, Some(0)));
    session.dispatch(Command::Redo);
    assert_eq!(state(&session), split);
}
