//! 「为什么」: how a deadline came about, in words, one line for each start, rule, day off and pause.

use crate::plain::lists::Lists;
use crate::plain::time;
use crate::plain::trail::{Line, Standing};
use crate::words as w;
use api::{Request, WhyDue};
use model::calendar::DayKind;
use model::{Action, Clock, Grade, Moment};
use serde::{Deserialize, Serialize};

/// `why_due`, answered in the shape this page reads.
#[derive(Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AskWhy(pub WhyDue);

impl Request for AskWhy {
    type Reply = Story;
    const NAME: &'static str = WhyDue::NAME;
}

/// How one deadline came about.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Story {
    /// Which clock.
    pub clock: Clock,
    /// When it is due, or was.
    pub due: Moment,
    /// The steps, in the order in which they happened.
    pub steps: Vec<Step>,
}

/// `model::why::Step` with all its fields side by side: the page carries one small reader for them.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[allow(missing_docs)]
pub struct Step {
    pub step: String,
    pub at: Option<Moment>,
    pub due: Option<Moment>,
    pub by: Option<Action>,
    pub minutes: u32,
    pub working: bool,
    pub grade: Option<Grade>,
    pub complex: bool,
    pub rule: String,
    pub redo_percent: Option<u32>,
    pub date: String,
    pub kind: Option<DayKind>,
}

/// One line per step, and the deadline as the last one unless the clock stands still or was met.
pub fn lines(story: &Story, lists: &Lists, now: Moment, offset: i32) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    let mut steps = story.steps.iter().peekable();
    while let Some(step) = steps.next() {
        let mut last = step;
        // A holiday of a week is one line.
        while let Some(next) = steps.next_if(|next| follows(last, next)) {
            last = next;
        }
        lines.push(line(step, last, lists, now, offset));
    }
    match story.steps.last().map(|s| s.step.as_str()) {
        Some("met") => {}
        Some("paused") => {
            if let Some(line) = lines.last_mut() {
                line.notes.push(w::WHY_STANDS.t().into());
            }
        }
        _ => lines.push(said(
            time::full(story.due, now, offset),
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

/// Whether a day comes right after another of its kind.
fn follows(day: &Step, next: &Step) -> bool {
    let both = midnight(&day.date).zip(midnight(&next.date));
    day.kind == next.kind && both.is_some_and(|(a, b)| b.since(a) == 24 * 60 * 60_000)
}

fn midnight(date: &str) -> Option<Moment> {
    format!("{date}T00:00:00Z").parse().ok()
}

fn line(step: &Step, last: &Step, lists: &Lists, now: Moment, offset: i32) -> Line {
    let at = |at: Option<Moment>| at.map_or_else(String::new, |at| time::full(at, now, offset));
    // What an act did to the clock stands below the act; without an act it is the heading itself.
    let by = |time: Option<Moment>, did: String| match step.by {
        Some(action) => said(at(time), w::label(action).into(), vec![did]),
        None => said(at(time), did, Vec::new()),
    };
    match step.step.as_str() {
        "started" => by(step.at, w::WHY_STARTED.t().into()),
        "limit" => limit(step, lists),
        "day" => {
            let kind = step.kind.unwrap_or(DayKind::Workday);
            let counts = if kind.is_worked() {
                w::WHY_DAY_COUNTS
            } else {
                w::WHY_DAY_OFF
            };
            let (first, end) = (day(&step.date, now, offset), day(&last.date, now, offset));
            let days = if first == end {
                first
            } else {
                w::WHY_DAYS.with(&[&first, &end])
            };
            said(days, w::label(kind).into(), vec![counts.t().into()])
        }
        "paused" => by(step.at, w::WHY_PAUSED.t().into()),
        "resumed" => by(step.at, w::WHY_RESUMED.with(&[&at(step.due)])),
        "moved" => by(None, w::WHY_MOVED.with(&[&at(step.due)])),
        "met" => by(step.at, w::WHY_MET.t().into()),
        "unmet" => by(None, w::WHY_UNMET.t().into()),
        // A newer pool may know more steps than this page.
        other => said(String::new(), other.to_string(), Vec::new()),
    }
}

/// The limit that applied: for which grade, how long, in which time, by which rules.
fn limit(step: &Step, lists: &Lists) -> Line {
    let grade = step.grade.map_or("", |grade| w::label(grade));
    let grade = if step.complex {
        format!("{grade} · {}", w::ACT_COMPLEX.t())
    } else {
        grade.to_string()
    };
    let title = w::WHY_LIMIT.with(&[&grade, &length(step.minutes, step.working)]);
    let mut notes = Vec::new();
    notes.extend(
        step.redo_percent
            .map(|percent| w::WHY_REDO.with(&[&percent])),
    );
    notes.push(if step.working {
        let rules = lists.district.rules_of(Some(&step.rule));
        let clock = |minute: u32| format!("{:02}:{:02}", minute / 60, minute % 60);
        let hours = rules.calendar.hours.iter();
        let hours: Vec<String> = hours
            .map(|(from, to)| format!("{}–{}", clock(*from), clock(*to)))
            .collect();
        w::WHY_WORKING.with(&[&hours.join(" ")])
    } else {
        w::WHY_NATURAL.t().to_string()
    });
    notes.push(w::WHY_RULE.with(&[&step.rule]));
    said(w::WHY_RULES.t().into(), title, notes)
}

/// A limit's whole length; working time has no days of its own.
fn length(minutes: u32, working: bool) -> String {
    let (days, rest) = if working {
        (0, minutes)
    } else {
        (minutes / 1440, minutes % 1440)
    };
    let (hours, minutes) = (rest / 60, rest % 60);
    let parts = [
        (days, w::DAYS.with(&[&days])),
        (hours, w::HOURS.with(&[&hours])),
        (minutes, w::MINUTES.with(&[&minutes])),
    ];
    let parts: Vec<String> = parts
        .into_iter()
        .filter(|(n, _)| *n > 0)
        .map(|(_, words)| words)
        .collect();
    if parts.is_empty() {
        w::WHY_AT_ONCE.t().into()
    } else {
        parts.join(" ")
    }
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
    use model::why::{Step as Told, Why};

    fn at(text: &str) -> Moment {
        format!("{text}:00+08:00").parse().unwrap()
    }

    fn say(why: &Why) -> Vec<(String, String, String)> {
        let wire = serde_json::to_string(why).unwrap();
        let story: Story = serde_json::from_str(&wire).unwrap();
        let lists = crate::plain::lists::tests_lists();
        lines(&story, &lists, at("2026-09-30T17:00"), 480)
            .into_iter()
            .map(|l| (l.time, l.title, l.notes.join("；")))
            .collect()
    }

    fn line(time: &str, title: &str, note: &str) -> (String, String, String) {
        (time.into(), title.into(), note.into())
    }

    fn limit(minutes: u32, working: bool) -> Told {
        Told::Limit {
            minutes,
            working,
            grade: Grade::Urgent,
            complex: false,
            rule: "示例".into(),
            redo_percent: None,
        }
    }

    #[test]
    fn each_start_rule_and_day_off_is_a_line() {
        let off = |day: u32, kind| Told::Day {
            date: format!("2026-10-{day:02}"),
            kind,
        };
        let why = Why {
            clock: Clock::Return,
            due: at("2026-10-09T10:30"),
            steps: vec![
                Told::Started {
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
        assert_eq!(told[0], line("16:00", "派单", "开始计时"));
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
        let hung = Told::Paused {
            at: at("2026-09-30T16:20"),
            by: Some(Action::GrantHang),
        };
        let mut why = Why {
            clock: Clock::Done,
            due: at("2026-10-03T16:00"),
            steps: vec![
                Told::Started {
                    at: at("2026-09-30T16:00"),
                    by: None,
                },
                limit(3 * 1440 + 90, false),
                hung,
            ],
        };
        let told = say(&why);
        assert_eq!(told[0], line("16:00", "开始计时", ""));
        assert_eq!(told[1].1, "紧急：3 天 1 小时 30 分");
        assert_eq!(
            told[2],
            line(
                "16:20",
                "批准挂账",
                "暂停计时；现在停着，恢复后到期时间顺延"
            )
        );
        assert_eq!(told.len(), 3, "no due while it stands still");
        why.steps.extend([
            Told::Resumed {
                at: at("2026-10-02T09:00"),
                due: at("2026-10-05T08:40"),
                by: Some(Action::ReleaseHang),
            },
            Told::Moved {
                due: at("2026-10-06T08:40"),
                by: Some(Action::GrantExtension),
            },
            Told::Unmet {
                by: Some(Action::DenyDone),
            },
            Told::Met {
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
            steps: vec![Told::Limit {
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
