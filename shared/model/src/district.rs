//! One district's data: areas, units, categories, rules. The same file starts a pool (`init`) and travels to devices.

use crate::area::{Area, GRID_MAX, Grid, is_grid, placed};
use crate::catalogue::{Category, INITIALS_MAX, are_initials};
use crate::rulepack::RulePack;
use crate::unit::Unit;
use crate::{AreaCode, CategoryCode, Code, Denial, UnitCode, text};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Characters of a name, at most.
pub const NAME_MAX: usize = 40;

/// What a district decides. `zs12345-pool init` reads it from one JSON file; docs/district.md describes each field.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct District {
    /// Name people say, e.g. 云桥区（演示）.
    pub name: String,
    /// The district's own code, ending in 000000.
    pub code: AreaCode,
    /// Demo data: marked as such on every screen.
    #[serde(default)]
    pub demo: bool,
    /// The district itself, towns and villages.
    pub areas: Vec<Area>,
    /// Units that handle tickets.
    pub units: Vec<Unit>,
    /// Categories of all three levels.
    pub categories: Vec<Category>,
    /// The rule pack in force.
    pub rules: RulePack,
    /// Packs that were in force before and that open tickets keep, by their tag. Filled by the pool, never written in the file.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub packs: BTreeMap<String, RulePack>,
    /// 联动单位 and their duty phones, in two levels.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub duty: Vec<DutyUnit>,
}

/// One linked unit of the duty roster (联动单位值班表).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct DutyUnit {
    pub unit: UnitCode,
    /// 1: signs 突发 and 紧急 day and night; 2: is called by a unit of level 1.
    pub level: u8,
    /// Duty phone, around the clock.
    pub phone: String,
}

impl District {
    /// The area with this code.
    pub fn area(&self, code: &AreaCode) -> Option<&Area> {
        self.areas.iter().find(|a| a.code == *code)
    }
    /// The grid with this code, with its village.
    pub fn grid(&self, code: &str) -> Option<(&Area, &Grid)> {
        self.areas
            .iter()
            .find_map(|a| a.grids.iter().find(|g| g.code == code).map(|g| (a, g)))
    }
    /// The unit with this code.
    pub fn unit(&self, code: &UnitCode) -> Option<&Unit> {
        self.units.iter().find(|u| u.code == *code)
    }
    /// The pack with this tag, when a ticket keeps one; else the one in force.
    pub fn rules_of(&self, tag: Option<&str>) -> &RulePack {
        tag.and_then(|tag| self.packs.get(tag))
            .unwrap_or(&self.rules)
    }
    /// All units below this one in the tree, itself not among them.
    pub fn units_below(&self, unit: &UnitCode) -> Vec<UnitCode> {
        let mut below: Vec<UnitCode> = Vec::new();
        let mut above = vec![unit.clone()];
        while let Some(parent) = above.pop() {
            for child in self
                .units
                .iter()
                .filter(|u| u.parent.as_ref() == Some(&parent))
            {
                // A tree that was checked has no cycle; one that was not must not hang anybody.
                if child.code != *unit && !below.contains(&child.code) {
                    below.push(child.code.clone());
                    above.push(child.code.clone());
                }
            }
        }
        below.sort();
        below
    }
    /// The category with this code.
    pub fn category(&self, code: &CategoryCode) -> Option<&Category> {
        self.categories.iter().find(|c| c.code == *code)
    }
    /// Names from the first level to this category, joined with →, as the 12345 exports write them.
    pub fn category_path(&self, code: &CategoryCode) -> String {
        (1..=code.level())
            .filter_map(|l| self.category(&code.at_level(l)).map(|c| c.name.as_str()))
            .collect::<Vec<_>>()
            .join("→")
    }
    /// Names from the town to this area, joined with ·.
    pub fn area_path(&self, code: &AreaCode) -> String {
        let town = code.town();
        let mut names: Vec<&str> = Vec::new();
        if town != *code {
            names.extend(self.area(&town).map(|a| a.name.as_str()));
        }
        names.extend(self.area(code).map(|a| a.name.as_str()));
        names.join("·")
    }
    /// The town's own unit: the first unit whose area is exactly this town.
    pub fn town_unit(&self, area: &AreaCode) -> Option<&Unit> {
        let town = area.town();
        self.units
            .iter()
            .find(|u| u.area == town && town.level() == 2)
    }
    /// The unit the dispatch list suggests for a category at a place: the category's own, its parent's, else the town's.
    pub fn suggested_unit(&self, category: &CategoryCode, area: &AreaCode) -> Option<&Unit> {
        (1..=category.level())
            .rev()
            .find_map(|l| {
                self.category(&category.at_level(l))
                    .and_then(|c| c.unit.as_ref())
            })
            .and_then(|u| self.unit(u))
            .or_else(|| self.town_unit(area))
    }

    /// What is shown of areas, grids, units and categories is a name, and grids are called by codes as they are typed.
    fn check_names(&self) -> Result<(), Denial> {
        let areas = self.areas.iter();
        let areas = areas.map(|a| ("areas", a.code.as_str(), &a.name));
        let grids = self.areas.iter().flat_map(|a| &a.grids);
        let grids = grids.map(|g| ("areas.grids", g.code.as_str(), &g.name));
        let units = self.units.iter();
        let units = units.map(|u| ("units", u.code.as_str(), &u.name));
        let categories = self.categories.iter();
        let categories = categories.map(|c| ("categories", c.code.as_str(), &c.name));
        let whole = [("district", "", &self.name)].into_iter();
        for (list, code, name) in whole
            .chain(areas)
            .chain(grids)
            .chain(units)
            .chain(categories)
        {
            let wrong = |detail: String| {
                Denial::new(Code::DistrictInvalid)
                    .with("place", format!("{list}.{code}"))
                    .with("detail", detail)
            };
            text::check_line("名称", name, 1, NAME_MAX).map_err(|d| wrong(d.sentence()))?;
            if list == "areas.grids" && !is_grid(code) {
                return Err(wrong(format!(
                    "代码最多 {GRID_MAX} 个字符，不能空，不能有全角、空白或看不见的字符"
                )));
            }
        }
        Ok(())
    }

    /// All that is wrong with outlines, each with the code of its area or grid.
    pub fn outline_faults(&self) -> Vec<(String, Denial)> {
        let found = placed::faults(self.code.as_str(), &self.areas);
        let denial = |fault: placed::OutlineFault| {
            let denial = Denial::new(Code::DistrictInvalid)
                .with("place", format!("areas.{}.outline", fault.code))
                .with("detail", fault.detail);
            (fault.code, denial)
        };
        found.into_iter().map(denial).collect()
    }

    /// Checks that all references meet and no code comes twice; the error names the place.
    pub fn check(&self) -> Result<(), Denial> {
        let wrong = |place: String, detail: String| {
            Err(Denial::new(Code::DistrictInvalid)
                .with("place", place)
                .with("detail", detail))
        };
        let codes: BTreeSet<&AreaCode> = self.areas.iter().map(|a| &a.code).collect();
        if self.code.level() != 1 || !codes.contains(&self.code) {
            return wrong("code".into(), "须是 areas 里以 000000 结尾的代码".into());
        }
        if codes.len() != self.areas.len() {
            return wrong(
                "areas".into(),
                format!(
                    "有重复代码：{}",
                    repeated(self.areas.iter().map(|a| a.code.as_str()))
                ),
            );
        }
        self.check_names()?;
        for area in &self.areas {
            if !self.code.covers(&area.code) {
                return wrong(format!("areas.{}", area.code), "不在本区代码之下".into());
            }
            if area.code.level() == 3 && !codes.contains(&area.code.town()) {
                return wrong(format!("areas.{}", area.code), "没有上级街道乡镇".into());
            }
        }
        if let Some((_, denial)) = self.outline_faults().into_iter().next() {
            return Err(denial);
        }
        let grids = repeated(
            self.areas
                .iter()
                .flat_map(|a| a.grids.iter().map(|g| g.code.as_str())),
        );
        if !grids.is_empty() {
            return wrong("areas.grids".into(), format!("有重复代码：{grids}"));
        }
        let units = repeated(self.units.iter().map(|u| u.code.as_str()));
        if !units.is_empty() {
            return wrong("units".into(), format!("有重复代码：{units}"));
        }
        for unit in &self.units {
            if !codes.contains(&unit.area) {
                return wrong(
                    format!("units.{}.area", unit.code),
                    format!("没有 {} 这个区域", unit.area),
                );
            }
        }
        self.check_unit_tree()?;
        self.check_duty()?;
        let categories = repeated(self.categories.iter().map(|c| c.code.as_str()));
        if !categories.is_empty() {
            return wrong("categories".into(), format!("有重复代码：{categories}"));
        }
        for category in &self.categories {
            if !category.initials.as_deref().is_none_or(are_initials) {
                return wrong(
                    format!("categories.{}.initials", category.code),
                    format!("须是拼音首字母，小写，最多 {INITIALS_MAX} 个"),
                );
            }
            let level = category.code.level();
            if level > 1 && self.category(&category.code.at_level(level - 1)).is_none() {
                return wrong(
                    format!("categories.{}", category.code),
                    "没有上级类别".into(),
                );
            }
            if let Some(unit) = &category.unit
                && self.unit(unit).is_none()
            {
                return wrong(
                    format!("categories.{}.unit", category.code),
                    format!("没有 {unit} 这个单位"),
                );
            }
        }
        self.rules.check()
    }

    fn check_unit_tree(&self) -> Result<(), Denial> {
        let wrong = |unit: &Unit, detail: String| {
            Err(Denial::new(Code::DistrictInvalid)
                .with("place", format!("units.{}.parent", unit.code))
                .with("detail", detail))
        };
        for unit in &self.units {
            let mut seen = vec![&unit.code];
            let mut at = unit;
            while let Some(parent) = &at.parent {
                if seen.contains(&parent) {
                    return wrong(unit, format!("上级绕成了圈：{parent}"));
                }
                match self.unit(parent) {
                    None => return wrong(unit, format!("没有 {parent} 这个上级单位")),
                    Some(above) => at = above,
                }
                seen.push(parent);
            }
        }
        Ok(())
    }

    fn check_duty(&self) -> Result<(), Denial> {
        let wrong = |unit: &UnitCode, field: &str, detail: &str| {
            Err(Denial::new(Code::DistrictInvalid)
                .with("place", format!("duty.{unit}.{field}"))
                .with("detail", detail))
        };
        let twice = repeated(self.duty.iter().map(|d| d.unit.as_str()));
        for duty in &self.duty {
            if self.unit(&duty.unit).is_none() {
                return wrong(&duty.unit, "unit", "没有这个单位");
            }
            if !(1..=2).contains(&duty.level) {
                return wrong(&duty.unit, "level", "联动单位分 1、2 两级");
            }
            if text::check_line("值班电话", &duty.phone, 1, NAME_MAX).is_err() {
                return wrong(&duty.unit, "phone", "请填写值班电话，一行，最多 40 字");
            }
            if !twice.is_empty() {
                return wrong(&duty.unit, "unit", &format!("有重复单位：{twice}"));
            }
        }
        Ok(())
    }
}

/// The values that come more than once, joined.
fn repeated<'a>(values: impl Iterator<Item = &'a str>) -> String {
    let mut counts = BTreeMap::new();
    for v in values {
        *counts.entry(v).or_insert(0) += 1;
    }
    counts
        .into_iter()
        .filter(|(_, n)| *n > 1)
        .map(|(v, _)| v)
        .collect::<Vec<_>>()
        .join("、")
}
