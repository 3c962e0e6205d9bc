//! The rule pack (规则包): every number a district may decide. A ticket keeps the pack it was entered under.

use crate::{Clock, Denial, Grade, Kind, Moment, PressKind};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

pub mod budgets;
mod check;
mod score;

pub use budgets::Budgets;
pub use score::{
    Additions, CheckRules, Deductions, NoticeRules, Points, PushRules, ScoreRules, Signals,
};

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
    /// Limits that replace those of 一般 for a kind, e.g. 咨询 done within a day.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub by_kind: BTreeMap<Kind, BTreeMap<Clock, Limit>>,
    /// Counts and terms of the life cycle.
    pub life: LifeRules,
    /// What counts as a look-alike.
    pub alike: AlikeRules,
    /// When 约谈 is suggested.
    pub talk: TalkRules,
    /// What guards devices, accounts and personal texts.
    #[serde(default, skip_serializing_if = "GuardRules::is_usual")]
    pub guard: GuardRules,
    /// Signing in. A pack without it has the usual figures.
    #[serde(default, skip_serializing_if = "AccessRules::is_usual")]
    pub access: AccessRules,
    /// How much one device and one person may bring.
    #[serde(default, skip_serializing_if = "Budgets::are_usual")]
    pub budgets: Budgets,
    /// How units are scored.
    #[serde(default, skip_serializing_if = "ScoreRules::is_usual")]
    pub score: ScoreRules,
    /// 通报.
    #[serde(default, skip_serializing_if = "NoticeRules::is_usual")]
    pub notice: NoticeRules,
    /// 抽查.
    #[serde(default, skip_serializing_if = "CheckRules::is_usual")]
    pub check: CheckRules,
    /// 推进事项.
    #[serde(default, skip_serializing_if = "PushRules::is_usual")]
    pub push: PushRules,
}

/// How people come in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields, default)]
pub struct AccessRules {
    /// Wrong passwords in a row that lock nobody out.
    pub tries: u32,
    /// Longest lock-out, in minutes.
    pub lock_minutes_max: u32,
    /// A one-time password is good for so many hours.
    pub one_time_hours: u32,
}

impl Default for AccessRules {
    fn default() -> Self {
        AccessRules {
            tries: 5,
            lock_minutes_max: 60,
            one_time_hours: 72,
        }
    }
}

impl AccessRules {
    fn is_usual(&self) -> bool {
        *self == Self::default()
    }
}

/// What guards devices, accounts and personal texts. Packs that say nothing have the usual ones.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields, default)]
pub struct GuardRules {
    /// Typed reasons for reading a reporter are kept this many days.
    pub reason_days: u32,
    /// A device gets another token after so many hours.
    pub token_hours: u32,
    /// A device that was not seen for so many days has to be enrolled again.
    pub token_days: u32,
    /// Wrong PINs in a row that cost nothing.
    pub pin_free: u32,
    /// So many wrong PINs in a row remove what lies on the device, but for the sealed copy of unsent work. None: never.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pin_wipe: Option<u32>,
    /// A second person has so many hours to consent.
    pub consent_hours: u32,
}

impl Default for GuardRules {
    fn default() -> Self {
        GuardRules {
            reason_days: 183,
            token_hours: 12,
            token_days: 180,
            pin_free: 5,
            pin_wipe: None,
            consent_hours: 72,
        }
    }
}

impl GuardRules {
    fn is_usual(&self) -> bool {
        *self == GuardRules::default()
    }
}

/// Counts and terms of the life cycle (docs/domain.md 8.3).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct LifeRules {
    /// 退单, at most; after that only 裁定派单.
    pub returns_max: u32,
    /// Share of the original limit that 重办 and 重开 get, in percent.
    pub redo_percent: u32,
    /// 重办 gets at least this, in minutes.
    pub redo_floor_minutes: u32,
    /// 延期 goes at most this many days past the limit.
    pub extension_days_max: u32,
    /// 挂账, at most this many days at a time.
    pub hang_days_max: u32,
    /// Next check of a 挂账, at most this many days ahead.
    pub hang_check_days_max: u32,
    /// 挂账 in all, unless a 区专班会议 agreed to more.
    pub hang_total_days_max: u32,
    /// 重开 up to this many days after closing.
    pub reopen_days: u32,
    /// 归档 so many days after closing.
    pub archive_days: u32,
    /// A collector reads the reporter of an own capture in clear for this many days after 入池.
    pub own_reporter_days: u32,
    /// Calls that reached nobody before a ticket closes as 未评价.
    pub missed_tries: u32,
    /// On this many different days at least.
    pub missed_days: u32,
    /// This many 重办 raise 提级督办 by themselves.
    pub escalate_redos: u32,
    /// This many 退单 raise 提级督办 by themselves.
    pub escalate_returns: u32,
    /// Called units report in within this many minutes.
    pub report_in_minutes: u32,
    /// Replies to 催办, 督办 and 提级督办 are due within this many minutes.
    pub reply_minutes: ReplyMinutes,
    /// What arrives after its author's post ended may still be confirmed for this many days after that end.
    #[serde(default = "late_days", skip_serializing_if = "is_usual_late")]
    pub late_days: u32,
}

impl LifeRules {
    /// The latest date that may be set when so many days are allowed after `from`.
    pub fn latest(from: Moment, days: u32) -> Moment {
        from.plus_minutes(i64::from(days) * 24 * 60)
    }
}

/// Packs from before the rule was written down keep their hash.
const fn late_days() -> u32 {
    7
}
fn is_usual_late(days: &u32) -> bool {
    *days == late_days()
}

/// Minutes to reply to an order, by its kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ReplyMinutes {
    /// 催办.
    pub urge: u32,
    /// 督办.
    pub supervise: u32,
    /// 提级督办.
    pub escalate: u32,
}

impl ReplyMinutes {
    /// The minutes for a kind of order.
    pub fn of(&self, kind: PressKind) -> u32 {
        match kind {
            PressKind::Urge => self.urge,
            PressKind::Supervise => self.supervise,
            _ => self.escalate,
        }
    }
}

/// How near two tickets must be to be shown as look-alikes; besides, both share the second level of category.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct AlikeRules {
    /// Distance at most, in metres.
    pub metres: u32,
    /// Days apart at most.
    pub days: u32,
}

/// When 约谈 is suggested (docs/domain.md 8.6).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct TalkRules {
    /// Monthly satisfaction below this, in basis points (8500 is 85.00 %).
    pub floor_bp: u32,
    /// Rated visits needed; fewer are 样本不足.
    pub rated_min: u32,
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
    /// Length in minutes, at least 1.
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
    /// The limit of a clock for a ticket; none when the clock does not run for it.
    pub fn limit(&self, clock: Clock, grade: Grade, complex: bool, kind: Kind) -> Option<Limit> {
        let own = self
            .by_kind
            .get(&kind)
            .and_then(|limits| limits.get(&clock));
        match own {
            Some(limit) if grade == Grade::Normal && !complex => Some(*limit),
            _ => self.clocks.get(&clock)?.of(grade, complex),
        }
    }
    /// Reads and checks a pack that people wrote; every error names its place.
    pub fn read(json: serde_json::Value) -> Result<RulePack, Denial> {
        let rules: RulePack = crate::json::from_value(json).map_err(|e| {
            let place = e
                .params
                .get("field")
                .map_or("rules".into(), |f| format!("rules.{f}"));
            Denial::new(crate::Code::RulesInvalid)
                .with("place", place)
                .with("detail", e.sentence())
        })?;
        rules.check()?;
        Ok(rules)
    }
    /// Checks that every limit makes sense; the error names the place.
    pub fn check(&self) -> Result<(), Denial> {
        check::pack(self)
    }
}
