//! The demo district's ground: a lattice of small six-sided cells with jittered corners. Every area is a set of whole cells, so
//! neighbours share their corners exactly and no gap or overlap can appear.

use super::noise::noise;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};

/// Columns of cells, counted from the west; odd rows lie half a cell further east.
pub const COLUMNS: usize = 58;
/// Rows of cells, counted from the south.
pub const ROWS: usize = 44;
/// One cell: its column and row in one number.
pub type Cell = usize;

/// Where a region starts to grow, and how hard each step is for it (100 is plain; more makes it smaller).
#[derive(Debug, Clone, Copy)]
pub struct Seed {
    pub cell: Cell,
    /// Cost of a step, in percent.
    pub drag: u64,
}

/// The cell at a column and a row.
pub fn cell(column: usize, row: usize) -> Cell {
    row * COLUMNS + column
}

/// The up to six cells beside this one.
fn beside(c: Cell) -> impl Iterator<Item = Cell> {
    let (x, y) = ((c % COLUMNS) as i64, (c / COLUMNS) as i64);
    let west = x - 1 + y % 2;
    let steps = [
        (x - 1, y),
        (x + 1, y),
        (west, y - 1),
        (west + 1, y - 1),
        (west, y + 1),
        (west + 1, y + 1),
    ];
    let inside =
        |(x, y): &(i64, i64)| (0..COLUMNS as i64).contains(x) && (0..ROWS as i64).contains(y);
    steps
        .into_iter()
        .filter(inside)
        .map(|(x, y)| cell(x as usize, y as usize))
}

/// The cells of the whole district: a rounded rectangle with an uneven edge.
pub fn ground() -> BTreeSet<Cell> {
    let inside = |c: &Cell| {
        let u = ((c % COLUMNS) as f64 + 0.5) / COLUMNS as f64 * 2.0 - 1.0;
        let v = ((c / COLUMNS) as f64 + 0.5) / ROWS as f64 * 2.0 - 1.0;
        // Each side bulges by its own amount, and every few cells a little differently.
        let side = u64::from(u > 0.0) * 2 + u64::from(v > 0.0);
        let bulge = noise(side + 40) % 30
            + noise(side * 64 + (u.abs() * 5.0) as u64 * 8 + (v.abs() * 5.0) as u64) % 22;
        u * u * u * u + v * v * v * v < 0.84 + bulge as f64 / 100.0
    };
    let raw: BTreeSet<Cell> = (0..COLUMNS * ROWS).filter(inside).collect();
    grow(
        &raw,
        &[Seed {
            cell: cell(COLUMNS / 2, ROWS / 2),
            drag: 100,
        }],
        0,
    )
    .into_keys()
    .collect()
}

/// Shares the cells among the seeds, each cell to the seed that reaches it at least cost; every share is connected.
pub fn grow(cells: &BTreeSet<Cell>, seeds: &[Seed], salt: u64) -> BTreeMap<Cell, usize> {
    let mut owner = BTreeMap::new();
    let mut front = BinaryHeap::new();
    for (i, s) in seeds.iter().enumerate() {
        front.push((std::cmp::Reverse(0u64), i, s.cell));
    }
    while let Some((std::cmp::Reverse(cost), i, c)) = front.pop() {
        if !cells.contains(&c) || owner.contains_key(&c) {
            continue;
        }
        owner.insert(c, i);
        for next in beside(c).filter(|n| cells.contains(n) && !owner.contains_key(n)) {
            let rough = 100 + noise(salt ^ ((c.min(next) as u64) << 20) ^ c.max(next) as u64) % 70;
            front.push((
                std::cmp::Reverse(cost + rough * seeds[i].drag / 100),
                i,
                next,
            ));
        }
    }
    owner
}

/// Splits connected cells into `parts` connected shares of similar size.
pub fn split(cells: &BTreeSet<Cell>, parts: usize, salt: u64) -> Vec<BTreeSet<Cell>> {
    let all: Vec<Cell> = cells.iter().copied().collect();
    let mut seeds: Vec<Seed> = Vec::new();
    for i in 0..parts {
        // The farthest of a few drawn cells spreads the seeds; relaxing then evens them out.
        let far =
            (0..12).map(|k| all[(noise(salt + (i * 31 + k) as u64) % all.len() as u64) as usize]);
        let best = far.max_by_key(|c| seeds.iter().map(|s| apart(*c, s.cell)).min().unwrap_or(0));
        seeds.extend(best.map(|cell| Seed { cell, drag: 100 }));
    }
    let even = cells.len() as u64 / parts.max(1) as u64 + 1;
    let mut best = Vec::new();
    for _ in 0..14 {
        let shares = shares(cells, &seeds, salt);
        for (seed, share) in seeds.iter_mut().zip(&shares) {
            seed.cell = middle(share).unwrap_or(seed.cell);
            // A share that grew too large is slowed, one too small is helped.
            seed.drag = (seed.drag * (share.len() as u64 + even * 2) / (even * 3)).clamp(60, 170);
        }
        if smallest(&shares) >= smallest(&best) {
            best = shares;
        }
    }
    best
}

fn smallest(shares: &[BTreeSet<Cell>]) -> usize {
    shares.iter().map(BTreeSet::len).min().unwrap_or(0)
}

fn shares(cells: &BTreeSet<Cell>, seeds: &[Seed], salt: u64) -> Vec<BTreeSet<Cell>> {
    let mut shares = vec![BTreeSet::new(); seeds.len()];
    for (c, i) in grow(cells, seeds, salt) {
        shares[i].insert(c);
    }
    shares
}

/// Squared distance between two cells, in cells.
pub fn apart(a: Cell, b: Cell) -> usize {
    (a % COLUMNS).abs_diff(b % COLUMNS).pow(2) + (a / COLUMNS).abs_diff(b / COLUMNS).pow(2)
}

/// The cell nearest to the centre of these.
pub fn middle(cells: &BTreeSet<Cell>) -> Option<Cell> {
    let n = cells.len().max(1);
    let x = cells.iter().map(|c| c % COLUMNS).sum::<usize>() / n;
    let y = cells.iter().map(|c| c / COLUMNS).sum::<usize>() / n;
    cells.iter().copied().min_by_key(|c| apart(*c, cell(x, y)))
}
