//! Side records: what is written with a ticket and must never stand in its document.

use model::issue::Reporter;
use model::{EditId, Moment, TicketId, moment};
use serde::{Deserialize, Serialize};

/// Personal data that travels beside the document, never in it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SideRecord {
    /// Its id, drawn from the same counter as edits.
    #[serde(rename = "n")]
    pub id: EditId,
    #[serde(rename = "i")]
    pub ticket: TicketId,
    /// When, by the author's clock.
    #[serde(rename = "t", with = "moment::ms")]
    pub at: Moment,
    /// 诉求人.
    #[serde(rename = "r")]
    pub reporter: Reporter,
}
