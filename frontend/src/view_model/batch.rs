//! Several tickets dispatched at once: they wait a while in which all can be taken back, then go one by one, and each
//! tells how it went.

use crate::words as w;
use api::ApiError;
use model::{Class, Moment, TicketId, UnitCode};
use serde_json::{Value, json};

/// How long all can be taken back, in milliseconds.
pub const WINDOW_MS: i64 = 8_000;

/// How one stands.
#[derive(Debug, Clone, PartialEq)]
pub enum Fate {
    /// Not sent.
    Waits,
    /// The pool took it.
    Done,
    /// It was refused, or did not arrive: the sentence, and whether it may be sent again as it is.
    Failed(String, bool),
}

/// One ticket to dispatch.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    pub id: TicketId,
    /// What people know it by.
    pub title: String,
    /// 主办.
    pub unit: UnitCode,
    /// The same id again does nothing twice.
    pub command: String,
    /// How it stands.
    pub fate: Fate,
}

/// How far the whole is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Nothing has left; it leaves at this moment.
    Held(Moment),
    /// On its way.
    Sending,
    /// Each has its fate.
    Over,
}

/// The whole.
#[derive(Debug, Clone, PartialEq)]
pub struct Batch {
    /// One by one.
    pub items: Vec<Item>,
    /// How far.
    pub stage: Stage,
    /// 备注 for each.
    pub note: String,
    /// 协办 for each.
    pub co_units: Vec<UnitCode>,
}

impl Batch {
    /// Holds it for the window.
    pub fn hold(items: Vec<Item>, note: String, co_units: Vec<UnitCode>, now: Moment) -> Self {
        Batch {
            items,
            stage: Stage::Held(Moment(now.0 + WINDOW_MS)),
            note,
            co_units,
        }
    }
    /// Whole seconds left for taking it back.
    pub fn left(&self, now: Moment) -> i64 {
        match self.stage {
            Stage::Held(until) => (until.since(now).max(0) + 999) / 1000,
            _ => 0,
        }
    }
    /// It may still be taken back.
    pub fn held(&self) -> bool {
        matches!(self.stage, Stage::Held(_))
    }
    /// What 派单 of one carries.
    pub fn payload(&self, item: &Item) -> Value {
        let mut payload = json!({ "lead_unit": item.unit });
        let others: Vec<&UnitCode> = self.co_units.iter().filter(|u| **u != item.unit).collect();
        if !others.is_empty() {
            payload["co_units"] = json!(others);
        }
        if !self.note.trim().is_empty() {
            payload["note"] = json!(self.note.trim());
        }
        payload
    }
    /// Starts sending.
    pub fn send(&mut self) {
        self.stage = Stage::Sending;
    }
    /// The next to send.
    pub fn next(&self) -> Option<usize> {
        self.items.iter().position(|i| i.fate == Fate::Waits)
    }
    /// Takes in how one went. Without a pool the rest is not tried: it would only wait as long again each time.
    pub fn settle(&mut self, at: usize, answer: Result<(), ApiError>) {
        let failed = |error: &ApiError| {
            let again = matches!(
                error.code.class(),
                Class::Network | Class::Wait | Class::Session
            );
            Fate::Failed(error.detail.clone(), again)
        };
        let cut_off = match &answer {
            Err(e) if matches!(e.code.class(), Class::Network | Class::Session) => Some(failed(e)),
            _ => None,
        };
        if let Some(item) = self.items.get_mut(at) {
            item.fate = answer.as_ref().map_or_else(failed, |()| Fate::Done);
        }
        if let Some(fate) = cut_off {
            let rest = self.items.iter_mut().filter(|i| i.fate == Fate::Waits);
            rest.for_each(|item| item.fate = fate.clone());
        }
        if self.next().is_none() {
            self.stage = Stage::Over;
        }
    }
    /// How many the pool took.
    pub fn done(&self) -> usize {
        self.items.iter().filter(|i| i.fate == Fate::Done).count()
    }
    /// Those that failed.
    pub fn failed(&self) -> impl Iterator<Item = (&Item, &str)> {
        self.items.iter().filter_map(|item| match &item.fate {
            Fate::Failed(why, _) => Some((item, why.as_str())),
            _ => None,
        })
    }
    /// Some may be sent again as they are.
    pub fn can_repeat(&self) -> bool {
        self.items
            .iter()
            .any(|i| matches!(i.fate, Fate::Failed(_, true)))
    }
    /// Those that did not arrive, to be sent once more under the same ids.
    pub fn repeat(&mut self) {
        let lost = self
            .items
            .iter_mut()
            .filter(|i| matches!(i.fate, Fate::Failed(_, true)));
        lost.for_each(|item| item.fate = Fate::Waits);
        self.send();
    }
    /// What happened, in one line.
    pub fn told(&self) -> String {
        match (self.done(), self.failed().count()) {
            (done, 0) => w::BATCH_DONE.with(&[&done]),
            (done, failed) => w::BATCH_PARTLY.with(&[&done, &failed]),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::Code;

    fn batch(n: usize) -> Batch {
        let item = |n: usize| Item {
            id: crate::view_model::lists::tests_row(n).id,
            title: format!("第 {n} 件"),
            unit: UnitCode::new("B01").unwrap(),
            command: n.to_string(),
            fate: Fate::Waits,
        };
        let co = ["B01", "B02"].map(|u| UnitCode::new(u).unwrap()).to_vec();
        Batch::hold(
            (0..n).map(item).collect(),
            " 请先围挡 ".into(),
            co,
            Moment(1_000),
        )
    }

    #[test]
    fn it_can_be_taken_back_for_a_while() {
        let held = batch(3);
        assert!(held.held());
        let left = |ms| held.left(Moment(ms));
        assert_eq!(
            (left(1_000), left(1_001), left(8_500), left(20_000)),
            (8, 8, 1, 0)
        );
        assert_eq!(
            held.payload(&held.items[0]),
            json!({"lead_unit": "B01", "co_units": ["B02"], "note": "请先围挡"})
        );
    }

    #[test]
    fn each_tells_how_it_went() {
        let mut sent = batch(3);
        sent.send();
        sent.settle(0, Ok(()));
        assert_eq!(sent.next(), Some(1));
        sent.settle(1, Err(Code::WrongStatus.into()));
        assert_eq!(sent.stage, Stage::Sending);
        sent.settle(2, Ok(()));
        assert_eq!(sent.stage, Stage::Over);
        assert_eq!(sent.told(), "2 件已派，1 件没有派出");
        assert_eq!(sent.failed().next().unwrap().0.title, "第 1 件");
        assert!(!sent.can_repeat(), "a refusal is not sent again as it is");
    }

    #[test]
    fn without_a_pool_the_rest_waits_for_a_repeat() {
        let mut sent = batch(4);
        sent.send();
        sent.settle(0, Ok(()));
        sent.settle(1, Err(Code::PoolUnreachable.into()));
        assert_eq!(
            (sent.stage, sent.done(), sent.failed().count()),
            (Stage::Over, 1, 3)
        );
        assert!(sent.can_repeat());
        sent.repeat();
        assert_eq!((sent.stage, sent.next()), (Stage::Sending, Some(1)));
        for n in 1..4 {
            sent.settle(n, Ok(()));
        }
        assert_eq!(sent.told(), "4 件已派");
    }
}
