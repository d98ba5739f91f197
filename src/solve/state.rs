//! A labelling that is being improved: sums per cell, the border, and what a move would change.

use super::goal::{Goal, Value};
use super::graph::{Also, Graph};

const NONE: u32 = u32::MAX;

/// What is known of one cell: enough to price a move in constant time.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Sums {
    pub load: i64,
    pub blocks: u32,
    mass: f64,
    mx: f64,
    my: f64,
    pull: f64,
    /// From where the inertia is taken, where that is not the centroid.
    seat: Option<(f64, f64)>,
}

impl Sums {
    /// Keeps Σ m·|x|² minus the inertia at hand, for a division costs most of a price.
    #[inline]
    fn pulled(mut self, goal: &Goal) -> Self {
        self.pull = match self.seat {
            Some((x, y)) => 2.0 * (x * self.mx + y * self.my) - self.mass * (x * x + y * y),
            None if self.mass > 0.0 => {
                (self.mx * self.mx + self.my * self.my) / self.mass - goal.aside(self.mass, self.mx, self.my)
            }
            None => 0.0,
        };
        self
    }

    #[inline]
    fn with(&self, other: &Self, goal: &Goal) -> Self {
        Self {
            load: self.load + other.load,
            blocks: self.blocks + other.blocks,
            mass: self.mass + other.mass,
            mx: self.mx + other.mx,
            my: self.my + other.my,
            pull: 0.0,
            seat: self.seat,
        }
        .pulled(goal)
    }

    /// With one block less and another more.
    #[inline]
    fn swapped(&self, less: &Self, more: &Self, goal: &Goal) -> Self {
        Self {
            load: self.load - less.load + more.load,
            blocks: self.blocks,
            mass: self.mass - less.mass + more.mass,
            mx: self.mx - less.mx + more.mx,
            my: self.my - less.my + more.my,
            pull: 0.0,
            seat: self.seat,
        }
        .pulled(goal)
    }

    #[inline]
    fn without(&self, other: &Self, goal: &Goal) -> Self {
        if self.blocks == other.blocks {
            // What rounding left of the mass of an empty cell must not become a divisor.
            return Self { load: self.load - other.load, seat: self.seat, ..Self::default() };
        }
        Self {
            load: self.load - other.load,
            blocks: self.blocks - other.blocks,
            mass: self.mass - other.mass,
            mx: self.mx - other.mx,
            my: self.my - other.my,
            pull: 0.0,
            seat: self.seat,
        }
        .pulled(goal)
    }
}

/// Other loads with those of a block added or taken off.
fn shifted(loads: &[i64; 3], own: &Also, sign: i64) -> [i64; 3] {
    [0, 1, 2].map(|j| loads[j] + sign * i64::from(own[j]))
}

/// The change of a flip: of F, of the load outside the band and of the load outside the limits.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Step {
    pub f: f64,
    pub off: i64,
    pub broken: i64,
    /// The change of the penalty for loads outside, in units of F before the weight of the penalty.
    pub strain: f64,
}

/// A complete labelling of a graph with everything needed to move blocks.
pub(super) struct State<'a> {
    pub g: &'a Graph,
    pub goal: &'a Goal,
    pub label: Vec<u32>,
    pub cell: Vec<Sums>,
    pub value: Value,
    /// Other loads of each cell; empty without any.
    also: Vec<[i64; 3]>,
    /// One over the excess of load that counts as one in [`Step::strain`].
    per_unit: f64,
    /// The penalty of every cell's load.
    strain: Vec<f64>,
    /// The load of every block, close together.
    load: Vec<i64>,
    /// Neighbours of another label, per block.
    foreign: Vec<u32>,
    /// Blocks that may move and have a foreign neighbour, in no order; and where each stands in that list.
    pub border: Vec<u32>,
    at: Vec<u32>,
    /// The same blocks by cell, and where each stands there.
    rim: Vec<Vec<u32>>,
    rim_at: Vec<u32>,
    mark: Vec<u32>,
    stamp: u32,
    queue: Vec<u32>,
    kin: Vec<u32>,
    front: Vec<(Vec<u32>, usize)>,
    joined: Vec<usize>,
}

impl<'a> State<'a> {
    pub fn new(g: &'a Graph, goal: &'a Goal, label: Vec<u32>) -> Self {
        let n = g.len();
        let mut state = Self {
            g,
            goal,
            label,
            cell: Vec::new(),
            value: Value::default(),
            also: Vec::new(),
            per_unit: 1.0 / goal.units.1,
            strain: Vec::new(),
            load: g.node.iter().map(|node| i64::from(node.weight)).collect(),
            foreign: vec![0; n],
            border: Vec::new(),
            at: vec![NONE; n],
            rim: vec![Vec::new(); goal.k as usize],
            rim_at: vec![NONE; n],
            mark: vec![0; n],
            stamp: 0,
            queue: Vec::new(),
            kin: Vec::new(),
            front: Vec::new(),
            joined: Vec::new(),
        };
        state.recount();
        state
    }

    /// Takes another labelling.
    pub fn set(&mut self, label: &[u32]) {
        self.label.clear();
        self.label.extend_from_slice(label);
        self.recount();
    }

    /// Counts everything afresh, so that rounding cannot pile up.
    pub fn recount(&mut self) {
        self.cell.clear();
        self.cell.extend((0..self.goal.k).map(|cell| Sums { seat: self.goal.seat(cell), ..Sums::default() }));
        if self.goal.has_also() {
            self.also.clear();
            self.also.resize(self.goal.k as usize, [0; 3]);
            for (own, &cell) in self.g.also.iter().zip(&self.label) {
                self.also[cell as usize] = shifted(&self.also[cell as usize], own, 1);
            }
        }
        self.border.clear();
        self.rim.iter_mut().for_each(Vec::clear);
        self.at.fill(NONE);
        for v in 0..self.g.len() as u32 {
            let own = self.label[v as usize];
            self.cell[own as usize] = self.cell[own as usize].with(&self.sums(v), self.goal);
            self.foreign[v as usize] = self.g.near(v).iter().filter(|&&w| self.label[w as usize] != own).count() as u32;
            self.list(v);
        }
        self.value = self.valued();
        self.weigh(1.0 / self.per_unit);
    }

    /// Lets so much load outside the limits count as one in [`Step::strain`].
    pub fn weigh(&mut self, unit: f64) {
        self.per_unit = 1.0 / unit;
        self.strain.clear();
        self.strain.extend(self.cell.iter().map(|sums| self.goal.strain(sums.load, self.per_unit)));
    }

    fn valued(&self) -> Value {
        let goal = self.goal;
        let mut value = Value::default();
        for sums in &self.cell {
            value.off += goal.off(sums.load);
            value.broken += goal.broken(sums.load);
            value.f += goal.uneven(sums.load) - goal.inertia * sums.pull;
        }
        value.f += self.also.iter().map(|loads| goal.uneven_also(loads)).sum::<f64>();
        for v in 0..self.g.len() as u32 {
            let node = &self.g.node[v as usize];
            value.f += goal.inertia * goal.mass(node) * (node.x * node.x + node.y * node.y);
            value.f += goal.moved(v, self.label[v as usize]);
            value.broken += goal.too_far(v, self.label[v as usize]);
            for (w, cost) in self.g.edges(v) {
                if v < w && self.label[v as usize] != self.label[w as usize] {
                    value.f += goal.border * f64::from(cost);
                }
            }
        }
        for (v, w, cost) in self.g.apart.pairs() {
            if self.label[v as usize] == self.label[w as usize] {
                value.f += goal.border * f64::from(cost);
            }
        }
        value
    }

    /// Inertia about the centres and border cost, both unweighted.
    pub fn shape(&self) -> (f64, f64) {
        let mut inertia = -self.cell.iter().map(|c| c.pull).sum::<f64>();
        let mut border = 0.0;
        for v in 0..self.g.len() as u32 {
            let node = &self.g.node[v as usize];
            inertia += self.goal.mass(node) * (node.x * node.x + node.y * node.y);
            for (w, cost) in self.g.edges(v) {
                if v < w && self.label[v as usize] != self.label[w as usize] {
                    border += f64::from(cost);
                }
            }
        }
        (inertia.max(0.0), border)
    }

    #[inline]
    fn sums(&self, v: u32) -> Sums {
        let node = &self.g.node[v as usize];
        let mass = self.goal.mass(node);
        let load = self.load(v);
        Sums { load, blocks: 1, mass, mx: mass * node.x, my: mass * node.y, pull: 0.0, seat: None }
    }

    /// What moving `v` to cell `to` would change; `to` must not be its cell.
    #[inline]
    pub fn price(&self, v: u32, to: u32) -> Step {
        let from = self.label[v as usize];
        let one = self.sums(v);
        let after = [self.cell[from as usize].without(&one, self.goal), self.cell[to as usize].with(&one, self.goal)];
        self.priced([from, to], &after, self.border_change(v, to), &[(v, to)])
    }

    /// What swapping two blocks of different cells would change.
    #[inline]
    pub fn price_swap(&self, v: u32, w: u32) -> Step {
        let (from, to) = (self.label[v as usize], self.label[w as usize]);
        let (one, other) = (self.sums(v), self.sums(w));
        let after = [
            self.cell[from as usize].swapped(&one, &other, self.goal),
            self.cell[to as usize].swapped(&other, &one, self.goal),
        ];
        // What lies between the two stays a border.
        let shared: f64 = self.g.edges(v).filter(|(x, _)| *x == w).map(|(_, cost)| f64::from(cost)).sum();
        let apart: f64 = self.g.apart.of(v).filter(|(x, _)| *x == w).map(|(_, cost)| f64::from(cost)).sum();
        let border = self.border_change(v, to) + self.border_change(w, from) + 2.0 * (shared - apart);
        self.priced([from, to], &after, border, &[(v, to), (w, from)])
    }

    /// How the cost of the border changes when `v` alone moves to cell `to`.
    #[inline]
    fn border_change(&self, v: u32, to: u32) -> f64 {
        let from = self.label[v as usize];
        // Without branches, which nothing could foresee.
        let sign = |other: u32| f64::from(i8::from(other == from) - i8::from(other == to));
        let shared: f64 = self.g.edges(v).map(|(w, cost)| f64::from(cost) * sign(self.label[w as usize])).sum();
        let apart: f64 = self.g.apart.of(v).map(|(w, cost)| f64::from(cost) * sign(self.label[w as usize])).sum();
        shared - apart
    }

    /// The change when two cells come to `after`, the border by so much, and the blocks to these cells.
    #[inline]
    fn priced(&self, cells: [u32; 2], after: &[Sums; 2], border: f64, moves: &[(u32, u32)]) -> Step {
        let goal = self.goal;
        let [a, b] = cells.map(|cell| &self.cell[cell as usize]);
        let [a2, b2] = after;
        let mut step = Step {
            f: goal.inertia * (a.pull + b.pull - a2.pull - b2.pull)
                + goal.border * border
                + (goal.uneven(a2.load) + goal.uneven(b2.load) - goal.uneven(a.load) - goal.uneven(b.load)),
            off: goal.off(a2.load) + goal.off(b2.load) - goal.off(a.load) - goal.off(b.load),
            broken: goal.broken(a2.load) + goal.broken(b2.load) - goal.broken(a.load) - goal.broken(b.load),
            strain: self.strain_at(a2.load) + self.strain_at(b2.load)
                - self.strain[cells[0] as usize]
                - self.strain[cells[1] as usize],
        };
        for &(v, to) in moves {
            let from = self.label[v as usize];
            step.f += goal.moved(v, to) - goal.moved(v, from);
            step.broken += goal.too_far(v, to) - goal.too_far(v, from);
            step.strain += goal.far_strain(v, to) - goal.far_strain(v, from);
        }
        if goal.has_also() {
            let [mut a2, mut b2] = cells.map(|cell| self.also[cell as usize]);
            step.f -= goal.uneven_also(&a2) + goal.uneven_also(&b2);
            for &(v, to) in moves {
                let sign = if to == cells[1] { 1 } else { -1 };
                a2 = shifted(&a2, &self.g.also[v as usize], -sign);
                b2 = shifted(&b2, &self.g.also[v as usize], sign);
            }
            step.f += goal.uneven_also(&a2) + goal.uneven_also(&b2);
        }
        step
    }

    /// Moves `v` to cell `to` at the price found by [`Self::price`].
    pub fn apply(&mut self, v: u32, to: u32, step: &Step) {
        let from = self.label[v as usize];
        let one = self.sums(v);
        self.cell[from as usize] = self.cell[from as usize].without(&one, self.goal);
        self.cell[to as usize] = self.cell[to as usize].with(&one, self.goal);
        if let Some(own) = self.g.also.get(v as usize) {
            self.also[from as usize] = shifted(&self.also[from as usize], own, -1);
            self.also[to as usize] = shifted(&self.also[to as usize], own, 1);
        }
        for cell in [from, to] {
            self.strain[cell as usize] = self.strain_at(self.cell[cell as usize].load);
        }
        let listed = self.at[v as usize] != NONE;
        if listed {
            self.leave(v, from);
        }
        self.label[v as usize] = to;
        if listed {
            self.enter(v);
        }
        self.value.f += step.f;
        self.value.off += step.off;
        self.value.broken += step.broken;
        let mut foreign = 0;
        for e in self.g.row(v) {
            let w = self.g.adj[e];
            let other = self.label[w as usize];
            foreign += u32::from(other != to);
            if other == from {
                self.foreign[w as usize] += 1;
            } else if other == to {
                self.foreign[w as usize] -= 1;
            }
            self.list(w);
        }
        self.foreign[v as usize] = foreign;
        self.list(v);
    }

    /// Swaps two blocks of different cells, where each touches the other's cell elsewhere than at the other; undone, and
    /// false, where a cell would fall apart by it.
    pub fn swap(&mut self, v: u32, w: u32) -> bool {
        let (from, to) = (self.label[v as usize], self.label[w as usize]);
        if !self.may_leave(v) {
            return false;
        }
        self.apply(v, to, &self.price(v, to));
        let is_whole = self.may_leave(w);
        let (last, cell) = if is_whole { (w, from) } else { (v, from) };
        self.apply(last, cell, &self.price(last, cell));
        is_whole
    }

    /// Lists a border block with its cell.
    fn enter(&mut self, v: u32) {
        let rim = &mut self.rim[self.label[v as usize] as usize];
        self.rim_at[v as usize] = rim.len() as u32;
        rim.push(v);
    }

    /// Takes a border block off the list of the cell that it was in.
    fn leave(&mut self, v: u32, cell: u32) {
        let rim = &mut self.rim[cell as usize];
        let slot = self.rim_at[v as usize] as usize;
        rim.swap_remove(slot);
        if let Some(&moved) = rim.get(slot) {
            self.rim_at[moved as usize] = slot as u32;
        }
    }

    /// The load of one block.
    #[inline]
    pub fn load(&self, v: u32) -> i64 {
        self.load[v as usize]
    }

    /// The border blocks of a cell that may move.
    pub fn rim(&self, cell: u32) -> &[u32] {
        &self.rim[cell as usize]
    }

    /// The penalty of a cell with this load.
    #[inline]
    pub fn strain_at(&self, load: i64) -> f64 {
        self.goal.strain(load, self.per_unit)
    }

    /// [`Step::strain`] of moving `v` to cell `to` and, where there is one, `back` from there to the cell of `v`.
    #[inline]
    pub fn strain_of(&self, v: u32, to: u32, back: Option<u32>) -> f64 {
        let from = self.label[v as usize];
        let (a, b) = (self.cell[from as usize].load, self.cell[to as usize].load);
        let load = self.load(v) - back.map_or(0, |w| self.load(w));
        let far = |v: u32, from: u32, to: u32| self.goal.far_strain(v, to) - self.goal.far_strain(v, from);
        self.strain_at(a - load) + self.strain_at(b + load) - self.strain[from as usize] - self.strain[to as usize]
            + far(v, from, to)
            + back.map_or(0.0, |w| far(w, to, from))
    }

    /// Loads of blocks of cell `to` outside which a swap with `v` strains by more than so much: quick to look at.
    pub fn swap_loads(&self, v: u32, to: u32, most: f64) -> std::ops::RangeInclusive<i64> {
        if !self.goal.is_all_near() {
            return i64::MIN..=i64::MAX;
        }
        let from = self.label[v as usize];
        // Either cell alone must not strain by more: e + e²/2 ≤ all is e ≤ √(1 + 2·all) − 1.
        let all = most + self.strain[from as usize] + self.strain[to as usize];
        let out = (((1.0 + 2.0 * all.max(0.0)).sqrt() - 1.0) / self.per_unit).min(1e15) as i64 + 1;
        let (low, high) = (self.goal.band.0.saturating_sub(out), self.goal.band.1.saturating_add(out));
        let (a, b) = (self.cell[from as usize].load - self.load(v), self.cell[to as usize].load + self.load(v));
        low.saturating_sub(a).max(b.saturating_sub(high))..=high.saturating_sub(a).min(b.saturating_sub(low))
    }

    /// Keeps the list of movable border blocks in step with `foreign`.
    #[inline]
    fn list(&mut self, v: u32) {
        let listed = self.at[v as usize] != NONE;
        let wanted = self.foreign[v as usize] > 0 && !self.goal.is_locked(v);
        if wanted && !listed {
            self.at[v as usize] = self.border.len() as u32;
            self.border.push(v);
            self.enter(v);
        } else if listed && !wanted {
            self.leave(v, self.label[v as usize]);
            let slot = self.at[v as usize] as usize;
            self.border.swap_remove(slot);
            if let Some(&moved) = self.border.get(slot) {
                self.at[moved as usize] = slot as u32;
            }
            self.at[v as usize] = NONE;
        }
    }

    /// Whether `v` has a neighbour in that cell besides `but`.
    #[inline]
    pub fn touches(&self, v: u32, cell: u32, but: u32) -> bool {
        self.g.near(v).iter().any(|&w| w != but && self.label[w as usize] == cell)
    }

    /// Whether `v` may leave its cell: the cell stays non-empty and falls into no more parts than before.
    #[inline]
    pub fn may_leave(&mut self, v: u32) -> bool {
        let own = self.label[v as usize];
        let g = self.g;
        self.kin.clear();
        self.kin.extend(g.near(v).iter().filter(|&&w| self.label[w as usize] == own));
        match self.kin.len() {
            0 | 1 => self.cell[own as usize].blocks > 1,
            // First within the neighbours alone, which decides most cases; then through the whole cell.
            _ => self.kin_touch() || self.kin_meet(v, own),
        }
    }

    /// Whether the kin hang together among themselves.
    fn kin_touch(&mut self) -> bool {
        let (open, done) = (self.stamp + 1, self.stamp + 2);
        self.stamp += 2;
        for &w in &self.kin {
            self.mark[w as usize] = open;
        }
        self.mark[self.kin[0] as usize] = done;
        self.queue.clear();
        self.queue.push(self.kin[0]);
        let mut head = 0;
        while let Some(&u) = self.queue.get(head) {
            head += 1;
            for &w in self.g.near(u) {
                if self.mark[w as usize] == open {
                    self.mark[w as usize] = done;
                    self.queue.push(w);
                }
            }
        }
        head == self.kin.len()
    }

    /// Whether the kin reach one another through the cell without `v`. All search at once, and the first to run dry
    /// before it has met another decides, so that the work is that of the smallest part.
    fn kin_meet(&mut self, v: u32, own: u32) -> bool {
        let count = self.kin.len();
        let base = self.stamp + 1;
        self.stamp += count as u32;
        while self.front.len() < count {
            self.front.push((Vec::new(), 0));
        }
        // To which search each kin's was joined.
        self.joined.clear();
        self.joined.extend(0..count);
        for (i, &w) in self.kin.iter().enumerate() {
            self.mark[w as usize] = base + i as u32;
            self.front[i].0.clear();
            self.front[i].0.push(w);
            self.front[i].1 = 0;
        }
        let mut left = count;
        loop {
            for i in 0..count {
                if self.joined[i] != i {
                    continue;
                }
                for _ in 0..8 {
                    let (queue, head) = &mut self.front[i];
                    let Some(&u) = queue.get(*head) else { return false };
                    *head += 1;
                    for &w in self.g.near(u) {
                        if w == v || self.label[w as usize] != own {
                            continue;
                        }
                        let mark = self.mark[w as usize];
                        if mark < base {
                            self.mark[w as usize] = base + i as u32;
                            self.front[i].0.push(w);
                            continue;
                        }
                        let mut other = (mark - base) as usize;
                        while self.joined[other] != other {
                            other = self.joined[other];
                        }
                        if other == i {
                            continue;
                        }
                        left -= 1;
                        if left == 1 {
                            return true;
                        }
                        self.joined[other] = i;
                        let (queue, head) = std::mem::take(&mut self.front[other]);
                        self.front[i].0.extend_from_slice(&queue[head..]);
                        self.front[other] = (queue, 0);
                    }
                }
            }
        }
    }
}
