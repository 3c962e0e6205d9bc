//! 通报: what drags, is told falsely or is not answered, named once a month and after each unit was heard (docs/notices.md).
//! Units are named, never persons.

use crate::duty::Names;
use crate::effect::State;
use crate::rulepack::{NoticeRules, RulePack};
use crate::score::month::working_days_after;
use crate::words::words;
use crate::{Clock, Code, Denial, Moment, Status};

words!(/// What a unit is named for.
ItemKind {
    Stale "stale" "久拖不决", FalseVisit "false_visit" "回访不实", LowSat "low_sat" "满意率偏低", OrderLate "order_late" "督办逾期",
    Praise "praise" "表扬",
});

words!(/// Where a 通报 stands.
NoticeState {
    Asked "asked" "申辩中", Heard "heard" "待核定", Settled "settled" "待签发", Published "published" "已通报",
    Answered "answered" "已答复",
});

words!(/// What is done with a 通报.
NoticeAction {
    State "state_item" "申辩", Keep "keep_item" "核定", Sign "sign_notice" "签发通报", Answer "answer_item" "答复通报",
});

/// Longest fact of an item, in characters.
pub const FACT_MAX: usize = 200;
/// Longest 申辩.
pub const STATEMENT_MAX: usize = 300;
/// Longest reason, cause or measure.
pub const WORDS_MAX: usize = 500;
/// Items in one 通报, at most.
pub const ITEMS_MAX: usize = 500;
/// Tickets of one item that are named, at most; the fact says how many there are.
pub const TICKETS_MAX: usize = 100;

/// 重办 from which a ticket that is still open is 久拖不决.
pub const REDOS: u32 = 3;

/// Why a ticket is 久拖不决.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stale {
    /// Its 办结 limit is over by `notice.stale_days`.
    Overdue,
    /// It hangs past its term.
    Hung,
    /// It was sent back again and again.
    Redone,
}

impl Stale {
    /// Whether an open ticket drags; the first reason of several.
    pub fn of(state: &State, rules: &NoticeRules, now: Moment) -> Option<Stale> {
        if !state.status.is_open() {
            return None;
        }
        let hung = state.hang.as_ref().filter(|_| state.status == Status::Hung);
        if hung.is_some_and(|hang| hang.until < now) {
            return Some(Stale::Hung);
        }
        let over = |due: Moment| due.plus_minutes(i64::from(rules.stale_days) * 24 * 60) <= now;
        let done = state.deadlines.get(&Clock::Done);
        let runs = done.filter(|d| d.met.is_none() && d.paused.is_none());
        if runs.is_some_and(|d| over(d.due)) {
            return Some(Stale::Overdue);
        }
        (state.redos >= REDOS).then_some(Stale::Redone)
    }
}

/// How a unit's dragging tickets are told: 2 件超过办结时限 30 天.
pub fn stale_fact(all: &[Stale], rules: &NoticeRules) -> String {
    let count = |which: Stale| all.iter().filter(|s| **s == which).count();
    let parts = [
        (
            Stale::Overdue,
            format!("超过办结时限 {} 天", rules.stale_days),
        ),
        (Stale::Hung, "挂账到期没有销账".to_string()),
        (Stale::Redone, format!("重办 {REDOS} 次以上")),
    ];
    let told = parts.iter().map(|(which, words)| (count(*which), words));
    let told = told.filter(|(n, _)| *n > 0);
    let told: Vec<String> = told.map(|(n, words)| format!("{n} 件{words}")).collect();
    told.join("，")
}

/// One item as far as its rules ask.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Item {
    /// Changes so far.
    pub version: u32,
    /// Praise needs no answer.
    pub praise: bool,
    /// The unit was heard.
    pub stated: bool,
    /// Kept or dropped, once that is decided.
    pub kept: Option<bool>,
    pub answered: bool,
}

/// A 通报 as far as its rules ask.
#[derive(Debug, Clone)]
pub struct Standing<'a> {
    /// Changes so far, of anything in it. Who acts says which they saw: of the whole, or of the item it is about.
    pub version: u32,
    /// Units may be heard until then.
    pub asked_until: Moment,
    pub published: bool,
    pub items: &'a [Item],
    /// Who drafted it, and who kept or dropped items.
    pub hands: &'a [Names],
}

impl Standing<'_> {
    /// Where it stands.
    pub fn state(&self, now: Moment) -> NoticeState {
        let kept = || self.items.iter().filter(|i| i.kept == Some(true));
        if self.published {
            return match kept().all(|i| i.praise || i.answered) {
                true => NoticeState::Answered,
                false => NoticeState::Published,
            };
        }
        match self.items.iter().all(|i| i.kept.is_some()) {
            true => NoticeState::Settled,
            false if now > self.asked_until => NoticeState::Heard,
            false => NoticeState::Asked,
        }
    }
    /// Refuses what does not fit: somebody acted meanwhile, it is too early or too late, or one hand does everything. `item` is
    /// the item it is about, none for the whole.
    pub fn check(
        &self,
        action: NoticeAction,
        item: Option<&Item>,
        who: &Names,
        version: u32,
        now: Moment,
    ) -> Result<(), Denial> {
        use NoticeAction as Do;
        use NoticeState::*;
        if version != item.map_or(self.version, |item| item.version) {
            return Err(Code::VersionStale.into());
        }
        let state = self.state(now);
        let item = || item.ok_or(Code::NotFound);
        let fits = match action {
            // Time for it runs on while others are decided; what was decided is not argued about any more.
            Do::State => {
                let item = item()?;
                !self.published && now <= self.asked_until && !item.stated && item.kept.is_none()
            }
            // Nobody is judged before they were heard or let the time go by.
            Do::Keep => {
                let item = item()?;
                !self.published && (item.praise || item.stated || now > self.asked_until)
            }
            Do::Sign => state == Settled,
            Do::Answer => {
                let item = item()?;
                self.published && item.kept == Some(true) && !item.praise && !item.answered
            }
        };
        if !fits {
            return Err(Denial::new(Code::NoticeState)
                .with("state", state.label())
                .with("action", action.label()));
        }
        if action == Do::Sign {
            for hand in self.hands {
                who.apart_from(hand, Code::SamePerson)?;
            }
        }
        Ok(())
    }
}

/// Until when units may be heard that were asked at `now`.
pub fn asked_until(now: Moment, rules: &RulePack) -> Moment {
    working_days_after(now, rules.notice.state_wd, &rules.calendar)
}

/// Until when units answer what was published at `now`.
pub fn answer_until(now: Moment, rules: &RulePack) -> Moment {
    working_days_after(now, rules.notice.answer_wd, &rules.calendar)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::UserName;

    fn names(user: &str) -> Names {
        Names::known(&UserName::new(user).unwrap(), [])
    }

    fn item(stated: bool, kept: Option<bool>, answered: bool) -> Item {
        Item {
            version: 2,
            praise: false,
            stated,
            kept,
            answered,
        }
    }

    #[test]
    fn who_was_not_heard_is_not_judged_and_one_hand_does_not_do_all() {
        let (early, late) = (Moment(1_000), Moment(3_000));
        let (open, heard) = (item(false, None, false), item(true, None, false));
        let (kept, dropped) = (
            item(true, Some(true), false),
            item(true, Some(false), false),
        );
        let done = item(true, Some(true), true);
        let praise = Item {
            praise: true,
            ..item(false, Some(true), false)
        };
        let hands = [names("drafter"), names("keeper")];
        use NoticeAction::*;
        use NoticeState::*;
        let off = Err(Code::NoticeState);
        for (items, i, published, now, state, action, who, expect) in [
            (vec![&open], 0, false, early, Asked, State, "leader", Ok(())),
            (vec![&open], 0, false, late, Heard, State, "leader", off),
            (vec![&heard], 0, false, early, Asked, State, "leader", off),
            (
                vec![&kept, &open],
                0,
                false,
                early,
                Asked,
                State,
                "leader",
                off,
            ),
            (vec![&open], 0, false, early, Asked, Keep, "keeper", off),
            (vec![&open], 0, false, late, Heard, Keep, "keeper", Ok(())),
            (vec![&heard], 0, false, early, Asked, Keep, "keeper", Ok(())),
            // A decision may be turned until it is signed.
            (
                vec![&dropped],
                0,
                false,
                late,
                Settled,
                Keep,
                "keeper",
                Ok(()),
            ),
            (vec![&kept], 0, true, late, Published, Keep, "keeper", off),
            (
                vec![&kept, &open],
                0,
                false,
                late,
                Heard,
                Sign,
                "force",
                off,
            ),
            (
                vec![&kept, &dropped],
                0,
                false,
                late,
                Settled,
                Sign,
                "force",
                Ok(()),
            ),
            (
                vec![&kept],
                0,
                false,
                late,
                Settled,
                Sign,
                "keeper",
                Err(Code::SamePerson),
            ),
            (
                vec![&kept],
                0,
                false,
                late,
                Settled,
                Sign,
                "drafter",
                Err(Code::SamePerson),
            ),
            (vec![&kept], 0, true, late, Published, Sign, "force", off),
            (vec![&kept], 0, false, late, Settled, Answer, "leader", off),
            (
                vec![&kept],
                0,
                true,
                late,
                Published,
                Answer,
                "leader",
                Ok(()),
            ),
            (
                vec![&dropped],
                0,
                true,
                late,
                Answered,
                Answer,
                "leader",
                off,
            ),
            (vec![&done], 0, true, late, Answered, Answer, "leader", off),
            (
                vec![&praise],
                0,
                true,
                late,
                Answered,
                Answer,
                "leader",
                off,
            ),
            (vec![], 0, false, early, Settled, Sign, "force", Ok(())),
        ] {
            let items: Vec<Item> = items.into_iter().cloned().collect();
            let standing = Standing {
                version: 4,
                asked_until: Moment(2_000),
                published,
                items: &items,
                hands: &hands,
            };
            assert_eq!(standing.state(now), state, "{items:?}");
            let of = (action != Sign).then(|| &items[i]);
            let seen = if action == Sign { 4 } else { 2 };
            let found = standing.check(action, of, &names(who), seen, now);
            assert_eq!(
                found.map_err(|d| d.code),
                expect,
                "{action} {items:?} at {now}"
            );
            let stale = standing.check(action, of, &names(who), 3, now);
            assert_eq!(stale.map_err(|d| d.code), Err(Code::VersionStale));
        }
    }

    #[test]
    fn facts_count_and_name_nobody() {
        let rules = NoticeRules::default();
        let all = [Stale::Hung, Stale::Overdue, Stale::Overdue];
        assert_eq!(
            stale_fact(&all, &rules),
            "2 件超过办结时限 30 天，1 件挂账到期没有销账"
        );
        assert_eq!(stale_fact(&[Stale::Redone], &rules), "1 件重办 3 次以上");
    }
}
