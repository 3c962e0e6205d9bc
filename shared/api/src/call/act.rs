//! What `act` and `choose_fact` carry.

use model::Action;
use model::act::ChooseFact;
use serde::{Deserialize, Serialize};

/// What `act` carries: an act of the life cycle by its identifier, payload not read yet.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ActCall {
    pub id: model::TicketId,
    /// Identifier of docs/domain.md 8.3.
    pub action: Action,
    #[serde(default)]
    #[cfg_attr(feature = "schema", schema(value_type = Object))]
    pub payload: serde_json::Value,
    /// The round it acts on; the current one when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub round: Option<u32>,
    /// The same id again answers alike and does nothing twice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub command_id: Option<String>,
    /// Heads that were on the screen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seen: Option<Vec<model::Head>>,
}

/// What `choose_fact` carries.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ChooseFactCall {
    pub id: model::TicketId,
    /// The group with two values.
    pub group: model::Group,
    /// The edit whose value counts, as `conflicts` names it.
    pub edit: model::EditId,
    /// The same id again answers alike and does nothing twice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub command_id: Option<String>,
}

impl ChooseFactCall {
    /// The choice without its envelope.
    pub fn choice(&self) -> ChooseFact {
        ChooseFact {
            group: self.group,
            edit: self.edit,
        }
    }
}
