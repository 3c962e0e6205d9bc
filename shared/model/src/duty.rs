//! Separation of duty: whoever did something, and in whose name, both count, on either side.

use crate::person::{Person, Post};
use crate::{Code, Denial, UserName};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// The names behind one deed: who acted, and whom the post stood for that was acted by.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Names(BTreeSet<UserName>);

impl Names {
    /// Everybody whose hand or name this person may lend now.
    pub fn of(person: &Person) -> Self {
        Names::acted(&person.user, &person.posts)
    }
    /// Who acted, by these posts.
    pub fn acted<'a>(user: &'a UserName, by: impl IntoIterator<Item = &'a Post>) -> Self {
        let stood_for = by.into_iter().filter_map(|post| post.stands_for.as_ref());
        Names(stood_for.chain([user]).cloned().collect())
    }
    /// One name alone, and those in whose name it is known to have acted.
    pub fn known<'a>(user: &'a UserName, also: impl IntoIterator<Item = &'a UserName>) -> Self {
        Names(also.into_iter().chain([user]).cloned().collect())
    }
    /// Refuses with this code when a name stands on both sides: the one comparison of all guards.
    pub fn apart_from(&self, others: &Names, code: Code) -> Result<(), Denial> {
        if self.0.is_disjoint(&others.0) {
            Ok(())
        } else {
            Err(code.into())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn user(name: &str) -> UserName {
        UserName::new(name).unwrap()
    }

    #[test]
    fn a_name_on_both_sides_is_found_whichever_way_it_came_there() {
        let alone = |name: &str| Names::known(&user(name), []);
        let lent = |name: &str, to: &str| Names::known(&user(to), [&user(name)]);
        let apart = |a: &Names, b: &Names| a.apart_from(b, Code::SamePerson).is_ok();
        assert!(apart(&alone("x"), &alone("y")));
        assert!(!apart(&alone("x"), &alone("x")));
        // A substitute asks in X's name and X grants; X asks and the substitute grants; one substitute on both sides.
        assert!(!apart(&lent("x", "s"), &alone("x")));
        assert!(!apart(&alone("x"), &lent("x", "s")));
        assert!(!apart(&lent("x", "s"), &lent("y", "s")));
        assert!(!apart(&lent("x", "s"), &lent("x", "t")));
        assert!(apart(&lent("x", "s"), &lent("y", "t")));
    }
}
