//! 今日 as the pool knows it: what waits for a person, and what came back to them.

use super::columns::Bits;
use super::{Db, Sight};
use crate::Result;
use api::Sort;
use model::hands::Hand;
use model::row::Row;
use model::scope::Clause;
use model::{Grade, Moment, Status, UserName};

/// Tickets of one kind: the first of them, and how many there are.
pub type Some20 = (Vec<Row>, u64);

/// Rows shown of each kind.
const SHOWN: usize = 20;

impl Sight<'_> {
    /// What waits for these hands and is past, or nearly past, its next deadline; most pressing first.
    pub fn due_in(&self, hands: &[Hand], now: Moment) -> Result<Some20> {
        let mut bits = self.in_hands(hands);
        bits.keep(|at| self.columns.amber[at] <= now.0);
        self.first(&bits, Sort::Due, SHOWN)
    }
    /// What waits for these hands and is 突发 or 紧急.
    pub fn urgent_in(&self, hands: &[Hand]) -> Result<Some20> {
        let waiting = self.in_hands(hands);
        let mut urgent = self.columns.none();
        for grade in [Grade::Sudden, Grade::Urgent] {
            let mut bits = waiting.clone();
            self.columns.keep_grade(&mut bits, grade);
            urgent.or(&bits);
        }
        self.first(&urgent, Sort::Grade, SHOWN)
    }
    /// What came back to a person who still sees it: own captures in 补正, and acts since a moment that did not come about.
    pub fn returned_to(
        &self,
        user: &UserName,
        clauses: &[Clause],
        since: Moment,
    ) -> Result<Some20> {
        let mut back = self.columns.seen_by(&Clause::CreatedBy(user.clone()));
        self.columns.keep_statuses(&mut back, [Status::Fixing]);
        back.or(&self.columns.numbered(self.void_acts(user, since)?));
        back.and(&self.columns.seen(clauses));
        self.first(&back, Sort::Due, SHOWN)
    }

    pub(super) fn in_hands(&self, hands: &[Hand]) -> Bits {
        let mut all = self.columns.none();
        for hand in hands {
            let mut bits = self.columns.seen_by(&hand.of);
            self.columns
                .keep_statuses(&mut bits, hand.statuses.iter().copied());
            all.or(&bits);
        }
        all
    }
}

impl Db {
    /// Numbers of the tickets on which an act of this person since a moment did not come about.
    fn void_acts(&self, user: &UserName, since: Moment) -> Result<Vec<i64>> {
        let sql = "select distinct n from edit where by = ?1 and at >= ?2 and answer is not null";
        let mut ask = self.conn.prepare_cached(sql)?;
        let numbers = ask.query_map((user.as_str(), since.0), |r| r.get(0))?;
        Ok(numbers.collect::<Result<_, _>>()?)
    }
    /// How many tickets a person captured since a moment, by the device's clock.
    pub fn captured_since(&self, user: &UserName, since: Moment) -> Result<u64> {
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
}
