//! What the columns hold of one ticket.

use model::row::Row;
use model::{Grade, Kind, Moment, Source, Status};

/// Stands in a column of moments where there is none: no clock runs, no check is due.
pub const NEVER: i64 = i64::MAX;

/// One ticket as lists know it. Moments are milliseconds, [`NEVER`] where no clock runs; names are borrowed from the row or
/// from the store's answer.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Entry<'a> {
    /// 状态.
    pub status: Status,
    /// 等级.
    pub grade: Grade,
    /// 诉求类型; none for a word that this version does not know.
    pub kind: Option<Kind>,
    /// 来源; none for a word that this version does not know.
    pub source: Option<Source>,
    /// 类别.
    pub category: &'a str,
    /// Place in the unit tree.
    pub area: &'a str,
    /// Governance grid.
    pub grid: Option<&'a str>,
    /// 采集人.
    pub created_by: &'a str,
    /// 主办.
    pub lead_unit: Option<&'a str>,
    /// 经办人.
    pub handler: Option<&'a str>,
    /// 回访员.
    pub visited_by: Option<&'a str>,
    /// By the device's clock; kept only where lists go by it ([`crate::Age::Capture`]).
    pub captured: i64,
    /// 入池时间; 0 before the pool took it in.
    pub received: i64,
    /// When it counts as nearly due.
    pub amber: i64,
    /// When its next clock runs out.
    pub due: i64,
    /// Next check of a 挂账.
    pub hang_check: i64,
    /// Degrees, of a whole position.
    pub position: Option<(f64, f64)>,
    /// 突发 or 紧急, dispatched and not signed.
    pub alarm: bool,
    /// Something waits for a decision.
    pub asked: bool,
    /// Sent back by a unit at least once.
    pub bounced: bool,
    /// Sent back by a visit at least once.
    pub redone: bool,
    /// The unit owes a reply to an order of 督.
    pub pressed: bool,
}

impl<'a> Entry<'a> {
    /// What a row says; 协办 are joined apart ([`crate::Columns::join`]).
    pub fn of(row: &'a Row) -> Self {
        let or_never = |at: Option<Moment>| at.map_or(NEVER, |at| at.0);
        Entry {
            status: row.status,
            grade: row.grade,
            kind: Some(row.kind),
            source: Some(row.source),
            category: row.category.as_str(),
            area: row.area_code.as_str(),
            grid: row.grid.as_deref(),
            created_by: row.created_by.as_str(),
            lead_unit: row.lead_unit.as_ref().map(|u| u.as_str()),
            handler: row.handler.as_ref().map(|u| u.as_str()),
            visited_by: row.visited_by.as_ref().map(|u| u.as_str()),
            captured: row.captured_at.0,
            received: row.received_at.map_or(0, |at| at.0),
            amber: or_never(row.amber_at),
            due: or_never(row.due_at),
            hang_check: or_never(row.hang_check),
            position: row.lon.zip(row.lat),
            alarm: row.alarm,
            asked: row.asked,
            bounced: row.returns > 0,
            redone: row.redos > 0,
            pressed: row.presses > 0,
        }
    }
}
