//! The demo district as a whole: areas, units, categories, rules.

use super::places;
use model::catalogue::Category;
use model::district::{District, DutyUnit};
use model::rulepack::RulePack;
use model::unit::Unit;
use model::{AreaCode, CategoryCode, UnitCode, UnitGroup};
use serde::Deserialize;
use std::collections::BTreeMap;

/// The district's name on every screen.
pub const NAME: &str = "云桥区（演示）";

const UNITS: &str = include_str!("../data/units.csv");
const CATEGORIES: &str = include_str!("../data/categories.csv");
/// Towns and whoever rescues or repairs sign by day and night, the others are called by them; the numbers ring nowhere.
const DUTY: &str = include_str!("../data/duty.csv");
const RULES: &str = include_str!("../data/rules.json");

#[derive(Deserialize)]
struct UnitRow {
    code: UnitCode,
    name: String,
    group: UnitGroup,
}

#[derive(Deserialize)]
struct CategoryRow {
    code: CategoryCode,
    name: String,
    /// s: a photo of the scene is asked for; d: one after handling.
    photo: String,
    unit: Option<UnitCode>,
}

/// The demo district 云桥区（演示）: always the same.
pub fn district() -> District {
    let areas = places::areas(NAME);
    let code = areas[0].code.clone();
    let towns = areas
        .iter()
        .filter(|a| a.code.level() == 2)
        .enumerate()
        .map(|(i, town)| {
            let street = town.name.ends_with("街道");
            let office = if street {
                format!("{}办事处", town.name)
            } else {
                format!("{}政府", town.name)
            };
            let group = if street {
                UnitGroup::Street
            } else {
                UnitGroup::Town
            };
            Unit {
                code: unit_code(format!("T{:02}", i + 1)),
                name: office,
                group,
                area: town.code.clone(),
                parent: None,
            }
        });
    let mut units: Vec<Unit> = towns.collect();
    units.extend(departments(&code));
    District {
        name: NAME.into(),
        code,
        demo: true,
        areas,
        units,
        categories: categories(),
        rules: rules(),
        packs: BTreeMap::new(),
        duty: rows::<DutyUnit>(DUTY).collect(),
    }
}

fn departments(district: &AreaCode) -> impl Iterator<Item = Unit> {
    rows::<UnitRow>(UNITS).map(|u| Unit {
        code: u.code,
        name: u.name,
        group: u.group,
        area: district.clone(),
        parent: None,
    })
}

fn categories() -> Vec<Category> {
    let flags = |c: CategoryRow| Category {
        photo: c.photo.contains('s'),
        photo_done: c.photo.contains('d'),
        code: c.code,
        name: c.name,
        initials: None,
        unit: c.unit,
    };
    rows::<CategoryRow>(CATEGORIES).map(flags).collect()
}

/// The rule pack 示例-2024, after the deadline table of docs/domain.md 8.4. Its months of 考 are drafted without days of grace,
/// so that whoever looks at the demo finds last month's scores on any day.
pub fn rules() -> RulePack {
    serde_json::from_str(RULES).expect("rules.json is part of the program and tested")
}

pub(super) fn rows<T: serde::de::DeserializeOwned>(text: &'static str) -> impl Iterator<Item = T> {
    csv::Reader::from_reader(text.as_bytes())
        .into_deserialize()
        .map(|r| r.expect("the demo's tables are part of the program and tested"))
}

fn unit_code(code: String) -> UnitCode {
    UnitCode::new(code).expect("the demo's own codes are plain")
}
