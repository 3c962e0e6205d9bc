//! Which tickets a person may carry out as a file (docs/domain.md 8.5, last row). Data, like `scope`.

use crate::Role;
use crate::person::Person;
use crate::scope::{Clause, clauses_of};

/// Ways in which a person's posts may export; empty for posts that may not. Never more than the person sees.
pub fn clauses(person: &Person) -> Vec<Clause> {
    let mut all: Vec<Clause> = Vec::new();
    for post in &person.posts {
        let own = match post.role {
            Role::Collector => vec![Clause::CreatedBy(person.user.clone())],
            Role::DeskTown
            | Role::DeskDistrict
            | Role::UnitLeader
            | Role::Supervisor
            | Role::Assessor
            | Role::TaskForce => clauses_of(&person.user, post),
            Role::VillageHead | Role::Handler | Role::Visitor | Role::Admin | Role::Auditor => {
                continue;
            }
        };
        for clause in own {
            if !all.contains(&clause) {
                all.push(clause);
            }
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::person::Post;
    use crate::{AreaCode, UnitCode, UserName, scope};

    #[test]
    fn exports_follow_the_matrix() {
        for (role, ways) in [
            (Role::Collector, 1),
            (Role::VillageHead, 0),
            (Role::DeskTown, 1),
            (Role::DeskDistrict, 1),
            (Role::Handler, 0),
            (Role::UnitLeader, 1),
            (Role::Visitor, 0),
            (Role::Supervisor, 1),
            (Role::Assessor, 1),
            (Role::TaskForce, 1),
            (Role::Admin, 0),
            (Role::Auditor, 0),
        ] {
            let person = Person {
                user: UserName::new("yan_shi").unwrap(),
                name: "演示".into(),
                posts: vec![Post {
                    grid: Some("99010000100101".into()),
                    ..Post::new(
                        role,
                        UnitCode::new("B01").unwrap(),
                        AreaCode::new("990100001001").unwrap(),
                    )
                }],
            };
            let found = clauses(&person);
            assert_eq!(found.len(), ways, "{role}");
            let seen = scope::clauses(&person);
            assert!(
                found.iter().all(|c| seen.contains(c)),
                "{role}: never more than is seen"
            );
        }
    }
}
