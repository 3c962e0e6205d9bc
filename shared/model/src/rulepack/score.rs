//! What a district decides about 考, 通报, 抽查 and 推. Packs from before have the usual figures and keep their hash.

use serde::{Deserialize, Serialize};

/// Points for each case and for all of them, in hundredths.
pub type Points = [u32; 2];

macro_rules! usual {
    ($($name:ident),+) => { $(impl $name {
        /// Whether these are the usual ones, which a pack need not name.
        pub fn is_usual(&self) -> bool {
            *self == Self::default()
        }
    })+ };
}

usual!(ScoreRules, NoticeRules, CheckRules, PushRules);

/// How units are scored (docs/scores.md).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields, default)]
pub struct ScoreRules {
    /// Weights of 响应率, 解决率 and 满意率, in basis points.
    pub weights: [u32; 3],
    /// What 基本满意 is worth, in halves.
    pub mostly_half: u32,
    /// Instances below which a rate is compared with nobody (样本不足).
    pub min_n: u32,
    /// Difference from the rest of the group that makes a band, in basis points.
    pub band_gap_bp: u32,
    /// A unit that got a ticket with less of its 办结 limit left because others had sent it back is not measured by it, in percent.
    pub flow_percent: u32,
    /// Late work of devices still lands so many days after a month's end.
    pub settle_days: u32,
    /// Working days in which a unit may appeal.
    pub appeal_wd: u32,
    /// Working days for opinions on appeals.
    pub opinion_wd: u32,
    /// Working days for decisions on appeals.
    pub decide_wd: u32,
    /// Units get ranks inside their group beside their bands.
    pub rank: bool,
    /// Tickets of the city's hotline count too.
    pub hotline: bool,
    /// All deductions together, at most, in hundredths of a point.
    pub deduct_cap: u32,
    pub deduct: Deductions,
    pub add: Additions,
    pub signals: Signals,
}

/// What is taken off.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields, default)]
pub struct Deductions {
    /// 超时签收.
    pub late_sign: [u32; 2],
    /// 重办.
    pub redo: [u32; 2],
    /// 回访不实, confirmed.
    pub false_visit: [u32; 2],
    /// 泄露个人信息.
    pub leak: [u32; 2],
    /// 督办逾期.
    pub order_late: [u32; 2],
}

/// What is added.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields, default)]
pub struct Additions {
    /// 主动发现并办结.
    pub proactive: [u32; 2],
}

/// From where on a share is printed as a signal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields, default)]
pub struct Signals {
    /// Share of 剔除, in basis points.
    pub excluded_bp: u32,
    /// Share of 即办即结, in basis points.
    pub on_spot_bp: u32,
    /// A matter that comes back within so many days was not solved.
    pub rebound_days: u32,
    /// And within so many metres.
    pub rebound_metres: u32,
}

/// 通报.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields, default)]
pub struct NoticeRules {
    /// Days past 办结 from which a ticket is 久拖不决.
    pub stale_days: u32,
    /// Working days for a unit's 申辩.
    pub state_wd: u32,
    /// Working days for a unit's answer.
    pub answer_wd: u32,
    /// Readings of reporters by one person in a day that are shown to 督办员.
    pub reveals_day: u32,
    /// Rows of an export that are shown to 督办员.
    pub export_rows: u32,
}

/// 抽查.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields, default)]
pub struct CheckRules {
    /// Share of a stratum that is drawn, in percent.
    pub percent: u32,
    /// At least so many of each stratum, or all.
    pub min: u32,
    /// Calls that reached nobody before a check ends as unreached.
    pub tries: u32,
    /// On so many days.
    pub try_days: u32,
    /// How long a phone is shown, in minutes.
    pub phone_minutes: u32,
    /// Working days for both sides of a dispute.
    pub dispute_wd: u32,
}

/// 推进事项.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields, default)]
pub struct PushRules {
    /// Day of the month by which progress is due.
    pub progress_day: u32,
    /// A measure due within so many days is amber.
    pub amber_days: u32,
    /// Without progress for so many days an initiative is red.
    pub silent_days: u32,
    /// Length of the windows before and after, in days.
    pub window_days: u32,
    /// Days between the window before and the approval.
    pub skip_days: u32,
    /// How near a complaint must lie to count as the same matter, in metres.
    pub back_metres: u32,
    /// And within so many days.
    pub back_days: u32,
}

impl Default for ScoreRules {
    fn default() -> Self {
        ScoreRules {
            weights: [3000, 3500, 3500],
            mostly_half: 2,
            min_n: 10,
            band_gap_bp: 300,
            flow_percent: 50,
            settle_days: 3,
            appeal_wd: 5,
            opinion_wd: 3,
            decide_wd: 5,
            rank: false,
            hotline: false,
            deduct_cap: 2000,
            deduct: Deductions::default(),
            add: Additions::default(),
            signals: Signals::default(),
        }
    }
}

impl Default for Deductions {
    fn default() -> Self {
        Deductions {
            late_sign: [10, 500],
            redo: [50, 1000],
            false_visit: [200, 1000],
            leak: [500, 2000],
            order_late: [100, 1000],
        }
    }
}

impl Default for Additions {
    fn default() -> Self {
        Additions {
            proactive: [5, 300],
        }
    }
}

impl Default for Signals {
    fn default() -> Self {
        Signals {
            excluded_bp: 1500,
            on_spot_bp: 4000,
            rebound_days: 30,
            rebound_metres: 100,
        }
    }
}

impl Default for NoticeRules {
    fn default() -> Self {
        NoticeRules {
            stale_days: 30,
            state_wd: 2,
            answer_wd: 10,
            reveals_day: 30,
            export_rows: 5000,
        }
    }
}

impl Default for CheckRules {
    fn default() -> Self {
        CheckRules {
            percent: 10,
            min: 3,
            tries: 3,
            try_days: 2,
            phone_minutes: 10,
            dispute_wd: 3,
        }
    }
}

impl Default for PushRules {
    fn default() -> Self {
        PushRules {
            progress_day: 25,
            amber_days: 14,
            silent_days: 45,
            window_days: 90,
            skip_days: 30,
            back_metres: 200,
            back_days: 30,
        }
    }
}
