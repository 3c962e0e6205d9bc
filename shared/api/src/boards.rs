//! What those who look after the whole ask: how a deadline came about, boards, 约谈, the duty roster.

use crate::types::shapes;
use model::district::{District, DutyUnit};
use model::row::Row;
use model::score::sheet::Rate;
use model::talk::{self, TalkVerdict};
use model::{Clock, Grade, Link, Moment, TicketId, UnitCode, UnitGroup};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

shapes! {
    /// 为什么.
    WhyDue {
        id: TicketId,
        /// Which clock; the one that runs out next when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        clock: Option<Clock>,
    }
    /// 督办看板.
    ReadBoards {}
    /// Open tickets in this person's scope, counted three ways.
    Boards {
        /// When they were counted: deadlines pass by themselves.
        at: Moment,
        /// All of them.
        all: Tally,
        /// Per leading unit; those without one stand only in `all`.
        by_unit: BTreeMap<UnitCode, Tally>,
        /// Per link of the chain.
        by_link: BTreeMap<Link, Tally>,
        by_grade: BTreeMap<Grade, Tally>,
    }
    /// Open tickets of one line of a board; a ticket may count in several columns.
    #[derive(Copy, Default)]
    Tally {
        /// All open ones.
        open: u64,
        /// Past their next deadline.
        overdue: u64,
        /// Nearly at it, not past it.
        near: u64,
        /// Sent back by a unit at least once.
        bounced: u64,
        /// Sent back by a visit at least once.
        redone: u64,
        /// With an order that waits for its reply.
        pressed: u64,
        /// Hung, and past the next check.
        hang_late: u64,
    }
    /// 约谈建议.
    ListTalks {
        /// A month of the district's calendar, as 2026-10.
        month: String,
    }
    /// Monthly satisfaction of the units this person may look at.
    Talks {
        month: String,
        /// Below this rate 约谈 is suggested, in basis points.
        floor_bp: u32,
        /// Rated visits needed.
        rated_min: u32,
        /// Units by their group; ranks mean something only inside one.
        groups: Vec<TalkGroup>,
    }
    /// One group of units.
    TalkGroup {
        group: UnitGroup,
        /// Its units in the order of the district's list.
        units: Vec<TalkLine>,
    }
    /// One unit's month.
    TalkLine {
        unit: UnitCode,
        name: String,
        /// Reporters who gave a rating, each with the last of the month.
        rated: u64,
        /// Of these, content.
        satisfied: u64,
        /// Share in basis points, half-up; none without a rated visit.
        rate_bp: Option<u32>,
        /// What it suggests; a person decides.
        verdict: TalkVerdict,
    }
    /// 值班电话.
    ReadDuty {}
    /// The duty roster.
    Duty {
        /// The district's own duty phone.
        phone: String,
        /// 一级: signs 突发 and 紧急 day and night.
        first: Vec<DutyLine>,
        /// 二级: called by a unit of the first level.
        second: Vec<DutyLine>,
    }
    /// One linked unit.
    DutyLine {
        unit: UnitCode,
        name: String,
        /// Duty phone, around the clock.
        phone: String,
    }
}

/// 满意率 of each unit.
pub type Ratings = BTreeMap<UnitCode, Rate>;

impl Tally {
    /// Takes another line in.
    pub fn add(&mut self, other: Tally) {
        self.open += other.open;
        self.overdue += other.overdue;
        self.near += other.near;
        self.bounced += other.bounced;
        self.redone += other.redone;
        self.pressed += other.pressed;
        self.hang_late += other.hang_late;
    }
    /// What one ticket counts for; nothing once it has ended.
    pub fn of(row: &Row, now: Moment) -> Tally {
        if !row.status.is_open() {
            return Tally::default();
        }
        let late = row.due_at.is_some_and(|due| due < now);
        let near = !late && row.amber_at.is_some_and(|amber| amber <= now);
        let count = |yes: bool| u64::from(yes);
        Tally {
            open: 1,
            overdue: count(late),
            near: count(near),
            bounced: count(row.returns > 0),
            redone: count(row.redos > 0),
            pressed: count(row.presses > 0),
            hang_late: count(row.hang_check.is_some_and(|check| check < now)),
        }
    }
}

impl Boards {
    /// Boards without a line.
    pub fn new(at: Moment) -> Self {
        Boards {
            at,
            all: Tally::default(),
            by_unit: BTreeMap::new(),
            by_link: BTreeMap::new(),
            by_grade: BTreeMap::new(),
        }
    }
    /// Counts tickets of one unit, link and grade in.
    pub fn add(&mut self, unit: Option<UnitCode>, link: Option<Link>, grade: Grade, tally: Tally) {
        self.all.add(tally);
        self.by_grade.entry(grade).or_default().add(tally);
        let unit = unit.map(|u| self.by_unit.entry(u).or_default());
        unit.into_iter().for_each(|line| line.add(tally));
        let link = link.map(|l| self.by_link.entry(l).or_default());
        link.into_iter().for_each(|line| line.add(tally));
    }
    /// What the boards mean, ticket by ticket.
    pub fn of<'a>(rows: impl IntoIterator<Item = &'a Row>, now: Moment) -> Self {
        let mut boards = Boards::new(now);
        for row in rows.into_iter().filter(|r| r.status.is_open()) {
            boards.add(
                row.lead_unit.clone(),
                row.status.link(),
                row.grade,
                Tally::of(row, now),
            );
        }
        boards
    }
}

impl Talks {
    /// The month of these units, from their ratings.
    pub fn of(
        district: &District,
        month: String,
        ratings: &Ratings,
        shown: impl Fn(&UnitCode) -> bool,
    ) -> Self {
        let rules = &district.rules.talk;
        let line = |unit: &model::unit::Unit| {
            let rate = ratings.get(&unit.code).copied().unwrap_or_default();
            TalkLine {
                unit: unit.code.clone(),
                name: unit.name.clone(),
                rated: rate.n,
                satisfied: rate.good(),
                rate_bp: rate.bp,
                verdict: talk::verdict(rules, rate),
            }
        };
        let groups = UnitGroup::ALL.iter().map(|group| {
            let units = district.units.iter();
            let units = units.filter(|u| u.group == *group && shown(&u.code));
            TalkGroup {
                group: *group,
                units: units.map(line).collect(),
            }
        });
        Talks {
            month,
            floor_bp: rules.floor_bp,
            rated_min: rules.rated_min,
            groups: groups.filter(|g| !g.units.is_empty()).collect(),
        }
    }
}

impl Duty {
    /// The roster of a district.
    pub fn of(district: &District) -> Self {
        let level = |level: u8| {
            let units = district.duty.iter().filter(|d| d.level == level);
            let line = |d: &DutyUnit| DutyLine {
                unit: d.unit.clone(),
                name: district
                    .unit(&d.unit)
                    .map_or_else(String::new, |u| u.name.clone()),
                phone: d.phone.clone(),
            };
            units.map(line).collect()
        };
        Duty {
            phone: district.rules.duty_phone.clone(),
            first: level(1),
            second: level(2),
        }
    }
}
