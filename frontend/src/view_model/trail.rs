//! The time line: each event as a line with its time, its sentence, what was said, and whether it counts.

use crate::view_model::acts::{self, Ask, Field};
use crate::view_model::choice::Choice;
use crate::view_model::lists::Lists;
use crate::view_model::others;
use crate::view_model::time;
use crate::words as w;
use api::shown::{Shown, ShownEvent, VerdictWord};
use model::act::Shape;
use model::{Action, CategoryCode, Clock, Moment, UnitCode, UserName};
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
    let payload = Payload {
        event,
        lists,
        now,
        offset,
    };
    let mut title = format!("{who} {}", w::label(event.action));
    if event.action == Action::Dispatch
        && let Some(unit) = payload.words("lead_unit")
    {
        title += &format!(" → {unit}");
    }
    let mut notes = payload.said();
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
                if let Some(number) = effect.get("number").and_then(Value::as_str) {
                    notes.push(w::COPY_NUMBER.with(&[&number]));
                }
                if let Some((clock, due)) = started(effect) {
                    let before = w::DUE_BEFORE.with(&[&time::full(due, now, offset)]);
                    dues.push(format!("{} {before}", w::label(clock)));
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

/// What an event carries, each thing with its word, as a card of facts says it.
pub fn told(
    event: &ShownEvent,
    lists: &Lists,
    now: Moment,
    offset: i32,
) -> Vec<(&'static str, String)> {
    let fields = acts::fields(event.action, true, true).into_iter();
    let said = fields.filter_map(|field| {
        let value = event.payload.get(field.name).filter(|v| !v.is_null())?;
        let words = words_of(field, value, lists, now, offset)?;
        Some((field.label.t(), words))
    });
    let said: Vec<(&'static str, String)> = said.collect();
    // Acts that begin at 采集 have no form here.
    let rest = model::act::fields(event.action).iter().filter_map(|f| {
        let text = event.payload.get(f.name)?.as_str()?;
        let known = acts::form_of(event.action).is_some();
        (!known && f.shape == Shape::Text && !text.is_empty())
            .then(|| (w::field(f.label).t(), text.to_string()))
    });
    said.into_iter().chain(rest).collect()
}

/// The clock that an effect starts, and when it is due. An effect is read by the names of its parts: the types of all of
/// them would be a tenth of the bundle, for a line of text.
fn started(effect: &Value) -> Option<(Clock, Moment)> {
    let parts = effect.get("start")?.as_array()?;
    let clock = parts.first()?.as_str()?.parse().ok()?;
    Some((clock, Moment(parts.get(3)?.as_i64()?)))
}

/// One event's payload, read field by field as its form asks for it.
struct Payload<'a> {
    event: &'a ShownEvent,
    lists: &'a Lists,
    now: Moment,
    offset: i32,
}

impl Payload<'_> {
    /// One field in words, by the way in which the form asks for it.
    fn words(&self, name: &str) -> Option<String> {
        let fields = acts::fields(self.event.action, true, true);
        let field = fields.iter().find(|f| f.name == name)?;
        self.words_of(field)
    }

    fn words_of(&self, field: &Field) -> Option<String> {
        let value = self.event.payload.get(field.name);
        words_of(
            field,
            value.filter(|v| !v.is_null())?,
            self.lists,
            self.now,
            self.offset,
        )
    }

    /// Those of these fields that have something to say.
    fn each(&self, names: &[&str]) -> Vec<String> {
        names.iter().filter_map(|name| self.words(name)).collect()
    }

    fn joined(&self, names: &[&str]) -> Option<String> {
        let said = self.each(names);
        (!said.is_empty()).then(|| said.join(" · "))
    }

    fn labelled(&self, label: w::Text, name: &str) -> Option<String> {
        let words = self.words(name)?;
        Some(w::COLON.with(&[&label.t(), &words]))
    }

    /// What the author wrote.
    fn said(&self) -> Vec<String> {
        match self.event.action {
            Action::Submit | Action::EnterPool | Action::Sign => Vec::new(),
            Action::Accept => {
                let facts = self.joined(&["category", "grade"]);
                facts.into_iter().chain(self.words("note")).collect()
            }
            Action::Dispatch => {
                let co = self.labelled(w::CO, "co_units");
                co.into_iter().chain(self.words("note")).collect()
            }
            Action::Respond => {
                let said = self.each(&["means", "note"]);
                match &said[..] {
                    [means, note] => vec![w::COLON.with(&[means, note])],
                    _ => said,
                }
            }
            Action::VisitPass => {
                let found = self.joined(&["means", "solved", "satisfied"]);
                let others = self.event.payload.get("others").and_then(others::told);
                let others = others.map(|said| w::COLON.with(&[&w::OTHERS.t(), &said]));
                found
                    .into_iter()
                    .chain(others)
                    .chain(self.words("note"))
                    .collect()
            }
            Action::PhoneDuty => {
                let told = self.event.payload.get("told") == Some(&Value::Bool(true));
                let asked = (!told).then(|| w::PHONE_DUTY_ASKED.t().to_string());
                asked.into_iter().collect()
            }
            Action::Progress => self.each(&["text"]),
            Action::PassDone => self.each(&["note"]),
            Action::Void => self.each(&["reason"]),
            _ => self.by_form(),
        }
    }

    /// What an act carries, each thing with its word, by the table of its form.
    fn by_form(&self) -> Vec<String> {
        let mut known: Vec<&str> = Vec::new();
        let mut said = Vec::new();
        for field in acts::fields(self.event.action, true, true) {
            if let Some(words) = self.words_of(field) {
                known.push(field.name);
                said.push(w::COLON.with(&[&field.label.t(), &words]));
            }
        }
        // What no form asks for is shown in the model's own words.
        let rest = model::act::fields(self.event.action).iter();
        let rest = rest.filter(|f| f.shape == Shape::Text && !known.contains(&f.name));
        said.extend(rest.filter_map(|f| {
            let text = self.event.payload.get(f.name)?;
            let text = text.as_str().filter(|t| !t.is_empty())?;
            Some(w::COLON.with(&[&f.label, &text]))
        }));
        said
    }
}

fn chosen(choices: Vec<Choice>, value: &Value) -> Option<String> {
    let id = value.as_str()?;
    Some(choices.into_iter().find(|(known, _)| known == id)?.1)
}

/// One answer in words.
fn words_of(
    field: &Field,
    value: &Value,
    lists: &Lists,
    now: Moment,
    offset: i32,
) -> Option<String> {
    let unit = |code: &Value| {
        let code = UnitCode::new(code.as_str()?).ok()?;
        Some(lists.unit(&code))
    };
    Some(match field.ask {
        Ask::YesNo => if value.as_bool()? { w::YES } else { w::NO }
            .t()
            .to_string(),
        Ask::Time => time::full(value.as_str()?.parse().ok()?, now, offset),
        Ask::Unit => unit(value)?,
        Ask::Units => {
            let units: Vec<String> = value.as_array()?.iter().filter_map(unit).collect();
            (!units.is_empty()).then(|| units.join("、"))?
        }
        Ask::Person => lists.name(&UserName::new(value.as_str()?).ok()?),
        Ask::Choice(_) | Ask::Grade => chosen(field.choices(), value)?,
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
        let lists = crate::view_model::lists::tests_lists();
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
