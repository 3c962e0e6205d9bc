//! Demo people, and the sample that fits them together.

use super::district::rows;
use super::noise::seed;
use super::spots::position;
use super::words::Words;
use fastrand::Rng;
use model::district::District;
use model::person::{Person, Post};
use model::unit::Unit;
use model::{AreaCode, CategoryCode, Role, UnitCode, UserName};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The password of every demo user. Demo data only: the screens of a demo district say so.
pub const PASSWORD: &str = "Yanshi-2024";

const USERS: &str = include_str!("../data/users.csv");
/// 路灯照明: dispatched to 区城市管理委, asks for no photo.
const SAMPLE_CATEGORY: &str = "010103";

#[derive(Deserialize)]
struct UserRow {
    user: UserName,
    name: String,
    role: Role,
    unit: UnitCode,
    area: AreaCode,
    grid: Option<String>,
}

/// Values of one valid ticket for the demo collector: what `zs12345-pool demo` prints as `sample`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Sample {
    /// The collector's village.
    pub area_code: AreaCode,
    /// The collector's grid.
    pub grid: String,
    /// A category that asks for no photo, neither at capture nor at closing.
    pub category: CategoryCode,
    /// The unit it is dispatched to; the demo handler and unit leader belong to it.
    pub unit: UnitCode,
    /// Degrees, WGS-84, inside the grid.
    pub lon: f64,
    /// Degrees, WGS-84, inside the grid.
    pub lat: f64,
}

/// The people who can sign in with [`PASSWORD`]: every role at least once, some twice in other places.
pub fn users() -> Vec<Person> {
    let mut people: Vec<Person> = Vec::new();
    for row in rows::<UserRow>(USERS) {
        let post = Post {
            role: row.role,
            unit: row.unit,
            area: row.area,
            grid: row.grid,
            from: None,
            until: None,
            stands_for: None,
            below: Vec::new(),
        };
        match people.iter_mut().find(|p| p.user == row.user) {
            Some(person) => person.posts.push(post),
            None => people.push(Person {
                user: row.user,
                name: row.name,
                posts: vec![post],
            }),
        }
    }
    people
}

/// The first sign-in name for each role, as `zs12345-pool demo` prints it.
pub fn roles() -> BTreeMap<Role, UserName> {
    let mut names = BTreeMap::new();
    for person in users() {
        for post in person.posts {
            names
                .entry(post.role)
                .or_insert_with(|| person.user.clone());
        }
    }
    names
}

/// Colleagues behind the tickets' histories: a handler and a leader of every unit, a desk and a collector of every town.
/// They need no password. None of them is among [`users`].
pub fn staff(district: &District) -> Vec<Person> {
    let words = Words::new();
    let mut people = Vec::new();
    for unit in &district.units {
        let mut add = |role: Role, title: &str, area: &AreaCode| {
            people.extend(colleague(unit, role, title, area, &words))
        };
        add(Role::Handler, "经办", &unit.area);
        add(Role::UnitLeader, "负责", &unit.area);
        if unit.area.level() == 2 {
            add(Role::DeskTown, "坐席", &unit.area);
            let village = district
                .areas
                .iter()
                .find(|a| a.code.level() == 3 && unit.area.covers(&a.code));
            add(
                Role::Collector,
                "采集",
                village.map_or(&unit.area, |v| &v.code),
            );
        }
    }
    people
}

fn colleague(
    unit: &Unit,
    role: Role,
    title: &str,
    area: &AreaCode,
    words: &Words,
) -> Option<Person> {
    let user = format!("demo_{role}_{}", unit.code.as_str().to_lowercase());
    let surname = words.draw("姓", &mut Rng::with_seed(seed(&user)));
    let post = Post {
        role,
        unit: unit.code.clone(),
        area: area.clone(),
        grid: None,
        from: None,
        until: None,
        stands_for: None,
        below: Vec::new(),
    };
    Some(Person {
        user: UserName::new(user).ok()?,
        name: format!("演示·{surname}{title}"),
        posts: vec![post],
    })
}

/// The sample of this district; none when it is not the demo district.
pub fn sample(district: &District) -> Option<Sample> {
    let category = CategoryCode::new(SAMPLE_CATEGORY).ok()?;
    let users = users();
    let post = users
        .iter()
        .find_map(|p| p.posts_as(Role::Collector).next())?;
    let (area, grid) = district.grid(post.grid.as_deref()?)?;
    let unit = district.suggested_unit(&category, &area.code)?.code.clone();
    let (lon, lat) = position(grid.outline.main(), &mut Rng::with_seed(12345))?;
    Some(Sample {
        area_code: area.code.clone(),
        grid: grid.code.clone(),
        category,
        unit,
        lon,
        lat,
    })
}
