//! Units that handle tickets (承办单位).

use crate::{AreaCode, UnitCode, UnitGroup};
use serde::{Deserialize, Serialize};

/// A department, street office or public-service company.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Unit {
    /// Unique in the district.
    pub code: UnitCode,
    /// The name people say.
    pub name: String,
    /// Scored only against its own group.
    pub group: UnitGroup,
    /// Where it is responsible: the district, or its own town.
    pub area: AreaCode,
    /// The unit above it, whose leader sees its tickets too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<UnitCode>,
}
