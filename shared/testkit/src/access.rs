//! Who sees what, once more by the words of docs/domain.md 8.5 over raw posts and the raw unit tree; shares no code with
//! `model::scope`, `Person::at` or `District::units_below`. With it the random people and tickets that are compared.

use super::draws::Draws;
use model::act::Action;
use model::person::{Person, Post};
use model::scope::ScopeKey;
use model::{AreaCode, Moment, Role, Status, UnitCode, UserName};

/// Unit codes, each with the one above it.
pub type Tree = Vec<(UnitCode, Option<UnitCode>)>;

/// Whether `unit` is `top` or lies anywhere below it.
fn under(tree: &Tree, unit: &UnitCode, top: &UnitCode) -> bool {
    let mut at = Some(unit.clone());
    while let Some(code) = at {
        if code == *top {
            return true;
        }
        at = tree
            .iter()
            .find(|(u, _)| *u == code)
            .and_then(|(_, p)| p.clone());
    }
    false
}

fn inside(post: &Post, key: &ScopeKey) -> bool {
    let Some(area) = &key.area else { return false };
    let (mine, theirs) = (post.area.as_str(), area.as_str());
    if mine.ends_with("000000") {
        mine[..6] == theirs[..6]
    } else if mine.ends_with("000") {
        mine[..9] == theirs[..9]
    } else {
        mine == theirs
    }
}

/// Whether this post alone shows the ticket, apart from its holder having captured it.
fn post_sees(tree: &Tree, me: &UserName, post: &Post, key: &ScopeKey) -> bool {
    let units = || key.lead_unit.iter().chain(&key.co_units);
    let ended = [
        Status::Closed,
        Status::Archived,
        Status::Merged,
        Status::Rejected,
        Status::Void,
    ];
    match post.role {
        Role::Collector => match &post.grid {
            Some(grid) => key.grid.as_ref() == Some(grid),
            None => inside(post, key),
        },
        Role::VillageHead | Role::DeskTown => inside(post, key),
        Role::DeskDistrict | Role::Assessor | Role::TaskForce => true,
        Role::Handler => {
            let free = match &key.handler {
                None => true,
                Some(h) => h == me || Some(h) == post.stands_for.as_ref(),
            };
            // A handler of a unit that was called or joined is no 经办人, and must see the ticket to report in.
            key.co_units.contains(&post.unit) || free && key.lead_unit.as_ref() == Some(&post.unit)
        }
        Role::UnitLeader => units().any(|u| under(tree, u, &post.unit)),
        Role::Visitor => key.status == Status::Visiting || key.visited_by.as_ref() == Some(me),
        Role::Supervisor => !ended.contains(&key.status),
        Role::Admin | Role::Auditor => false,
    }
}

fn held(person: &Person, now: Moment) -> impl Iterator<Item = &Post> {
    person.posts.iter().filter(move |p| {
        let begun = p.from.is_none() || p.from.unwrap().0 <= now.0;
        let over = p.until.is_some() && p.until.unwrap().0 <= now.0;
        begun && !over
    })
}

/// "see tickets".
pub fn sees(tree: &Tree, person: &Person, now: Moment, key: &ScopeKey) -> bool {
    let capturing = [Role::Collector, Role::VillageHead, Role::Handler];
    held(person, now).any(|p| {
        let own = capturing.contains(&p.role) && key.created_by == person.user;
        own || post_sees(tree, &person.user, p, key)
    })
}

/// "reporter in clear".
pub fn sees_reporter(
    tree: &Tree,
    person: &Person,
    now: Moment,
    key: &ScopeKey,
    days_in_pool: u32,
) -> bool {
    let clear = [
        Role::DeskTown,
        Role::DeskDistrict,
        Role::Handler,
        Role::UnitLeader,
        Role::Visitor,
        Role::TaskForce,
    ];
    held(person, now).any(|p| {
        let own = p.role == Role::Collector && key.created_by == person.user && days_in_pool <= 30;
        own || clear.contains(&p.role) && post_sees(tree, &person.user, p, key)
    })
}

/// Texts of an act that are kept beside the document.
pub fn sees_private(
    tree: &Tree,
    person: &Person,
    now: Moment,
    key: &ScopeKey,
    action: Action,
) -> bool {
    let roles: &str = match action {
        Action::VisitPass | Action::Redo | Action::VisitMissed => {
            "visitor desk_town desk_district unit_leader supervisor task_force"
        }
        Action::Urge | Action::Supervise | Action::Escalate => {
            "supervisor task_force desk_town desk_district unit_leader handler"
        }
        Action::RequestExclude | Action::GrantExclude | Action::DenyExclude => {
            "assessor task_force unit_leader desk_district"
        }
        _ => return true,
    };
    let named = |p: &Post| roles.split(' ').any(|r| r == p.role.as_str());
    held(person, now).any(|p| named(p) && post_sees(tree, &person.user, p, key))
}

/// The moment at which posts are held or not.
pub const NOW: Moment = Moment(1_795_399_200_000);

impl Draws {
    /// A tree of this many units, any shape.
    pub fn tree(&mut self, units: usize) -> Tree {
        let code = |n: usize| UnitCode::new(format!("B{n}")).unwrap();
        (0..units)
            .map(|n| {
                let parent = (n > 0 && self.chance(60)).then(|| code(self.below(n)));
                (code(n), parent)
            })
            .collect()
    }
    fn area(&mut self) -> AreaCode {
        let (town, village) = (self.below(4), self.below(4));
        AreaCode::new(format!("990100{town:03}{village:03}")).unwrap()
    }
    fn unit(&mut self, tree: &Tree) -> UnitCode {
        self.pick(tree).0.clone()
    }
    fn user(&mut self) -> UserName {
        UserName::new(format!("u{}", self.below(9))).unwrap()
    }
    /// What decides who sees a ticket.
    pub fn key(&mut self, tree: &Tree) -> ScopeKey {
        ScopeKey {
            created_by: self.user(),
            area: Some(self.area()),
            grid: self.some(70, |d| format!("g{}", d.below(6))),
            status: *self.pick(Status::ALL),
            lead_unit: self.some(60, |d| d.unit(tree)),
            co_units: (0..self.below(3)).map(|_| self.unit(tree)).collect(),
            handler: self.some(50, Draws::user),
            visited_by: self.some(30, Draws::user),
        }
    }
    /// Somebody with up to three posts, some over, some not begun, some for a colleague on leave.
    pub fn person(&mut self, tree: &Tree) -> Person {
        let mut posts = Vec::new();
        for _ in 0..1 + self.below(3) {
            let near = [-1, 0, 1, 86_400_000];
            let moment = |d: &mut Self| Moment(NOW.0 + *d.pick(&near));
            posts.push(Post {
                role: *self.pick(Role::ALL),
                unit: self.unit(tree),
                area: self.area(),
                grid: self.some(50, |d| format!("g{}", d.below(6))),
                from: self.some(30, moment),
                until: self.some(30, moment),
                stands_for: self.some(25, Draws::user),
                below: Vec::new(),
            });
        }
        Person {
            user: self.user(),
            name: String::new(),
            posts,
        }
    }
}
