//! Whose move it is, told of one ticket: who holds it and since when, what else was asked for and of whom, and what others
//! may do that a person may not. The sister of `hands`, which tells it of one person.

use crate::decide::transition::TABLE;
use crate::effect::State;
use crate::hands::waits_for;
use crate::person::Person;
use crate::scope::{self, ScopeKey};
use crate::ticket::Ticket;
use crate::{Action, Moment, Role, Status, UnitCode, UserName};
use serde::{Deserialize, Serialize};

/// Somebody's move.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Turn {
    /// Any of these posts.
    pub roles: Vec<Role>,
    /// Of this unit, where one has it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<UnitCode>,
    /// This person, where it is one's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user: Option<UserName>,
    /// What was asked for beside the status; none where the status itself waits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asked: Option<Action>,
    /// Since when, by the pool's clock.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<Moment>,
    /// It is the move of whoever asked.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub mine: bool,
}

/// Every move that is awaited, the status's own first. A ticket that ended waits for nobody, one that is not at the pool yet
/// for the network.
pub fn turns(person: &Person, ticket: &Ticket, state: &State) -> Vec<Turn> {
    let of_status = Role::ALL
        .iter()
        .copied()
        .filter(|role| waits_for(*role).contains(&state.status))
        .collect();
    let first = Turn {
        roles: of_status,
        unit: holds(state.status)
            .then(|| state.lead_unit.clone())
            .flatten(),
        user: match state.status {
            Status::Fixing => Some(ticket.created_by.clone()),
            Status::Signed | Status::Handling => state.handler.clone(),
            Status::Visiting => state.visited_by.clone(),
            _ => None,
        },
        asked: None,
        since: ticket.stands_since(),
        mine: false,
    };
    let key = ScopeKey::of(ticket, state);
    let sees = scope::sees(person, &key);
    let mut all: Vec<Turn> = std::iter::once(first).chain(asked(ticket, state)).collect();
    all.retain(|turn| !turn.roles.is_empty());
    for turn in &mut all {
        turn.mine = sees && is_of(person, turn);
    }
    all
}

/// Whether the lead unit has it.
fn holds(status: Status) -> bool {
    use Status::*;
    matches!(status, Dispatched | Signed | Handling | DoneReq | Hung)
}

/// What waits for a decision beside the status (`Row::asked` says that there is something).
fn asked(ticket: &Ticket, state: &State) -> Vec<Turn> {
    let extension = state
        .extension
        .as_ref()
        .is_some_and(|e| e.granted.is_none());
    let renewal = state.hang.as_ref().is_some_and(|h| h.renewal.is_some());
    let exclusion = state
        .exclusion
        .as_ref()
        .is_some_and(|e| e.granted.is_none());
    let late = ticket.awaiting().next().map(|e| e.act.action());
    let asks = [
        (extension, Action::RequestExtension, Action::GrantExtension),
        (renewal, Action::RenewHang, Action::GrantHang),
        (exclusion, Action::RequestExclude, Action::GrantExclude),
    ];
    let open = asks.into_iter().filter(|(open, ..)| *open);
    let mut all: Vec<Turn> = open
        .map(|(_, asked, answer)| asks_for(ticket, asked, answer))
        .collect();
    all.extend(late.map(|asked| asks_for(ticket, asked, Action::Confirm)));
    all
}

/// A request and whoever may answer it.
fn asks_for(ticket: &Ticket, asked: Action, answer: Action) -> Turn {
    let answered_by = TABLE.iter().find(|row| row.action == answer);
    let asked_at = ticket.log.iter().rev();
    let asked_at = asked_at.filter(|e| e.act.action() == asked);
    Turn {
        roles: answered_by.map_or(Vec::new(), |row| row.actors.to_vec()),
        unit: None,
        user: None,
        asked: Some(asked),
        since: asked_at
            .filter_map(|e| e.ruling.as_ref())
            .map(|r| r.at)
            .next(),
        mine: false,
    }
}

fn is_of(person: &Person, turn: &Turn) -> bool {
    let posts = person.posts.iter();
    let mut fits = posts.filter(|post| {
        turn.roles.contains(&post.role) && turn.unit.as_ref().is_none_or(|unit| *unit == post.unit)
    });
    let stands_in = |user: &UserName| {
        let mut posts = person.posts.iter();
        *user == person.user || posts.any(|p| p.stands_for.as_ref() == Some(user))
    };
    fits.next().is_some() && turn.user.as_ref().is_none_or(stands_in)
}

/// What the one above may do in this status that this person may not, for whoever looks for it in vain: of 经办人 the
/// leader of their unit.
pub fn may_above(person: &Person, status: Status) -> Option<(Role, Vec<Action>)> {
    let has = |role| person.posts.iter().any(|post| post.role == role);
    if !has(Role::Handler) || has(Role::UnitLeader) {
        return None;
    }
    let above = Role::UnitLeader;
    let only = |row: &&crate::decide::transition::Row| {
        row.from.contains(&status)
            && row.actors.contains(&above)
            && !row.actors.iter().any(|role| has(*role))
            && row.action != Action::RequestExclude
    };
    let acts: Vec<Action> = TABLE.iter().filter(only).map(|row| row.action).collect();
    (!acts.is_empty()).then_some((above, acts))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::AreaCode;
    use crate::hands::hands;
    use crate::person::Post;

    fn person(user: &str, role: Role, unit: &str) -> Person {
        Person {
            user: UserName::new(user).unwrap(),
            name: "演示".into(),
            posts: vec![Post::new(
                role,
                UnitCode::new(unit).unwrap(),
                AreaCode::new("990100000000").unwrap(),
            )],
        }
    }

    /// Who holds a ticket and for whom it waits are told by one table.
    #[test]
    fn whoever_holds_a_ticket_finds_it_in_their_hands() {
        for status in Status::ALL {
            for role in Role::ALL {
                let hands = hands(&person("yan_shi", *role, "B01"));
                let waits = hands.iter().any(|h| h.statuses.contains(status));
                assert_eq!(waits, waits_for(*role).contains(status), "{role} {status}");
            }
        }
        let ends = [
            Status::Closed,
            Status::Archived,
            Status::Void,
            Status::Queued,
        ];
        for status in ends {
            assert!(Role::ALL.iter().all(|r| !waits_for(*r).contains(&status)));
        }
    }

    #[test]
    fn a_move_is_ones_own_by_post_unit_and_name() {
        let turn = Turn {
            roles: vec![Role::Handler],
            unit: UnitCode::new("B01").ok(),
            user: UserName::new("li").ok(),
            asked: None,
            since: None,
            mine: false,
        };
        assert!(is_of(&person("li", Role::Handler, "B01"), &turn));
        for other in [
            person("li", Role::Handler, "B02"),
            person("li", Role::UnitLeader, "B01"),
            person("wang", Role::Handler, "B01"),
        ] {
            assert!(!is_of(&other, &turn), "{other:?}");
        }
        let mut stands_in = person("wang", Role::Handler, "B01");
        stands_in.posts[0].stands_for = UserName::new("li").ok();
        assert!(is_of(&stands_in, &turn));
    }

    #[test]
    fn a_handler_learns_what_the_leader_may() {
        let handler = person("li", Role::Handler, "B01");
        let (role, acts) = may_above(&handler, Status::Handling).unwrap();
        assert_eq!(role, Role::UnitLeader);
        assert!(acts.contains(&Action::RequestExtension) && acts.contains(&Action::RequestHang));
        assert!(!acts.contains(&Action::Progress), "what one may oneself");
        assert_eq!(may_above(&handler, Status::Pooled), None);
        assert_eq!(
            may_above(&person("li", Role::UnitLeader, "B01"), Status::Handling),
            None
        );
    }
}
