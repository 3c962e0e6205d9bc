//! Who holds their posts when: all of somebody's end at once in a history, and may begin again.

use model::{Moment, UserName};
use std::collections::BTreeMap;

/// When people were without their posts: from the one moment on, until the other.
#[derive(Debug, Default)]
pub struct Duty {
    away: BTreeMap<UserName, Vec<(Moment, Option<Moment>)>>,
}

impl Duty {
    /// All posts of somebody end.
    pub fn end(&mut self, user: &UserName, now: Moment) {
        self.away.entry(user.clone()).or_default().push((now, None));
    }
    /// They begin again.
    pub fn begin(&mut self, user: &UserName, now: Moment) {
        let last = self.away.get_mut(user).and_then(|spans| spans.last_mut());
        last.expect("they ended before").1 = Some(now);
    }
    /// Whether somebody held their posts at a moment.
    pub fn held(&self, user: &UserName, at: Moment) -> bool {
        let mut spans = self.away.get(user).into_iter().flatten();
        !spans.any(|(end, begun)| *end <= at && begun.is_none_or(|b| at < b))
    }
    /// When they ended, each time.
    pub fn ends(&self, user: &UserName) -> impl Iterator<Item = Moment> {
        let spans = self.away.get(user).into_iter().flatten();
        spans.map(|s| s.0)
    }
}
