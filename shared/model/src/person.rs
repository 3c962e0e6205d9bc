//! People and their posts.

use crate::{AreaCode, Role, UnitCode, UserName};
use serde::{Deserialize, Serialize};

/// One post: a role, at a unit, for an area.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Post {
    /// What may be done.
    pub role: Role,
    /// The unit the person belongs to.
    pub unit: UnitCode,
    /// Where: the district, a town or a village.
    pub area: AreaCode,
    /// A collector's own grid, when narrower than the village.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grid: Option<String>,
}

/// A person who signs in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Person {
    /// Sign-in name.
    pub user: UserName,
    /// Name shown to colleagues.
    pub name: String,
    /// Posts held; one person may hold several.
    pub posts: Vec<Post>,
}

impl Person {
    /// The posts with this role.
    pub fn posts_as(&self, role: Role) -> impl Iterator<Item = &Post> {
        self.posts.iter().filter(move |p| p.role == role)
    }
    /// Whether the person holds this role anywhere.
    pub fn is(&self, role: Role) -> bool {
        self.posts_as(role).next().is_some()
    }
    /// Whether the person belongs to this unit in any post.
    pub fn belongs_to(&self, unit: &UnitCode) -> bool {
        self.posts.iter().any(|p| p.unit == *unit)
    }
}
