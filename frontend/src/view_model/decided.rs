//! What somebody decided about a ticket, in one line with unit and deadline: 「派给 区供热公司，11:02 前签收」.

use crate::view_model::lists::Lists;
use crate::view_model::steps::Deed;
use crate::view_model::time;
use crate::words as w;
use api::shown::Shown;
use model::{Action, Clock, Grade, Kind, Moment, UnitCode, deadline};
use serde_json::Value;

/// Of what the deadline that an act starts depends.
#[derive(Debug, Clone, Copy)]
pub struct Matter {
    pub grade: Grade,
    pub kind: Kind,
    /// By the wall clock of the district.
    pub now: Moment,
    /// Minutes east of UTC by which times are said.
    pub offset: i32,
}

impl Matter {
    /// Of a ticket.
    pub fn of(ticket: &Shown, now: Moment, offset: i32) -> Self {
        Matter {
            grade: ticket.grade.unwrap_or(ticket.facts.grade),
            kind: ticket.facts.kind,
            now,
            offset,
        }
    }
}

/// The clock that runs once this act was made.
fn starts(action: Action) -> Option<Clock> {
    Some(match action {
        Action::Accept | Action::GrantReturn => Clock::Dispatch,
        Action::Dispatch | Action::RuleDispatch | Action::DenyReturn => Clock::Sign,
        Action::AskFix => Clock::Fix,
        Action::RequestDone => Clock::Review,
        Action::PassDone => Clock::Visit,
        _ => return None,
    })
}

/// The words. `title` is that of the ticket that another is merged into.
pub fn words(deed: &Deed, lists: &Lists, matter: Matter, title: Option<&str>) -> String {
    let (action, payload) = match deed {
        Deed::Act(action, payload) => (*action, payload),
        Deed::Choose(..) => return w::CHOSEN_ACT.t().to_string(),
        Deed::Edit(_) => return w::EDIT_FACTS.t().to_string(),
    };
    let unit = payload
        .get("lead_unit")
        .and_then(Value::as_str)
        .and_then(|code| UnitCode::new(code).ok());
    let what = match (action, unit, title) {
        (Action::Merge, _, Some(title)) => w::DECIDED_MERGE.with(&[&title]),
        (_, Some(unit), _) => w::DECIDED_UNIT.with(&[&lists.unit(&unit)]),
        _ => w::label(action).to_string(),
    };
    // 接单 confirms the grade that the limit goes by.
    let grade = payload.get("grade").and_then(Value::as_str);
    let grade = grade.and_then(|g| g.parse().ok()).unwrap_or(matter.grade);
    let due = starts(action).and_then(|clock| {
        let rules = &lists.district.rules;
        let started = deadline::start(rules, clock, grade, false, matter.kind, matter.now)?;
        let at = time::full(started.due, matter.now, matter.offset);
        Some(w::DECIDED_DUE.with(&[&what, &at, &w::label(clock)]))
    });
    due.unwrap_or(what)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view_model::lists::tests_lists;
    use serde_json::json;

    #[test]
    fn it_says_unit_and_deadline() {
        let lists = tests_lists();
        let matter = Matter {
            grade: Grade::Normal,
            kind: Kind::Hazard,
            now: "2026-11-23T10:00:00+08:00".parse().unwrap(),
            offset: 480,
        };
        let say = |action, payload: Value, title| {
            words(&Deed::Act(action, payload), &lists, matter, title)
        };
        let to = say(Action::Dispatch, json!({"lead_unit": "B01"}), None);
        assert!(to.starts_with("派给 区城市管理委，"), "{to}");
        assert!(to.ends_with("前签收"), "{to}");
        let sudden = say(Action::Accept, json!({"grade": "sudden"}), None);
        let normal = say(Action::Accept, json!({"grade": "normal"}), None);
        assert_ne!(sudden, normal, "the confirmed grade decides");
        assert_eq!(
            say(Action::Merge, json!({"parent": "x"}), Some("井盖异响")),
            "并入「井盖异响」"
        );
        assert_eq!(
            say(Action::Refuse, json!({"reason": "重复"}), None),
            "不予受理"
        );
    }
}
