//! What all histories of one thread share, and how one is run.

use crate::bare::Bare;
use crate::cast::{FIELD, named, packs, start};
use crate::compare::compare;
use crate::pool::Template;
use crate::replica::Replica;
use crate::sum::Sum;
use crate::tablets::Tablets;
use crate::tale::Tale;
use std::cell::OnceCell;
use testkit::Draws;
use testkit::ground::World;
use testkit::naive::Open;

pub struct Teller {
    world: World,
    /// A pool under each rule pack, its office hours, and its tablets once they are needed.
    pools: Vec<(Template, Open, OnceCell<Tablets>)>,
}

/// Every so many histories run on tablets.
const TABLETS: u64 = 25;

/// How far a device's clock may be ahead, in milliseconds.
const SKEWS: [i64; 7] = [0, 0, 90_000, -240_000, 1_200_000, -7_200_000, 86_400_000];

impl Teller {
    pub fn new() -> Self {
        let pools = packs().map(|pack| {
            let rules: model::rulepack::RulePack = serde_json::from_value(pack.clone()).unwrap();
            (
                Template::new(&pack),
                Open::of(&rules.calendar),
                OnceCell::new(),
            )
        });
        Teller {
            world: World::new(),
            pools: pools.into(),
        }
    }

    pub fn tell(&mut self, seed: u64) -> Sum {
        let mut d = Draws::new(seed);
        let (template, open, tablets) = &self.pools[d.below(self.pools.len())];
        let devices = match seed % TABLETS {
            0 => tablets
                .get_or_init(|| Tablets::new(template))
                .begin(|| *d.pick(&SKEWS)),
            _ => bare(&mut d, template, seed),
        };
        let pool = template.begin(start(&mut d));
        let mut tale = Tale::begin(&mut d, &mut self.world, pool, devices);
        for _ in 0..20 + d.below(50) {
            tale.step(&mut d);
        }
        tale.end();
        compare(&mut tale, &template.rules, open);
        tale.sum
    }
}

fn bare(d: &mut Draws, template: &Template, seed: u64) -> Vec<Box<dyn Replica>> {
    let devices = FIELD.map(|name| {
        let person = named(name);
        let keys = template.devices[&person.user].clone();
        let bare = Bare::new(person, keys, *d.pick(&SKEWS), seed);
        Box::new(bare) as Box<dyn Replica>
    });
    devices.into()
}
