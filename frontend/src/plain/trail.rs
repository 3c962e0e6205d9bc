//! The time line: each event as a line with its time, its sentence, what was said, and whether it counts.

use crate::plain::acts::{self, Ask};
use crate::plain::lists::Lists;
use crate::plain::others;
use crate::plain::time;
use crate::words as w;
use api::shown::{Shown, ShownEvent, VerdictWord};
use model::act::{Act, Shape};
use model::effect::Effect;
use model::{Action, CategoryCode, Moment, UnitCode, UserName};
use serde_json::Value;

/// Whether an event counts.
#[derive(Debug, Clone, PartialEq)]
pub enum Standing {
    /// 生效.
    Counts,
    /// 待确认.
    Waits,
    /// 未生效, with the reason.
    Void(String),
}

/// One line.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// `10:31`, or with the date.
    pub time: String,
    /// Who did what.
    pub title: String,
    /// What was said and what followed.
    pub notes: Vec<String>,
    /// Whether it counts.
    pub standing: Standing,
}

/// All lines of a ticket, in order.
pub fn lines(ticket: &Shown, lists: &Lists, now: Moment, offset: i32) -> Vec<Line> {
    ticket
        .log
        .iter()
        .map(|event| line(event, ticket, lists, now, offset))
        .collect()
}

fn line(event: &ShownEvent, ticket: &Shown, lists: &Lists, now: Moment, offset: i32) -> Line {
    let who = event
        .by
        .as_ref()
        .map_or_else(|| w::BY_SYSTEM.t().to_string(), |user| lists.name(user));
    let act = Act::parse(event.action, event.payload.clone()).ok();
    let mut title = format!("{who} {}", w::label(event.action));
    if let Some(Act::Dispatch(d)) = &act {
        title += &format!(" → {}", lists.unit(&d.lead_unit));
    }
    let mut notes = act
        .as_ref()
        .map(|act| said(act, lists, now, offset))
        .unwrap_or_default();
    if event.action == Action::EnterPool {
        let late = ticket
            .received_at
            .map_or(0, |at| at.since(ticket.captured_at));
        if late >= 5 * 60_000 {
            notes.push(
                w::RECEIVED_LATER.with(&[&time::full(event.at, now, offset), &time::span(late)]),
            );
        }
    }
    let standing = match &event.ruling {
        None => Standing::Waits,
        Some(ruling) if ruling.verdict == VerdictWord::Applied => {
            let mut dues = Vec::new();
            for effect in &ruling.effects {
                match effect {
                    Effect::Number(no) => notes.push(w::COPY_NUMBER.with(&[no])),
                    Effect::Start(clock, _, _, due) => {
                        let at = time::full(Moment(*due), now, offset);
                        dues.push(format!(
                            "{} {}",
                            w::label(*clock),
                            w::DUE_BEFORE.with(&[&at])
                        ));
                    }
                    _ => {}
                }
            }
            notes.extend((!dues.is_empty()).then(|| dues.join(" · ")));
            Standing::Counts
        }
        Some(ruling) => {
            let why = ruling
                .detail
                .clone()
                .filter(|_| !w::speaks_english())
                .or_else(|| ruling.code.map(w::sentence_of))
                .or_else(|| ruling.detail.clone());
            // What was written for nothing stays readable, and says that it stays.
            if !notes.is_empty() {
                notes.insert(0, w::VOIDED_KEPT.t().to_string());
            }
            Standing::Void(why.unwrap_or_default())
        }
    };
    Line {
        time: time::full(event.at, now, offset),
        title,
        notes,
        standing,
    }
}

/// What the author wrote.
fn said(act: &Act, lists: &Lists, now: Moment, offset: i32) -> Vec<String> {
    let colon = |label: &str, text: &str| w::COLON.with(&[&label, &text]);
    let note = |note: &Option<String>| note.clone().into_iter();
    match act {
        Act::Submit(_) | Act::EnterPool(_) | Act::Sign(_) => Vec::new(),
        Act::Accept(a) => {
            let facts = format!(
                "{} · {}",
                lists.district.category_path(&a.category),
                w::label(a.grade)
            );
            std::iter::once(facts).chain(note(&a.note)).collect()
        }
        Act::Dispatch(d) => {
            let co: Vec<String> = d.co_units.iter().map(|u| lists.unit(u)).collect();
            let co = (!co.is_empty()).then(|| colon(w::CO.t(), &co.join("、")));
            co.into_iter().chain(note(&d.note)).collect()
        }
        Act::Respond(r) => vec![colon(w::label(r.means), &r.note)],
        Act::Progress(p) => vec![p.text.clone()],
        Act::RequestDone(r) => {
            vec![
                colon(w::RESULT.t(), &r.result),
                colon(w::REPLY.t(), &r.reply),
                colon(w::MEASURE.t(), &r.measure),
            ]
        }
        Act::PassDone(n) => note(&n.note).collect(),
        Act::VisitPass(v) => {
            let mut words = vec![w::label(v.means)];
            words.push(w::label(v.solved));
            words.extend(v.satisfied.map(|s| w::label(s)));
            let others = serde_json::to_value(&v.others).unwrap_or_default();
            let others = others::told(&others).map(|said| colon(w::OTHERS.t(), &said));
            std::iter::once(words.join(" · "))
                .chain(others)
                .chain(note(&v.note))
                .collect()
        }
        Act::Void(r) => vec![r.reason.clone()],
        other => told(other, lists, now, offset),
    }
}

/// What an act carries, each thing with its word, by the table of its form.
fn told(act: &Act, lists: &Lists, now: Moment, offset: i32) -> Vec<String> {
    let payload = act.payload();
    let mut known: Vec<&str> = Vec::new();
    let mut said = Vec::new();
    for field in acts::fields(act.action(), true, true) {
        let value = payload.get(field.name).filter(|v| !v.is_null());
        if let Some(words) = value.and_then(|v| words_of(field.ask, v, lists, now, offset)) {
            known.push(field.name);
            said.push(w::COLON.with(&[&field.label.t(), &words]));
        }
    }
    // What no form asks for is told by the model's own words.
    let rest = model::act::fields(act.action()).iter();
    let rest = rest.filter(|f| f.shape == Shape::Text && !known.contains(&f.name));
    said.extend(rest.filter_map(|f| {
        let text = payload.get(f.name)?.as_str().filter(|t| !t.is_empty())?;
        Some(w::COLON.with(&[&f.label, &text]))
    }));
    said
}

/// One answer in words.
fn words_of(ask: Ask, value: &Value, lists: &Lists, now: Moment, offset: i32) -> Option<String> {
    let unit = |code: &Value| {
        let code = UnitCode::new(code.as_str()?).ok()?;
        Some(lists.unit(&code))
    };
    Some(match ask {
        Ask::YesNo => if value.as_bool()? { w::YES } else { w::NO }
            .t()
            .to_string(),
        Ask::Number => value.to_string(),
        Ask::Time => time::full(value.as_str()?.parse().ok()?, now, offset),
        Ask::Unit => unit(value)?,
        Ask::Units => {
            let units: Vec<String> = value.as_array()?.iter().filter_map(unit).collect();
            units.join("、")
        }
        Ask::Person => lists.name(&UserName::new(value.as_str()?).ok()?),
        Ask::Choice(choices) => {
            let id = value.as_str()?;
            choices().into_iter().find(|(known, _)| known == id)?.1
        }
        Ask::Category => lists
            .district
            .category_path(&CategoryCode::new(value.as_str()?).ok()?),
        Ask::Others => others::told(value)?,
        // An id says nothing to people.
        Ask::Ticket => return None,
        Ask::Text | Ask::Line => value.as_str().filter(|t| !t.is_empty())?.to_string(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn event(action: &str, payload: serde_json::Value, ruling: serde_json::Value) -> ShownEvent {
        serde_json::from_value(json!({
            "id": "00112233445566ff0102030400000007", "action": action, "round": 0, "by": "wang",
            "device": "00112233445566ff", "at": "2026-11-22T10:58:00+08:00", "payload": payload, "ruling": ruling
        }))
        .unwrap()
    }

    #[test]
    fn an_event_says_who_what_and_whether_it_counts() {
        let lists = crate::plain::lists::tests_lists();
        let ticket = crate::link::fake::sample_shown();
        let now = "2026-11-22T11:00:00+08:00".parse().unwrap();
        let say = |event: &ShownEvent| line(event, &ticket, &lists, now, 480);
        let dispatched = say(&event(
            "dispatch",
            json!({"lead_unit": "B01", "note": "先围挡"}),
            json!(null),
        ));
        assert_eq!(dispatched.title, "wang 派单 → 区城市管理委");
        assert_eq!(
            (dispatched.notes, dispatched.standing),
            (vec!["先围挡".to_string()], Standing::Waits)
        );
        let voided = json!({"verdict": "void", "at": "2026-11-22T11:00:00Z", "code": "wrong_round", "detail": "没有生效"});
        let hang = json!({"reason": "funds", "plan": "明年大修", "owner": "演示甲", "until": "2026-12-20T18:00:00+08:00",
            "next_check": "2026-12-01T18:00:00+08:00", "proof": "规划批复", "told": true});
        let notes = say(&event("request_hang", hang, json!(null))).notes;
        assert_eq!(notes[0], "挂账原因：资金规划");
        assert_eq!(notes[3], "挂账期限：12-20 18:00");
        assert_eq!(notes[6], "已告知反映人：是");
        assert_eq!(
            say(&event("sign", json!({}), voided)).standing,
            Standing::Void("没有生效".into())
        );
    }
}
