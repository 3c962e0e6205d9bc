//! A ticket as people and scripts see it (`show`, `read_ticket`).

use crate::over::Over;
use model::deadline::Deadline;
use model::edit::{Ruling, Verdict};
use model::effect::{Effect, State};
use model::issue::Issue;
use model::locator::Oddity;
use model::ticket::Ticket;
use model::{
    Action, AreaCode, CategoryCode, Clock, Code, DeviceId, EditId, Grade, Group, Head, Moment,
    PhotoKind, Sha256, Status, TicketId, UnitCode, UserName,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A ticket, whole.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Shown {
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
    #[serde(flatten)]
    pub over: Over,
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

impl From<Oddity> for Flag {
    fn from(odd: Oddity) -> Self {
        match odd {
            Oddity::OutsideDistrict => Flag::OutsideDistrict,
            Oddity::OutsideArea => Flag::OutsideArea,
        }
    }
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
    pub id: EditId,
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
    /// Why it did not count.
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

#[cfg(test)]
mod tests {
    use crate::TicketReply;
    use serde_json::{Value, json};

    /// Everything a reply may carry, some of it in maps by edit and by unit.
    fn whole() -> Value {
        let (id, edit) = (
            "0199a3c4-5b1e-7cc0-8d1f-0a1b2c3d4e5f",
            "00112233445566ff0102030400000007",
        );
        json!({
            "id": id, "temp_no": "LS-1", "ticket_no": "WS-1", "status": "handling", "status_pending": "done_req",
            "facts": {
                "title": "井盖", "body": "碎裂", "kind": "hazard", "source": "patrol", "category": "010101", "grade": "normal",
                "where": {"lon": 116.1, "lat": 40.0, "crs": "wgs84", "address": "东门外", "area_code": "990100001001"}
            },
            "conflicts": {"body": [{"value": "碎了", "by": "wang", "at": "2026-11-22T02:32:00Z", "edit": edit}]},
            "log": [{
                "id": edit, "action": "sign", "round": 1, "by": null, "device": "00112233445566ff", "at": "2026-11-22T02:32:00Z",
                "payload": {}, "ruling": {"verdict": "applied", "at": "2026-11-22T02:32:01Z", "effects": [{"status": "signed"}]}
            }],
            "photos": [], "deadlines": {}, "round": 1, "created_by": "wang", "captured_at": "2026-11-22T02:32:00Z",
            "received_at": "2026-11-22T02:32:00.5Z", "category": "010101", "grade": "normal", "area_code": "990100001001",
            "lead_unit": "B01", "co_units": ["B02"], "first_receiver": "B01", "handler": "li", "closed_at": null,
            "flags": ["clock_off"], "seen": [],
            "children": [{"id": id, "call": true}], "returns": 1, "redos": 2, "transfers": 3, "designated": true,
            "extension": {"by": "li", "until": 1_795_000_000_000_i64, "granted": true},
            "whistles": {edit: {"due": -1, "units": {"B02": null, "B03": "2026-11-22T02:32:00Z"}}},
            "presses": {edit: {"kind": "urge", "at": 1, "due": 2}},
            "visits": [{"at": 3, "means": "phone", "contacted": true, "solved": "yes", "satisfied": "mostly", "unit": "B01"}],
            "reporter": null, "reporter_open": true, "may": ["progress"], "may_edit": false
        })
    }

    #[test]
    fn a_reply_reads_back_whole() {
        let whole = whole();
        let reply: TicketReply = serde_json::from_str(&whole.to_string()).unwrap();
        assert_eq!(reply.ticket.over.whistles.len(), 1);
        assert_eq!(serde_json::to_value(&reply).unwrap(), whole);
        let mut less = whole.clone();
        less.as_object_mut().unwrap().remove("round");
        let fault = serde_json::from_value::<TicketReply>(less).unwrap_err();
        assert!(fault.to_string().contains("round"), "{fault}");
    }
}
