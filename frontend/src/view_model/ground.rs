//! 要定的事: the ground beside a decision. What is asked, by whom and since when, why and on what basis; the limit there is and
//! the most that is allowed; who decides; what was answered before.

use crate::view_model::lists::Lists;
use crate::view_model::time;
use crate::view_model::trail;
use crate::words as w;
use api::shown::{Shown, ShownEvent, VerdictWord};
use model::rulepack::LifeRules;
use model::{Action, Clock, Moment, Status, transition};

/// One matter that waits for somebody, or that an answer was given to.
#[derive(Debug, Clone, PartialEq)]
pub struct Ground {
    /// 「申请退单」.
    pub title: String,
    /// Who asks, and since when.
    pub asked: String,
    /// What is said about it, each with its word.
    pub lines: Vec<(&'static str, String)>,
    /// Who decides or acts; empty where it was decided.
    pub decides: String,
}

/// With whose clock and words things are said.
#[derive(Clone, Copy)]
pub struct Told<'a> {
    pub lists: &'a Lists,
    pub now: Moment,
    /// Minutes east of UTC.
    pub offset: i32,
}

impl Told<'_> {
    fn at(self, at: Moment) -> String {
        time::full(at, self.now, self.offset)
    }
}

/// Everything there is to decide or to do about a ticket, what matters most first.
pub fn of(ticket: &Shown, told: Told) -> Vec<Ground> {
    let mut all = Vec::new();
    for (waits, asks, decides) in requests(ticket) {
        let event = asks
            .iter()
            .filter_map(|a| last(ticket, *a))
            .max_by_key(|e| e.at);
        if let Some(event) = event.filter(|_| waits) {
            let mut lines = trail::told(event, told.lists, told.now, told.offset);
            lines.extend(limits(event.action, ticket, told));
            all.push(Ground {
                title: w::label(event.action).to_string(),
                asked: by(event, told),
                lines,
                decides: who(decides, ticket, told),
            });
        }
    }
    // An answer stays beside what is done upon it.
    let answer = answers(ticket.status)
        .iter()
        .filter_map(|a| last(ticket, *a));
    if let Some(event) = answer.max_by_key(|e| e.at) {
        all.push(Ground {
            title: w::GROUND_ANSWER.with(&[&w::label(event.action)]),
            asked: by(event, told),
            lines: trail::told(event, told.lists, told.now, told.offset),
            decides: String::new(),
        });
    }
    all
}

/// What may wait, the acts that asked for it, and the act that settles it.
fn requests(ticket: &Shown) -> [(bool, &'static [Action], Action); 9] {
    use Action::*;
    let (over, status) = (&ticket.over, ticket.status);
    let extension = over.extension.as_ref().is_some_and(|e| e.granted.is_none());
    let exclusion = over.exclusion.as_ref().is_some_and(|e| e.granted.is_none());
    let renewal = over.hang.as_ref().is_some_and(|h| h.renewal.is_some());
    let pressed = over.presses.values().any(|p| p.answered.is_none());
    [
        (status == Status::Fixing, &[AskFix], Resubmit),
        (status == Status::Returning, &[RequestReturn], GrantReturn),
        (status == Status::HangReq, &[RequestHang], GrantHang),
        (status == Status::Hung && renewal, &[RenewHang], GrantHang),
        (extension, &[RequestExtension], GrantExtension),
        (
            status == Status::DoneReq,
            &[RequestDone, SolveOnSpot],
            PassDone,
        ),
        (
            status == Status::Visiting,
            &[RequestDone, SolveOnSpot],
            VisitPass,
        ),
        (exclusion, &[RequestExclude], GrantExclude),
        (
            pressed && status.is_open(),
            &[Urge, Supervise, Escalate],
            Progress,
        ),
    ]
}

/// Answers that a ticket in this status rests on.
fn answers(status: Status) -> &'static [Action] {
    use Action::*;
    match status {
        Status::Pooled => &[Resubmit, Parted],
        Status::Accepted => &[GrantReturn],
        Status::Dispatched => &[DenyReturn, Reassign],
        Status::Handling => &[DenyDone, DenyHang, DenyExtension, Redo, Reopen, ReleaseHang],
        _ => &[],
    }
}

/// The last event of an act that counts or waits.
fn last(ticket: &Shown, action: Action) -> Option<&ShownEvent> {
    let stands = |e: &&ShownEvent| {
        let ruled = e.ruling.as_ref();
        e.action == action && ruled.is_none_or(|r| r.verdict == VerdictWord::Applied)
    };
    ticket.log.iter().rev().find(stands)
}

fn by(event: &ShownEvent, told: Told) -> String {
    let name = event.by.as_ref().map_or_else(
        || w::BY_SYSTEM.t().to_string(),
        |user| told.lists.name(user),
    );
    let ago = time::span(told.now.since(event.at));
    w::GROUND_ASKED.with(&[&name, &told.at(event.at), &ago])
}

/// Who may settle something: the handler or the author by name where it is one person's, else the posts.
fn who(action: Action, ticket: &Shown, told: Told) -> String {
    match (action, &ticket.handler) {
        (Action::Resubmit, _) => return told.lists.name(&ticket.created_by),
        (Action::Progress, Some(handler)) => return told.lists.name(handler),
        _ => {}
    }
    let roles = transition::row(action).map_or(&[][..], |row| row.actors);
    let posts: Vec<&str> = roles.iter().map(|role| w::label(*role)).collect();
    posts.join(w::ALARM_AND.t())
}

/// The limit there is, and the most that is allowed, for an act that asks for more time or sets a date.
pub fn limits(action: Action, ticket: &Shown, told: Told) -> Vec<(&'static str, String)> {
    let life = &told.lists.district.rules.life;
    let due = |clock| ticket.deadlines.get(&clock).map(|d| d.due);
    let mut lines = Vec::new();
    let mut say = |label: w::Text, words: Option<String>| {
        lines.extend(words.map(|words| (label.t(), words)));
    };
    let most = |from: Moment, days: u32| {
        let latest = told.at(LifeRules::latest(from, days));
        w::GROUND_MOST.with(&[&latest, &days])
    };
    match action {
        Action::RequestExtension | Action::GrantExtension => {
            let done = due(Clock::Done);
            say(w::GROUND_LIMIT, done.map(|at| told.at(at)));
            say(
                w::GROUND_UP_TO,
                done.map(|at| most(at, life.extension_days_max)),
            );
            say(w::ACT_COMPLEX, Some(w::GROUND_COMPLEX.t().into()));
        }
        Action::RequestHang | Action::RenewHang | Action::GrantHang => {
            say(w::GROUND_LIMIT, due(Clock::Done).map(|at| told.at(at)));
            say(w::GROUND_UP_TO, Some(most(told.now, life.hang_days_max)));
            let checks = most(told.now, life.hang_check_days_max);
            say(w::GROUND_CHECK, Some(checks));
            let whole = w::GROUND_WHOLE.with(&[&life.hang_total_days_max]);
            say(w::GROUND_TOTAL, Some(whole));
        }
        Action::RequestReturn | Action::GrantReturn => {
            let times = w::GROUND_TIMES.with(&[&ticket.over.returns, &life.returns_max]);
            say(w::GROUND_RETURNS, Some(times));
        }
        Action::RequestDone | Action::PassDone => {
            say(w::GROUND_LIMIT, due(Clock::Done).map(|at| told.at(at)));
        }
        Action::AskFix | Action::Resubmit => {
            say(w::GROUND_LIMIT, due(Clock::Fix).map(|at| told.at(at)));
        }
        _ => {}
    }
    lines
}

/// The act that settles what another one asks for.
fn settled_by(action: Action) -> Option<Action> {
    Some(match action {
        Action::RequestReturn => Action::GrantReturn,
        Action::RequestExtension => Action::GrantExtension,
        Action::RequestHang | Action::RenewHang => Action::GrantHang,
        Action::RequestDone => Action::PassDone,
        Action::RequestExclude => Action::GrantExclude,
        _ => return None,
    })
}

/// What stands in an act's own form before anything is filled in: limits, and who will decide.
pub fn of_form(action: Action, ticket: &Shown, told: Told) -> Option<Ground> {
    let decides = settled_by(action)?;
    Some(Ground {
        title: String::new(),
        asked: String::new(),
        lines: limits(action, ticket, told),
        decides: who(decides, ticket, told),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view_model::lists::tests_lists;
    use serde_json::{Value, json};

    fn ticket(status: Status, log: Value) -> Shown {
        let mut ticket = crate::link::fake::sample_shown();
        ticket.status = status;
        let log: Vec<Value> = log.as_array().cloned().unwrap_or_default();
        ticket.log = log
            .into_iter()
            .enumerate()
            .map(|(n, told)| {
                let event = json!({
                    "id": format!("00112233445566ff010203040000000{n}"), "action": told[0], "round": 0, "by": "wang",
                    "device": "00112233445566ff", "at": "2026-11-22T10:00:00+08:00", "payload": told[1],
                    "ruling": {"verdict": "applied", "at": "2026-11-22T10:00:00+08:00"}
                });
                serde_json::from_value(event).unwrap()
            })
            .collect();
        ticket
    }

    fn say(ticket: &Shown) -> Vec<Ground> {
        let lists = tests_lists();
        let told = Told {
            lists: &lists,
            now: "2026-11-22T12:00:00+08:00".parse().unwrap(),
            offset: 480,
        };
        of(ticket, told)
    }

    #[test]
    fn a_return_says_why_on_what_basis_and_who_decides() {
        let back = json!([["request_return", {"reason": "duty", "basis": "职责目录第 3 条", "suggested_unit": "B01"}]]);
        let ground = &say(&ticket(Status::Returning, back))[0];
        assert_eq!(ground.asked, "wang · 10:00（2 小时前）");
        let words: Vec<&str> = ground
            .lines
            .iter()
            .map(|(_, words)| words.as_str())
            .collect();
        assert!(
            words.contains(&"职能不符") && words.contains(&"职责目录第 3 条"),
            "{words:?}"
        );
        assert!(words.contains(&"区城市管理委"), "{words:?}");
        assert!(ground.lines.iter().any(|(label, _)| *label == "已退单次数"));
        assert!(ground.decides.contains("派单员"), "{}", ground.decides);
    }

    #[test]
    fn the_officer_reads_what_is_missing() {
        let fix = json!([["ask_fix", {"missing": "门牌号"}]]);
        let ground = &say(&ticket(Status::Fixing, fix))[0];
        assert_eq!(ground.lines[0], ("缺少什么", "门牌号".to_string()));
        assert!(!ground.decides.is_empty());
    }

    #[test]
    fn who_passes_reads_result_and_reply() {
        let done =
            json!([["request_done", {"result": "已换灯", "reply": "已告知", "measure": "更换"}]]);
        let ground = &say(&ticket(Status::DoneReq, done))[0];
        let labels: Vec<&str> = ground.lines.iter().map(|(label, _)| *label).collect();
        assert_eq!(&labels[..3], ["办理结果", "回复内容", "处理方式"]);
    }

    #[test]
    fn an_answer_stays_beside_the_work() {
        let log = json!([
            ["request_done", {"result": "已换灯", "reply": "已告知", "measure": "更换"}],
            ["deny_done", {"reason": "没有处置后照片"}]
        ]);
        let all = say(&ticket(Status::Handling, log));
        assert_eq!(all.len(), 1);
        assert!(
            all[0].title.contains("审核不通过") || all[0].title.contains("答复"),
            "{}",
            all[0].title
        );
        assert_eq!(all[0].lines[0].1, "没有处置后照片");
        assert!(all[0].decides.is_empty());
    }

    #[test]
    fn who_asks_for_more_time_reads_how_much_there_is() {
        let lists = tests_lists();
        let told = Told {
            lists: &lists,
            now: "2026-11-22T12:00:00+08:00".parse().unwrap(),
            offset: 480,
        };
        let own = ticket(Status::Handling, json!([]));
        let hang = of_form(Action::RequestHang, &own, told).unwrap();
        assert!(hang.lines.len() >= 3 && hang.decides.contains("区专班"));
        assert!(of_form(Action::Sign, &own, told).is_none());
    }

    #[test]
    fn nothing_is_said_where_nothing_waits() {
        assert!(say(&ticket(Status::Pooled, json!([]))).is_empty());
    }
}
