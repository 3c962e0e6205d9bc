//! A unit's sheet for a month: rates, base, deductions, additions, final. Everything is summed from lines that were weighed.

use super::line::{Indicator, Line};
use super::mix::Strata;
use super::share::{half_up, share_bp};
use super::weigh::{Uncounted, Weight};
use crate::rulepack::{Points, ScoreRules};
use crate::words::words;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

words!(/// What is taken off or added.
Mark {
    LateSign "late_sign" "超时签收", Redo "redo" "重办", FalseVisit "false_visit" "回访不实", Leak "leak" "泄露个人信息",
    OrderLate "order_late" "督办逾期", Proactive "proactive" "主动发现并办结",
});

words!(/// A share that the rules want looked at.
Signal { Excluded "excluded" "剔除偏多", OnSpot "on_spot" "即办即结偏多" });

/// One rate, printed as n and good halves.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Rate {
    /// Good halves: two for each instance that is wholly good.
    pub good_halves: u64,
    /// Instances.
    pub n: u64,
    /// In basis points, half-up; none without an instance.
    pub bp: Option<u32>,
}

impl Rate {
    /// From its sums.
    pub fn of(good_halves: u64, n: u64) -> Self {
        Rate {
            good_halves,
            n,
            bp: share_bp(good_halves, n.saturating_mul(2)),
        }
    }
    /// Good instances, a half counted as one from two halves on.
    pub fn good(&self) -> u64 {
        self.good_halves.div_ceil(2).min(self.n)
    }
}

/// The five rates.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Rates {
    pub sign: Rate,
    pub respond: Rate,
    pub done: Rate,
    pub solved: Rate,
    pub satisfied: Rate,
}

impl Rates {
    /// The rate of an indicator that has one.
    pub fn of(&self, ind: Indicator) -> Rate {
        match ind {
            Indicator::Sign => self.sign,
            Indicator::Respond => self.respond,
            Indicator::Done => self.done,
            Indicator::Solved => self.solved,
            Indicator::Satisfied => self.satisfied,
            _ => Rate::default(),
        }
    }
    fn from(sums: &BTreeMap<Indicator, (u64, u64)>) -> Self {
        let rate = |ind| {
            let (good, n) = sums.get(&ind).copied().unwrap_or_default();
            Rate::of(good, n)
        };
        Rates {
            sign: rate(Indicator::Sign),
            respond: rate(Indicator::Respond),
            done: rate(Indicator::Done),
            solved: rate(Indicator::Solved),
            satisfied: rate(Indicator::Satisfied),
        }
    }
}

/// Points for all cases of a kind, in hundredths.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Marked {
    pub kind: Mark,
    pub count: u64,
    /// For each case.
    pub each: u32,
    /// For all of them, never more than the kind's cap.
    pub sum: u32,
}

/// How many lines were not counted, by reason.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct NotCounted {
    pub excluded: u64,
    pub merged: u64,
    pub paused: u64,
    pub left: u64,
    pub flow: u64,
    pub window: u64,
}

impl NotCounted {
    /// Those of one reason.
    pub fn of(&self, why: Uncounted) -> u64 {
        match why {
            Uncounted::Excluded => self.excluded,
            Uncounted::Merged => self.merged,
            Uncounted::Paused => self.paused,
            Uncounted::Left => self.left,
            Uncounted::Flow => self.flow,
            Uncounted::Window => self.window,
        }
    }
    fn add(&mut self, why: Uncounted) {
        let place = match why {
            Uncounted::Excluded => &mut self.excluded,
            Uncounted::Merged => &mut self.merged,
            Uncounted::Paused => &mut self.paused,
            Uncounted::Left => &mut self.left,
            Uncounted::Flow => &mut self.flow,
            Uncounted::Window => &mut self.window,
        };
        *place += 1;
    }
}

/// What a month comes to for one unit, before it is compared with others.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Sheet {
    pub rates: Rates,
    /// In hundredths of a point; none without any of the three rates that have a weight.
    pub base: Option<u32>,
    pub deductions: Vec<Marked>,
    pub additions: Vec<Marked>,
    /// In hundredths of a point.
    #[serde(rename = "final")]
    pub total: Option<u32>,
    pub uncounted: NotCounted,
    /// Tickets with a line of this month.
    pub tickets: u64,
    /// Share of 剔除 among them, in basis points.
    pub exclusion_bp: Option<u32>,
    /// Share of those whose 办结 stands still.
    pub hung_bp: Option<u32>,
    /// Share of 即办即结.
    pub on_spot_bp: Option<u32>,
    /// Share of those sent back by a visit.
    pub redo_bp: Option<u32>,
}

impl Sheet {
    /// The shares that are greater than the rules let pass.
    pub fn signals(&self, rules: &ScoreRules) -> Vec<Signal> {
        let over = |share: Option<u32>, most: u32| share.is_some_and(|bp| bp > most);
        let all = [
            (
                Signal::Excluded,
                over(self.exclusion_bp, rules.signals.excluded_bp),
            ),
            (
                Signal::OnSpot,
                over(self.on_spot_bp, rules.signals.on_spot_bp),
            ),
        ];
        all.into_iter()
            .filter_map(|(signal, yes)| yes.then_some(signal))
            .collect()
    }
}

/// A ticket as far as sums ask which one it is.
pub type TicketNumber = i64;

/// Sums lines up, one unit's or a group's.
#[derive(Debug, Clone, Default)]
pub struct Sums {
    rates: BTreeMap<Indicator, (u64, u64)>,
    marks: BTreeMap<Mark, u64>,
    uncounted: NotCounted,
    tickets: BTreeSet<TicketNumber>,
    excluded: BTreeSet<TicketNumber>,
    hung: BTreeSet<TicketNumber>,
    on_spot: BTreeSet<TicketNumber>,
    redone: BTreeSet<TicketNumber>,
    /// Like compared with like.
    pub strata: Strata,
}

impl Sums {
    /// Takes a line in that was weighed.
    pub fn add(&mut self, ticket: TicketNumber, line: &Line, weight: Weight) {
        self.tickets.insert(ticket);
        if line.on_spot {
            self.on_spot.insert(ticket);
        }
        match weight {
            Weight::Counts(good) => {
                let rate = self.rates.entry(line.ind).or_default();
                rate.0 += u64::from(good);
                rate.1 += 1;
                self.strata.add(line, good);
                if line.ind == Indicator::Sign && good == 0 {
                    *self.marks.entry(Mark::LateSign).or_default() += 1;
                }
            }
            Weight::Applies => {
                if let Some(mark) = mark_of(line.ind) {
                    *self.marks.entry(mark).or_default() += 1;
                }
                if line.ind == Indicator::Redo {
                    self.redone.insert(ticket);
                }
            }
            Weight::Not(why) => {
                self.uncounted.add(why);
                match why {
                    Uncounted::Excluded => drop(self.excluded.insert(ticket)),
                    Uncounted::Paused => drop(self.hung.insert(ticket)),
                    _ => {}
                }
            }
            Weight::Gone => {}
        }
    }

    /// The sheet under these rules.
    pub fn sheet(&self, rules: &ScoreRules) -> Sheet {
        let rates = Rates::from(&self.rates);
        let base = base(&rates, rules);
        let marked = |kind: Mark, points: Points| {
            let count = self.marks.get(&kind).copied().unwrap_or(0);
            (count > 0).then(|| marked(kind, count, points))
        };
        let d = &rules.deduct;
        let deductions: Vec<Marked> = [
            (Mark::LateSign, d.late_sign),
            (Mark::Redo, d.redo),
            (Mark::FalseVisit, d.false_visit),
            (Mark::Leak, d.leak),
            (Mark::OrderLate, d.order_late),
        ]
        .into_iter()
        .filter_map(|(kind, points)| marked(kind, points))
        .collect();
        let additions: Vec<Marked> = marked(Mark::Proactive, rules.add.proactive)
            .into_iter()
            .collect();
        let sum = |all: &[Marked]| all.iter().map(|m| m.sum).fold(0u32, u32::saturating_add);
        let (off, on) = (sum(&deductions).min(rules.deduct_cap), sum(&additions));
        let of_tickets = |part: &BTreeSet<TicketNumber>| {
            share_bp(count(part.iter()), count(self.tickets.iter()))
        };
        Sheet {
            rates,
            base,
            total: base.map(|b| b.saturating_add(on).saturating_sub(off).min(10_000)),
            deductions,
            additions,
            uncounted: self.uncounted,
            tickets: count(self.tickets.iter()),
            exclusion_bp: of_tickets(&self.excluded),
            hung_bp: of_tickets(&self.hung),
            on_spot_bp: of_tickets(&self.on_spot),
            redo_bp: of_tickets(&self.redone),
        }
    }
}

fn count<T>(items: impl Iterator<Item = T>) -> u64 {
    u64::try_from(items.count()).unwrap_or(u64::MAX)
}

fn mark_of(ind: Indicator) -> Option<Mark> {
    Some(match ind {
        Indicator::Redo => Mark::Redo,
        Indicator::FalseVisit => Mark::FalseVisit,
        Indicator::Leak => Mark::Leak,
        Indicator::OrderLate => Mark::OrderLate,
        Indicator::Proactive => Mark::Proactive,
        _ => return None,
    })
}

fn marked(kind: Mark, count: u64, [each, cap]: Points) -> Marked {
    let sum = count.saturating_mul(each.into()).min(cap.into());
    Marked {
        kind,
        count,
        each,
        sum: u32::try_from(sum).unwrap_or(cap),
    }
}

/// From the printed rates. What has no instance gives its weight to the one before it.
fn base(rates: &Rates, rules: &ScoreRules) -> Option<u32> {
    let [mut respond, mut solved, mut satisfied] = rules.weights.map(u64::from);
    if rates.satisfied.bp.is_none() {
        (solved, satisfied) = (solved + satisfied, 0);
    }
    if rates.solved.bp.is_none() {
        (respond, solved) = (respond + solved, 0);
    }
    let rated = |rate: Rate, weight: u64| match rate.bp {
        Some(bp) => Some(u64::from(bp) * weight),
        None if weight == 0 => Some(0),
        None => None,
    };
    let any = [rates.respond, rates.solved, rates.satisfied];
    if any.iter().all(|r| r.bp.is_none()) {
        return None;
    }
    // Without 响应 its weight goes to what there is.
    let sums = [
        (rates.respond, respond),
        (rates.solved, solved),
        (rates.satisfied, satisfied),
    ];
    let known: u64 = sums
        .iter()
        .filter(|(r, _)| r.bp.is_some())
        .map(|(_, w)| w)
        .sum();
    let total: u64 = sums.iter().filter_map(|(r, w)| rated(*r, *w)).sum();
    let points = half_up(total, known)?;
    u32::try_from(points).ok()
}

#[cfg(test)]
mod tests;
