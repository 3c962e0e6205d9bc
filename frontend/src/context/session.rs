//! Who is signed in, and what is open to that person.

use crate::view_model::home::{Rooms, rooms};
use api::Profile;
use leptos::prelude::*;
use model::{Code, Role, UserName};

/// The session of this page; cheap to copy.
#[derive(Clone, Copy)]
pub struct Session {
    /// Who and what; none while it is asked for.
    pub profile: RwSignal<Option<Profile>>,
    /// It ended while pages were open.
    pub expired: RwSignal<bool>,
    /// Who has signed in beside this page meanwhile, by the name that is shown.
    pub other: RwSignal<Option<String>>,
    /// The password must be changed first.
    pub must_change: RwSignal<bool>,
    /// Why the numbers of one's own calls are read, said once for as long as this page is open and this person's.
    pub sitting: RwSignal<Option<String>>,
}

impl Session {
    /// Nothing is known yet.
    pub fn new() -> Self {
        Session {
            profile: RwSignal::new(None),
            expired: RwSignal::new(false),
            other: RwSignal::new(None),
            must_change: RwSignal::new(false),
            sitting: RwSignal::new(None),
        }
    }

    /// Who is signed in.
    pub fn user(self) -> Option<UserName> {
        self.profile
            .with_untracked(|p| p.as_ref().and_then(|p| p.user.clone()))
    }

    /// Somebody is signed in, and the device is not locked.
    pub fn is_open(self) -> bool {
        self.profile
            .with_untracked(|p| p.as_ref().is_some_and(|p| p.user.is_some() && !p.locked))
    }

    /// Whether this shell captures without a network.
    pub fn offline(self) -> bool {
        self.profile
            .with_untracked(|p| p.as_ref().is_some_and(|p| p.capabilities.offline))
    }

    /// Whether one of this person's posts has this role.
    pub fn holds(self, role: Role) -> bool {
        self.profile.with_untracked(|p| {
            let mut posts = p.iter().flat_map(|p| &p.posts);
            posts.any(|post| post.role == role)
        })
    }

    /// The pages open to this person; another person gets pages of their own.
    pub fn rooms(self) -> Rooms {
        self.profile
            .with_untracked(|p| p.as_ref().map(rooms).unwrap_or_default())
    }

    /// Takes in what a refused call says about the session.
    pub fn notice(self, code: Code) {
        match code {
            Code::SignedOut if self.user().is_some() => {
                self.other.set(None);
                self.expired.set(true);
            }
            Code::MustChangePassword => self.must_change.set(true),
            _ => {}
        }
    }
}
