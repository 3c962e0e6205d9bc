//! Whether a rule pack makes sense. Each refusal names the place and what to do.

mod clocks;
mod score;

use super::RulePack;
use crate::{Code, Denial, text};
use clocks::{MINUTES_MAX, clocks};
use jiff::civil::{Date, Weekday};
use std::collections::BTreeSet;

/// Characters of a pack's name, and of the duty phone, at most.
const NAME_MAX: usize = 60;
const PHONE_MAX: usize = 40;
/// Posts that ended are kept for so many days (`sync::editor::RIGHTS_DAYS`).
const LATE_DAYS_MAX: u32 = 30;

/// Days off in a row, at most: limits in working time count on to the next working day.
const DAYS_OFF_MAX: u32 = 60;

/// Least minutes of a working day: limits in working time count on from day to day.
const WORKED_MIN: u32 = 60;

/// Least of anything in an hour, and most in a day.
const BUDGET_MIN: u64 = 10;
const BUDGET_MAX: u64 = 1_000_000_000;
/// Largest reserve of the pool's disk: a hundred terabytes, in megabytes.
const DISK_MB_MAX: u64 = 100_000_000;

fn wrong<T>(place: impl ToString, detail: impl ToString) -> Result<T, Denial> {
    Err(Denial::new(Code::RulesInvalid)
        .with("place", place)
        .with("detail", detail))
}

/// Longest text in one cell of an exported table: what spreadsheet programs take, in units of UTF-16.
const CELL_MAX: usize = 32_767;
/// Longest text that always fits into a cell, in characters that can be seen: with those that cannot, each of two units, and an
/// apostrophe that keeps it from being a formula.
const TEXT_MAX: usize = 13_000;
const _: () = assert!(2 * text::longest(TEXT_MAX) < CELL_MAX);
/// Longest edge of a stored photo: its pool opens 4096 × 4096, whole (`picture::WORK_MAX`).
const EDGE_MAX: u32 = 4096;

/// Refuses a number outside of its range, naming place, value and range.
fn range<N: Copy + PartialOrd + std::fmt::Display>(
    place: impl std::fmt::Display,
    n: N,
    min: N,
    max: N,
) -> Result<(), Denial> {
    if min <= n && n <= max {
        return Ok(());
    }
    let detail = format!("须在 {min} 到 {max} 之间，现在是 {n}");
    wrong(format!("rules.{place}"), detail)
}

/// The whole pack.
pub(super) fn pack(rules: &RulePack) -> Result<(), Denial> {
    if text::is_blank(&rules.name) {
        return wrong("rules.name", "请给规则包起名");
    }
    if let Err(denial) = text::check_line("名称", &rules.name, 1, NAME_MAX) {
        return wrong("rules.name", denial.sentence());
    }
    let phone = &rules.duty_phone;
    if let Err(denial) = text::check_line("值班电话", phone, 1, PHONE_MAX) {
        return wrong("rules.duty_phone", denial.sentence());
    }
    // A remark may stand beside it.
    if !phone.contains(|c: char| c.is_ascii_digit()) {
        return wrong("rules.duty_phone", "须有能拨的号码");
    }
    hours(rules)?;
    clocks(rules)?;
    percents(rules)?;
    days(rules)?;
    texts(rules)?;
    guard(rules)?;
    access(rules)?;
    photos(rules)?;
    range("clock_skew_minutes", rules.clock_skew_minutes, 1, 24 * 60)?;
    budgets(rules)?;
    score::assess(rules)?;
    life(rules)
}

/// Neither free for all nor closed to everybody.
fn access(rules: &RulePack) -> Result<(), Denial> {
    let access = &rules.access;
    for (place, n, least, most) in [
        ("tries", access.tries, 3, 20),
        ("lock_minutes_max", access.lock_minutes_max, 5, 24 * 60),
        ("one_time_hours", access.one_time_hours, 1, 30 * 24),
    ] {
        range(format!("access.{place}"), n, least, most)?;
    }
    Ok(())
}

/// What guards devices, accounts and personal texts: no number may switch a guard off by being out of all reason.
fn guard(rules: &RulePack) -> Result<(), Denial> {
    let g = &rules.guard;
    for (place, n, from, to) in [
        ("reason_days", g.reason_days, 1, 3660),
        ("token_hours", g.token_hours, 1, 720),
        ("token_days", g.token_days, 7, 730),
        ("pin_free", g.pin_free, 1, 10),
        ("consent_hours", g.consent_hours, 1, 720),
    ] {
        range(format!("guard.{place}"), n, from, to)?;
    }
    let (hours, days) = (g.token_hours, g.token_days);
    if hours > days.saturating_mul(24) {
        let detail = format!("须不长于 token_days（{days} 天），现在是 {hours} 小时");
        return wrong("rules.guard.token_hours", detail);
    }
    // Nobody loses a store by a child at play.
    g.pin_wipe
        .map_or(Ok(()), |n| range("guard.pin_wipe", n, 10, 1_000))
}

/// What people write must fit somewhere, and be possible at all.
fn texts(rules: &RulePack) -> Result<(), Denial> {
    let t = &rules.texts;
    range("texts.title_max", t.title_max, 1, 200)?;
    // Each becomes a cell of its own.
    let body_max = TEXT_MAX - crate::remark::ADDED_MAX;
    range("texts.body_max", t.body_max, 1, body_max)?;
    range("texts.note_max", t.note_max, 1, TEXT_MAX)?;
    range("texts.address_max", t.address_max, 1, 1_000)?;
    range("texts.tags_max", t.tags_max, 0, 100)?;
    range("texts.body_min", t.body_min, 0, t.body_max)
}

/// A photo must show something, fit into memory, and what is stored must be within what may be opened.
fn photos(rules: &RulePack) -> Result<(), Denial> {
    let p = &rules.photos;
    range("photos.count_max", p.count_max, 1, 100)?;
    range("photos.long_edge", p.long_edge, 640, EDGE_MAX)?;
    range(
        "photos.thumb_edge",
        p.thumb_edge,
        64,
        p.long_edge.min(1_024),
    )?;
    let stored = u64::from(p.long_edge) * u64::from(p.long_edge);
    range(
        "photos.pixels_max",
        p.pixels_max,
        stored.max(1_000_000),
        250_000_000,
    )?;
    range("photos.bytes_max", p.bytes_max, 1_000_000, 200_000_000)
}

/// Nobody is shut out altogether, and a day is not less than an hour.
fn budgets(rules: &RulePack) -> Result<(), Denial> {
    for (place, allowance) in rules.budgets.all() {
        let (hour, day) = (allowance.hour, allowance.day);
        if hour < BUDGET_MIN || day < hour || day > BUDGET_MAX {
            let detail = format!(
                "每小时至少 {BUDGET_MIN}，每天不少于每小时，最多 {BUDGET_MAX}；现在每小时 {hour}，每天 {day}"
            );
            return wrong(format!("rules.budgets.{place}"), detail);
        }
    }
    if rules.budgets.disk_reserve_mb > DISK_MB_MAX {
        let now = rules.budgets.disk_reserve_mb;
        let detail = format!("最多 {DISK_MB_MAX} MB，现在是 {now}");
        return wrong("rules.budgets.disk_reserve_mb", detail);
    }
    Ok(())
}

fn percents(rules: &RulePack) -> Result<(), Denial> {
    for (place, percent) in [
        ("amber_percent.sudden", rules.amber_percent.sudden),
        ("amber_percent.urgent", rules.amber_percent.urgent),
        ("amber_percent.normal", rules.amber_percent.normal),
        ("life.redo_percent", rules.life.redo_percent),
    ] {
        range(place, percent, 1, 99)?;
    }
    range("talk.floor_bp", rules.talk.floor_bp, 0, 10_000)?;
    range("talk.rated_min", rules.talk.rated_min, 1, 100_000)
}

/// Minutes of a working day.
fn worked(rules: &RulePack) -> u32 {
    let spans = rules.calendar.hours.iter();
    let minutes = spans.map(|(from, to)| to.saturating_sub(*from));
    minutes.fold(0, u32::saturating_add)
}

fn hours(rules: &RulePack) -> Result<(), Denial> {
    let mut last = 0;
    for (from, to) in &rules.calendar.hours {
        if from >= to || *to > 24 * 60 || *from < last {
            return wrong("rules.calendar.hours", "时段须先后排列，且不超过 24 小时");
        }
        last = *to;
    }
    if rules.calendar.hours.is_empty() {
        return wrong("rules.calendar.hours", "至少要有一个工作时段");
    }
    let worked = worked(rules);
    if worked < WORKED_MIN {
        let detail = format!("一个工作日至少 {WORKED_MIN} 分钟，现在是 {worked}");
        return wrong("rules.calendar.hours", detail);
    }
    let offset = rules.calendar.utc_offset_minutes;
    if offset % 15 != 0 {
        return wrong("rules.calendar.utc_offset_minutes", "须是 15 的倍数");
    }
    range("calendar.utc_offset_minutes", offset, -12 * 60, 14 * 60)
}

fn days(rules: &RulePack) -> Result<(), Denial> {
    let calendar = &rules.calendar;
    let read = |list: &str, days: &[String]| -> Result<BTreeSet<Date>, Denial> {
        let mut all = BTreeSet::new();
        for day in days {
            let place = || format!("rules.calendar.{list}");
            match day.parse::<Date>() {
                Ok(date) if date.to_string() != *day || !(2000..=2100).contains(&date.year()) => {
                    return wrong(place(), format!("{day} 不是 2000 到 2100 年的日期"));
                }
                Err(_) => return wrong(place(), format!("{day} 不是日期")),
                Ok(date) if !all.insert(date) => return wrong(place(), format!("{day} 写了两次")),
                Ok(_) => {}
            }
        }
        Ok(all)
    };
    let holidays = read("holidays", &calendar.holidays)?;
    let worked = read("make_up_days", &calendar.make_up_days)?;
    long_enough(&holidays, &worked)?;
    for day in worked {
        let weekend = matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday);
        if holidays.contains(&day) {
            return wrong("rules.calendar.make_up_days", format!("{day} 又是节假日"));
        }
        if !weekend {
            return wrong(
                "rules.calendar.make_up_days",
                format!("{day} 本来就是工作日"),
            );
        }
    }
    Ok(())
}

/// Somebody works now and then.
fn long_enough(holidays: &BTreeSet<Date>, worked: &BTreeSet<Date>) -> Result<(), Denial> {
    let off = |day: &Date| {
        let weekend = matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday);
        holidays.contains(day) || weekend && !worked.contains(day)
    };
    // Whatever lasts longer holds holidays that are not at its end.
    for first in holidays {
        let mut day = *first;
        let mut count = 0;
        while off(&day) {
            count += 1;
            if count > DAYS_OFF_MAX {
                let detail = format!("从 {first} 起连续 {DAYS_OFF_MAX} 多天没有工作日");
                return wrong("rules.calendar.holidays", detail);
            }
            let Ok(next) = day.tomorrow() else { break };
            day = next;
        }
    }
    Ok(())
}

fn life(rules: &RulePack) -> Result<(), Denial> {
    let life = &rules.life;
    for (place, n, max) in [
        ("returns_max", life.returns_max, 10),
        ("redo_floor_minutes", life.redo_floor_minutes, MINUTES_MAX),
        ("extension_days_max", life.extension_days_max, 366),
        (
            "hang_days_max",
            life.hang_days_max,
            life.hang_total_days_max,
        ),
        (
            "hang_check_days_max",
            life.hang_check_days_max,
            life.hang_days_max,
        ),
        ("hang_total_days_max", life.hang_total_days_max, 3660),
        ("reopen_days", life.reopen_days, 3660),
        ("archive_days", life.archive_days, 3660),
        ("own_reporter_days", life.own_reporter_days, 3660),
        ("late_days", life.late_days, LATE_DAYS_MAX),
        ("missed_tries", life.missed_tries, 100),
        ("missed_days", life.missed_days, life.missed_tries),
        ("escalate_redos", life.escalate_redos, 100),
        // More returns than there may be would never come.
        ("escalate_returns", life.escalate_returns, life.returns_max),
        ("report_in_minutes", life.report_in_minutes, MINUTES_MAX),
        ("reply_minutes.urge", life.reply_minutes.urge, MINUTES_MAX),
        (
            "reply_minutes.supervise",
            life.reply_minutes.supervise,
            MINUTES_MAX,
        ),
        (
            "reply_minutes.escalate",
            life.reply_minutes.escalate,
            MINUTES_MAX,
        ),
    ] {
        range(format!("life.{place}"), n, 1, max)?;
    }
    range("alike.metres", rules.alike.metres, 1, 5_000)?;
    range("alike.days", rules.alike.days, 0, 366)
}
