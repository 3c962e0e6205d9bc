//! Whose move it is: which tickets wait for a step of this person (今日, 待办工单, notifications). Data, like `scope`:
//! `lists` asks its columns with it, `in_hands` is its meaning.

use crate::person::{Person, Post};
use crate::row::Row;
use crate::scope::{Clause, ScopeKey};
use crate::{Role, Status, UserName};

/// Tickets in these statuses, seen this way, wait for the person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hand {
    /// Any of these.
    pub statuses: &'static [Status],
    /// Which of them.
    pub of: Clause,
}

/// Where tickets stand that wait for a step of this role; nothing waits for posts that only watch.
pub const fn waits_for(role: Role) -> &'static [Status] {
    use Status::*;
    match role {
        Role::Collector | Role::VillageHead => &[Fixing],
        Role::DeskTown | Role::DeskDistrict => &[Pooled, Accepted, Returning],
        Role::Handler => &[Dispatched, Signed, Handling],
        Role::UnitLeader => &[Dispatched, DoneReq, Hung],
        Role::Visitor => &[Visiting],
        Role::TaskForce => &[Returning, HangReq],
        Role::Supervisor | Role::Assessor | Role::Admin | Role::Auditor => &[],
    }
}

/// Every way in which tickets wait for a person.
pub fn hands(person: &Person) -> Vec<Hand> {
    let mut all: Vec<Hand> = Vec::new();
    for (post, user) in people(person) {
        let user = || user.clone();
        let area = || Clause::Area(post.area.prefix().to_string());
        let of = match post.role {
            Role::Collector | Role::VillageHead => Clause::CreatedBy(user()),
            Role::DeskTown => area(),
            Role::DeskDistrict | Role::TaskForce => Clause::All,
            Role::Handler => Clause::Assigned(post.unit.clone(), user()),
            Role::UnitLeader => Clause::Unit(post.unit.clone()),
            Role::Visitor => Clause::Visit(user()),
            Role::Supervisor | Role::Assessor | Role::Admin | Role::Auditor => continue,
        };
        let statuses = waits_for(post.role);
        let hand = Hand { statuses, of };
        if !all.contains(&hand) {
            all.push(hand);
        }
    }
    all
}

/// Each post as the person's own, and once more as the colleague's on leave for whom it is held.
fn people(person: &Person) -> impl Iterator<Item = (&Post, &UserName)> {
    person.posts.iter().flat_map(|post| {
        let absent = post
            .stands_for
            .iter()
            .filter(|_| post.role == Role::Handler);
        std::iter::once(&person.user)
            .chain(absent)
            .map(move |user| (post, user))
    })
}

/// Whether the ticket is or may again be this person's to move: a desk's, its unit's, a visitor's; the author's while it was
/// sent back. Such people find room in it that others do not.
pub fn must_act(person: &Person, key: &ScopeKey) -> bool {
    let turn = |h: &Hand| h.statuses.contains(&key.status);
    let by_post = |h: &Hand| !matches!(h.of, Clause::CreatedBy(_));
    let mut hands = hands(person).into_iter();
    hands.any(|h| h.of.matches(key) && (by_post(&h) || turn(&h)))
}

/// Whether the ticket of this row waits for one of these hands.
pub fn in_hands(hands: &[Hand], row: &Row) -> bool {
    hands
        .iter()
        .any(|h| h.statuses.contains(&row.status) && h.of.matches(&key(row)))
}

fn key(row: &Row) -> ScopeKey {
    ScopeKey {
        created_by: row.created_by.clone(),
        area: Some(row.area_code.clone()),
        grid: row.grid.clone(),
        status: row.status,
        lead_unit: row.lead_unit.clone(),
        co_units: row.co_units.clone(),
        handler: row.handler.clone(),
        visited_by: row.visited_by.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::person::Post;
    use crate::{AreaCode, UnitCode, UserName};

    fn person(role: Role, unit: &str, area: &str) -> Person {
        Person {
            user: UserName::new("yan_shi").unwrap(),
            name: "演示".into(),
            posts: vec![Post::new(
                role,
                UnitCode::new(unit).unwrap(),
                AreaCode::new(area).unwrap(),
            )],
        }
    }

    fn row(status: Status) -> Row {
        Row {
            status,
            lead_unit: Some(UnitCode::new("B01").unwrap()),
            co_units: vec![UnitCode::new("B02").unwrap()],
            ..crate::row::for_tests()
        }
    }

    #[test]
    fn room_is_kept_for_whoever_must_still_act() {
        use Status::*;
        let whole = "990100000000";
        for (role, unit, area, status, kept) in [
            (Role::DeskDistrict, "H01", whole, Handling, true),
            (Role::DeskTown, "T01", "990100002000", Handling, false),
            (Role::Handler, "B01", whole, Handling, true),
            (Role::Handler, "B03", whole, Handling, false),
            (Role::UnitLeader, "B01", whole, DoneReq, true),
            (Role::Supervisor, "H01", whole, Handling, false),
            (Role::Auditor, "H01", whole, Handling, false),
        ] {
            let person = person(role, unit, area);
            assert_eq!(must_act(&person, &key(&row(status))), kept, "{role}");
        }
        let author = person(Role::Collector, "T01", "990100001001");
        for (status, kept) in [(Pooled, false), (Fixing, true), (Handling, false)] {
            let mut own = row(status);
            own.created_by = author.user.clone();
            assert_eq!(must_act(&author, &key(&own)), kept, "{status}");
        }
    }

    #[test]
    fn a_ticket_waits_for_whoever_moves_next() {
        use Status::*;
        let whole = "990100000000";
        for (role, unit, area, status, waits) in [
            (Role::DeskDistrict, "H01", whole, Pooled, true),
            (Role::DeskDistrict, "H01", whole, Handling, false),
            (Role::DeskTown, "T01", "990100001000", Accepted, true),
            (Role::DeskTown, "T01", "990100002000", Accepted, false),
            (Role::Handler, "B01", whole, Signed, true),
            (Role::Handler, "B02", whole, Signed, true),
            (Role::Handler, "B03", whole, Signed, false),
            (Role::UnitLeader, "B01", whole, DoneReq, true),
            (Role::UnitLeader, "B01", whole, Handling, false),
            (Role::Visitor, "H01", whole, Visiting, true),
            (Role::Collector, "T01", "990100001001", Fixing, false),
            (Role::Auditor, "H01", whole, Pooled, false),
        ] {
            let hands = hands(&person(role, unit, area));
            assert_eq!(in_hands(&hands, &row(status)), waits, "{role} {status}");
        }
        let collector = hands(&person(Role::Collector, "T01", "990100001001"));
        let mut own = row(Fixing);
        own.created_by = UserName::new("yan_shi").unwrap();
        assert!(in_hands(&collector, &own));
        let handler = hands(&person(Role::Handler, "B01", whole));
        let mut taken = row(Handling);
        taken.handler = Some(UserName::new("somebody_else").unwrap());
        assert!(!in_hands(&handler, &taken), "a colleague has it");
    }
}
