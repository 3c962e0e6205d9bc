//! People and their posts.

use crate::district::District;
use crate::{AreaCode, Moment, Role, UnitCode, UserName};
use serde::{Deserialize, Serialize};

/// One post: a role, at a unit, for an area, for a time.
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
    /// Held from this moment on; always when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Moment>,
    /// Held until this moment; for good when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Moment>,
    /// The colleague on leave whose post this is for the time (代理).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stands_for: Option<UserName>,
    /// Units below `unit` in the tree, whose tickets a leader sees too. Filled by `Person::at`, never written down.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub below: Vec<UnitCode>,
}

impl Post {
    /// A post for good.
    pub fn new(role: Role, unit: UnitCode, area: AreaCode) -> Self {
        Post {
            role,
            unit,
            area,
            grid: None,
            from: None,
            until: None,
            stands_for: None,
            below: Vec::new(),
        }
    }
    /// Whether it is held at this moment.
    pub fn holds(&self, now: Moment) -> bool {
        self.overlaps(now, now)
    }
    /// Whether it is held at some moment from `from` to `until`, that one included.
    pub fn overlaps(&self, from: Moment, until: Moment) -> bool {
        self.from.is_none_or(|begun| begun <= until) && self.until.is_none_or(|end| from < end)
    }
    /// Whether who holds this post acts as `user`: the person itself, or whom the post stands for.
    pub fn acts_for(&self, person: &Person, user: &UserName) -> bool {
        person.user == *user || self.stands_for.as_ref() == Some(user)
    }
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
    /// The person as of now: only posts held at this moment, each with the units below its own.
    #[must_use]
    pub fn at(&self, now: Moment, district: &District) -> Person {
        self.between(now, now, district)
    }
    /// The person with every post held at some moment from `from` to `until`.
    #[must_use]
    pub fn between(&self, from: Moment, until: Moment, district: &District) -> Person {
        let held = self.posts.iter().filter(|p| p.overlaps(from, until));
        let posts = held.map(|post| Post {
            below: match post.role {
                Role::UnitLeader => district.units_below(&post.unit),
                _ => Vec::new(),
            },
            ..post.clone()
        });
        Person {
            user: self.user.clone(),
            name: self.name.clone(),
            posts: posts.collect(),
        }
    }
    /// The person as if every post had ended at this moment at the latest.
    #[must_use]
    pub fn until(&self, end: Moment) -> Person {
        let posts = self.posts.iter().map(|post| Post {
            until: Some(post.until.map_or(end, |until| until.min(end))),
            ..post.clone()
        });
        Person {
            user: self.user.clone(),
            name: self.name.clone(),
            posts: posts.collect(),
        }
    }
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
    /// Whether one of the posts, of this unit, is one that tickets are handed to (签收, 办理).
    pub fn works_for(&self, unit: &UnitCode) -> bool {
        let hands =
            |p: &Post| matches!(p.role, Role::Handler | Role::UnitLeader | Role::VillageHead);
        self.posts.iter().any(|p| p.unit == *unit && hands(p))
    }
}
