//! Whether the rules of 考, 通报, 抽查 and 推 make sense.

use super::{range, wrong};
use crate::Denial;
use crate::rulepack::RulePack;

/// A whole, in basis points.
const WHOLE: u32 = 10_000;

/// All four sections.
pub(super) fn assess(rules: &RulePack) -> Result<(), Denial> {
    let s = &rules.score;
    let sum: u64 = s.weights.iter().map(|w| u64::from(*w)).sum();
    if sum != u64::from(WHOLE) {
        let detail = format!("三项权重之和须是 {WHOLE}，现在是 {sum}");
        return wrong("rules.score.weights", detail);
    }
    numbers(rules)?;
    for (place, [each, cap]) in [
        ("deduct.late_sign", s.deduct.late_sign),
        ("deduct.redo", s.deduct.redo),
        ("deduct.false_visit", s.deduct.false_visit),
        ("deduct.leak", s.deduct.leak),
        ("deduct.order_late", s.deduct.order_late),
        ("add.proactive", s.add.proactive),
    ] {
        range(format!("score.{place}[0]"), each, 0, WHOLE)?;
        range(format!("score.{place}[1]"), cap, each, WHOLE)?;
    }
    Ok(())
}

fn numbers(rules: &RulePack) -> Result<(), Denial> {
    let (s, n, c, p) = (&rules.score, &rules.notice, &rules.check, &rules.push);
    for (place, number, least, most) in [
        ("score.mostly_half", s.mostly_half, 0, 2),
        ("score.min_n", s.min_n, 1, 100_000),
        ("score.band_gap_bp", s.band_gap_bp, 0, WHOLE),
        ("score.flow_percent", s.flow_percent, 0, 100),
        ("score.settle_days", s.settle_days, 0, 14),
        ("score.appeal_wd", s.appeal_wd, 1, 30),
        ("score.opinion_wd", s.opinion_wd, 1, 30),
        ("score.decide_wd", s.decide_wd, 1, 30),
        ("score.deduct_cap", s.deduct_cap, 0, WHOLE),
        ("score.signals.excluded_bp", s.signals.excluded_bp, 0, WHOLE),
        ("score.signals.on_spot_bp", s.signals.on_spot_bp, 0, WHOLE),
        ("score.signals.rebound_days", s.signals.rebound_days, 1, 366),
        (
            "score.signals.rebound_metres",
            s.signals.rebound_metres,
            1,
            5_000,
        ),
        ("notice.stale_days", n.stale_days, 1, 366),
        ("notice.state_wd", n.state_wd, 1, 30),
        ("notice.answer_wd", n.answer_wd, 1, 60),
        ("notice.reveals_day", n.reveals_day, 1, 100_000),
        ("notice.export_rows", n.export_rows, 1, 1_000_000),
        ("check.percent", c.percent, 1, 100),
        ("check.min", c.min, 1, 1_000),
        ("check.tries", c.tries, 1, 20),
        ("check.try_days", c.try_days, 1, c.tries),
        ("check.phone_minutes", c.phone_minutes, 1, 24 * 60),
        ("check.dispute_wd", c.dispute_wd, 1, 30),
        ("push.progress_day", p.progress_day, 1, 28),
        ("push.amber_days", p.amber_days, 0, 366),
        ("push.silent_days", p.silent_days, 1, 366),
        ("push.window_days", p.window_days, 7, 366),
        ("push.skip_days", p.skip_days, 0, 366),
        ("push.back_metres", p.back_metres, 1, 5_000),
        ("push.back_days", p.back_days, 1, 366),
    ] {
        range(place, number, least, most)?;
    }
    Ok(())
}
