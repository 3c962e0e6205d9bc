//! The rule pack (规则包): every number a district may decide. A ticket keeps the pack it was dispatched under.

use crate::{Clock, Code, Denial, Grade};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// All rules of one version.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct RulePack {
    /// Name shown to people, with its year, e.g. 示例-2024.
    pub name: String,
    /// Limits per clock and grade; a clock without a limit for a grade does not run for it.
    pub clocks: BTreeMap<Clock, GradeLimits>,
    /// Share of a limit after which it counts as nearly due (临期), in percent.
    pub amber_percent: GradePercents,
    /// Working time, for limits that count it.
    pub calendar: Calendar,
    /// Lengths and counts of what people write.
    pub texts: TextLimits,
    /// What a photo may be.
    pub photos: PhotoLimits,
    /// How much one device's clock may differ from the pool's before its times are flagged, in minutes.
    pub clock_skew_minutes: u32,
    /// Duty phone shown when an urgent issue cannot be sent.
    pub duty_phone: String,
}

/// A limit for each grade.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct GradeLimits {
    /// 突发.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sudden: Option<Limit>,
    /// 紧急.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub urgent: Option<Limit>,
    /// 一般.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub normal: Option<Limit>,
    /// 一般 with the flag 疑难.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub complex: Option<Limit>,
}

impl GradeLimits {
    /// The limit for a grade and its 疑难 flag.
    pub fn of(&self, grade: Grade, complex: bool) -> Option<Limit> {
        match (grade, complex) {
            (Grade::Sudden, _) => self.sudden,
            (Grade::Urgent, _) => self.urgent,
            (Grade::Normal, false) => self.normal,
            (Grade::Normal, true) => self.complex,
        }
    }
}

/// How long, and in which time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Limit {
    /// Length in minutes; 0 means at once.
    pub minutes: u32,
    /// Counts only working time.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub working: bool,
}

/// Percent per grade.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct GradePercents {
    /// 突发.
    pub sudden: u32,
    /// 紧急.
    pub urgent: u32,
    /// 一般, with 疑难 or not.
    pub normal: u32,
}

impl GradePercents {
    /// The percentage for a grade.
    pub fn of(&self, grade: Grade) -> u32 {
        match grade {
            Grade::Sudden => self.sudden,
            Grade::Urgent => self.urgent,
            Grade::Normal => self.normal,
        }
    }
}

/// Working time of the district.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Calendar {
    /// Minutes east of UTC, 480 for Beijing time.
    pub utc_offset_minutes: i32,
    /// Spans of a working day, in minutes after midnight, e.g. [[540,720],[810,1080]].
    pub hours: Vec<(u32, u32)>,
    /// Days off besides Saturday and Sunday, as 2026-10-01.
    #[serde(default)]
    pub holidays: Vec<String>,
    /// Saturdays and Sundays that are worked (调休), as 2026-10-10.
    #[serde(default)]
    pub make_up_days: Vec<String>,
}

/// Lengths in characters, counts in items.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct TextLimits {
    /// 标题, at most.
    pub title_max: usize,
    /// 主要内容, at least.
    pub body_min: usize,
    /// 主要内容, at most.
    pub body_max: usize,
    /// Notes, results and replies, at most.
    pub note_max: usize,
    /// Address and point of interest, at most.
    pub address_max: usize,
    /// 标签, at most, each of at most 20 characters.
    pub tags_max: usize,
}

/// What photos may be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PhotoLimits {
    /// Photos per ticket, at most.
    pub count_max: usize,
    /// Long edge of the stored image, in pixels.
    pub long_edge: u32,
    /// Long edge of a thumbnail, in pixels.
    pub thumb_edge: u32,
    /// Pixels (width × height) of a camera file that is still opened.
    pub pixels_max: u64,
    /// Bytes of a camera file that is still opened.
    pub bytes_max: u64,
}

impl RulePack {
    /// Checks that every limit makes sense; the error names the place.
    pub fn check(&self) -> Result<(), Denial> {
        let wrong = |place: String, detail: &str| {
            Err(Denial::new(Code::DistrictInvalid)
                .with("place", place)
                .with("detail", detail))
        };
        for clock in Clock::ALL.iter().filter(|c| **c != Clock::Return) {
            let Some(limits) = self.clocks.get(clock) else {
                return wrong(format!("rules.clocks.{clock}"), "缺少这一时限");
            };
            for (grade, limit) in [
                ("sudden", limits.sudden),
                ("urgent", limits.urgent),
                ("normal", limits.normal),
                ("complex", limits.complex),
            ] {
                if limit.is_none() {
                    return wrong(
                        format!("rules.clocks.{clock}.{grade}"),
                        "缺少这一等级的时限",
                    );
                }
            }
        }
        for (place, percent) in [
            ("sudden", self.amber_percent.sudden),
            ("urgent", self.amber_percent.urgent),
            ("normal", self.amber_percent.normal),
        ] {
            if percent == 0 || percent >= 100 {
                return wrong(format!("rules.amber_percent.{place}"), "须在 1 到 99 之间");
            }
        }
        let mut last = 0;
        for (from, to) in &self.calendar.hours {
            if from >= to || *to > 24 * 60 || *from < last {
                return wrong(
                    "rules.calendar.hours".into(),
                    "时段须先后排列，且不超过 24 小时",
                );
            }
            last = *to;
        }
        if self.calendar.hours.is_empty() {
            return wrong("rules.calendar.hours".into(), "至少要有一个工作时段");
        }
        for (list, days) in [
            ("holidays", &self.calendar.holidays),
            ("make_up_days", &self.calendar.make_up_days),
        ] {
            for day in days {
                if day.parse::<jiff::civil::Date>().is_err() {
                    return wrong(format!("rules.calendar.{list}"), &format!("{day} 不是日期"));
                }
            }
        }
        Ok(())
    }
}
