//! What a list, counts and 今日 mean, told of one row at a time.

use super::{Held, NOW};
use crate::{Age, Filter, OwnAct};
use api::{Boards, ListTickets, Sort, TicketCounts, Today};
use model::hands::{Hand, hands, in_hands};
use model::person::Person;
use model::row::Row;
use model::scope::{Clause, ScopeKey};
use model::{Grade, Moment, Status, UserName};
use std::cmp::Reverse;

const MINUTES_30_DAYS: i64 = 30 * 24 * 60;

/// All rows, and those that somebody sees.
pub struct Walk<'a> {
    age: Age,
    acts: &'a [(UserName, OwnAct)],
    all: Vec<(i64, &'a Row)>,
    seen: Vec<(i64, &'a Row)>,
}

fn key(row: &Row) -> ScopeKey {
    ScopeKey {
        created_by: row.created_by.clone(),
        area: Some(row.area_code.clone()),
        grid: row.grid.clone(),
        status: row.status,
        lead_unit: row.lead_unit.clone(),
        co_units: row.co_units.clone(),
        handler: row.handler.clone(),
        visited_by: row.visited_by.clone(),
    }
}

/// What a question means, for one row.
fn fits(row: &Row, ask: &ListTickets, me: &UserName, hands: &[Hand]) -> bool {
    fn is<T>(asked: Option<T>, holds: impl FnOnce(T) -> bool) -> bool {
        asked.is_none_or(holds)
    }
    let past = |at: Option<Moment>| at.is_some_and(|at| at < NOW);
    is(ask.status, |s| row.status == s)
        && is(ask.area.as_ref(), |a| {
            row.area_code.as_str().starts_with(a.prefix())
        })
        && is(ask.unit.as_ref(), |u| row.lead_unit.as_ref() == Some(u))
        && is(ask.link, |l| row.status.link() == Some(l))
        && is(ask.grade, |g| row.grade == g)
        && is(ask.kind, |k| row.kind == k)
        && is(ask.source, |s| row.source == s)
        && is(ask.category.as_ref(), |c| {
            row.category.as_str().starts_with(c.as_str())
        })
        && is(ask.grid.as_ref(), |g| row.grid.as_ref() == Some(g))
        && is(ask.mine, |mine| (row.created_by == *me) == mine)
        && is(ask.person.as_ref(), |p| {
            [
                Some(&row.created_by),
                row.handler.as_ref(),
                row.visited_by.as_ref(),
            ]
            .contains(&Some(p))
        })
        && is(ask.waiting, |yes| in_hands(hands, row) == yes)
        && is(ask.bbox, |[w, s, e, n]| {
            row.lon.is_some_and(|x| w <= x && x <= e) && row.lat.is_some_and(|y| s <= y && y <= n)
        })
        && is(ask.since, |t| row.received_at.is_some_and(|at| at >= t))
        && is(ask.until, |t| row.received_at.is_some_and(|at| at < t))
        && is(ask.overdue, |yes| past(row.due_at) == yes)
        && is(ask.open, |yes| row.status.is_open() == yes)
        && is(ask.danger, |yes| {
            let taken =
                !["queued", "pooled", "accepted", "dispatched"].contains(&row.status.as_str());
            (row.grade != Grade::Normal && !taken) == yes
        })
        && is(ask.alarm, |yes| row.alarm == yes)
        && is(ask.asked, |yes| row.asked == yes)
        && is(ask.pressed, |yes| (row.presses > 0) == yes)
        && is(ask.bounced, |yes| (row.returns > 0) == yes)
        && is(ask.redone, |yes| (row.redos > 0) == yes)
        && is(ask.hang_late, |yes| past(row.hang_check) == yes)
}

impl<'a> Walk<'a> {
    pub fn new(age: Age, held: &'a Held, ways: &[Clause]) -> Self {
        let sees = |row: &Row| ways.iter().any(|c| c.matches(&key(row)));
        let all: Vec<(i64, &Row)> = held.rows.iter().map(|(n, row)| (*n, row)).collect();
        Walk {
            age,
            acts: &held.acts,
            seen: all.iter().copied().filter(|(_, row)| sees(row)).collect(),
            all,
        }
    }

    fn sorted(&self, mut rows: Vec<(i64, &'a Row)>, sort: Sort) -> Vec<&'a Row> {
        let due = |(n, row): &(i64, &Row)| (row.due_at.map_or(i64::MAX, |d| d.0), *n);
        // Sorting is stable: what stands first is put there last.
        let first = |row: &Row| {
            let taken =
                !["queued", "pooled", "accepted", "dispatched"].contains(&row.status.as_str());
            (
                taken || row.grade == Grade::Normal,
                if taken { Grade::Normal } else { row.grade },
            )
        };
        match (sort, self.age) {
            (Sort::Due, _) => rows.sort_by_key(due),
            (Sort::Newest, Age::Arrival) => rows.sort_by_key(|(n, _)| Reverse(*n)),
            (Sort::Oldest, Age::Arrival) => rows.sort_by_key(|(n, _)| *n),
            (Sort::Newest, Age::Capture) => {
                rows.sort_by_key(|(n, row)| (Reverse(row.captured_at), *n));
            }
            (Sort::Oldest, Age::Capture) => rows.sort_by_key(|(n, row)| (row.captured_at, *n)),
            (Sort::Grade, _) => rows.sort_by_key(|r| (r.1.grade, due(r))),
        }
        rows.sort_by_key(|(_, row)| first(row));
        rows.into_iter().map(|(_, row)| row).collect()
    }

    fn kept(&self, fits: impl Fn(i64, &Row) -> bool) -> Vec<(i64, &'a Row)> {
        let seen = self.seen.iter().copied();
        seen.filter(|(n, row)| fits(*n, row)).collect()
    }

    pub fn list(&self, filter: &Filter) -> Vec<&'a Row> {
        let rows = self.kept(|_, row| fits(row, &filter.ask, &filter.user, &filter.hands));
        self.sorted(rows, filter.ask.sort.unwrap_or(Sort::Due))
    }

    pub fn counts(&self) -> TicketCounts {
        let mut counts = TicketCounts {
            by_status: Default::default(),
            overdue: Default::default(),
            by_unit: Default::default(),
            alarm: 0,
            pressed: 0,
        };
        for (_, row) in &self.seen {
            let late = u64::from(row.due_at.is_some_and(|due| due < NOW));
            *counts.by_status.entry(row.status).or_default() += 1;
            *counts.overdue.entry(row.status).or_default() += late;
            if let Some(unit) = row.lead_unit.as_ref().filter(|_| row.status.is_open()) {
                let unit = counts.by_unit.entry(unit.clone()).or_default();
                unit.open += 1;
                unit.overdue += late;
            }
            counts.alarm += u64::from(row.alarm);
            counts.pressed += u64::from(row.presses > 0);
        }
        counts.overdue.retain(|_, count| *count > 0);
        counts
    }

    pub fn boards(&self) -> Boards {
        Boards::of(self.seen.iter().map(|(_, row)| *row), NOW)
    }

    /// Whether an act of this person on a ticket did not count lately, and no later one of theirs counts or waits.
    fn void_stands(&self, n: i64, me: &UserName) -> bool {
        let own = self.acts.iter().filter(|(by, act)| by == me && act.n == n);
        let own: Vec<&OwnAct> = own.map(|(_, act)| act).collect();
        own.iter().enumerate().any(|(i, act)| {
            let lately = act.at >= NOW.plus_minutes(-MINUTES_30_DAYS);
            act.void && lately && own[i..].iter().all(|later| later.void)
        })
    }

    /// 今日. What waits for somebody is in their hands whether these ways show it or not: hands never reach beyond what a
    /// person sees.
    pub fn today(&self, me: &Person, midnight: Moment) -> Today {
        let hands = hands(me);
        let waiting = |fits: &dyn Fn(&Row) -> bool| -> Vec<(i64, &'a Row)> {
            let all = self.all.iter().copied();
            all.filter(|(_, row)| in_hands(&hands, row) && fits(row))
                .collect()
        };
        let cut = |rows: Vec<(i64, &'a Row)>, sort| -> (Vec<Row>, u64) {
            let total = rows.len() as u64;
            let rows = self.sorted(rows, sort).into_iter().take(20).cloned();
            (rows.collect(), total)
        };
        let due = waiting(&|row| row.amber_at.is_some_and(|amber| amber <= NOW));
        let urgent = waiting(&|row| row.grade != Grade::Normal);
        let returned = self.kept(|n, row| {
            let fixing = row.created_by == me.user && row.status == Status::Fixing;
            let two = row.created_by == me.user && row.status.is_open() && row.conflict;
            fixing || two || row.status.is_open() && self.void_stands(n, &me.user)
        });
        let mine = self.all.iter().filter(|(_, row)| row.created_by == me.user);
        let captured = mine.filter(|(_, row)| row.captured_at >= midnight).count() as u64;
        let (due, due_total) = cut(due, Sort::Due);
        let (urgent, urgent_total) = cut(urgent, Sort::Grade);
        let others = waiting(&|row| {
            row.grade == Grade::Normal && row.amber_at.is_none_or(|amber| amber > NOW)
        });
        let (waiting, waiting_total) = cut(others, Sort::Due);
        let (returned, returned_total) = cut(returned, Sort::Newest);
        Today {
            due,
            due_total,
            urgent,
            urgent_total,
            waiting,
            waiting_total,
            returned,
            returned_total,
            captured,
        }
    }
}
