//! Reporters of merged tickets: who is to be called back when the main ticket is visited, and what each answered.

use crate::view_model::choice::{Choice, choices};
use crate::words as w;
use api::over::Related;
use model::{CallOutcome, Satisfied, Solved};
use serde_json::{Value, json};

/// What one reporter answered, each by its identifier; empty until it is known.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Other {
    /// The merged ticket.
    pub ticket: String,
    /// 通话结果.
    pub call: String,
    /// 是否解决.
    pub solved: String,
    /// 是否满意.
    pub satisfied: String,
}

impl Other {
    /// Somebody answered, so that the other two are asked.
    pub fn answered(&self) -> bool {
        self.call == CallOutcome::Answered.as_str()
    }
    fn complete(&self) -> bool {
        let said = !self.solved.is_empty() && !self.satisfied.is_empty();
        !self.call.is_empty() && (said || !self.answered())
    }
}

/// Answers as a form keeps them: one text, reporters separated by blanks.
pub fn read(text: &str) -> Vec<Other> {
    let one = |part: &str| {
        let mut words = part.split('/').map(str::to_string);
        let mut next = || words.next().unwrap_or_default();
        Other {
            ticket: next(),
            call: next(),
            solved: next(),
            satisfied: next(),
        }
    };
    text.split_whitespace().map(one).collect()
}

/// The text of these answers.
pub fn write(others: &[Other]) -> String {
    let one = |o: &Other| [&*o.ticket, &*o.call, &*o.solved, &*o.satisfied].join("/");
    others.iter().map(one).collect::<Vec<_>>().join(" ")
}

/// Whom a visit asks about, with what was answered before.
pub fn start(children: &[Related], before: &str) -> String {
    let mut known = read(before);
    let asked = children.iter().filter(|c| c.call).map(|child| {
        let id = child.id.to_string();
        let at = known.iter().position(|o| o.ticket == id);
        at.map_or_else(
            || Other {
                ticket: id.clone(),
                ..Other::default()
            },
            |at| known.swap_remove(at),
        )
    });
    write(&asked.collect::<Vec<_>>())
}

/// The payload's list; the number of the first that is not complete otherwise. Those not called yet are left out unless
/// all have to be.
pub fn payload(text: &str, all: bool) -> Result<Vec<Value>, usize> {
    let mut list = Vec::new();
    for (n, other) in read(text).into_iter().enumerate() {
        if other.call.is_empty() && !all {
            continue;
        }
        if !other.complete() {
            return Err(n + 1);
        }
        list.push(if other.answered() {
            json!({"ticket": other.ticket, "call": other.call, "solved": other.solved, "satisfied": other.satisfied})
        } else {
            json!({"ticket": other.ticket, "call": other.call})
        });
    }
    Ok(list)
}

/// A merged ticket in one line: number, title, where it stands; a device knows only that it is there.
pub fn name(related: &Related) -> String {
    let mut parts: Vec<&str> = Vec::new();
    parts.extend(related.number.as_deref());
    parts.extend(related.title.as_deref());
    parts.extend(related.status.map(w::label));
    if parts.is_empty() {
        parts.push(w::RELATED_ELSEWHERE.t());
    }
    parts.join(" · ")
}

/// What was answered, in words.
pub fn told(list: &Value) -> Option<String> {
    let word = |value: &Value, all: Vec<Choice>| {
        let id = value.as_str()?;
        Some(all.into_iter().find(|(known, _)| known == id)?.1)
    };
    let one = |other: &Value| {
        let words = [
            word(&other["call"], choices(CallOutcome::ALL)),
            word(&other["solved"], choices(Solved::ALL)),
            word(&other["satisfied"], choices(Satisfied::ALL)),
        ];
        words.into_iter().flatten().collect::<Vec<_>>().join(" · ")
    };
    let all: Vec<String> = list.as_array()?.iter().map(one).collect();
    (!all.is_empty()).then(|| all.join(w::AND_MORE.t()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::act::Act;
    use model::{Action, TicketId};

    const A: &str = "0199a3c4-5b1e-7cc0-8d1f-0a1b2c3d4e5f";
    const B: &str = "0199a3c4-5b1e-7cc0-8d1f-0a1b2c3d4e60";

    fn child(id: &str, call: bool) -> Related {
        Related {
            id: TicketId::new(id).unwrap(),
            number: None,
            status: None,
            title: None,
            call,
            reporter: None,
        }
    }

    #[test]
    fn each_merged_reporter_is_asked_for_and_answers_are_kept() {
        let first = start(&[child(A, true), child(B, false)], "");
        assert_eq!(first, format!("{A}///"));
        let said = format!("{A}/answered/yes/mostly");
        // Another joined while the form stood open: nothing that was answered is lost.
        let again = start(&[child(B, true), child(A, true)], &said);
        assert_eq!(again, format!("{B}/// {said}"));
        assert_eq!(write(&read(&again)), again);
        assert_eq!(start(&[], &said), "");
    }

    #[test]
    fn the_payload_is_one_the_model_reads() {
        let text = format!("{A}/answered/yes/mostly {B}/missed//");
        let list = payload(&text, true).unwrap();
        for action in [Action::VisitPass, Action::Redo] {
            let mut whole = json!({"means": "phone", "solved": "yes", "others": list});
            if action == Action::Redo {
                whole["note"] = json!("返工");
            }
            Act::parse(action, whole).unwrap_or_else(|e| panic!("{action}: {e}"));
        }
        assert_eq!(
            told(&json!(list)).unwrap(),
            "接通 · 解决 · 基本满意；未接通"
        );
        assert_eq!(told(&json!([])), None);
    }

    #[test]
    fn what_is_missing_is_named_by_its_place() {
        let text = format!("{A}/answered/yes/mostly {B}///");
        assert_eq!(payload(&text, true), Err(2));
        assert_eq!(payload(&text, false).unwrap().len(), 1);
        assert_eq!(payload(&format!("{A}/answered/yes/"), false), Err(1));
    }
}
