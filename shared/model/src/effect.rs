//! Effects: what a ruled event did. A ticket's state is the fold of its effects in ruling order, never judged again.

use crate::deadline::Deadline;
use crate::duty::Names;
use crate::overlay::{Exclusion, Extension, Hang, Press, Presses, VisitRecord, Whistle};
use crate::{
    AreaCode, CategoryCode, Clock, EditId, Grade, Moment, Status, TicketId, UnitCode, UserName,
    moment,
};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

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
    /// Open again.
    Reopened,
    /// 主单 of a merged ticket; none when it was taken out again.
    Parent(Option<TicketId>),
    /// A ticket joined this one; whether its reporter is to be called back too.
    Child(TicketId, bool),
    /// A ticket left this one.
    ChildLeft(TicketId),
    /// 即办即结.
    OnSpot,
    /// Nobody handles it until somebody signs.
    Unassigned,
    /// No unit leads it until it is dispatched again.
    Unled,
    /// Times sent back by a unit and accepted as such.
    Returns(u32),
    /// Times the visit sent it back.
    Redos(u32),
    /// Times handed on inside the unit.
    Transfers(u32),
    /// The district designated the unit: no 退单 any more.
    Designated,
    /// Who applied for 退单.
    ReturnBy(UserName),
    /// A clock stands still from here (milliseconds).
    Pause(Clock, i64),
    /// A clock runs on from here (milliseconds), with its new amber and due.
    Resume(Clock, i64, i64, i64),
    /// A clock's new amber and due (milliseconds).
    Due(Clock, i64, i64),
    /// A clock that was met runs again with its old due.
    Unmet(Clock),
    /// 延期 asked for or decided.
    Extension(Extension),
    /// 挂账 asked for, running or renewed.
    Hang(Hang),
    /// No 挂账 any more.
    Unhung,
    /// 吹哨 by this edit.
    Whistle(EditId, Whistle),
    /// A unit's 报到 to that whistle (milliseconds).
    ReportedIn(EditId, UnitCode, i64),
    /// An order over the ticket.
    Press(EditId, Press),
    /// The unit replied to every open order (milliseconds).
    Answered(i64),
    /// 剔除 asked for or decided.
    Exclusion(Exclusion),
    /// A call to the reporter that reached nobody (milliseconds).
    Missed(i64),
    /// What a visit found.
    Visited(VisitRecord),
    /// The device's clock was off by this many milliseconds, more than the rules allow: judged by its arrival.
    ClockOff(i64),
    /// In whose name this person acted on the ticket so far: those on leave whose posts it was done by.
    InNameOf(UserName, Vec<UserName>),
}

impl Effect {
    /// Whether it changes where the ticket stands or in whose hands it is.
    pub fn moves(&self) -> bool {
        matches!(
            self,
            Effect::Status(_)
                | Effect::Round(_)
                | Effect::Place(..)
                | Effect::Lead(_)
                | Effect::Co(_)
                | Effect::Handler(_)
                | Effect::Unassigned
                | Effect::Unled
        )
    }
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
    /// 主单, of a merged ticket.
    pub parent: Option<TicketId>,
    /// Tickets merged into this one, and whether their reporters are to be called back.
    pub children: BTreeMap<TicketId, bool>,
    /// 即办即结.
    pub on_spot: bool,
    /// Times sent back by a unit.
    pub returns: u32,
    /// Times the visit sent it back.
    pub redos: u32,
    /// Times handed on inside the unit.
    pub transfers: u32,
    /// The district designated the unit.
    pub designated: bool,
    /// Who applied for the 退单 that waits.
    pub return_by: Option<UserName>,
    /// 延期.
    pub extension: Option<Extension>,
    /// 挂账.
    pub hang: Option<Hang>,
    /// 吹哨, by the edit that called.
    pub whistles: BTreeMap<EditId, Whistle>,
    /// 催办, 督办, 提级督办.
    pub presses: Presses,
    /// 剔除.
    pub exclusion: Option<Exclusion>,
    /// Calls of this round that reached nobody.
    pub missed: Vec<Moment>,
    /// What visits found, in order.
    pub visits: Vec<VisitRecord>,
    /// Something was done with a clock that was off.
    pub clock_off: bool,
    /// In whose name each substitute acted.
    pub in_name_of: BTreeMap<UserName, BTreeSet<UserName>>,
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
            parent: None,
            children: BTreeMap::new(),
            on_spot: false,
            returns: 0,
            redos: 0,
            transfers: 0,
            designated: false,
            return_by: None,
            extension: None,
            hang: None,
            whistles: BTreeMap::new(),
            presses: Presses::new(),
            exclusion: None,
            missed: Vec::new(),
            visits: Vec::new(),
            clock_off: false,
            in_name_of: BTreeMap::new(),
        }
    }
    /// 延期 was asked for and is not answered.
    pub fn extension_asked(&self) -> bool {
        self.extension.as_ref().is_some_and(|e| e.granted.is_none())
    }
    /// 剔除 was asked for and is not answered.
    pub fn exclusion_asked(&self) -> bool {
        self.exclusion.as_ref().is_some_and(|e| e.granted.is_none())
    }
    /// 挂账 was asked for, or 续挂 of one that is granted.
    pub fn hang_asked(&self) -> bool {
        let hang = self.hang.as_ref();
        hang.is_some_and(|h| self.status != Status::Hung || h.renewal.is_some())
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
                    paused: None,
                };
                self.deadlines.insert(clock, deadline);
            }
            Effect::Met(clock, at) => self.clock(clock, |d| d.met = d.met.or(Some(Moment(at)))),
            Effect::DoneBy(edit, user) => self.done_by = Some((edit, user)),
            Effect::VisitedBy(user) => self.visited_by = Some(user),
            Effect::Closed(at) => self.closed_at = Some(at),
            Effect::Reopened => self.closed_at = None,
            Effect::Parent(parent) => self.parent = parent,
            Effect::Child(id, reporter) => {
                self.children.insert(id, reporter);
            }
            Effect::ChildLeft(id) => {
                self.children.remove(&id);
            }
            Effect::OnSpot => self.on_spot = true,
            Effect::Unassigned => {
                self.handler = None;
                self.done_by = None;
            }
            Effect::Unled => {
                self.lead_unit = None;
                self.co_units = Vec::new();
            }
            Effect::Returns(n) => self.returns = n,
            Effect::Redos(n) => self.redos = n,
            Effect::Transfers(n) => self.transfers = n,
            Effect::Designated => self.designated = true,
            Effect::ReturnBy(user) => self.return_by = Some(user),
            Effect::Pause(clock, at) => self.clock(clock, |d| d.paused = Some(Moment(at))),
            Effect::Resume(clock, _, amber, due) => self.clock(clock, |d| {
                d.paused = None;
                (d.amber, d.due) = (Moment(amber), Moment(due));
            }),
            Effect::Due(clock, amber, due) => {
                self.clock(clock, |d| (d.amber, d.due) = (Moment(amber), Moment(due)));
            }
            Effect::Unmet(clock) => self.clock(clock, |d| d.met = None),
            Effect::Extension(extension) => self.extension = Some(extension),
            Effect::Hang(hang) => self.hang = Some(hang),
            Effect::Unhung => self.hang = None,
            Effect::Whistle(edit, whistle) => {
                self.whistles.insert(edit, whistle);
            }
            Effect::ReportedIn(edit, unit, at) => {
                if let Some(whistle) = self.whistles.get_mut(&edit) {
                    whistle.units.insert(unit, Some(Moment(at)));
                }
            }
            Effect::Press(edit, press) => {
                self.presses.insert(edit, press);
            }
            Effect::Answered(at) => {
                let open = self.presses.values_mut().filter(|p| p.open());
                open.for_each(|p| p.answered = Some(Moment(at)));
            }
            Effect::Exclusion(exclusion) => self.exclusion = Some(exclusion),
            Effect::Missed(at) => self.missed.push(Moment(at)),
            Effect::Visited(record) => {
                self.missed.clear();
                self.visits.push(record);
            }
            Effect::ClockOff(_) => self.clock_off = true,
            Effect::InNameOf(user, names) => {
                self.in_name_of.insert(user, names.into_iter().collect());
            }
        }
    }
    fn clock(&mut self, clock: Clock, change: impl FnOnce(&mut Deadline)) {
        if let Some(deadline) = self.deadlines.get_mut(&clock) {
            change(deadline);
        }
    }
    /// The names behind what this person did on the ticket.
    pub fn names_of(&self, user: &UserName) -> Names {
        Names::known(user, self.in_name_of.get(user).into_iter().flatten())
    }
    /// Everybody who led or joined, or was called.
    pub fn units(&self) -> BTreeSet<&UnitCode> {
        self.lead_unit.iter().chain(&self.co_units).collect()
    }
    /// Somebody can be called back: the reporter, or one of a merged ticket.
    pub fn any_reporter(&self) -> bool {
        self.has_reporter || self.children.values().any(|r| *r)
    }
    /// The clock that runs out next, when one runs.
    pub fn next_due(&self) -> Option<&Deadline> {
        if !self.status.is_open() {
            return None;
        }
        self.deadlines
            .values()
            .filter(|d| d.met.is_none() && d.paused.is_none() && d.clock != Clock::Return)
            .min_by_key(|d| (d.due, d.clock))
    }
}
