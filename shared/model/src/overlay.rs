//! What lies over a ticket beside its status: extension, hang, whistle, orders, exclusion, and what visits found.

use crate::{
    EditId, ExcludeReason, HangReason, Moment, PressKind, Satisfied, Solved, UnitCode, UserName,
    VisitMeans, moment,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

macro_rules! overlays {
    ($($(#[$meta:meta])* $name:ident { $($(#[$fmeta:meta])* $field:ident: $ty:ty),* $(,)? })+) => {
        $($(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
        #[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
        #[serde(deny_unknown_fields)]
        pub struct $name { $($(#[$fmeta])* pub $field: $ty),* })+
    };
}

overlays! {
    /// 延期, once in a ticket's life.
    Extension {
        /// Who applied; decides who may not approve.
        by: UserName,
        /// The date asked for.
        #[serde(with = "moment::ms")]
        until: Moment,
        /// Asks for the flag 疑难.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        complex: bool,
        /// Granted (true), denied (false), not decided yet.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        granted: Option<bool>,
    }
    /// 挂账, asked for or running.
    Hang {
        /// Who applied; decides who may not approve.
        by: UserName,
        reason: HangReason,
        #[serde(with = "moment::ms")]
        until: Moment,
        #[serde(with = "moment::ms")]
        next_check: Moment,
        /// Since when it hangs; none while it is only asked for.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        since: Option<Moment>,
        /// A renewal that waits for approval.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        renewal: Option<Renewal>,
    }
    /// 续挂, asked for.
    Renewal {
        /// Who applied.
        by: UserName,
        #[serde(with = "moment::ms")]
        until: Moment,
        #[serde(with = "moment::ms")]
        next_check: Moment,
    }
    /// 吹哨: units called, and when each was there.
    Whistle {
        /// When they should be there.
        #[serde(with = "moment::ms")]
        due: Moment,
        /// Each unit called, with the time of its 报到.
        #[cfg_attr(feature = "schema", schema(value_type = Object))]
        units: BTreeMap<UnitCode, Option<Moment>>,
    }
    /// An order of supervision over the ticket.
    Press {
        /// 催办, 督办 or 提级督办.
        kind: PressKind,
        /// Since when.
        #[serde(with = "moment::ms")]
        at: Moment,
        /// A reply is due then.
        #[serde(with = "moment::ms")]
        due: Moment,
        /// When the unit replied.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        answered: Option<Moment>,
    }
    /// 剔除, asked for or decided.
    Exclusion {
        /// Who applied; decides who may not approve.
        by: UserName,
        reason: ExcludeReason,
        /// Granted (true), denied (false), not decided yet.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        granted: Option<bool>,
    }
    /// What one visit found, for one reporter or one check on site. Scores read this.
    VisitRecord {
        #[serde(with = "moment::ms")]
        at: Moment,
        /// How; none when nobody was reached at last.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        means: Option<VisitMeans>,
        /// 是否联系.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        contacted: Option<bool>,
        /// 是否解决; none when nobody was reached.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        solved: Option<Solved>,
        /// 是否满意; only a reporter can say.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        satisfied: Option<Satisfied>,
        /// The unit that was judged by it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        unit: Option<UnitCode>,
    }
}

/// Orders by the edit that gave them; for the pool's own, the edit whose effect they are.
pub type Presses = BTreeMap<EditId, Press>;

impl Press {
    /// Whether the unit still owes a reply.
    pub fn open(&self) -> bool {
        self.answered.is_none()
    }
}
