//! The projection: one flat row per ticket, for lists, filters and scope. Device and pool fill it with this one function,
//! so lists never open documents.

use crate::effect::State;
use crate::ticket::Ticket;
use crate::{
    CategoryCode, Clock, Grade, Kind, Moment, Sha256, Source, Status, TicketId, UnitCode, UserName,
};
use serde::{Deserialize, Serialize};

/// One ticket in a list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Row {
    pub id: TicketId,
    /// 临时编号.
    pub temp_no: String,
    /// 工单编号, once accepted.
    pub ticket_no: Option<String>,
    /// 状态, by the pool's rulings.
    pub status: Status,
    /// 标题.
    pub title: String,
    /// 诉求类型.
    pub kind: Kind,
    /// 来源.
    pub source: Source,
    /// 类别: confirmed, or as claimed until then.
    pub category: CategoryCode,
    /// 等级: confirmed, or as claimed until then.
    pub grade: Grade,
    /// Place in the unit tree: confirmed, or as claimed until then.
    pub area_code: crate::AreaCode,
    /// Governance grid.
    pub grid: Option<String>,
    /// 地址.
    pub address: Option<String>,
    /// Longitude, WGS-84 or CGCS2000.
    pub lon: Option<f64>,
    pub lat: Option<f64>,
    /// 采集人.
    pub created_by: UserName,
    /// By the device's clock.
    pub captured_at: Moment,
    /// 入池时间.
    pub received_at: Option<Moment>,
    /// 主办.
    pub lead_unit: Option<UnitCode>,
    /// 协办.
    pub co_units: Vec<UnitCode>,
    /// 经办人.
    pub handler: Option<UserName>,
    /// 回访员.
    pub visited_by: Option<UserName>,
    /// The clock that runs out next.
    pub clock: Option<Clock>,
    /// When it counts as nearly due.
    pub amber_at: Option<Moment>,
    /// When it runs out.
    pub due_at: Option<Moment>,
    /// How many photos.
    pub photos: u32,
    /// The first photo, for a thumbnail.
    pub cover: Option<Sha256>,
    /// Some group has two values.
    pub conflict: bool,
    /// 结案时间.
    pub closed_at: Option<Moment>,
    /// Times sent back by a unit.
    #[serde(default)]
    pub returns: u32,
    /// Times the visit sent it back.
    #[serde(default)]
    pub redos: u32,
    /// Orders the unit has not replied to.
    #[serde(default)]
    pub presses: u32,
    /// Next check of a 挂账.
    #[serde(default)]
    pub hang_check: Option<Moment>,
    /// 主单.
    #[serde(default)]
    pub parent: Option<TicketId>,
    /// 突发 or 紧急, dispatched and not signed: listed apart until somebody signs.
    #[serde(default)]
    pub alarm: bool,
    /// Something waits for a decision beside the status: 延期, 续挂, 剔除, or a late step's 确认.
    #[serde(default)]
    pub asked: bool,
    /// 即办即结.
    #[serde(default)]
    pub on_spot: bool,
    /// Approved 剔除.
    #[serde(default)]
    pub excluded: bool,
}

impl Row {
    /// The row of a ticket in a state.
    pub fn of(ticket: &Ticket, state: &State) -> Self {
        let next = state.next_due();
        let place = &ticket.facts.place;
        let hang = state.hang.as_ref().filter(|_| state.status == Status::Hung);
        Row {
            id: ticket.id.clone(),
            temp_no: ticket.temp_no.clone(),
            ticket_no: state.ticket_no.clone(),
            status: state.status,
            title: ticket.facts.what.title.clone(),
            kind: ticket.facts.what.kind,
            source: ticket.facts.what.source,
            category: state
                .category
                .clone()
                .unwrap_or_else(|| ticket.facts.what.category.clone()),
            grade: state.grade.unwrap_or(ticket.facts.grade),
            area_code: state
                .area
                .clone()
                .unwrap_or_else(|| place.area_code.clone()),
            grid: if state.area.is_some() {
                state.grid.clone()
            } else {
                place.grid.clone()
            },
            address: place.address.clone(),
            lon: place.lon,
            lat: place.lat,
            created_by: ticket.created_by.clone(),
            captured_at: ticket.captured_at,
            received_at: state.received_at,
            lead_unit: state.lead_unit.clone(),
            co_units: state.co_units.clone(),
            handler: state.handler.clone(),
            visited_by: state.visited_by.clone(),
            clock: next.map(|d| d.clock),
            amber_at: next.map(|d| d.amber),
            due_at: next.map(|d| d.due),
            photos: count(ticket.photos.iter()),
            cover: ticket.photos.first().map(|p| p.photo.sha256.clone()),
            conflict: !ticket.conflicts.is_empty(),
            closed_at: state.closed_at,
            returns: state.returns,
            redos: state.redos,
            presses: count(state.presses.values().filter(|p| p.open())),
            hang_check: hang.map(|h| h.next_check),
            parent: state.parent.clone(),
            alarm: state.status == Status::Dispatched
                && state.grade.is_some_and(|g| g != Grade::Normal),
            asked: state
                .extension
                .as_ref()
                .is_some_and(|e| e.granted.is_none())
                || state.hang.as_ref().is_some_and(|h| h.renewal.is_some())
                || state
                    .exclusion
                    .as_ref()
                    .is_some_and(|e| e.granted.is_none())
                || ticket.awaiting().next().is_some(),
            on_spot: state.on_spot,
            excluded: state
                .exclusion
                .as_ref()
                .is_some_and(|e| e.granted == Some(true)),
        }
    }
}

fn count<T>(items: impl Iterator<Item = T>) -> u32 {
    u32::try_from(items.count()).unwrap_or(u32::MAX)
}

/// A plain row.
#[cfg(test)]
pub(crate) fn for_tests() -> Row {
    Row {
        id: TicketId::new("0199a3c4-5b1e-7cc0-8d1f-000000000001").unwrap(),
        temp_no: "离-1".into(),
        ticket_no: None,
        status: Status::Pooled,
        title: "路灯不亮".into(),
        kind: Kind::Hazard,
        source: Source::Patrol,
        category: CategoryCode::new("010103").unwrap(),
        grade: Grade::Normal,
        area_code: crate::AreaCode::new("990100001001").unwrap(),
        grid: None,
        address: None,
        lon: None,
        lat: None,
        created_by: UserName::new("somebody").unwrap(),
        captured_at: Moment(0),
        received_at: None,
        lead_unit: None,
        co_units: Vec::new(),
        handler: None,
        visited_by: None,
        clock: None,
        amber_at: None,
        due_at: None,
        photos: 0,
        cover: None,
        conflict: false,
        closed_at: None,
        returns: 0,
        redos: 0,
        presses: 0,
        hang_check: None,
        parent: None,
        alarm: false,
        asked: false,
        on_spot: false,
        excluded: false,
    }
}
