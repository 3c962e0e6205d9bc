//! What lies over a ticket beside its status, and the tickets it is merged with.

use model::effect::State;
use model::issue::Reporter;
use model::overlay::{Exclusion, Extension, Hang, Presses, VisitRecord, Whistle};
use model::{EditId, Status, TicketId};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What lies over a ticket; each part is left out when there is nothing to say.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Over {
    /// 主单, when the ticket was merged: its progress is this ticket's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<Related>,
    /// Tickets merged into this one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub children: Vec<Related>,
    /// Times sent back by a unit.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub returns: u32,
    /// Times the visit sent it back.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub redos: u32,
    /// Times handed on inside the unit.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub transfers: u32,
    /// The district designated the unit: no 退单 any more.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub designated: bool,
    /// 即办即结.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub on_spot: bool,
    /// 挂账, asked for or running.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hang: Option<Hang>,
    /// 延期, asked for or decided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extension: Option<Extension>,
    /// 吹哨 by the event that called, with who has reported in.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[cfg_attr(feature = "schema", schema(value_type = Object))]
    pub whistles: BTreeMap<EditId, Whistle>,
    /// 催办, 督办, 提级督办 by the event that gave the order.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[cfg_attr(feature = "schema", schema(value_type = Object))]
    pub presses: Presses,
    /// 剔除, asked for or decided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exclusion: Option<Exclusion>,
    /// What visits found, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub visits: Vec<VisitRecord>,
}

/// Another ticket that this one is merged with. On a device only the id is known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Related {
    pub id: TicketId,
    /// 工单编号, or 临时编号 until it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<Status>,
    /// 标题, for whoever sees that ticket or calls its reporter back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Merged into this one with a reporter, who is called back when this one is visited.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub call: bool,
    /// That reporter, masked, for whoever sees that ticket or calls its reporter back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reporter: Option<Reporter>,
}

fn is_zero(n: &u32) -> bool {
    *n == 0
}

impl Over {
    /// What the state says.
    pub fn of(state: &State) -> Self {
        Over {
            parent: state.parent.as_ref().map(Related::bare),
            children: state.children.iter().map(Related::child).collect(),
            returns: state.returns,
            redos: state.redos,
            transfers: state.transfers,
            designated: state.designated,
            on_spot: state.on_spot,
            hang: state.hang.clone(),
            extension: state.extension.clone(),
            whistles: state.whistles.clone(),
            presses: state.presses.clone(),
            exclusion: state.exclusion.clone(),
            visits: state.visits.clone(),
        }
    }
}

impl Related {
    fn bare(id: &TicketId) -> Self {
        Related {
            id: id.clone(),
            number: None,
            status: None,
            title: None,
            call: false,
            reporter: None,
        }
    }
    fn child((id, call): (&TicketId, &bool)) -> Self {
        Related {
            call: *call,
            ..Related::bare(id)
        }
    }
}
