//! The columns of the 12345 hotline, and what a ticket says for each.

use super::Export;
use crate::table::is_risky;
use model::act::Act;
use model::edit::Verdict;
use model::effect::State;
use model::issue::Reporter;
use model::ticket::Ticket;
use model::{ReporterKind, Role, mask};

/// Names of the columns, as the hotline's own tables have them.
pub const HEAD: [&str; 20] = [
    "编号",
    "类型",
    "问题分类",
    "标签",
    "标题",
    "主要内容",
    "状态",
    "来电人",
    "电话",
    "被反映区/街乡镇",
    "村/社区",
    "小区点位",
    "办理结果",
    "回复内容",
    "处理方式",
    "办结时间",
    "企业名称",
    "是否解决",
    "是否满意",
    "工单性质",
];

/// One ticket's cells, in the order of the columns, made harmless for spreadsheets. The reporter comes masked.
pub fn cells(
    export: &Export,
    ticket: &Ticket,
    state: &State,
    reporter: Option<&Reporter>,
) -> Vec<String> {
    let district = &export.district.district;
    let facts = &ticket.facts;
    let category = state.category.as_ref().unwrap_or(&facts.what.category);
    let area = state.area.as_ref().unwrap_or(&facts.place.area_code);
    let town = district.area(&area.town()).map_or("", |a| a.name.as_str());
    let village = district
        .area(area)
        .filter(|a| a.code.level() == 3)
        .map_or("", |a| a.name.as_str());
    let (caller, phone, company) = reporter.map(caller).unwrap_or_default();
    let done = last(ticket, |act| match act {
        Act::RequestDone(done) => Some(done),
        _ => None,
    });
    let visit = last(ticket, |act| match act {
        Act::VisitPass(visit) => Some(visit),
        _ => None,
    });
    let text = |of: Option<&String>| of.cloned().unwrap_or_default();
    let all = [
        state
            .ticket_no
            .clone()
            .unwrap_or_else(|| ticket.temp_no.clone()),
        facts.what.kind.label().into(),
        district.category_path(category),
        facts.what.tags.join("、"),
        facts.what.title.clone(),
        facts.body.clone(),
        state.status.label().into(),
        caller,
        phone,
        if area.level() == 1 {
            district.name.clone()
        } else {
            format!("{}/{town}", district.name)
        },
        village.into(),
        spot(export, ticket),
        text(done.map(|d| &d.result)),
        text(done.map(|d| &d.reply)),
        text(done.map(|d| &d.measure)),
        state
            .closed_at
            .map(|at| export.local(at))
            .unwrap_or_default(),
        company,
        visit.map_or("", |v| v.solved.label()).into(),
        visit
            .and_then(|v| v.satisfied)
            .map_or("", |s| s.label())
            .into(),
        part(export, state).into(),
    ];
    all.iter().map(|cell| defuse(cell)).collect()
}

/// The last act of a kind that counts.
fn last<'a, T>(ticket: &'a Ticket, pick: impl Fn(&'a Act) -> Option<&'a T>) -> Option<&'a T> {
    let counts = |v: &Verdict| matches!(v, Verdict::Applied(_));
    let log = ticket.log.iter().rev();
    log.filter(|e| e.ruling.as_ref().is_some_and(|r| counts(&r.verdict)))
        .find_map(|e| pick(&e.act))
}

/// 来电人, 电话 and 企业名称.
fn caller(reporter: &Reporter) -> (String, String, String) {
    let text = |t: &Option<String>| t.clone().unwrap_or_default();
    if reporter.confidential == Some(true) {
        return ("保密".into(), String::new(), String::new());
    }
    match reporter.kind {
        ReporterKind::Person => (text(&reporter.name), text(&reporter.phone), String::new()),
        ReporterKind::Enterprise => (String::new(), text(&reporter.phone), text(&reporter.name)),
        ReporterKind::Anonymous => ("匿名".into(), String::new(), String::new()),
        ReporterKind::None => Default::default(),
    }
}

/// The point of interest, else the address; who sees addresses masked gets no more here.
fn spot(export: &Export, ticket: &Ticket) -> String {
    let place = &ticket.facts.place;
    if export.filter.masked {
        return place
            .address
            .as_deref()
            .map(mask::address)
            .unwrap_or_default();
    }
    place
        .poi
        .clone()
        .or(place.address.clone())
        .unwrap_or_default()
}

/// 工单性质 for the unit that exports: led by it, or joined.
fn part(export: &Export, state: &State) -> &'static str {
    let Some(lead) = &state.lead_unit else {
        return "";
    };
    let own = export.person.posts_as(Role::UnitLeader).map(|p| &p.unit);
    let own: Vec<_> = own.collect();
    let joined = state.co_units.iter().any(|u| own.contains(&u));
    if joined && !own.contains(&lead) {
        "协办"
    } else {
        "主办"
    }
}

/// A cell that a spreadsheet could take for a formula begins with an apostrophe, which our own import takes away again.
pub(super) fn defuse(cell: &str) -> String {
    if is_risky(cell) {
        format!("'{cell}")
    } else {
        cell.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_defused() {
        for (cell, expect) in [
            ("=1+1", "'=1+1"),
            ("+86", "'+86"),
            ("-1", "'-1"),
            ("@sum", "'@sum"),
            ("＝1", "'＝1"),
            ("'=1", "''=1"),
            ("\t=1", "'\t=1"),
            ("\r=1", "'\r=1"),
            ("路灯=坏", "路灯=坏"),
            ("", ""),
        ] {
            assert_eq!(defuse(cell), expect);
        }
    }

    #[test]
    fn whoever_asked_for_silence_is_not_named() {
        let mut reporter = Reporter {
            kind: ReporterKind::Person,
            name: Some("张*".into()),
            phone: Some("138****1234".into()),
            org_code: None,
            wants_visit: None,
            confidential: None,
            consent: None,
        };
        let named = |a: &str, b: &str, c: &str| (a.to_string(), b.to_string(), c.to_string());
        assert_eq!(caller(&reporter), named("张*", "138****1234", ""));
        reporter.kind = ReporterKind::Enterprise;
        assert_eq!(caller(&reporter), named("", "138****1234", "张*"));
        reporter.confidential = Some(true);
        assert_eq!(caller(&reporter), named("保密", "", ""));
    }
}
