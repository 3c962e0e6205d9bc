//! Outlines: from a set of cells to a ring of WGS-84 corners.

use super::lattice::{COLUMNS, Cell, ROWS};
use super::noise::noise;
use model::area::Ring;
use std::collections::{BTreeMap, BTreeSet};

/// Middle of the district, in degrees.
const CENTRE: (f64, f64) = (117.10, 40.15);
/// Width and height of the lattice in degrees: about 40 km by 30 km at this latitude.
const SPAN: (f64, f64) = (0.470, 0.270);

/// A corner of the lattice: half-columns from the west, and the line between two rows.
type Corner = (usize, usize);

/// Where a corner lies: turned a little, bent a little, jittered by up to a fifth of a cell, rounded to 5 decimals.
fn position((i, j): Corner) -> (f64, f64) {
    let jitter = |salt: u64| {
        (noise(salt ^ ((i as u64) << 32) ^ j as u64) % 1000) as f64 / 1000.0 * 0.4 - 0.2
    };
    // Corners of one line stand up and down in turn: that makes the cells six-sided.
    let tooth = if (i + j).is_multiple_of(2) {
        1.0 / 6.0
    } else {
        -1.0 / 6.0
    };
    let x = (i as f64 / 2.0 + jitter(11)) / (COLUMNS as f64 + 0.5) - 0.5;
    let y = (j as f64 + tooth + jitter(23)) / ROWS as f64 - 0.5;
    let (bent_x, bent_y) = (x + 0.10 * y * y - 0.06 * y, y + 0.14 * x * x * x + 0.05 * x);
    (
        round5(CENTRE.0 + bent_x * SPAN.0),
        round5(CENTRE.1 + bent_y * SPAN.1),
    )
}

fn round5(degrees: f64) -> f64 {
    (degrees * 1e5).round() / 1e5
}

/// The loops of corners around these cells, counter-clockwise; one loop when the cells have no hole.
fn loops(cells: &BTreeSet<Cell>) -> Vec<Vec<Corner>> {
    let mut edges: BTreeSet<(Corner, Corner)> = BTreeSet::new();
    for c in cells {
        let y = c / COLUMNS;
        let x = c % COLUMNS * 2 + y % 2;
        let round = [
            (x, y),
            (x + 1, y),
            (x + 2, y),
            (x + 2, y + 1),
            (x + 1, y + 1),
            (x, y + 1),
            (x, y),
        ];
        for pair in round.windows(2) {
            // An edge met from both sides lies inside.
            if !edges.remove(&(pair[1], pair[0])) {
                edges.insert((pair[0], pair[1]));
            }
        }
    }
    // Three edges meet in a corner, so at most one leads on.
    let mut ways: BTreeMap<Corner, Corner> = edges.into_iter().collect();
    let mut loops = Vec::new();
    while let Some((&start, _)) = ways.first_key_value() {
        let (mut ring, mut at) = (Vec::new(), start);
        while let Some(next) = ways.remove(&at) {
            ring.push(at);
            at = next;
        }
        loops.push(ring);
    }
    loops
}

/// The outline of these cells; empty when they have a hole, which the demo district's tests rule out.
pub fn ring(cells: &BTreeSet<Cell>) -> Ring {
    match loops(cells).as_slice() {
        [one] => one.iter().map(|c| position(*c)).collect(),
        _ => Ring::new(),
    }
}
