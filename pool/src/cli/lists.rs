//! Areas, units and categories from tables beside the district file: what an engineer has in a spreadsheet (docs/tables.md).

use super::read_bytes;
use crate::Result;
use crate::table::{Columns, FAULTS_MAX, Fault, Row, Table};
use clap::Args;
use model::area::{Area, GRID_MAX, Grid, Outline, is_grid};
use model::catalogue::{Category, INITIALS_MAX, are_initials};
use model::district::{District, NAME_MAX};
use model::unit::Unit;
use model::{AreaCode, CategoryCode, Code, UnitCode, UnitGroup, text};
use std::path::{Path, PathBuf};

const AREAS: Columns = Columns {
    known: &["code", "name", "grid", "grid_name"],
    needed: &["code", "name"],
};
const UNITS: Columns = Columns {
    known: &["code", "name", "group", "area", "parent"],
    needed: &["code", "name", "group", "area"],
};
const CATEGORIES: Columns = Columns {
    known: &["code", "name", "photo", "photo_done", "unit", "initials"],
    needed: &["code", "name"],
};
/// Tables that are read in place of the lists of the district file.
#[derive(Args)]
pub struct Lists {
    /// 区域表：code,name,grid,grid_name，代替区域文件里的 areas（边界仍取自区域文件）
    #[arg(long, value_name = "FILE.csv")]
    areas: Option<PathBuf>,
    /// 单位表：code,name,group,area,parent，代替区域文件里的 units
    #[arg(long, value_name = "FILE.csv")]
    units: Option<PathBuf>,
    /// 类别表：code,name,photo,photo_done,unit,initials，代替区域文件里的 categories
    #[arg(long, value_name = "FILE.csv")]
    categories: Option<PathBuf>,
}

/// Which lists of the district are read to the end: what points into one that is not cannot be judged, and its own faults are
/// told already.
#[derive(Clone, Copy)]
struct Sound {
    areas: bool,
    units: bool,
}

/// Reads one table into the district; what is wrong with it.
type Reader = fn(&Table, &mut District, Sound) -> Vec<Fault>;

impl Lists {
    /// Puts what the tables say into the district; the faults of all of them, each with its file.
    pub fn put(&self, district: &mut District) -> Result<Vec<Fault>> {
        let mut sound = Sound {
            areas: true,
            units: true,
        };
        let mut all = Vec::new();
        let mut read = |file: &Option<PathBuf>, columns, reader: Reader, sound| -> Result<bool> {
            let Some(file) = file else { return Ok(true) };
            let mut faults = faults_of(file, columns, reader, district, sound)?;
            faults.sort_by_key(|f| f.line);
            faults.truncate(FAULTS_MAX);
            for fault in &mut faults {
                fault.file = Some(file.display().to_string());
            }
            let good = faults.is_empty();
            all.extend(faults);
            Ok(good)
        };
        sound.areas = read(&self.areas, AREAS, areas, sound)?;
        sound.units = read(&self.units, UNITS, units, sound)?;
        read(&self.categories, CATEGORIES, categories, sound)?;
        Ok(all)
    }
}

fn faults_of(
    file: &Path,
    columns: Columns,
    read: Reader,
    district: &mut District,
    sound: Sound,
) -> Result<Vec<Fault>> {
    let bytes = read_bytes(file)?;
    let table = match Table::read(&bytes, columns) {
        Ok(table) => table,
        Err(faults) => return Ok(faults),
    };
    let mut faults = table.faults.clone();
    faults.extend(read(&table, district, sound));
    Ok(faults)
}

/// A name, or its fault.
fn name(row: Row, column: &str, faults: &mut Vec<Fault>) -> String {
    let name = text::clean(row.cell(column));
    if let Err(denial) = text::check_line("名称", &name, 1, NAME_MAX) {
        faults.push(row.fault(column, denial.code, denial.sentence()));
    }
    name
}

/// A district's places: one row each, or one for each of a village's grids.
fn areas(table: &Table, district: &mut District, _: Sound) -> Vec<Fault> {
    let mut faults = Vec::new();
    let drawn = std::mem::take(&mut district.areas);
    let outline = |code: &str| {
        let own = drawn.iter().map(|a| (a.code.as_str(), &a.outline));
        let grids = drawn.iter().flat_map(|a| &a.grids);
        let mut all = own.chain(grids.map(|g| (g.code.as_str(), &g.outline)));
        let found = all.find(|(known, _)| *known == code);
        found.map_or_else(Outline::default, |(_, outline)| outline.clone())
    };
    let mut all: Vec<Area> = Vec::new();
    let mut grids: Vec<String> = Vec::new();
    for row in table.rows() {
        let Ok(code) = AreaCode::new(row.code("code")) else {
            faults.push(row.fault("code", Code::FieldType, "须是 12 位数字"));
            continue;
        };
        let called = name(row, "name", &mut faults);
        if !district.code.covers(&code) {
            faults.push(row.fault("code", Code::AreaUnknown, "不在本区代码之下"));
        }
        let grid = row.code("grid");
        let at = match all.iter().position(|a| a.code == code) {
            Some(at) => {
                if grid.is_empty() {
                    faults.push(row.fault("code", Code::TableTwice, "这个代码写了两次"));
                } else if all[at].name != called {
                    faults.push(row.fault("name", Code::FieldType, "同一代码的名称前后不一致"));
                }
                at
            }
            None => {
                let outline = outline(code.as_str());
                let grids = Vec::new();
                all.push(Area {
                    code,
                    name: called,
                    outline,
                    grids,
                });
                all.len() - 1
            }
        };
        if grid.is_empty() {
            if !text::is_blank(row.cell("grid_name")) {
                faults.push(row.fault("grid", Code::FieldMissing, "写了网格名称，缺少网格代码"));
            }
            continue;
        }
        if !is_grid(&grid) {
            let detail = format!("代码最多 {GRID_MAX} 个字符，不能有空白");
            faults.push(row.fault("grid", Code::FieldType, detail));
        }
        if grids.contains(&grid) {
            faults.push(row.fault("grid", Code::TableTwice, "这个网格写了两次"));
        }
        let village = all[at].code.level() == 3;
        if !village {
            faults.push(row.fault("grid", Code::GridUnknown, "网格须属于村居"));
        }
        grids.push(grid.clone());
        all[at].grids.push(Grid {
            name: name(row, "grid_name", &mut faults),
            outline: outline(&grid),
            code: grid,
        });
    }
    for row in table.rows() {
        let above = AreaCode::new(row.code("code"))
            .ok()
            .map(|c| (c.level(), c.town()));
        if let Some((3, town)) = above
            && !all.iter().any(|a| a.code == town)
        {
            faults.push(row.fault(
                "code",
                Code::AreaUnknown,
                format!("没有上级街道乡镇 {town}"),
            ));
        }
    }
    if faults.is_empty() && !all.iter().any(|a| a.code == district.code) {
        let detail = format!("缺少本区自己的一行：{}", district.code);
        faults.extend(
            table
                .rows()
                .next()
                .map(|row| row.fault("code", Code::AreaUnknown, detail)),
        );
    }
    district.areas = all;
    faults
}

fn units(table: &Table, district: &mut District, sound: Sound) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut all: Vec<Unit> = Vec::new();
    for row in table.rows() {
        let code = UnitCode::new(row.code("code")).ok();
        let code = code.filter(|code| !code.as_str().is_empty());
        if code.is_none() {
            faults.push(row.fault("code", Code::FieldType, "单位代码不对"));
        }
        let called = name(row, "name", &mut faults);
        let group: Option<UnitGroup> = row.word("group");
        if group.is_none() {
            let detail =
                "须是街道、乡镇、区直部门、公共服务企业之一（street、town、bureau、company）";
            faults.push(row.fault("group", Code::ValueUnknown, detail));
        }
        let area = AreaCode::new(row.code("area")).ok();
        let area = area.filter(|area| !sound.areas || district.area(area).is_some());
        if area.is_none() {
            faults.push(row.fault("area", Code::AreaUnknown, "没有这个区域"));
        }
        let (Some(code), Some(group), Some(area)) = (code, group, area) else {
            continue;
        };
        if all.iter().any(|u| u.code == code) {
            faults.push(row.fault("code", Code::TableTwice, "这个代码写了两次"));
        }
        let parent = UnitCode::new(row.code("parent")).ok();
        let parent = parent.filter(|parent| !parent.as_str().is_empty());
        let name = called;
        all.push(Unit {
            code,
            name,
            group,
            area,
            parent,
        });
    }
    for row in table.rows() {
        let parent = row.code("parent");
        if !parent.is_empty() && !all.iter().any(|u| u.code.as_str() == parent) {
            faults.push(row.fault("parent", Code::UnitUnknown, "没有这个上级单位"));
        }
    }
    district.units = all;
    faults
}

fn categories(table: &Table, district: &mut District, sound: Sound) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut all: Vec<Category> = Vec::new();
    for row in table.rows() {
        let code = CategoryCode::new(row.code("code")).ok();
        if code.is_none() {
            let detail = "须是 2、4 或 6 位数字；开头的 0 不能少，这一列要设为文本";
            faults.push(row.fault("code", Code::FieldType, detail));
        }
        let called = name(row, "name", &mut faults);
        let mut yes = |column| {
            let said = row.yes(column);
            if said.is_none() {
                faults.push(row.fault(column, Code::ValueUnknown, "须是「是」或「否」"));
            }
            said.unwrap_or(false)
        };
        let (photo, photo_done) = (yes("photo"), yes("photo_done"));
        let unit = row.code("unit");
        let unit = UnitCode::new(unit)
            .ok()
            .filter(|unit| !unit.as_str().is_empty());
        if let Some(unit) = &unit
            && sound.units
            && district.unit(unit).is_none()
        {
            faults.push(row.fault("unit", Code::UnitUnknown, "没有这个单位"));
        }
        let Some(code) = code else { continue };
        if all.iter().any(|c| c.code == code) {
            faults.push(row.fault("code", Code::TableTwice, "这个代码写了两次"));
        }
        let initials = text::code(row.cell("initials")).to_lowercase();
        if !are_initials(&initials) {
            let detail = format!("须是拼音首字母，最多 {INITIALS_MAX} 个");
            faults.push(row.fault("initials", Code::FieldType, detail));
        }
        all.push(Category {
            code,
            name: called,
            initials: Some(initials).filter(|i| !i.is_empty()),
            photo,
            photo_done,
            unit,
        });
    }
    for row in table.rows() {
        let Ok(code) = CategoryCode::new(row.code("code")) else {
            continue;
        };
        let level = code.level();
        if level > 1 && !all.iter().any(|c| c.code == code.at_level(level - 1)) {
            let above = code.at_level(level - 1);
            faults.push(row.fault(
                "code",
                Code::CategoryUnknown,
                format!("没有上级类别 {above}"),
            ));
        }
    }
    district.categories = all;
    faults
}
