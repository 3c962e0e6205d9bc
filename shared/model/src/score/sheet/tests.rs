use super::*;

fn rates(respond: (u64, u64), solved: (u64, u64), satisfied: (u64, u64)) -> Rates {
    Rates {
        respond: Rate::of(respond.0, respond.1),
        solved: Rate::of(solved.0, solved.1),
        satisfied: Rate::of(satisfied.0, satisfied.1),
        ..Rates::default()
    }
}

/// R 36/40, S 66/80 halves, M 23/27 (docs/scores.md 2).
#[test]
fn the_base_is_that_of_the_printed_rates() {
    let rules = ScoreRules::default();
    let with = rates((72, 40), (66, 40), (46, 27));
    assert_eq!(
        (with.respond.bp, with.solved.bp, with.satisfied.bp),
        (Some(9000), Some(8250), Some(8519))
    );
    for (rates, expect) in [
        (with, Some(8569)),
        // Without a rating its weight joins 解决.
        (rates((72, 40), (66, 40), (0, 0)), Some(8475)),
        (rates((72, 40), (0, 0), (0, 0)), Some(9000)),
        // 解决 alone gives its weight to 响应.
        (rates((72, 40), (0, 0), (46, 27)), Some(8832)),
        (rates((0, 0), (66, 40), (0, 0)), Some(8250)),
        (rates((0, 0), (0, 0), (0, 0)), None),
    ] {
        assert_eq!(base(&rates, &rules), expect, "{rates:?}");
    }
}

fn sums(marks: &[(Mark, u64)]) -> Sums {
    let mut sums = Sums::default();
    sums.rates.insert(Indicator::Respond, (72, 40));
    sums.rates.insert(Indicator::Solved, (66, 40));
    sums.rates.insert(Indicator::Satisfied, (46, 27));
    sums.marks = marks.iter().copied().collect();
    sums
}

#[test]
fn points_are_taken_off_and_added_up_to_their_caps() {
    let rules = ScoreRules::default();
    // D 320, P 55: 83.04.
    let sheet = sums(&[
        (Mark::LateSign, 2),
        (Mark::Redo, 2),
        (Mark::FalseVisit, 1),
        (Mark::Proactive, 11),
    ])
    .sheet(&rules);
    let off: u32 = sheet.deductions.iter().map(|m| m.sum).sum();
    let on: u32 = sheet.additions.iter().map(|m| m.sum).sum();
    assert_eq!((sheet.base, off, on), (Some(8569), 320, 55));
    assert_eq!(sheet.total, Some(8304));
    // Each kind has its cap, and all of them together.
    let sheet = sums(&[
        (Mark::LateSign, 1000),
        (Mark::Redo, 1000),
        (Mark::Leak, 9),
        (Mark::Proactive, 1000),
    ])
    .sheet(&rules);
    let sums: Vec<u32> = sheet.deductions.iter().map(|m| m.sum).collect();
    assert_eq!(sums, [500, 1000, 2000]);
    assert_eq!(sheet.total, Some(8569 + 300 - 2000));
}

#[test]
fn nothing_is_no_score() {
    let sheet = Sums::default().sheet(&ScoreRules::default());
    assert_eq!((sheet.base, sheet.total, sheet.tickets), (None, None, 0));
    assert_eq!((sheet.exclusion_bp, sheet.hung_bp), (None, None));
}

#[test]
fn halves_are_rounded_up() {
    for (n, d, expect) in [
        (1, 2, Some(1)),
        (1, 3, Some(0)),
        (0, 7, Some(0)),
        (5, 0, None),
    ] {
        assert_eq!(half_up(n, d), expect, "{n}/{d}");
    }
    assert_eq!(half_up(84_832_500, 10_000), Some(8483));
    assert_eq!(half_up(u64::MAX, 1), Some(u64::MAX));
}
