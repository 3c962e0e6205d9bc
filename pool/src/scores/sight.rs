//! Whose sheets somebody may look at (docs/domain.md 8.5, score sheets).

use model::district::District;
use model::person::{Person, Post};
use model::score::month::Month;
use model::score::period::{Period, PeriodAction};
use model::{Code, Denial, Moment, Role, UnitCode};
use std::collections::BTreeSet;

/// Units whose scores a person may look at.
pub struct Sight {
    units: BTreeSet<UnitCode>,
    /// Also before the draft.
    early: bool,
}

impl Sight {
    /// None for who may look at no score.
    pub fn of(person: &Person, district: &District) -> Option<Sight> {
        let scored = person.posts.iter().filter_map(|p| of_post(p, district));
        let units = scored.reduce(|mut all, more| {
            all.extend(more);
            all
        })?;
        let early = [
            Role::DeskDistrict,
            Role::Supervisor,
            Role::Assessor,
            Role::TaskForce,
        ];
        Some(Sight {
            units,
            early: early.iter().any(|role| person.is(*role)),
        })
    }
    /// Whether a unit is among them.
    pub fn shows(&self, unit: &UnitCode) -> bool {
        self.units.contains(unit)
    }
    /// Refuses sheets that are not published to those they concern yet.
    pub fn check(
        &self,
        period: &Period,
        month: &Month,
        now: Moment,
        district: &District,
    ) -> Result<(), Denial> {
        if self.early {
            return Ok(());
        }
        period.check(PeriodAction::ReadSheet, month, now, &district.rules, 0)
    }
    /// Refuses a unit that is not among them as one that is not there.
    pub fn check_unit(&self, unit: &UnitCode) -> Result<(), Denial> {
        match self.shows(unit) {
            true => Ok(()),
            false => Err(Code::NotFound.into()),
        }
    }
}

fn of_post(post: &Post, district: &District) -> Option<BTreeSet<UnitCode>> {
    let of = |fits: &dyn Fn(&model::unit::Unit) -> bool| {
        let units = district.units.iter().filter(|u| fits(u));
        units.map(|u| u.code.clone()).collect()
    };
    Some(match post.role {
        Role::DeskTown => of(&|u| post.area.covers(&u.area)),
        Role::UnitLeader => of(&|u| u.code == post.unit || post.below.contains(&u.code)),
        Role::DeskDistrict | Role::Supervisor | Role::Assessor | Role::TaskForce => of(&|_| true),
        _ => return None,
    })
}
