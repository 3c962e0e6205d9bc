//! Who sees which ticket (docs/domain.md 8.5, first two rows). One definition as data: lists ask
//! it of their columns, `matches` is its meaning.

use crate::effect::State;
use crate::person::{Person, Post};
use crate::rulepack::LifeRules;
use crate::ticket::Ticket;
use crate::{Action, AreaCode, Moment, Role, Status, UnitCode, UserName};

/// What decides who sees a ticket: effects and the creator, never facts.
#[derive(Debug, Clone, PartialEq)]
pub struct ScopeKey {
    /// 采集人.
    pub created_by: UserName,
    /// Place in the unit tree; none before the pool took it in.
    pub area: Option<AreaCode>,
    /// Governance grid.
    pub grid: Option<String>,
    /// 状态.
    pub status: Status,
    /// 主办.
    pub lead_unit: Option<UnitCode>,
    /// 协办.
    pub co_units: Vec<UnitCode>,
    /// 经办人.
    pub handler: Option<UserName>,
    /// 回访员.
    pub visited_by: Option<UserName>,
}

/// One way of seeing tickets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Clause {
    /// Every ticket.
    All,
    /// Every open ticket.
    Open,
    /// Own captures.
    CreatedBy(UserName),
    /// Inside an area, given as the leading digits of its code.
    Area(String),
    /// Inside a grid.
    Grid(String),
    /// Led or joined by a unit.
    Unit(UnitCode),
    /// Led by a unit, and handled by nobody yet or by this person; or joined by it, whose part (吹哨, 协办) is nobody's alone.
    Assigned(UnitCode, UserName),
    /// To be visited, or visited by this person.
    Visit(UserName),
}

impl Clause {
    /// Whether a ticket is seen this way.
    pub fn matches(&self, key: &ScopeKey) -> bool {
        let in_unit = |u: &UnitCode| key.lead_unit.as_ref() == Some(u) || key.co_units.contains(u);
        match self {
            Clause::All => true,
            Clause::Open => key.status.is_open(),
            Clause::CreatedBy(user) => key.created_by == *user,
            Clause::Area(prefix) => key
                .area
                .as_ref()
                .is_some_and(|a| a.as_str().starts_with(prefix)),
            Clause::Grid(grid) => key.grid.as_ref() == Some(grid),
            Clause::Unit(unit) => in_unit(unit),
            Clause::Assigned(unit, user) => {
                let free = key.handler.as_ref().is_none_or(|h| h == user);
                key.lead_unit.as_ref() == Some(unit) && free || key.co_units.contains(unit)
            }
            Clause::Visit(user) => {
                key.status == Status::Visiting || key.visited_by.as_ref() == Some(user)
            }
        }
    }
}

/// How one post sees tickets; empty for posts without ticket content (系统管理员, 审计员).
pub fn clauses_of(user: &UserName, post: &Post) -> Vec<Clause> {
    let area = || Clause::Area(post.area.prefix().to_string());
    match post.role {
        Role::Collector => {
            let near = post.grid.clone().map_or_else(area, Clause::Grid);
            vec![Clause::CreatedBy(user.clone()), near]
        }
        Role::VillageHead => vec![Clause::CreatedBy(user.clone()), area()],
        Role::DeskTown => vec![area()],
        Role::DeskDistrict | Role::TaskForce | Role::Assessor => vec![Clause::All],
        Role::Handler => {
            let assigned = |user: &UserName| Clause::Assigned(post.unit.clone(), user.clone());
            // Who stands in sees what waits for the colleague, and what it signed itself meanwhile.
            let absent = post.stands_for.iter().map(assigned);
            [Clause::CreatedBy(user.clone()), assigned(user)]
                .into_iter()
                .chain(absent)
                .collect()
        }
        Role::UnitLeader => {
            let below = post.below.iter().cloned().map(Clause::Unit);
            std::iter::once(Clause::Unit(post.unit.clone()))
                .chain(below)
                .collect()
        }
        Role::Visitor => vec![Clause::Visit(user.clone())],
        Role::Supervisor => vec![Clause::Open],
        Role::Admin | Role::Auditor => Vec::new(),
    }
}

/// All ways in which a person sees tickets; a ticket is seen when any matches.
pub fn clauses(person: &Person) -> Vec<Clause> {
    let mut all: Vec<Clause> = Vec::new();
    for clause in person
        .posts
        .iter()
        .flat_map(|p| clauses_of(&person.user, p))
    {
        if !all.contains(&clause) {
            all.push(clause);
        }
    }
    all
}

/// Whether the person sees the ticket at all.
pub fn sees(person: &Person, key: &ScopeKey) -> bool {
    clauses(person).iter().any(|c| c.matches(key))
}

/// Whether a capture is young enough for its collector to read its reporter: not taken in yet, or not long ago
/// (docs/domain.md 8.5).
pub fn is_fresh(received_at: Option<Moment>, now: Moment, life: &LifeRules) -> bool {
    let term = i64::from(life.own_reporter_days) * 24 * 60;
    received_at.is_none_or(|at| now <= at.plus_minutes(term))
}

/// Posts that read reporters in clear wherever they see the ticket as part of their work (docs/domain.md 8.5).
const UNMASKING: [Role; 6] = [
    Role::DeskTown,
    Role::DeskDistrict,
    Role::Handler,
    Role::UnitLeader,
    Role::Visitor,
    Role::TaskForce,
];

/// Whether somebody with these posts may look for reporters by name or number at all; whom they find is [`sees_reporter`]'s to
/// say.
pub fn seeks_reporters(posts: &[Post]) -> bool {
    posts.iter().any(|p| UNMASKING.contains(&p.role))
}

/// Whether the person may read the reporter in clear (each reading is audited and needs a reason; for the task force the
/// reason is the request of docs/domain.md 8.5). `fresh`: whether the capture is young enough for its collector.
pub fn sees_reporter(person: &Person, key: &ScopeKey, fresh: bool) -> bool {
    let collector = person.posts.iter().any(|p| p.role == Role::Collector);
    fresh && collector && key.created_by == person.user
        || person
            .posts
            .iter()
            .filter(|p| UNMASKING.contains(&p.role))
            .any(|p| {
                clauses_of(&person.user, p)
                    .iter()
                    .any(|c| !matches!(c, Clause::CreatedBy(_)) && c.matches(key))
            })
}

/// Whether the person calls back the reporters of tickets merged into this one: they are carried over to its visit (并案).
pub fn calls_carried_over(person: &Person, key: &ScopeKey) -> bool {
    let mut posts = person.posts.iter().filter(|p| p.role == Role::Visitor);
    posts.any(|p| clauses_of(&person.user, p).iter().any(|c| c.matches(key)))
}

/// Whether the person may read the texts of an act that are kept beside the document: what a reporter said when called back,
/// the texts of supervision and of exclusions.
pub fn sees_private(person: &Person, key: &ScopeKey, action: Action) -> bool {
    use Role::*;
    let roles: &[Role] = match action {
        Action::VisitPass | Action::Redo | Action::VisitMissed => &[
            Visitor,
            DeskTown,
            DeskDistrict,
            UnitLeader,
            Supervisor,
            TaskForce,
        ],
        Action::Urge | Action::Supervise | Action::Escalate => &[
            Supervisor,
            TaskForce,
            DeskTown,
            DeskDistrict,
            UnitLeader,
            Handler,
        ],
        Action::RequestExclude | Action::GrantExclude | Action::DenyExclude => {
            &[Assessor, TaskForce, UnitLeader, DeskDistrict]
        }
        _ => return true,
    };
    // A capture of one's own shows its course, not what was said about it.
    let reaches = |p: &&Post| {
        let clauses = clauses_of(&person.user, p);
        let mut clauses = clauses
            .iter()
            .filter(|c| !matches!(c, Clause::CreatedBy(_)));
        clauses.any(|c| c.matches(key))
    };
    let mut posts = person.posts.iter().filter(|p| roles.contains(&p.role));
    posts.any(|p| reaches(&p))
}

impl ScopeKey {
    /// The key of a ticket in a state.
    pub fn of(ticket: &Ticket, state: &State) -> Self {
        ScopeKey {
            created_by: ticket.created_by.clone(),
            area: state.area.clone(),
            grid: state.grid.clone(),
            status: state.status,
            lead_unit: state.lead_unit.clone(),
            co_units: state.co_units.clone(),
            handler: state.handler.clone(),
            visited_by: state.visited_by.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(role: Role, unit: &str, area: &str, grid: Option<&str>) -> Person {
        let post = Post {
            grid: grid.map(Into::into),
            ..Post::new(
                role,
                UnitCode::new(unit).unwrap(),
                AreaCode::new(area).unwrap(),
            )
        };
        Person {
            user: UserName::new("me").unwrap(),
            name: "演示".into(),
            posts: vec![post],
        }
    }

    #[test]
    fn each_role_sees_its_own_and_nothing_else() {
        let key = ScopeKey {
            created_by: UserName::new("other").unwrap(),
            area: Some(AreaCode::new("990100001002").unwrap()),
            grid: Some("g2".into()),
            status: Status::Handling,
            lead_unit: Some(UnitCode::new("B01").unwrap()),
            co_units: vec![UnitCode::new("B02").unwrap()],
            handler: Some(UserName::new("me").unwrap()),
            visited_by: None,
        };
        let cases = [
            (Role::Collector, "T01", "990100001002", Some("g2"), true),
            (Role::Collector, "T01", "990100001002", Some("g1"), false),
            (Role::VillageHead, "T01", "990100001002", None, true),
            (Role::VillageHead, "T01", "990100001003", None, false),
            (Role::DeskTown, "T01", "990100001000", None, true),
            (Role::DeskTown, "T02", "990100002000", None, false),
            (Role::DeskDistrict, "C00", "990100000000", None, true),
            (Role::Handler, "B01", "990100000000", None, true),
            (Role::Handler, "B02", "990100000000", None, true),
            (Role::Handler, "B03", "990100000000", None, false),
            (Role::UnitLeader, "B03", "990100000000", None, false),
            (Role::Visitor, "C00", "990100000000", None, false),
            (Role::Supervisor, "C00", "990100000000", None, true),
            (Role::Assessor, "C00", "990100000000", None, true),
            (Role::TaskForce, "C00", "990100000000", None, true),
            (Role::Admin, "C00", "990100000000", None, false),
            (Role::Auditor, "C00", "990100000000", None, false),
        ];
        for (role, unit, area, grid, seen) in cases {
            assert_eq!(
                sees(&person(role, unit, area, grid), &key),
                seen,
                "{role} {unit} {area}"
            );
        }
        let mut others = key.clone();
        others.handler = Some(UserName::new("colleague").unwrap());
        assert!(!sees(
            &person(Role::Handler, "B01", "990100000000", None),
            &others
        ));
        assert!(!sees_reporter(
            &person(Role::Assessor, "C00", "990100000000", None),
            &key,
            true
        ));
        assert!(sees_reporter(
            &person(Role::DeskTown, "T01", "990100001000", None),
            &key,
            false
        ));
    }
}
