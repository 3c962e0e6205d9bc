//! What a person would write for an act now, with some liberty.

use model::act::Act;
use model::{Action, Grade, TicketId};
use serde_json::{Value, json};
use testkit::Draws;
use testkit::ground::{DAY, World, payloads};

/// `w` holds the state and the time the person looks at; `tickets` are those of this history.
pub fn written(d: &mut Draws, w: &World, action: Action, tickets: &[TicketId]) -> Act {
    let mut payload = payloads::required(action, w);
    vary(d, w, action, tickets, &mut payload);
    // The model leaves out what is not so.
    Act::parse(action, payload).unwrap_or_else(|e| panic!("{action}: {e}"))
}

fn vary(d: &mut Draws, w: &World, action: Action, tickets: &[TicketId], payload: &mut Value) {
    let ahead = |days: i64| json!(w.now.plus_minutes(days * DAY).to_string());
    match action {
        Action::Accept => {
            payload["category"] = json!(d.pick(&["010101", "010102", "010102"]));
            payload["grade"] = json!(d.pick(Grade::ALL).as_str());
        }
        Action::Merge => payload["parent"] = json!(d.pick(tickets)),
        Action::Dispatch | Action::RuleDispatch => {
            payload["lead_unit"] = json!(d.pick(&["B01", "B01", "B01", "B02"]));
            if d.chance(20) {
                payload["co_units"] = json!(["B02"]);
            }
        }
        Action::Regrade => {
            payload["grade"] = json!(d.pick(Grade::ALL).as_str());
            payload["complex"] = json!(payload["grade"] == "normal" && d.chance(40));
        }
        Action::Reassign => {
            payload["handler"] = json!(d.pick(&["handler_B01", "handler2_B01", "handler_B02"]));
        }
        Action::Whistle if d.chance(30) => payload["meet_at"] = ahead(1),
        Action::RequestHang | Action::RenewHang => {
            payload["until"] = ahead(20 + d.below(60) as i64);
            payload["next_check"] = ahead(1 + d.below(33) as i64);
            if action == Action::RequestHang {
                payload["told"] = json!(d.chance(85));
            }
        }
        Action::GrantHang if d.chance(70) => payload["meeting"] = json!("区专班会议第 3 次"),
        Action::GrantExtension => payload["told"] = json!(d.chance(80)),
        Action::RequestExtension => payload["complex"] = json!(d.chance(40)),
        Action::ReleaseHang if d.chance(40) => payload["until"] = ahead(1 + d.below(10) as i64),
        Action::VisitPass | Action::Redo => visit(d, w, action, payload),
        Action::VisitMissed if d.chance(10) => payload["call"] = json!("answered"),
        Action::Urge | Action::Supervise if d.chance(30) => payload["reply_by"] = ahead(2),
        _ => {}
    }
}

/// By phone where there is a reporter; everybody who reported a merged ticket is called as well.
fn visit(d: &mut Draws, w: &World, action: Action, payload: &mut Value) {
    if w.state.has_reporter && d.chance(80) {
        payload["means"] = json!("phone");
        payload["contacted"] = json!(d.chance(90));
        payload["satisfied"] = json!(d.pick(&["yes", "mostly", "no", "unrated"]));
    }
    if action != Action::VisitPass {
        return;
    }
    if payload["satisfied"] == "no" && d.chance(60) {
        payload["justified"] = json!("诉求超出职责，已说明");
    }
    let reporters = w.state.children.iter().filter(|(_, reporter)| **reporter);
    let others = reporters.map(|(child, _)| {
        let call = *d.pick(&["answered", "answered", "missed"]);
        json!({"ticket": child, "call": call, "solved": "yes"})
    });
    let others: Vec<Value> = others.collect();
    if d.chance(85) {
        payload["others"] = json!(others);
    }
}
