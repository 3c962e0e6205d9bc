//! Effects: what a ruled event did. A ticket's state is the fold of its effects in ruling order, never judged again.

use crate::deadline::Deadline;
use crate::{
    AreaCode, CategoryCode, Clock, EditId, Grade, Moment, Status, UnitCode, UserName, moment,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// One consequence of a ruled edit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Effect {
    /// 入池 at pool time.
    Received(#[serde(with = "moment::ms")] Moment),
    /// New status.
    Status(Status),
    /// A new round begins.
    Round(u32),
    /// Place in the unit tree.
    Place(AreaCode, Option<String>),
    /// Confirmed category.
    Category(CategoryCode),
    /// Confirmed grade and its 疑难 flag.
    Grade(Grade, bool),
    /// 工单编号.
    Number(String),
    /// The rule pack the ticket keeps: its name and short hash.
    Rule(String),
    /// Somebody can be called back.
    Reporter(bool),
    /// 主办.
    Lead(UnitCode),
    /// 协办.
    Co(Vec<UnitCode>),
    /// 首接单位, never changes.
    FirstReceiver(UnitCode),
    /// 经办人.
    Handler(UserName),
    /// A clock starts: started, amber, due in milliseconds.
    Start(Clock, i64, i64, i64),
    /// A clock is met at this time (milliseconds).
    Met(Clock, i64),
    /// 申请办结 by this edit of this person.
    DoneBy(EditId, UserName),
    /// 回访 by this person.
    VisitedBy(UserName),
    /// 结案 at pool time.
    Closed(#[serde(with = "moment::ms")] Moment),
}

/// Where a ticket stands: the sum of its effects.
#[derive(Debug, Clone, PartialEq)]
pub struct State {
    /// 状态.
    pub status: Status,
    /// Round: 0 before the first dispatch.
    pub round: u32,
    /// 入池时间.
    pub received_at: Option<Moment>,
    /// Place in the unit tree.
    pub area: Option<AreaCode>,
    /// Governance grid.
    pub grid: Option<String>,
    /// Confirmed category.
    pub category: Option<CategoryCode>,
    /// Confirmed grade.
    pub grade: Option<Grade>,
    /// 疑难.
    pub complex: bool,
    /// 工单编号.
    pub ticket_no: Option<String>,
    /// Rule pack.
    pub rule: Option<String>,
    /// Somebody can be called back.
    pub has_reporter: bool,
    /// 主办.
    pub lead_unit: Option<UnitCode>,
    /// 协办.
    pub co_units: Vec<UnitCode>,
    /// 首接单位.
    pub first_receiver: Option<UnitCode>,
    /// 经办人.
    pub handler: Option<UserName>,
    /// Clocks that were started.
    pub deadlines: BTreeMap<Clock, Deadline>,
    /// The edit that asked for 办结, and its author.
    pub done_by: Option<(EditId, UserName)>,
    /// 回访员.
    pub visited_by: Option<UserName>,
    /// 结案时间.
    pub closed_at: Option<Moment>,
}

impl State {
    /// Before the pool has said anything.
    pub fn queued() -> Self {
        State {
            status: Status::Queued,
            round: 0,
            received_at: None,
            area: None,
            grid: None,
            category: None,
            grade: None,
            complex: false,
            ticket_no: None,
            rule: None,
            has_reporter: false,
            lead_unit: None,
            co_units: Vec::new(),
            first_receiver: None,
            handler: None,
            deadlines: BTreeMap::new(),
            done_by: None,
            visited_by: None,
            closed_at: None,
        }
    }
    /// Takes in one effect.
    pub fn apply(&mut self, effect: &Effect) {
        match effect.clone() {
            Effect::Received(at) => self.received_at = Some(at),
            Effect::Status(status) => self.status = status,
            Effect::Round(round) => self.round = round,
            Effect::Place(area, grid) => {
                self.area = Some(area);
                self.grid = grid;
            }
            Effect::Category(code) => self.category = Some(code),
            Effect::Grade(grade, complex) => {
                self.grade = Some(grade);
                self.complex = complex;
            }
            Effect::Number(no) => self.ticket_no = Some(no),
            Effect::Rule(rule) => self.rule = Some(rule),
            Effect::Reporter(yes) => self.has_reporter = yes,
            Effect::Lead(unit) => self.lead_unit = Some(unit),
            Effect::Co(units) => self.co_units = units,
            Effect::FirstReceiver(unit) => {
                self.first_receiver = self.first_receiver.take().or(Some(unit))
            }
            Effect::Handler(user) => self.handler = Some(user),
            Effect::Start(clock, started, amber, due) => {
                let deadline = Deadline {
                    clock,
                    started: Moment(started),
                    amber: Moment(amber),
                    due: Moment(due),
                    met: None,
                };
                self.deadlines.insert(clock, deadline);
            }
            Effect::Met(clock, at) => {
                if let Some(d) = self.deadlines.get_mut(&clock) {
                    d.met = d.met.or(Some(Moment(at)));
                }
            }
            Effect::DoneBy(edit, user) => self.done_by = Some((edit, user)),
            Effect::VisitedBy(user) => self.visited_by = Some(user),
            Effect::Closed(at) => self.closed_at = Some(at),
        }
    }
    /// The clock that runs out next, when one runs.
    pub fn next_due(&self) -> Option<&Deadline> {
        if !self.status.is_open() {
            return None;
        }
        self.deadlines
            .values()
            .filter(|d| d.met.is_none())
            .min_by_key(|d| (d.due, d.clock))
    }
}
