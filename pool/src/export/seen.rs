//! What the desk's list shows, as a table: grade, deadline, lateness, units and times. Nothing of reporters, nothing written
//! about the matter but its title.

use super::Export;
use super::columns::defuse;
use model::effect::State;
use model::row::Row;
use model::ticket::Ticket;
use model::{AreaCode, Clock, Moment, UnitCode};

/// Names of the columns.
pub const HEAD: [&str; 20] = [
    "编号",
    "标题",
    "状态",
    "等级",
    "类别",
    "街道乡镇",
    "村/社区",
    "主办",
    "协办",
    "采集人",
    "入池时间",
    "时限",
    "到期时间",
    "是否超时",
    "超时分钟",
    "签收时间",
    "办结时间",
    "结案时间",
    "退单次数",
    "重办次数",
];

/// One ticket's cells, in the order of the columns, made harmless for spreadsheets.
pub fn cells(export: &Export, ticket: &Ticket, state: &State) -> Vec<String> {
    let row = Row::of(ticket, state);
    let district = &export.district.district;
    let named = |unit: &UnitCode| {
        let known = district.unit(unit);
        known.map_or_else(|| unit.to_string(), |unit| unit.name.clone())
    };
    let area = |code: &AreaCode, level| {
        let known = district.area(code).filter(|a| a.code.level() == level);
        known.map(|a| a.name.clone()).unwrap_or_default()
    };
    let at = |at: Option<Moment>| at.map(|at| export.local(at)).unwrap_or_default();
    let met = |clock| state.deadlines.get(&clock).and_then(|d| d.met);
    let late = row
        .due_at
        .map(|due| export.now.since(due))
        .filter(|ms| *ms > 0);
    let units: Vec<String> = row.co_units.iter().map(named).collect();
    let all = [
        row.ticket_no.clone().unwrap_or_else(|| row.temp_no.clone()),
        row.title.clone(),
        row.status.label().into(),
        row.grade.label().into(),
        district.category_path(&row.category),
        area(&row.area_code.town(), 2),
        area(&row.area_code, 3),
        row.lead_unit.as_ref().map(named).unwrap_or_default(),
        units.join("、"),
        row.created_by.to_string(),
        at(row.received_at),
        row.clock.map_or("", |c| c.label()).into(),
        at(row.due_at),
        if late.is_some() {
            "超时"
        } else {
            "未超时"
        }
        .into(),
        late.map(|ms| (ms / 60_000).to_string()).unwrap_or_default(),
        at(met(Clock::Sign)),
        at(met(Clock::Done)),
        at(row.closed_at),
        row.returns.to_string(),
        row.redos.to_string(),
    ];
    all.iter().map(|cell| defuse(cell)).collect()
}
