//! What the desk asks besides tickets: saved views, look-alikes, the suggested unit, exports.

use crate::types::{ListTickets, shapes};
use model::row::Row;
use model::{TicketId, UnitCode};
use serde::{Deserialize, Serialize};

shapes! {
    /// 今日.
    ReadToday {}
    /// What a person should look at today; each list at most 20 rows, the counts whole.
    Today {
        /// Open tickets in this person's hands that are past or nearly past their deadline, most pressing first.
        due: Vec<Row>,
        /// All of those.
        due_total: u64,
        /// 突发 and 紧急 in this person's hands, not ended.
        urgent: Vec<Row>,
        /// All of those.
        urgent_total: u64,
        /// All others in this person's hands: to sign, to approve, to visit; most pressing first.
        #[serde(default)]
        waiting: Vec<Row>,
        /// All of those.
        #[serde(default)]
        waiting_total: u64,
        /// Own captures sent back for 补正 or with two values, and open tickets with an own act of the last 30 days that did
        /// not count and was not made good since; newest first.
        returned: Vec<Row>,
        /// All of those.
        returned_total: u64,
        /// Captured by this person since midnight.
        captured: u64,
    }
    /// 常用视图.
    ListViews {}
    /// Personal views, in the order they were saved.
    Views {
        views: Vec<View>,
    }
    /// A saved view: a filter under a name. Saving one under a known name replaces it.
    View {
        /// At most 20 characters.
        name: String,
        /// What it shows; `after` is ignored.
        filter: ListTickets,
        /// Columns in order, as the desk names them; the usual ones when empty.
        #[serde(default)]
        columns: Vec<String>,
    }
    /// 删除视图.
    DropView {
        name: String,
    }
    /// 相似工单.
    FindAlike {
        /// Near which ticket.
        id: TicketId,
    }
    /// Look-alikes, most alike first, at most 10.
    Alikes {
        alike: Vec<Alike>,
    }
    /// A ticket that may be the same matter.
    Alike {
        row: Row,
        /// Distance, when both have a position.
        metres: Option<u32>,
        /// Days between the two.
        days: u32,
        /// Share of common text, 0 to 100.
        percent: u8,
    }
    /// 建议承办单位.
    SuggestUnits {
        id: TicketId,
    }
    /// Suggested units, best first, at most 5.
    Suggestions {
        units: Vec<Suggestion>,
    }
    /// One unit and why.
    Suggestion {
        unit: UnitCode,
        /// Why it.
        reason: SuggestReason,
        /// Tickets of this category it led in the last 90 days.
        recent: u64,
    }
    /// 导出.
    ExportTickets {
        /// Which tickets; `limit` and `after` are ignored.
        filter: ListTickets,
        format: ExportFormat,
        /// Which columns; the hotline's when absent.
        #[serde(default, skip_serializing_if = "ExportColumns::are_usual")]
        columns: ExportColumns,
    }
    /// A file that is ready: for ten minutes at `GET /api/v1/exports/<name>`, for whoever asked for it.
    Exported {
        name: String,
        /// Rows in it, without head and watermark.
        rows: u64,
        /// SHA-256 of the rows as the file's last line states it: over the lines of the CSV file between head and last line.
        checksum: String,
    }
}

/// Which columns an export has.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ExportColumns {
    /// Those of the 12345 hotline's own tables.
    #[default]
    Hotline,
    /// What the desk's list shows: grade, deadline, lateness, leading unit, times. No reporter.
    Seen,
}

impl ExportColumns {
    fn are_usual(&self) -> bool {
        *self == ExportColumns::Hotline
    }
}

/// Why a unit is suggested.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum SuggestReason {
    /// The dispatch list (派单目录) names it for the category.
    Catalogue,
    /// It is the ticket's own town (属地).
    Town,
    /// It led tickets of this category lately.
    History,
}

/// As what file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ExportFormat {
    /// UTF-8 with a byte-order mark, as WPS and Excel read it.
    Csv,
    /// A workbook.
    Xlsx,
}
