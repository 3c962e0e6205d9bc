//! How the right to a write stands that was made while a post was held and arrives when it has ended.

use crate::person::Person;
use crate::rulepack::LifeRules;
use crate::{Code, Denial, Moment};

/// A post that ended between a write and its arrival.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// Not long ago: what was done still counts, once somebody has confirmed it.
    Lately,
    /// Longer ago than the rules allow.
    LongAgo,
}

impl Ended {
    /// Whether the right to a write rests on posts that ended before it arrived; none while it is held, or never was.
    /// `then` is the author with the posts of the moment at which the write counts, `arrived` with those of its arrival.
    pub fn between(
        then: &Person,
        arrived: &Person,
        now: Moment,
        life: &LifeRules,
        allowed: impl Fn(&Person) -> bool,
    ) -> Option<Ended> {
        if allowed(arrived) || !allowed(then) {
            return None;
        }
        let alone = |post: &crate::person::Post| Person {
            posts: vec![post.clone()],
            ..then.clone()
        };
        let resting = then.posts.iter().filter(|post| allowed(&alone(post)));
        let end = resting.filter_map(|post| post.until).max();
        let (from, _) = Ended::span(now, life);
        let lately = end.is_some_and(|end| from <= end);
        Some(if lately {
            Ended::Lately
        } else {
            Ended::LongAgo
        })
    }
    /// In which span the posts were held that a write rests on which arrived then and waits to be confirmed: by what clock it
    /// was made is not asked again.
    pub fn span(arrived: Moment, life: &LifeRules) -> (Moment, Moment) {
        let grace = i64::from(life.late_days) * 24 * 60;
        (arrived.plus_minutes(-grace), arrived)
    }
    /// Why an act does not count by itself.
    pub fn denial(self, life: &LifeRules) -> Denial {
        match self {
            Ended::Lately => Code::AwaitsConfirmation.into(),
            Ended::LongAgo => Denial::new(Code::PostEnded).with("days", life.late_days),
        }
    }
    /// Facts, photos and captures change nothing before the desk has looked at them: those of a post that ended lately are
    /// taken in, and the desk's next step is their confirmation.
    pub fn check_write(ended: Option<Ended>, life: &LifeRules) -> Result<(), Denial> {
        match ended {
            Some(Ended::LongAgo) => Err(Ended::LongAgo.denial(life)),
            Some(Ended::Lately) | None => Ok(()),
        }
    }
}
