//! Areas of the demo district: names from `places.txt`, outlines from the lattice.

use super::lattice::{self, Cell, Seed};
use super::outline::ring;
use model::AreaCode;
use model::area::{Area, Grid};
use std::collections::BTreeSet;

const PLACES: &str = include_str!("../data/places.txt");
/// The district's first six digits: 99 is no real province.
const PREFIX: &str = "990100";
const GRIDS: [&str; 3] = ["一网格", "二网格", "三网格"];

/// One line of `places.txt`.
struct Town {
    code: String,
    name: &'static str,
    seed: Seed,
    villages: Vec<&'static str>,
}

/// The district, its towns and villages with their grids, in the order of their codes.
pub fn areas(district: &str) -> Vec<Area> {
    let towns = towns();
    let ground = lattice::ground();
    let seeds: Vec<Seed> = towns.iter().map(|t| t.seed).collect();
    let owner = lattice::grow(&ground, &seeds, 1);
    let mut areas = vec![area(
        format!("{PREFIX}000000"),
        district,
        &ground,
        Vec::new(),
    )];
    for (i, town) in towns.iter().enumerate() {
        let cells: BTreeSet<Cell> = owner
            .iter()
            .filter(|(_, o)| **o == i)
            .map(|(c, _)| *c)
            .collect();
        areas.push(area(
            format!("{PREFIX}{}000", town.code),
            town.name,
            &cells,
            Vec::new(),
        ));
        let mut shares = lattice::split(&cells, town.villages.len(), 100 + i as u64);
        // Villages are named from the town's middle outwards: the first is where the town office stands.
        let heart = lattice::middle(&cells).unwrap_or(0);
        shares.sort_by_key(|s| lattice::middle(s).map(|m| lattice::apart(m, heart)));
        let (mut communities, mut villages) = (0, 200);
        for (name, cells) in town.villages.iter().zip(&shares) {
            let counter = if name.ends_with("社区") {
                &mut communities
            } else {
                &mut villages
            };
            *counter += 1;
            let code = format!("{PREFIX}{}{counter:03}", town.code);
            let grids = grids(&code, cells, counter);
            areas.push(area(code, name, cells, grids));
        }
    }
    areas
}

/// Two or three grids of one village, coded by the village and a number.
fn grids(village: &str, cells: &BTreeSet<Cell>, number: &u32) -> Vec<Grid> {
    let parts = if number % 5 < 3 && cells.len() >= 5 {
        3
    } else {
        2
    };
    let shares = lattice::split(cells, parts, 7_000 + u64::from(*number));
    let numbered = shares.iter().zip(GRIDS).enumerate();
    numbered
        .map(|(i, (share, name))| Grid {
            code: format!("{village}{:02}", i + 1),
            name: name.into(),
            outline: ring(share).into(),
        })
        .collect()
}

fn area(code: String, name: &str, cells: &BTreeSet<Cell>, grids: Vec<Grid>) -> Area {
    let code = AreaCode::new(code).expect("the demo's own codes have 12 digits");
    Area {
        code,
        name: name.into(),
        outline: ring(cells).into(),
        grids,
    }
}

fn towns() -> Vec<Town> {
    let lines = PLACES
        .lines()
        .filter(|l| !l.starts_with('#') && !l.is_empty());
    lines
        .map(|l| town(l).expect("places.txt is part of the program and tested"))
        .collect()
}

fn town(line: &'static str) -> Option<Town> {
    let (head, villages) = line.split_once('｜')?;
    let mut head = head.split(' ');
    let (code, name) = (head.next()?.to_string(), head.next()?);
    let mut number = || head.next()?.parse::<usize>().ok();
    let seed = Seed {
        cell: lattice::cell(number()?, number()?),
        drag: number()? as u64,
    };
    Some(Town {
        code,
        name,
        seed,
        villages: villages.split(' ').collect(),
    })
}
