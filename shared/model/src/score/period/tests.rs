use super::*;
use testkit_rules::rules;

/// The rule pack of the small district.
mod testkit_rules {
    use crate::rulepack::RulePack;
    const EXAMPLE: &str = include_str!("../../../../../docs/examples/district-small.json");
    pub fn rules() -> RulePack {
        let mut example: serde_json::Value = serde_json::from_str(EXAMPLE).unwrap();
        serde_json::from_value(example["rules"].take()).unwrap()
    }
}

fn at(text: &str) -> Moment {
    format!("{text}:00+08:00").parse().unwrap()
}

/// Each act at each state, and what it gets.
#[test]
fn a_month_goes_its_way_and_no_other() {
    use PeriodAction::*;
    let rules = rules();
    let month = Month::parse("2026-10", &rules.calendar).unwrap();
    let fresh = Period::default();
    let drafted = fresh.drafted(at("2026-11-04T10:00"), &rules);
    let proposed = Period {
        proposed: true,
        ..drafted.clone()
    };
    let frozen = Period {
        version: 1,
        ..proposed.clone()
    };
    let running = at("2026-10-15T10:00");
    let (settling, settled) = (at("2026-11-03T23:59"), at("2026-11-04T00:00"));
    let (window, hearing) = (at("2026-11-10T10:00"), at("2026-11-12T10:00"));
    let wrong = Err(Code::PeriodState);
    type Case<'a> = (PeriodAction, &'a Period, Moment, u64, Result<(), Code>);
    let cases: Vec<Case> = vec![
        (PublishDraft, &fresh, running, 0, wrong),
        (PublishDraft, &fresh, settling, 0, wrong),
        (PublishDraft, &fresh, settled, 0, Ok(())),
        (PublishDraft, &drafted, window, 0, wrong),
        (FileAppeal, &fresh, settled, 0, wrong),
        (FileAppeal, &drafted, window, 3, Ok(())),
        (FileAppeal, &drafted, hearing, 0, Err(Code::AppealLate)),
        (FileAppeal, &frozen, hearing, 0, Err(Code::AppealLate)),
        (HearAppeal, &drafted, window, 1, Ok(())),
        (HearAppeal, &drafted, hearing, 1, Ok(())),
        (HearAppeal, &frozen, hearing, 1, wrong),
        (ProposeFreeze, &drafted, window, 0, wrong),
        (ProposeFreeze, &drafted, hearing, 1, Err(Code::AppealsOpen)),
        (ProposeFreeze, &drafted, hearing, 0, Ok(())),
        (ProposeFreeze, &proposed, hearing, 0, wrong),
        (Freeze, &drafted, hearing, 0, wrong),
        (Freeze, &proposed, hearing, 2, Err(Code::AppealsOpen)),
        (Freeze, &proposed, hearing, 0, Ok(())),
        (Freeze, &frozen, hearing, 0, wrong),
        (Amend, &proposed, hearing, 0, wrong),
        (Amend, &frozen, hearing, 0, Ok(())),
        (DeclareWindow, &fresh, running, 0, Ok(())),
        (DeclareWindow, &fresh, settled, 0, Ok(())),
        (DeclareWindow, &drafted, window, 0, Err(Code::WindowClosed)),
        (ReadSheet, &fresh, settled, 0, wrong),
        (ReadSheet, &drafted, window, 0, Ok(())),
        (ReadSheet, &frozen, hearing, 0, Ok(())),
    ];
    for (action, period, now, appeals, expect) in cases {
        let found = period.check(action, &month, now, &rules, appeals);
        assert_eq!(
            found.map_err(|d| d.code),
            expect,
            "{action} {period:?} {now}"
        );
    }
}

#[test]
fn states_follow_the_clock() {
    let rules = rules();
    let month = Month::parse("2026-10", &rules.calendar).unwrap();
    let fresh = Period::default();
    for (now, state, late) in [
        ("2026-10-31T23:59", PeriodState::Open, false),
        ("2026-11-01T00:00", PeriodState::Settling, false),
        ("2026-11-14T23:59", PeriodState::Settling, false),
        ("2026-11-15T00:00", PeriodState::Settling, true),
    ] {
        assert_eq!(fresh.state(&month, at(now)), state, "{now}");
        assert_eq!(fresh.is_late(&month, at(now)), late, "{now}");
    }
    // Wednesday the 4th; five working days later the window ends.
    let drafted = fresh.drafted(at("2026-11-04T10:00"), &rules);
    assert_eq!(
        drafted.state(&month, at("2026-11-11T23:59")),
        PeriodState::Drafted
    );
    assert_eq!(
        drafted.state(&month, at("2026-11-12T00:00")),
        PeriodState::Hearing
    );
    assert!(!drafted.is_late(&month, at("2026-12-01T00:00")));
}
