//! 今日 as the pool knows it: what waits for a person, and what came back to them.

use super::Db;
use super::filter::{EVERY, Where};
use super::scope_sql;
use crate::Outcome;
use model::hands::Hand;
use model::row::Row;
use model::scope::Clause;
use model::{Moment, UserName};
use rusqlite::params_from_iter;

/// Tickets of one kind: the first of them, and how many there are.
pub type Some20 = (Vec<Row>, u64);

/// Rows shown of each kind.
const SHOWN: u32 = 20;

impl Db {
    /// What waits for these hands and is past, or nearly past, its next deadline; most pressing first.
    pub fn due_in(&self, hands: &[Hand], now: Moment) -> Outcome<Some20> {
        let mut w = in_hands(hands);
        let now = w.put(now.0);
        w.and(&format!("t.amber <= {now}"));
        self.some(&w, "t.due, t.n")
    }
    /// What waits for these hands and is 突发 or 紧急.
    pub fn urgent_in(&self, hands: &[Hand]) -> Outcome<Some20> {
        let mut w = in_hands(hands);
        w.and("t.grade < 2");
        self.some(&w, "t.grade, t.due, t.n")
    }
    /// What came back to a person who still sees it: own captures in 补正, and acts since a moment that did not come about.
    pub fn returned_to(
        &self,
        user: &UserName,
        clauses: &[Clause],
        since: Moment,
    ) -> Outcome<Some20> {
        let mut w = Where::scope(clauses);
        let (user, since) = (w.put(user.to_string()), w.put(since.0));
        w.and(&format!(
            "(t.n in (select f.n from ticket f where f.created_by = {user} and f.status = 'fixing')
              or t.n in (select e.n from edit e where e.by = {user} and e.at >= {since} and e.answer is not null))"
        ));
        self.some(&w, "t.due, t.n")
    }
    /// How many tickets a person captured since a moment, by the device's clock.
    pub fn captured_since(&self, user: &UserName, since: Moment) -> Outcome<u64> {
        let sql = "select row ->> '$.captured_at' from ticket where created_by = ?1 and received >= ?2 order by n desc";
        let mut ask = self.conn.prepare_cached(sql)?;
        let mut rows = ask.query((user.as_str(), since.0))?;
        let mut count = 0;
        while let Some(r) = rows.next()? {
            let at: String = r.get(0)?;
            let at: Option<Moment> = at.parse().ok();
            count += u64::from(at.is_some_and(|at| at >= since));
        }
        Ok(count)
    }

    fn some(&self, w: &Where, order: &str) -> Outcome<Some20> {
        let sql = format!(
            "select t.n from ticket t where {} order by {order} limit {SHOWN}",
            w.sql
        );
        let mut ask = self.conn.prepare_cached(&sql)?;
        let numbers = ask
            .query_map(params_from_iter(w.params.iter()), |r| r.get(0))?
            .collect::<Result<Vec<i64>, _>>()?;
        Ok((self.rows(&numbers)?, self.total(w)?))
    }
}

/// Each way of seeing with its own statuses, so that an index serves each.
fn in_hands(hands: &[Hand]) -> Where {
    let mut w = Where::scope(&[Clause::All]);
    let parts: Vec<String> = hands
        .iter()
        .map(|hand| {
            let of = scope_sql::condition(std::slice::from_ref(&hand.of), &mut w.params);
            let statuses: Vec<String> = hand.statuses.iter().map(|s| format!("'{s}'")).collect();
            format!("({of} and t.status in ({}))", statuses.join(", "))
        })
        .collect();
    w.sql = match parts.is_empty() {
        true => "0".into(),
        false => format!("({})", parts.join(" or ")),
    };
    debug_assert_ne!(w.sql, EVERY);
    w
}
