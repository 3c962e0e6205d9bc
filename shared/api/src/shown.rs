//! A ticket as people and scripts see it (`show`, `read_ticket`).

use crate::flat;
use crate::over::Over;
use model::deadline::Deadline;
use model::edit::{Ruling, Verdict};
use model::effect::{Effect, State};
use model::issue::Issue;
use model::ticket::Ticket;
use model::{
    Action, AreaCode, CategoryCode, Clock, Code, DeviceId, EditId, Grade, Group, Head, Moment,
    PhotoKind, Sha256, Status, TicketId, UnitCode, UserName,
};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::collections::BTreeMap;

/// A ticket, whole.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(remote = "Self")]
pub struct Shown {
    /// Which ticket.
    pub id: TicketId,
    /// 临时编号.
    pub temp_no: String,
    /// 工单编号.
    pub ticket_no: Option<String>,
    /// 状态, by the pool's rulings; `queued` until it has ruled.
    pub status: Status,
    /// Where it will stand if the events that wait are confirmed (待确认).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status_pending: Option<Status>,
    /// The winning facts, shaped like ISSUE.json.
    pub facts: Issue,
    /// Groups with more than one value, the winner last.
    pub conflicts: BTreeMap<Group, Vec<ShownClaim>>,
    /// The time line.
    pub log: Vec<ShownEvent>,
    /// Photos.
    pub photos: Vec<ShownPhoto>,
    /// Clocks that were started.
    pub deadlines: BTreeMap<Clock, Deadline>,
    /// Round, 0 before the first dispatch.
    pub round: u32,
    /// 采集人.
    pub created_by: UserName,
    /// By the device's clock.
    pub captured_at: Moment,
    /// 入池时间.
    pub received_at: Option<Moment>,
    /// Confirmed category.
    pub category: Option<CategoryCode>,
    /// Confirmed grade.
    pub grade: Option<Grade>,
    /// Place in the unit tree.
    pub area_code: Option<AreaCode>,
    /// 主办.
    pub lead_unit: Option<UnitCode>,
    /// 协办.
    pub co_units: Vec<UnitCode>,
    /// 首接单位.
    pub first_receiver: Option<UnitCode>,
    /// 经办人.
    pub handler: Option<UserName>,
    /// 结案时间.
    pub closed_at: Option<Moment>,
    /// Things a person should look at.
    pub flags: Vec<Flag>,
    /// The document's heads; a write may carry them as `seen`.
    pub seen: Vec<Head>,
    /// What lies over the ticket beside its status.
    #[serde(flatten, skip_deserializing)]
    pub over: Over,
}

impl Serialize for Shown {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        Shown::serialize(self, s)
    }
}

impl<'de> Deserialize<'de> for Shown {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        flat::object(d)?.shown()
    }
}

impl flat::Object {
    /// The ticket in it.
    pub(crate) fn shown<E: serde::de::Error>(&self) -> Result<Shown, E> {
        let mut shown = self.part_by(|reader| Shown::deserialize(reader))?;
        shown.over = self.part()?;
        Ok(shown)
    }
}

/// Things a person should look at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Flag {
    /// The position lies outside the district (kept as captured).
    OutsideDistrict,
    /// The position lies outside the named area.
    OutsideArea,
    /// The device's clock was off when it captured.
    ClockOff,
}

/// One of several values of a group.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct ShownClaim {
    /// The value, shaped like the group.
    #[cfg_attr(feature = "schema", schema(value_type = Object))]
    pub value: serde_json::Value,
    /// Author.
    pub by: UserName,
    /// When, by the author's clock.
    pub at: Moment,
    /// The edit; `choose_fact` names it.
    pub edit: EditId,
}

/// One act on the ticket.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct ShownEvent {
    /// The event.
    pub id: EditId,
    /// What was done.
    pub action: Action,
    /// The round it acts on.
    pub round: u32,
    /// Author; null for the system.
    pub by: Option<UserName>,
    /// The device or pool it was made on.
    pub device: DeviceId,
    /// When, by the author's clock.
    pub at: Moment,
    /// What was said.
    #[cfg_attr(feature = "schema", schema(value_type = Object))]
    pub payload: serde_json::Value,
    /// The pool's ruling; null while it waits (待确认).
    pub ruling: Option<ShownRuling>,
}

/// A ruling.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct ShownRuling {
    /// Whether it counts.
    pub verdict: VerdictWord,
    /// Pool time.
    pub at: Moment,
    /// Why it did not come about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<Code>,
    /// The sentence to `code`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// What it did.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "schema", schema(value_type = Vec<Object>))]
    pub effects: Vec<serde_json::Value>,
}

/// Whether an event counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum VerdictWord {
    /// 生效.
    Applied,
    /// 未生效.
    Void,
}

/// A photo of the ticket.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct ShownPhoto {
    /// Of the image as stored.
    pub sha256: Sha256,
    /// What it shows.
    pub kind: PhotoKind,
    /// Bytes of the stored image.
    pub bytes: u64,
    /// Width in pixels.
    pub w: u32,
    /// Height in pixels.
    pub h: u32,
    /// Who added it.
    pub by: UserName,
    /// When it joined.
    pub at: Moment,
    /// When the camera took it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub taken_at: Option<Moment>,
    /// 说明.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub caption: Option<String>,
    /// The pool has confirmed that it holds the full image.
    pub delivered: bool,
}

impl Shown {
    /// What is shown of a ticket. `delivered` tells which photos the pool has confirmed.
    pub fn of(
        ticket: &Ticket,
        state: &State,
        delivered: impl Fn(&Sha256) -> bool,
        flags: Vec<Flag>,
    ) -> Self {
        Shown {
            id: ticket.id.clone(),
            temp_no: ticket.temp_no.clone(),
            ticket_no: state.ticket_no.clone(),
            status: state.status,
            status_pending: None,
            facts: Issue::from_facts(&ticket.facts),
            conflicts: ticket
                .conflicts
                .iter()
                .map(|(g, claims)| (*g, claims.iter().map(claim).collect()))
                .collect(),
            log: ticket
                .log
                .iter()
                .map(|e| ShownEvent {
                    id: e.id,
                    action: e.act.action(),
                    round: e.round,
                    by: e.by.clone(),
                    device: e.id.device(),
                    at: e.at,
                    payload: e.act.payload(),
                    ruling: e.ruling.as_ref().map(ruling),
                })
                .collect(),
            photos: ticket
                .photos
                .iter()
                .map(|p| ShownPhoto {
                    sha256: p.photo.sha256.clone(),
                    kind: p.photo.kind,
                    bytes: p.photo.bytes,
                    w: p.photo.w,
                    h: p.photo.h,
                    by: p.by.clone(),
                    at: p.at,
                    taken_at: p.photo.taken_ms.map(Moment),
                    caption: p.photo.caption.clone(),
                    delivered: delivered(&p.photo.sha256),
                })
                .collect(),
            deadlines: clocks(state),
            round: state.round,
            created_by: ticket.created_by.clone(),
            captured_at: ticket.captured_at,
            received_at: state.received_at,
            category: state.category.clone(),
            grade: state.grade,
            area_code: state.area.clone(),
            lead_unit: state.lead_unit.clone(),
            co_units: state.co_units.clone(),
            first_receiver: state.first_receiver.clone(),
            handler: state.handler.clone(),
            closed_at: state.closed_at,
            flags,
            seen: ticket.heads.clone(),
            over: Over::of(state),
        }
    }
}

/// Every clock that was started; the window for 退单 only while it can still be used, since nobody has to meet it.
fn clocks(state: &State) -> BTreeMap<Clock, Deadline> {
    let open = state.status == Status::Dispatched;
    let clocks = state.deadlines.iter();
    let shown = clocks.filter(|(clock, _)| **clock != Clock::Return || open);
    shown.map(|(clock, d)| (*clock, d.clone())).collect()
}

fn claim(c: &model::ticket::Claim) -> ShownClaim {
    let value = serde_json::to_value(&c.value)
        .ok()
        .and_then(|v| v.get("value").cloned())
        .unwrap_or_default();
    ShownClaim {
        value,
        by: c.by.clone(),
        at: c.at,
        edit: c.edit,
    }
}

/// An effect as JSON: whoever is shown a ticket reads of it what they know.
fn effect(effect: &Effect) -> serde_json::Value {
    serde_json::to_value(effect).unwrap_or_default()
}

fn ruling(r: &Ruling) -> ShownRuling {
    match &r.verdict {
        Verdict::Applied(effects) => ShownRuling {
            verdict: VerdictWord::Applied,
            at: r.at,
            code: None,
            detail: None,
            effects: effects.iter().map(effect).collect(),
        },
        Verdict::Void(denial) => ShownRuling {
            verdict: VerdictWord::Void,
            at: r.at,
            code: Some(denial.code),
            detail: Some(denial.sentence()),
            effects: Vec::new(),
        },
    }
}
