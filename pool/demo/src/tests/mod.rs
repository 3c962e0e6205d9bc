//! The district, its rules and its people.

mod tickets;

use super::*;
use fastrand::Rng;
use model::area::Area;
use model::catalogue::Category;
use model::district::District;
use model::{Clock, Grade, Role, UnitGroup, locator};
use std::collections::BTreeSet;

fn of_level(district: &District, level: u8) -> Vec<&Area> {
    district
        .areas
        .iter()
        .filter(|a| a.code.level() == level)
        .collect()
}

#[test]
fn the_district_holds_what_a_district_has() {
    let d = district();
    d.check().unwrap();
    assert!(d.demo && d.code.as_str() == "990100000000");
    assert_eq!(of_level(&d, 2).len(), 18);
    let villages = of_level(&d, 3);
    assert!(villages.len() >= 300);
    assert!(villages.iter().all(|v| (2..=3).contains(&v.grids.len())));
    let names: BTreeSet<&str> = villages.iter().map(|v| v.name.as_str()).collect();
    assert_eq!(names.len(), villages.len(), "a village name comes twice");
    let count = |groups: &[UnitGroup]| d.units.iter().filter(|u| groups.contains(&u.group)).count();
    assert_eq!(count(&[UnitGroup::Street, UnitGroup::Town]), 18);
    // 43 and the hotline centre.
    assert_eq!(count(&[UnitGroup::Bureau, UnitGroup::Company]), 44);
    let level = |n| {
        d.categories
            .iter()
            .filter(move |c: &&Category| c.code.level() == n)
            .count()
    };
    assert_eq!(level(1), 16);
    assert!(level(3) >= 150);
    assert_eq!(d, district(), "drawn twice, the same");
}

#[test]
fn every_position_lies_in_one_village_and_one_of_its_grids() {
    let d = district();
    let mut rng = Rng::with_seed(4);
    let mut inside = 0;
    for _ in 0..300 {
        let (lon, lat) = (116.85 + 0.51 * rng.f64(), 40.0 + 0.30 * rng.f64());
        let holding = |level| {
            of_level(&d, level)
                .into_iter()
                .filter(|a| a.outline.holds(lon, lat))
                .collect::<Vec<_>>()
        };
        let in_district = d.areas[0].outline.holds(lon, lat);
        let (towns, villages) = (holding(2), holding(3));
        assert_eq!(
            (towns.len(), villages.len()),
            (usize::from(in_district), usize::from(in_district)),
            "{lon},{lat}"
        );
        let Some(village) = villages.first() else {
            continue;
        };
        inside += 1;
        assert_eq!(towns[0].code, village.code.town());
        assert_eq!(
            village
                .grids
                .iter()
                .filter(|g| g.outline.holds(lon, lat))
                .count(),
            1,
            "{lon},{lat}"
        );
        let found = locator::locate(&d, lon, lat);
        assert_eq!(found.area.as_ref(), Some(&village.code));
    }
    assert!(inside > 170);
}

#[test]
fn the_rules_follow_the_table() {
    let r = rules();
    let minutes = |clock, grade, complex| r.clocks[&clock].of(grade, complex).map(|l| l.minutes);
    assert_eq!(minutes(Clock::Done, Grade::Sudden, false), Some(24 * 60));
    assert_eq!(
        minutes(Clock::Done, Grade::Urgent, false),
        Some(3 * 24 * 60)
    );
    assert_eq!(
        minutes(Clock::Done, Grade::Normal, false),
        Some(7 * 24 * 60)
    );
    assert_eq!(
        minutes(Clock::Done, Grade::Normal, true),
        Some(15 * 24 * 60)
    );
    assert_eq!(minutes(Clock::Dispatch, Grade::Normal, true), Some(4 * 60));
    assert_eq!(minutes(Clock::Return, Grade::Sudden, false), None);
    assert!(r.clocks[&Clock::Return].normal.unwrap().working);
    let camera = |w: u64, h: u64| w * h <= r.photos.pixels_max;
    assert!(camera(4000, 3000) && !camera(30_000, 30_000));
}

#[test]
fn people_fit_together() {
    let d = district();
    let (people, staff, roles) = (users(), staff(&d), roles());
    assert_eq!(roles.len(), Role::ALL.len());
    let mut names = BTreeSet::new();
    for person in people.iter().chain(&staff) {
        assert!(names.insert(person.user.clone()), "{} twice", person.user);
        assert!(person.name.starts_with("演示·"));
        for post in &person.posts {
            assert!(
                d.area(&post.area).is_some() && d.unit(&post.unit).is_some(),
                "{}",
                person.user
            );
            assert!(
                post.grid
                    .as_ref()
                    .is_none_or(|g| d.grid(g).is_some_and(|(a, _)| a.code == post.area)),
                "{}",
                person.user
            );
        }
    }
    let post = |role: Role| {
        people
            .iter()
            .find(|p| p.user == roles[&role])
            .unwrap()
            .posts_as(role)
            .next()
            .unwrap()
    };
    let s = sample(&d).unwrap();
    assert_eq!(post(Role::Collector).area, s.area_code);
    assert_eq!(post(Role::Collector).grid.as_ref(), Some(&s.grid));
    assert!(
        post(Role::VillageHead).area == s.area_code
            && post(Role::DeskTown).area == s.area_code.town()
    );
    assert!(post(Role::Handler).unit == s.unit && post(Role::UnitLeader).unit == s.unit);
    assert_ne!(post(Role::Visitor).unit, s.unit);
    let category = d.category(&s.category).unwrap();
    assert!(s.category.level() == 3 && !category.photo && !category.photo_done);
    assert_eq!(locator::locate(&d, s.lon, s.lat).grid, Some(s.grid));
}
