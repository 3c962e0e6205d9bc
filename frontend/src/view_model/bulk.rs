//! What a person does to many tickets at once, by their posts.

use api::Profile;
use model::row::Row;
use model::{Action, Role, UnitCode, transition};
use serde_json::{Value, json};

/// Acts that make sense for many at once, the first that a post of theirs has.
const ACTS: &[Action] = &[Action::Dispatch, Action::Urge];

/// The act; none for those who do nothing to many.
pub fn act(profile: &Profile) -> Option<Action> {
    let posts = || profile.posts.iter().map(|post| post.role);
    let mut acts = ACTS.iter().copied();
    acts.find(|act| posts().any(|role| may(*act, role)))
}

fn may(action: Action, role: Role) -> bool {
    transition::row(action).is_some_and(|row| row.actors.contains(&role))
}

/// Whether the act may start where this ticket stands.
pub fn fits(action: Action, row: &Row) -> bool {
    transition::row(action).is_some_and(|known| known.from.contains(&row.status))
}

/// What 派单 of one carries: a unit never joins itself.
pub fn dispatch(unit: &UnitCode, co_units: &[UnitCode], note: &str) -> Value {
    let mut payload = json!({ "lead_unit": unit });
    let others: Vec<&UnitCode> = co_units.iter().filter(|u| *u != unit).collect();
    if !others.is_empty() {
        payload["co_units"] = json!(others);
    }
    if !note.is_empty() {
        payload["note"] = json!(note);
    }
    payload
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view_model::lists::tests_row;
    use model::Status;

    #[test]
    fn each_role_has_its_own_act_for_many() {
        let of = |role: &str| {
            let posts = json!([{"role": role, "unit": "T01", "area": "990100001001"}]);
            let profile = json!({"user": "u", "name": "名", "posts": posts, "district": null, "demo": true, "locked": false,
                "enrolled": true, "capabilities": {"offline": false, "desk": true, "password": true}});
            act(&serde_json::from_value(profile).unwrap())
        };
        assert_eq!(of("desk_town"), Some(Action::Dispatch));
        assert_eq!(of("supervisor"), Some(Action::Urge));
        assert_eq!(of("visitor"), None);
    }

    #[test]
    fn a_unit_does_not_join_itself() {
        let [one, two] = ["B01", "B02"].map(|u| UnitCode::new(u).unwrap());
        assert_eq!(
            dispatch(&one, &[one.clone(), two], "请先围挡"),
            json!({"lead_unit": "B01", "co_units": ["B02"], "note": "请先围挡"})
        );
        assert_eq!(dispatch(&one, &[], ""), json!({"lead_unit": "B01"}));
    }

    #[test]
    fn only_tickets_that_stand_right_are_taken() {
        let mut row = tests_row(1);
        assert!(!fits(Action::Dispatch, &row) && fits(Action::Urge, &row));
        row.status = Status::Accepted;
        assert!(fits(Action::Dispatch, &row));
        row.status = Status::Closed;
        assert!(!fits(Action::Urge, &row));
    }
}
