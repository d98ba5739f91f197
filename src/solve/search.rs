//! How one connected group of blocks is labelled: starts at the coarsest level, annealing from level to level, and plans
//! crossed with one another.

use rayon::prelude::*;

use super::anneal::{Schedule, anneal};
use super::coarse::{Level, levels};
use super::exact::best_of_all;
use super::goal::{Goal, Value, Wishes};
use super::graph::Graph;
use super::polish::polish;
use super::start;
use super::state::State;
use crate::base::{Fault, Rng, Watch};

/// Blocks up to which large moves and further tries are cheap.
const SMALL: usize = 400;

/// Several starts are begun twice as often. Of more blocks than so many only the better half is finished, chosen where a
/// level has at most this part of the blocks: good borders show on coarse levels already.
const FEW: usize = 600;
const EARLY: usize = 3;

/// More tries for small graphs whose loads stay outside limits that could be kept.
const TRIES: u64 = 6;

/// How often the plans of several starts are crossed.
const CROSSINGS: u64 = 4;

/// Streams of one run: each use of chance has its own.
mod stage {
    pub const START: u64 = 1;
    pub const COARSEST: u64 = 2;
    pub const LEVELS: u64 = 3;
    pub const DOWN: u64 = 4;
    pub const RUN: u64 = 5;
    pub const CROSS: u64 = 6;
}

type Plan = (Value, Vec<u32>);

/// A run that stands at some level.
struct Begun {
    /// The levels that it has come to but not left, the finest first; none at the end.
    levels: Vec<Level>,
    plan: Plan,
    /// Blocks of its coarsest level.
    least: usize,
    stream: u64,
}

/// Labels a connected graph.
pub(super) fn search(g: &Graph, goal: Goal, wishes: &Wishes, stream: u64, watch: &Watch) -> Result<Vec<u32>, Fault> {
    if goal.k < 2 {
        return Ok(vec![0; g.len()]);
    }
    let goal = scaled(g, goal, wishes, stream, watch)?;
    if let Some((_, label)) = best_of_all(g, &goal) {
        return Ok(label);
    }
    let task = Task { g, goal: &goal, wishes, watch };
    let mut plans = task.runs(stream)?;
    if g.len() <= SMALL && goal.may_fit(g) {
        let harder = Task { wishes: &Wishes { effort: wishes.effort.saturating_mul(2), ..*wishes }, ..task };
        for i in 1..=TRIES {
            if plans[0].0.broken == 0 {
                break;
            }
            plans.push(harder.run(stream ^ (i << 32))?);
            plans.sort_by(|a, b| a.0.order(&b.0));
        }
    }
    if g.len() > SMALL && wishes.keep == 0.0 {
        let goal = rescaled(g, &goal, wishes, &mut plans);
        let task = Task { goal: &goal, ..task };
        let most = plans.len();
        for round in 0..if most > 1 { CROSSINGS } else { 1 } {
            let children = task.each(plans.len() as u64, |i| {
                let (a, b) = (&plans[i as usize], &plans[(i as usize + 1) % plans.len()]);
                task.crossed(a, b, Rng::stream(stream, stage::CROSS, round * most as u64 + i).u64())
            })?;
            plans.extend(children);
            plans.sort_by(|a, b| a.0.order(&b.0));
            plans.dedup_by(|a, b| a.1 == b.1);
            plans.truncate(most);
        }
    }
    Ok(plans.into_iter().next().map_or_else(Vec::new, |(_, label)| label))
}

/// The goal with inertia and border cost brought to one scale: the best of each among some starts.
fn scaled(g: &Graph, mut goal: Goal, wishes: &Wishes, stream: u64, watch: &Watch) -> Result<Goal, Fault> {
    let mut least = (f64::INFINITY, f64::INFINITY);
    let levels = if wishes.keep > 0.0 {
        Vec::new()
    } else {
        levels(g, &goal, None, &mut Rng::stream(stream, stage::LEVELS, 0), watch)?
    };
    let (top, aim) = levels.last().map_or((g, &goal), |l| (&l.g, &l.goal));
    for label in starts(top, aim, wishes, stream, watch)?.labels {
        let fine = lowered(&levels, &label);
        let (inertia, border) = State::new(g, &goal, fine).shape();
        least = (least.0.min(inertia), least.1.min(border));
    }
    goal.scale(wishes.compact, least.0, least.1);
    Ok(goal)
}

/// The goal scaled by the best of each among good plans, which are valued and put in order anew: starts are of chance.
fn rescaled(g: &Graph, goal: &Goal, wishes: &Wishes, plans: &mut [Plan]) -> Goal {
    let shapes = plans.iter().map(|(_, label)| State::new(g, goal, label.clone()).shape());
    let least = shapes.fold((f64::INFINITY, f64::INFINITY), |least, s| (least.0.min(s.0), least.1.min(s.1)));
    let mut goal = goal.clone();
    goal.scale(wishes.compact, least.0, least.1);
    for (value, label) in plans.iter_mut() {
        *value = State::new(g, &goal, label.clone()).value;
    }
    plans.sort_by(|a, b| a.0.order(&b.0));
    goal
}

/// One group to be labelled.
struct Task<'a> {
    g: &'a Graph,
    goal: &'a Goal,
    wishes: &'a Wishes,
    watch: &'a Watch,
}

impl Task<'_> {
    /// Does so many pieces of work on any number of threads; best first, equals in their order.
    fn each(&self, count: u64, work: impl Fn(u64) -> Result<Plan, Fault> + Sync + Send) -> Result<Vec<Plan>, Fault> {
        let mut found: Vec<Plan> = (0..count).into_par_iter().map(work).collect::<Result<_, _>>()?;
        found.sort_by(|a, b| a.0.order(&b.0));
        Ok(found)
    }

    /// All runs; best first, equals in their order.
    fn runs(&self, stream: u64) -> Result<Vec<Plan>, Fault> {
        let starts = self.wishes.starts.max(1) as usize;
        let is_large = self.g.len() > FEW;
        let (begin, finish) = match (starts > 1, is_large) {
            (true, true) if self.wishes.keep == 0.0 => (2 * starts, starts),
            (true, false) => (2 * starts, 2 * starts),
            _ => (starts, starts),
        };
        let most = if begin > finish { self.g.len() / EARLY } else { self.g.len() };
        let begun = (0..begin as u64).into_par_iter();
        let begun = begun.map(|i| self.begun(Rng::stream(stream, stage::RUN, i).u64(), most));
        let mut begun: Vec<Begun> = begun.collect::<Result<_, Fault>>()?;
        begun.sort_by(|a, b| a.plan.0.order(&b.plan.0));
        begun.truncate(finish);
        let finished = begun.into_par_iter().map(|run| self.finished(run));
        let mut plans: Vec<Plan> = finished.collect::<Result<_, Fault>>()?;
        plans.sort_by(|a, b| a.0.order(&b.0));
        Ok(plans)
    }

    /// One run.
    fn run(&self, stream: u64) -> Result<Plan, Fault> {
        self.finished(self.begun(stream, self.g.len())?)
    }

    /// The beginning of a run: several starts at the coarsest level, each annealed; the best goes down level by level as
    /// far as a level has at most so many blocks.
    fn begun(&self, stream: u64, most: usize) -> Result<Begun, Fault> {
        let mut levels = if self.wishes.keep > 0.0 {
            Vec::new()
        } else {
            levels(self.g, self.goal, None, &mut Rng::stream(stream, stage::LEVELS, 0), self.watch)?
        };
        let (g, goal) = levels.last().map_or((self.g, self.goal), |l| (&l.g, &l.goal));
        let starts = starts(g, goal, self.wishes, stream, self.watch)?;
        let n = g.len() as u64;
        let is_only = levels.is_empty();
        let each = u64::from(self.wishes.effort) * n / if is_only { starts.labels.len().max(1) as u64 } else { 2 };
        let schedule = if starts.kept {
            Schedule { moves: each / 2, hot: 0.1, cold: 0.02, loose: 4.0, tight: 40.0, recut: 0 }
        } else {
            let recut = if n <= SMALL as u64 { 60 } else { 400 };
            Schedule { moves: each, hot: 1.0, cold: if is_only { 0.03 } else { 0.05 }, loose: 2.0, tight: 30.0, recut }
        };
        let found = self.each(starts.labels.len() as u64, |i| {
            let mut state = State::new(g, goal, starts.labels[i as usize].clone());
            anneal(&mut state, &schedule, &mut Rng::stream(stream, stage::COARSEST, i), self.watch)?;
            polish(&mut state, self.watch)?;
            Ok((state.value, state.label))
        })?;
        let mut plan = found.into_iter().next().unwrap_or_else(|| (Value::default(), vec![0; g.len()]));
        let least = g.len();
        while let [finer @ .., _] = levels.as_slice()
            && finer.last().map_or(self.g.len(), |level| level.g.len()) <= most
        {
            plan = self.down(&levels, plan, &FIRST, least, stream)?;
            levels.pop();
        }
        Ok(Begun { levels, plan, least, stream })
    }

    /// The rest of a run, down to the finest level.
    fn finished(&self, begun: Begun) -> Result<Plan, Fault> {
        self.descended(&begun.levels, begun.plan, &FIRST, begun.least, begun.stream)
    }

    /// The better of two plans, worked on where the two agree as a whole: blocks that lie together in both plans may
    /// be joined on coarser levels, so that any border of either can be taken (Sanders and Schulz 2012).
    fn crossed(&self, a: &Plan, b: &Plan, stream: u64) -> Result<Plan, Fault> {
        let both: Vec<u32> = a.1.iter().zip(&b.1).map(|(&p, &q)| p * self.goal.k + q).collect();
        let levels = levels(self.g, self.goal, Some(&both), &mut Rng::stream(stream, stage::LEVELS, 0), self.watch)?;
        let best = if a.0.order(&b.0).is_le() { a } else { b };
        let mut label = raised(&levels, &best.1);
        if let Some(top) = levels.last() {
            let mut state = State::new(&top.g, &top.goal, label);
            let plan = AGAIN.schedule(self.wishes, top.g.len(), top.g.len());
            anneal(&mut state, &plan, &mut Rng::stream(stream, stage::COARSEST, 0), self.watch)?;
            label = state.label;
        }
        let least = levels.last().map_or(self.g.len(), |level| level.g.len());
        self.descended(&levels, (Value::default(), label), &AGAIN, least, stream)
    }

    /// Brings a labelling of the last of these levels down to the finest, annealing at each; the coarsest had `least`
    /// blocks.
    fn descended(&self, levels: &[Level], plan: Plan, pass: &Pass, least: usize, stream: u64) -> Result<Plan, Fault> {
        (1..=levels.len()).rev().try_fold(plan, |plan, count| self.down(&levels[..count], plan, pass, least, stream))
    }

    /// Brings a labelling of the last of these levels one level down.
    fn down(&self, levels: &[Level], plan: Plan, pass: &Pass, least: usize, stream: u64) -> Result<Plan, Fault> {
        let Some((last, finer)) = levels.split_last() else { return Ok(plan) };
        let (g, goal) = finer.last().map_or((self.g, self.goal), |level| (&level.g, &level.goal));
        let mut state = State::new(g, goal, last.into.iter().map(|&v| plan.1[v as usize]).collect());
        let schedule = pass.schedule(self.wishes, g.len(), least);
        let mut rng = Rng::stream(stream, stage::DOWN, finer.len() as u64);
        anneal(&mut state, &schedule, &mut rng, self.watch)?;
        if finer.is_empty() {
            polish(&mut state, self.watch)?;
        }
        Ok((state.value, state.label))
    }
}

/// One way down the levels.
struct Pass {
    hot: f64,
    /// Share of the usual moves.
    share: f64,
}

const FIRST: Pass = Pass { hot: 0.3, share: 1.0 };

/// The way down of a plan that is good already.
const AGAIN: Pass = Pass { hot: 0.2, share: 0.3 };

impl Pass {
    /// The schedule for a level of `n` blocks above which lies one of `least`: fewer moves per block the finer the level.
    fn schedule(&self, wishes: &Wishes, n: usize, least: usize) -> Schedule {
        let moves = (f64::from(wishes.effort) * (n as f64 * least as f64).sqrt() * self.share) as u64;
        Schedule { moves, hot: self.hot, cold: 0.02, loose: 4.0, tight: 40.0, recut: 0 }
    }
}

/// A labelling of the coarsest level as one of the finest.
fn lowered(levels: &[Level], label: &[u32]) -> Vec<u32> {
    levels.iter().rev().fold(label.to_vec(), |label, level| level.into.iter().map(|&v| label[v as usize]).collect())
}

/// A labelling of the finest level as one of the coarsest, which must nowhere join two labels.
fn raised(levels: &[Level], label: &[u32]) -> Vec<u32> {
    levels.iter().fold(label.to_vec(), |label, level| {
        let mut up = vec![0; level.g.len()];
        for (&into, &cell) in level.into.iter().zip(&label) {
            up[into as usize] = cell;
        }
        up
    })
}

struct Starts {
    labels: Vec<Vec<u32>>,
    /// The one start is a prior plan, not to be shaken much.
    kept: bool,
}

fn starts(g: &Graph, goal: &Goal, wishes: &Wishes, stream: u64, watch: &Watch) -> Result<Starts, Fault> {
    if wishes.keep > 0.0
        && let Some(label) = start::kept(g, goal, &mut Rng::stream(stream, stage::START, 0))
    {
        return Ok(Starts { labels: vec![label], kept: true });
    }
    let count = if g.len() <= SMALL { 6 } else { 4 };
    let mut labels = Vec::new();
    for i in 0..count {
        watch.check()?;
        let mut rng = Rng::stream(stream, stage::START, i);
        let tree = if i % 2 == 1 { start::cut(g, goal, &mut rng) } else { None };
        labels.push(tree.unwrap_or_else(|| start::grown(g, goal, &mut rng)));
    }
    Ok(Starts { labels, kept: false })
}
