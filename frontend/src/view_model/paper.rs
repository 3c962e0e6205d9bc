//! What a printed ticket says of its time: each deadline with how it stands, and whose turn it is. Paper outlives today, so that
//! every time carries its date.

use crate::view_model::due::{in_order, of_deadline, rests};
use crate::view_model::lists::Lists;
use crate::view_model::{time, turns};
use crate::words as w;
use api::TicketReply;
use model::Moment;
use model::turn::Turn;

/// Deadlines as lines: which, until when, and how it stood when it was printed.
pub fn deadlines(reply: &TicketReply, now: Moment, offset: i32) -> Vec<(&'static str, String)> {
    let ticket = &reply.ticket;
    let grade = ticket.grade.unwrap_or(ticket.facts.grade);
    let line = |deadline| {
        // The pill dates what was met by the day it is read on: on paper that is none.
        let until = match rests(&deadline) {
            true => w::DUE_PAUSED.t().to_string(),
            false => w::DUE_BEFORE.with(&[&time::stamp(deadline.due, offset)]),
        };
        let pill = match deadline.met {
            Some(_) => of_deadline(&deadline, grade, Moment(0), offset),
            None => of_deadline(&deadline, grade, now, offset),
        };
        (
            w::label(deadline.clock),
            w::PAPER_DUE.with(&[&until, &pill.text]),
        )
    };
    in_order(ticket.deadlines.values(), ticket.status.is_open())
        .into_iter()
        .map(line)
        .collect()
}

/// Whose turn it was when it was printed; 轮到我 on paper would be nobody's.
pub fn turn(reply: &TicketReply, lists: &Lists, now: Moment, offset: i32) -> Vec<String> {
    let line = |turn: &Turn| {
        let words = turns::named(turn, lists);
        match turn.since {
            Some(at) => {
                let span = time::span(now.since(at));
                let since = w::TURN_SINCE.with(&[&time::stamp(at, offset), &span]);
                w::PAPER_TURN.with(&[&words, &since])
            }
            None => words,
        }
    };
    reply.turns.iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view_model::lists::tests_lists;
    use model::deadline::Deadline;
    use model::{Clock, Grade, Status};
    use serde_json::json;

    #[test]
    fn paper_says_the_limits_how_late_they_are_and_whose_turn_it_is() {
        let now: Moment = "2026-11-22T12:00:00+08:00".parse().unwrap();
        let deadline = |clock, due: &str, met: Option<&str>| Deadline {
            clock,
            started: now.plus_minutes(-600),
            amber: now.plus_minutes(-300),
            due: due.parse().unwrap(),
            met: met.map(|at| at.parse().unwrap()),
            paused: None,
        };
        let turns = json!([{"roles": ["handler"], "since": "2026-11-22T02:32:00Z", "mine": true}]);
        let mut reply = turns::sample_reply("dispatched", turns);
        reply.ticket.grade = Some(Grade::Urgent);
        for one in [
            deadline(
                Clock::Accept,
                "2026-11-21T10:00:00+08:00",
                Some("2026-11-21T11:00:00+08:00"),
            ),
            deadline(Clock::Sign, "2026-11-22T10:00:00+08:00", None),
        ] {
            reply.ticket.deadlines.insert(one.clock, one);
        }
        let said = deadlines(&reply, now, 480);
        assert_eq!(said[0].1, "2026-11-22 10:00 前；超时 2 小时");
        assert_eq!(said[1].1, "2026-11-21 10:00 前；超时完成 2026-11-21 11:00");
        let whose = turn(&reply, &tests_lists(), now, 480);
        assert_eq!(whose, ["轮到 经办人，2026-11-22 10:32 起，已 1 小时 28 分"]);
        reply.ticket.status = Status::Closed;
        assert_eq!(deadlines(&reply, now, 480).len(), 1, "what ran is over");
    }
}
