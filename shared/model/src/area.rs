//! The unit tree of places: district, towns, villages, grids, with their outlines.

mod outline;
pub mod placed;
mod valid;

use crate::AreaCode;
pub use outline::{Outline, Piece};
use serde::{Deserialize, Serialize};

/// A closed ring of (lon, lat) in WGS-84 degrees; the last point need not repeat the first.
pub type Ring = Vec<(f64, f64)>;

/// One area: the district itself, a town (街道/乡镇) or a village (社区/村).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Area {
    /// 12 digits; a town ends in 000, the district in 000000.
    pub code: AreaCode,
    /// The name people say, without its parents.
    pub name: String,
    /// Outline, empty when unknown.
    #[serde(default, skip_serializing_if = "Outline::is_empty")]
    #[cfg_attr(feature = "schema", schema(value_type = Vec<Vec<f64>>))]
    pub outline: Outline,
    /// Governance grids (治理网格) of a village.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub grids: Vec<Grid>,
}

/// Characters of a grid's code, at most.
pub const GRID_MAX: usize = 40;

/// Whether this can be a grid's code: as it is typed, and not too long to be asked for.
pub fn is_grid(code: &str) -> bool {
    let plain = !code.is_empty() && !code.chars().any(char::is_control);
    plain && code.chars().count() <= GRID_MAX && crate::text::code(code) == code
}

/// A governance grid of one village.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Grid {
    /// Unique in the district.
    pub code: String,
    /// The name people say.
    pub name: String,
    /// Outline, empty when unknown.
    #[serde(default, skip_serializing_if = "Outline::is_empty")]
    #[cfg_attr(feature = "schema", schema(value_type = Vec<Vec<f64>>))]
    pub outline: Outline,
}
