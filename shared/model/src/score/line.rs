//! A line of the account: one verdict on one unit (instance), or something that is taken off, added or only listed.

use crate::words::words;
use crate::{CategoryCode, Grade, Moment, TicketId, UnitCode};
use serde::{Deserialize, Serialize};

words!(/// What a line is about.
Indicator {
    Sign "sign" "签收", Respond "respond" "响应", Done "done" "办结", Solved "solved" "解决", Satisfied "satisfied" "满意",
    Redo "redo" "重办", OrderLate "order_late" "督办逾期", FalseVisit "false_visit" "回访不实", Leak "leak" "泄露个人信息",
    Proactive "proactive" "主动发现", Merged "merged" "并入工单", Paused "paused" "停表",
});

words!(/// Why a line says what it says.
Ground {
    InTime "in_time" "按时", Late "late" "超时", NotContacted "not_contacted" "回访说没有联系", DeniedLate "denied_late" "超时后审核退回",
    Yes "yes" "解决或满意", Partly "partly" "部分解决", Mostly "mostly" "基本满意", No "no" "未解决或不满意",
    Happened "happened" "发生", Left "left" "结清前离开本单位", Joined "joined" "并入的工单", Still "still" "停表中",
});

impl Indicator {
    /// The five rates of a sheet, in the order in which it prints them.
    pub const RATES: [Indicator; 5] = [
        Indicator::Sign,
        Indicator::Respond,
        Indicator::Done,
        Indicator::Solved,
        Indicator::Satisfied,
    ];
    /// Whether it counts in a rate.
    pub fn is_rate(self) -> bool {
        Indicator::RATES.contains(&self)
    }
}

/// One line, as it follows from a ticket's document alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// Names the line inside its ticket, for good: `sign:1`, `solved:2026-10:own`.
    pub key: String,
    pub ind: Indicator,
    pub round: u32,
    pub unit: UnitCode,
    /// Gives its month. What a visit found settles with the month: later visits of the month take its place.
    pub settled_at: Moment,
    pub ground: Ground,
    /// Whose answer: 0 is the ticket's own reporter, others those of merged tickets; none for a check on site.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reporter: Option<u32>,
    /// Which visit of the ticket.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub visit: Option<u32>,
    /// When the clock, or the reply, was due.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Moment>,
    /// When it was met.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub met: Option<Moment>,
    /// Share of the 办结 limit that was left when the unit got the ticket after others had sent it back, in basis points.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub left_bp: Option<u32>,
    /// When a clock that stood still ran on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended: Option<Moment>,
    /// Grade, 疑难 and category when it settled: what it is compared with.
    pub stratum: Stratum,
    /// The ticket was fixed on the spot.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub on_spot: bool,
    /// A merged ticket that is only listed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub child: Option<TicketId>,
}

/// Like is compared with like.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Stratum {
    pub grade: Grade,
    /// 疑难.
    pub complex: bool,
    pub category: CategoryCode,
}

impl Stratum {
    /// Rank of grade and 疑难, from the most to the least pressing.
    pub fn rank(&self) -> u8 {
        match (self.grade, self.complex) {
            (Grade::Sudden, _) => 0,
            (Grade::Urgent, _) => 1,
            (Grade::Normal, false) => 2,
            (Grade::Normal, true) => 3,
        }
    }
    /// The category's first level.
    pub fn first_level(&self) -> CategoryCode {
        self.category.at_level(1)
    }
}

/// The first moment and the last of the month that holds this one, by the district's time.
pub fn month_around(at: Moment, utc_offset_minutes: i32) -> (String, Moment) {
    let date = at.civil(utc_offset_minutes).date();
    let text = format!("{:04}-{:02}", date.year(), date.month());
    let last = date.last_of_month();
    let offset = jiff::tz::Offset::from_seconds(utc_offset_minutes.saturating_mul(60));
    let midnight = last
        .tomorrow()
        .ok()
        .and_then(|next| offset.ok()?.to_timestamp(next.at(0, 0, 0, 0)).ok());
    let end = midnight.map_or(at, |t| Moment(t.as_millisecond() - 1));
    (text, end)
}
