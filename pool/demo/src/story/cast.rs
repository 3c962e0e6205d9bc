//! Who does what in a ticket's past.

use model::district::District;
use model::person::{Person, Post};
use model::{AreaCode, Role, UnitCode};
use pool::store::User;

/// Everybody, those who can sign in first.
pub struct Cast(Vec<Person>);

impl Cast {
    /// From the users of the store.
    pub fn new(mut users: Vec<User>) -> Self {
        users.sort_by_key(|u| u.password == pool::auth::NO_PASSWORD);
        Cast(users.into_iter().map(|u| u.person).collect())
    }
    fn find(&self, role: Role, fits: impl Fn(&Post) -> bool) -> Option<&Person> {
        self.0.iter().find(|p| p.posts_as(role).any(&fits))
    }
    /// Who captures in a village: its own collector, else its town's, else anybody's.
    pub fn collector(&self, village: &AreaCode) -> Option<&Person> {
        self.find(Role::Collector, |p| p.area == *village)
            .or_else(|| self.find(Role::Collector, |p| p.area.town() == village.town()))
            .or_else(|| self.find(Role::Collector, |_| true))
    }
    /// The desk of the village's town, or the district's.
    pub fn desk(&self, village: &AreaCode, district: bool) -> Option<&Person> {
        let town = self
            .find(Role::DeskTown, |p| p.area.covers(village))
            .filter(|_| !district);
        town.or_else(|| self.find(Role::DeskDistrict, |_| true))
    }
    /// Who handles for a unit.
    pub fn handler(&self, unit: &UnitCode) -> Option<&Person> {
        self.find(Role::Handler, |p| p.unit == *unit)
    }
    /// Who leads a unit.
    pub fn leader(&self, unit: &UnitCode) -> Option<&Person> {
        self.find(Role::UnitLeader, |p| p.unit == *unit)
    }
    /// Somebody with a role.
    pub fn anyone(&self, role: Role) -> Option<&Person> {
        self.find(role, |_| true)
    }
    /// Who visits: not from the unit.
    pub fn visitor(&self, unit: &UnitCode) -> Option<&Person> {
        self.0
            .iter()
            .find(|p| p.is(Role::Visitor) && !p.belongs_to(unit))
    }
}

/// The category's first child of the third level, or itself.
pub fn third_level(district: &District, category: &model::CategoryCode) -> model::CategoryCode {
    if category.level() == 3 {
        return category.clone();
    }
    let child = district
        .categories
        .iter()
        .find(|c| c.code.level() == 3 && c.code.as_str().starts_with(category.as_str()));
    child.map_or_else(|| category.clone(), |c| c.code.clone())
}
