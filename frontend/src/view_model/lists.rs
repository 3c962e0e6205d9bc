//! The district's lists with what screens ask of them: names by code, children of an area or category.

use api::DistrictReply;
use model::area::{Area, Grid};
use model::catalogue::Category;
use model::district::District;
use model::locator::Locator;
use model::{AreaCode, CategoryCode, UnitCode, UserName};
use std::collections::BTreeMap;

/// The district as one screen session holds it.
#[derive(Debug)]
pub struct Lists {
    /// Areas, units, categories, rules.
    pub district: District,
    pub names: BTreeMap<UserName, String>,
    /// Finds the village of a position.
    pub locator: Locator,
}

impl Lists {
    /// Takes in the pool's answer; none when it carries no district.
    pub fn of(reply: DistrictReply) -> Option<Self> {
        let district = reply.district?;
        Some(Lists {
            locator: Locator::new(&district),
            names: reply.names,
            district,
        })
    }
    /// A colleague's name, else the sign-in name.
    pub fn name(&self, user: &UserName) -> String {
        self.names
            .get(user)
            .cloned()
            .unwrap_or_else(|| user.to_string())
    }
    /// A unit's name, else its code.
    pub fn unit(&self, code: &UnitCode) -> String {
        self.district
            .unit(code)
            .map_or_else(|| code.to_string(), |u| u.name.clone())
    }
    /// A category's own name, else its code.
    pub fn category(&self, code: &CategoryCode) -> String {
        self.district
            .category(code)
            .map_or_else(|| code.to_string(), |c| c.name.clone())
    }
    /// An area's own name, else its code.
    pub fn area(&self, code: &AreaCode) -> String {
        self.district
            .area(code)
            .map_or_else(|| code.to_string(), |a| a.name.clone())
    }
    /// Town, village and grid, joined.
    pub fn place(&self, area: &AreaCode, grid: Option<&str>) -> String {
        let mut path = self.district.area_path(area);
        if let Some((_, grid)) = grid.and_then(|g| self.district.grid(g)) {
            path += "·";
            path += &grid.name;
        }
        path
    }
    /// All towns.
    pub fn towns(&self) -> impl Iterator<Item = &Area> {
        self.district.areas.iter().filter(|a| a.code.level() == 2)
    }
    /// Villages of one town.
    pub fn villages(&self, town: &AreaCode) -> impl Iterator<Item = &Area> {
        let town = town.town();
        self.district
            .areas
            .iter()
            .filter(move |a| a.code.level() == 3 && a.code.town() == town)
    }
    /// Grids of one village.
    pub fn grids(&self, village: &AreaCode) -> &[Grid] {
        self.district.area(village).map_or(&[], |a| &a.grids)
    }
    /// Categories right below `parent`; the first level without one.
    pub fn below(&self, parent: Option<&CategoryCode>) -> impl Iterator<Item = &Category> {
        let level = parent.map_or(0, CategoryCode::level) + 1;
        self.district.categories.iter().filter(move |c| {
            c.code.level() == level && parent.is_none_or(|p| c.code.at_level(level - 1) == *p)
        })
    }
}

/// A small district for tests and for pages without a pool.
#[cfg(any(test, feature = "fake"))]
pub fn small_district() -> District {
    serde_json::from_str(include_str!("../../fake/district.json"))
        .expect("the canned district is tested")
}

/// The small district as lists.
#[cfg(test)]
pub fn tests_lists() -> Lists {
    let reply = DistrictReply {
        version: "1".into(),
        district: Some(small_district()),
        names: BTreeMap::new(),
    };
    Lists::of(reply).unwrap()
}

/// A plain row with an id of its own.
#[cfg(test)]
pub fn tests_row(n: usize) -> model::row::Row {
    serde_json::from_value(serde_json::json!({
        "id": format!("018f0000-0000-7000-8000-{n:012x}"), "temp_no": "离-7K2A-261122-001", "ticket_no": null, "status": "pooled",
        "title": "路灯不亮", "kind": "hazard", "source": "visit", "category": "010103", "grade": "normal",
        "area_code": "990100001001", "grid": null, "address": null, "lon": null, "lat": null, "created_by": "u",
        "captured_at": "2026-11-22T02:32:00Z", "received_at": null, "lead_unit": null, "co_units": [], "handler": null,
        "visited_by": null, "clock": null, "amber_at": null, "due_at": null, "photos": 0, "cover": null, "conflict": false,
        "closed_at": null
    }))
    .unwrap()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_children_are_found() {
        let lists = tests_lists();
        lists.district.check().unwrap();
        let village = AreaCode::new("990100001001").unwrap();
        assert_eq!(
            lists.place(&village, Some("99010000100103")),
            "云桥街道·柳湖社区·三网格"
        );
        assert_eq!(lists.villages(&village).count(), 4);
        assert_eq!(lists.grids(&village).len(), 4);
        let top = CategoryCode::new("01").unwrap();
        assert!(
            lists.below(None).count() >= 3 && lists.below(Some(&top)).all(|c| c.code.level() == 2)
        );
    }
}
