//! Whose move it is, in words.

use crate::view_model::lists::Lists;
use crate::view_model::time;
use crate::words as w;
use api::TicketReply;
use model::turn::{Turn, may_above};
use model::{Action, Moment, Role, Status};

/// One awaited move as a line.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// It is the reader's own.
    pub mine: bool,
    /// 轮到谁, or what waits for whose answer.
    pub words: String,
    /// Since when.
    pub since: Option<String>,
}

/// Whose move it is: the status's first, then what was asked for beside it; for one that is not at the pool yet, the network.
pub fn lines(reply: &TicketReply, lists: &Lists, now: Moment, offset: i32) -> Vec<Line> {
    if reply.ticket.status == Status::Queued {
        return vec![Line {
            mine: false,
            words: w::TURN_NETWORK.t().into(),
            since: None,
        }];
    }
    let since = |at: Moment| {
        let span = time::span(now.since(at));
        w::TURN_SINCE.with(&[&time::full(at, now, offset), &span])
    };
    let line = |turn: &Turn| Line {
        mine: turn.mine,
        words: match (turn.asked, turn.mine) {
            (None, true) => w::TURN_MINE.t().into(),
            (Some(asked), true) => w::TURN_ASKED_MINE.with(&[&w::label(asked)]),
            (_, false) => named(turn, lists),
        },
        since: turn.since.map(since),
    };
    reply.turns.iter().map(line).collect()
}

/// Whose move it is by name, whoever reads it.
pub fn named(turn: &Turn, lists: &Lists) -> String {
    match turn.asked {
        None => w::TURN_OF.with(&[&who(turn, lists)]),
        Some(asked) => w::TURN_ASKED.with(&[&w::label(asked), &who(turn, lists)]),
    }
}

/// A person, or a unit's post, or posts.
fn who(turn: &Turn, lists: &Lists) -> String {
    let posts: Vec<&str> = turn.roles.iter().map(|role| w::label(*role)).collect();
    let posts = posts.join(w::TURN_OR.t());
    let unit = turn.unit.as_ref().map(|unit| lists.unit(unit));
    let user = turn.user.as_ref().map(|user| lists.name(user));
    match (unit, user) {
        (Some(unit), Some(user)) => format!("{unit} {user}"),
        (Some(unit), None) => format!("{unit} {posts}"),
        (None, Some(user)) => user,
        (None, None) => posts,
    }
}

/// What one looks for in vain, and who may: 「申请延期、申请挂账：由本单位承办单位负责人办」.
pub fn above(reply: &TicketReply, person: &model::person::Person) -> Option<String> {
    let (role, acts) = may_above(person, reply.ticket.status)?;
    let asked = [
        Action::RequestExtension,
        Action::RequestHang,
        Action::RequestReturn,
        Action::Reassign,
        Action::Whistle,
    ];
    let acts: Vec<&str> = asked
        .iter()
        .filter(|act| acts.contains(act))
        .map(|act| w::label(*act))
        .collect();
    let role: Role = role;
    (!acts.is_empty()).then(|| w::MAY_ABOVE.with(&[&acts.join(w::TURN_LIST.t()), &w::label(role)]))
}

/// A ticket in a status, for tests.
#[cfg(test)]
pub fn sample_reply(status: &str, turns: serde_json::Value) -> TicketReply {
    serde_json::from_value(serde_json::json!({
            "id": "0199a3c4-5b1e-7cc0-8d1f-0a1b2c3d4e5f", "temp_no": "离-1", "ticket_no": null, "status": status,
            "facts": {"title": "井盖", "body": "碎裂", "kind": "hazard", "source": "patrol", "category": "010101", "grade": "normal",
                "where": {"address": "东门外", "area_code": "990100001001"}},
            "conflicts": {}, "log": [], "photos": [], "deadlines": {}, "round": 0, "created_by": "wang",
            "captured_at": "2026-11-22T02:32:00Z", "received_at": null, "category": null, "grade": null, "area_code": null,
            "lead_unit": null, "co_units": [], "first_receiver": null, "handler": null, "closed_at": null, "flags": [], "seen": [],
            "reporter": null, "reporter_open": false, "may": [], "may_edit": false, "turns": turns
        }))
        .unwrap()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view_model::lists::tests_lists;
    use serde_json::json;

    #[test]
    fn a_ticket_says_whose_turn_it_is_and_since_when() {
        let (lists, now) = (tests_lists(), "2026-11-22T12:32:00+08:00".parse().unwrap());
        let turns = json!([
            {"roles": ["task_force"], "since": "2026-11-22T02:32:00Z"},
            {"roles": ["desk_town", "task_force"], "asked": "request_extension", "since": "2026-11-22T03:32:00Z", "mine": true}
        ]);
        let said = lines(&sample_reply("hang_req", turns), &lists, now, 480);
        let words: Vec<_> = said.iter().map(|l| (l.mine, l.words.as_str())).collect();
        assert_eq!(
            words,
            [(false, "轮到 区专班"), (true, "「申请延期」等我答复")]
        );
        assert_eq!(said[0].since.as_deref(), Some("10:32 起，已 2 小时"));
        let waits = lines(&sample_reply("queued", json!([])), &lists, now, 480);
        assert!(waits[0].words.contains("网络"), "{waits:?}");
        let over = lines(&sample_reply("closed", json!([])), &lists, now, 480);
        assert_eq!(over, []);
    }
}
