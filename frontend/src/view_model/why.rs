//! 「为什么」: how a deadline came about, in words, one line for each start, rule, day off and pause.

use crate::view_model::lists::Lists;
use crate::view_model::time;
use crate::view_model::trail::{Line, Standing};
use crate::words as w;
use model::why::{Step, Why};
use model::{Action, Moment};

/// One line per step, and the deadline as the last one unless the clock stands still or was met.
pub fn lines(why: &Why, lists: &Lists, now: Moment, offset: i32) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    let mut steps = why.steps.iter().peekable();
    while let Some(step) = steps.next() {
        let mut last = step;
        // A holiday of a week is one line.
        while let Some(next) = steps.next_if(|next| follows(last, next)) {
            last = next;
        }
        lines.push(line(step, last, lists, now, offset));
    }
    match why.steps.last() {
        Some(Step::Met { .. }) => {}
        Some(Step::Paused { .. }) => {
            if let Some(line) = lines.last_mut() {
                line.notes.push(w::WHY_STANDS.t().into());
            }
        }
        _ => lines.push(said(
            time::dated(why.due, now, offset),
            w::WHY_END.t().into(),
            Vec::new(),
        )),
    }
    lines
}

fn said(time: String, title: String, notes: Vec<String>) -> Line {
    Line {
        time,
        title,
        notes,
        standing: Standing::Counts,
    }
}

/// Date and kind of a day.
fn date_of(step: &Step) -> Option<(&str, model::calendar::DayKind)> {
    match step {
        Step::Day { date, kind } => Some((date, *kind)),
        _ => None,
    }
}

/// Whether a day comes right after another of its kind.
fn follows(day: &Step, next: &Step) -> bool {
    let Some(((date, kind), (to, of))) = date_of(day).zip(date_of(next)) else {
        return false;
    };
    let both = midnight(date).zip(midnight(to));
    kind == of && both.is_some_and(|(a, b)| b.since(a) == 24 * 60 * 60_000)
}

fn midnight(date: &str) -> Option<Moment> {
    format!("{date}T00:00:00Z").parse().ok()
}

fn line(step: &Step, last: &Step, lists: &Lists, now: Moment, offset: i32) -> Line {
    let full = |at: &Moment| time::dated(*at, now, offset);
    // What an act did to the clock stands below the act; without an act it is the heading itself.
    let by = |at: String, act: &Option<Action>, did: String| match act {
        Some(action) => said(at, w::label(*action).into(), vec![did]),
        None => said(at, did, Vec::new()),
    };
    match step {
        Step::Started { at, by: act } => by(full(at), act, w::WHY_STARTED.t().into()),
        Step::Limit {
            minutes,
            working,
            grade,
            complex,
            rule,
            redo_percent,
        } => {
            let mut grade = w::label(*grade).to_string();
            if *complex {
                grade = format!("{grade} · {}", w::ACT_COMPLEX.t());
            }
            let title = w::WHY_LIMIT.with(&[&grade, &length(*minutes, *working)]);
            let notes = rules(rule, *working, *redo_percent, lists);
            said(w::WHY_RULES.t().into(), title, notes)
        }
        Step::Day { date, kind } => {
            let counts = if kind.is_worked() {
                w::WHY_DAY_COUNTS
            } else {
                w::WHY_DAY_OFF
            };
            let end = date_of(last).map_or(date.as_str(), |(date, _)| date);
            let (from, to) = (day(date, now, offset), day(end, now, offset));
            let time = if from == to {
                from
            } else {
                w::WHY_DAYS.with(&[&from, &to])
            };
            said(time, w::label(*kind).into(), vec![counts.t().into()])
        }
        Step::Paused { at, by: act } => by(full(at), act, w::WHY_PAUSED.t().into()),
        Step::Resumed { at, due, by: act } => by(full(at), act, w::WHY_RESUMED.with(&[&full(due)])),
        Step::Moved { due, by: act } => by(String::new(), act, w::WHY_MOVED.with(&[&full(due)])),
        Step::Met { at, by: act } => by(full(at), act, w::WHY_MET.t().into()),
        Step::Unmet { by: act } => by(String::new(), act, w::WHY_UNMET.t().into()),
    }
}

/// The rules behind a limit: which share of it, in which time, from which pack.
fn rules(rule: &str, working: bool, redo_percent: Option<u32>, lists: &Lists) -> Vec<String> {
    let mut notes = Vec::new();
    notes.extend(redo_percent.map(|percent| w::WHY_REDO.with(&[&percent])));
    notes.push(if working {
        let clock = |minute: u32| format!("{:02}:{:02}", minute / 60, minute % 60);
        let hours = &lists.district.rules_of(Some(rule)).calendar.hours;
        let hours: Vec<String> = hours
            .iter()
            .map(|(from, to)| format!("{}–{}", clock(*from), clock(*to)))
            .collect();
        w::WHY_WORKING.with(&[&hours.join(" ")])
    } else {
        w::WHY_NATURAL.t().to_string()
    });
    // What tells two packs of one name apart means nothing to people.
    let name = rule.split('#').next().unwrap_or(rule);
    notes.push(w::WHY_RULE.with(&[&name]));
    notes
}

/// A limit's whole length; working time has no days of its own.
fn length(minutes: u32, working: bool) -> String {
    let (days, rest) = if working {
        (0, minutes)
    } else {
        (minutes / 1440, minutes % 1440)
    };
    let (hours, minutes) = (rest / 60, rest % 60);
    let mut words = String::new();
    for (n, unit) in [(days, w::DAYS), (hours, w::HOURS), (minutes, w::MINUTES)] {
        if n > 0 {
            words += &format!("{} ", unit.with(&[&n]));
        }
    }
    if words.is_empty() {
        words += w::WHY_AT_ONCE.t();
    }
    words.trim_end().to_string()
}

/// `10-01` in this year, else the whole date.
fn day(date: &str, now: Moment, offset: i32) -> String {
    let year = now.civil(offset).year().to_string();
    match date.strip_prefix(&year) {
        Some(rest) => rest.trim_start_matches('-').to_string(),
        None => date.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::calendar::DayKind;
    use model::{Clock, Grade};

    fn at(text: &str) -> Moment {
        format!("{text}:00+08:00").parse().unwrap()
    }

    fn say(why: &Why) -> Vec<(String, String, String)> {
        let lists = crate::view_model::lists::tests_lists();
        lines(why, &lists, at("2026-09-30T17:00"), 480)
            .into_iter()
            .map(|l| (l.time, l.title, l.notes.join("；")))
            .collect()
    }

    fn line(time: &str, title: &str, note: &str) -> (String, String, String) {
        (time.into(), title.into(), note.into())
    }

    fn limit(minutes: u32, working: bool) -> Step {
        Step::Limit {
            minutes,
            working,
            grade: Grade::Urgent,
            complex: false,
            rule: "示例#492bbb96".into(),
            redo_percent: None,
        }
    }

    #[test]
    fn each_start_rule_and_day_off_is_a_line() {
        let off = |day: u32, kind| Step::Day {
            date: format!("2026-10-{day:02}"),
            kind,
        };
        let why = Why {
            clock: Clock::Return,
            due: at("2026-10-09T10:30"),
            steps: vec![
                Step::Started {
                    at: at("2026-09-30T16:00"),
                    by: Some(Action::Dispatch),
                },
                limit(240, true),
                off(1, DayKind::Holiday),
                off(2, DayKind::Holiday),
                off(3, DayKind::Holiday),
                off(4, DayKind::Weekend),
                off(10, DayKind::MakeUp),
            ],
        };
        let told = say(&why);
        assert_eq!(told[0], line("09-30 16:00", "派单", "开始计时"));
        assert_eq!(told[1].1, "紧急：4 小时");
        assert!(told[1].2.starts_with("只计工作时间（"), "{}", told[1].2);
        assert!(told[1].2.ends_with("规则包「示例」"), "{}", told[1].2);
        assert_eq!(told[2], line("10-01 至 10-03", "节假日", "不计时"));
        assert_eq!(told[3], line("10-04", "周末", "不计时"));
        assert_eq!(told[4], line("10-10", "调休上班", "照常计时"));
        assert_eq!(told[5], line("10-09 10:30", "到期", ""));
    }

    #[test]
    fn pauses_and_moves_say_what_they_did() {
        let hung = Step::Paused {
            at: at("2026-09-30T16:20"),
            by: Some(Action::GrantHang),
        };
        let mut why = Why {
            clock: Clock::Done,
            due: at("2026-10-03T16:00"),
            steps: vec![
                Step::Started {
                    at: at("2026-09-30T16:00"),
                    by: None,
                },
                limit(3 * 1440 + 90, false),
                hung,
            ],
        };
        let told = say(&why);
        assert_eq!(told[0], line("09-30 16:00", "开始计时", ""));
        assert_eq!(told[1].1, "紧急：3 天 1 小时 30 分");
        assert_eq!(
            told[2],
            line(
                "09-30 16:20",
                "批准挂账",
                "暂停计时；现在停着，恢复后到期时间顺延"
            )
        );
        assert_eq!(told.len(), 3, "no due while it stands still");
        why.steps.extend([
            Step::Resumed {
                at: at("2026-10-02T09:00"),
                due: at("2026-10-05T08:40"),
                by: Some(Action::ReleaseHang),
            },
            Step::Moved {
                due: at("2026-10-06T08:40"),
                by: Some(Action::GrantExtension),
            },
            Step::Unmet {
                by: Some(Action::DenyDone),
            },
            Step::Met {
                at: at("2026-10-03T08:00"),
                by: Some(Action::RequestDone),
            },
        ]);
        let told = say(&why);
        assert_eq!(
            told[3],
            line("10-02 09:00", "销账", "继续计时，10-05 08:40 到期")
        );
        assert_eq!(told[4], line("", "批准延期", "到期时间定为 10-06 08:40"));
        assert_eq!(told[5].2, "恢复计时");
        assert_eq!(told[6], line("10-03 08:00", "申请办结", "计时结束"));
        assert_eq!(told.len(), 7, "what is met has no due ahead");
    }

    #[test]
    fn a_redo_says_which_share_it_gets_and_at_once_is_said_in_words() {
        let why = Why {
            clock: Clock::Sign,
            due: at("2026-09-30T16:00"),
            steps: vec![Step::Limit {
                minutes: 0,
                working: false,
                grade: Grade::Normal,
                complex: true,
                rule: "示例".into(),
                redo_percent: Some(50),
            }],
        };
        let told = say(&why);
        assert_eq!(told[0].1, "一般 · 疑难：马上");
        assert!(
            told[0].2.starts_with("重办：原时限的 50 %"),
            "{}",
            told[0].2
        );
    }
}
