//! A million decisions of access over random unit trees, posts and tickets, against the words of docs/domain.md 8.5.

use model::act::Act;
use model::act::Action;
use model::decide::open_acts;
use model::district::District;
use model::scope::{self, ScopeKey};
use model::unit::Unit;
use model::{Code, Status, UnitGroup};
use testkit::Draws;
use testkit::access::{self, NOW};
use testkit::ground::{World, payloads};

/// The test district with other units.
fn district(tree: &access::Tree) -> District {
    let mut d = testkit::ground::district();
    d.duty.clear();
    d.units = tree
        .iter()
        .map(|(code, parent)| Unit {
            code: code.clone(),
            name: "演示单位".into(),
            group: UnitGroup::Bureau,
            area: d.code.clone(),
            parent: parent.clone(),
        })
        .collect();
    d
}

#[test]
fn a_million_decisions_equal_the_words_of_the_specification() {
    const TREES: u64 = 25;
    const PEOPLE: usize = 100;
    const TICKETS: usize = 400;
    let (mut decisions, mut seen, mut clear) = (0u64, 0u64, 0u64);
    for seed in 0..TREES {
        let mut d = Draws::new(seed);
        let size = 1 + d.below(12);
        let tree = d.tree(size);
        let district = district(&tree);
        let keys: Vec<ScopeKey> = (0..TICKETS).map(|_| d.key(&tree)).collect();
        for _ in 0..PEOPLE {
            let raw = d.person(&tree);
            let person = raw.at(NOW, &district);
            let clauses = scope::clauses(&person);
            for key in &keys {
                let want = access::sees(&tree, &raw, NOW, key);
                let found = clauses.iter().any(|c| c.matches(key));
                assert_eq!(found, want, "seed {seed}: {raw:?}\n{key:?}\n{tree:?}");
                seen += u64::from(want);
                decisions += 1;
            }
            // The two finer questions, on a part: they take each post again.
            for key in keys.iter().step_by(4) {
                let told = || format!("seed {seed}: {raw:?}\n{key:?}\n{tree:?}");
                let want = access::sees(&tree, &raw, NOW, key);
                assert_eq!(scope::sees(&person, key), want, "{}", told());
                let days = u32::try_from(d.below(61)).unwrap();
                let received = Some(NOW.plus_minutes(-i64::from(days) * 24 * 60));
                let fresh = scope::is_fresh(received, NOW, &district.rules.life);
                let reporter = access::sees_reporter(&tree, &raw, NOW, key, days);
                assert_eq!(
                    scope::sees_reporter(&person, key, fresh),
                    reporter,
                    "{days} {}",
                    told()
                );
                assert!(want || !reporter, "a reporter of a ticket not seen");
                clear += u64::from(reporter);
                let action = *d.pick(Action::ALL);
                let private = access::sees_private(&tree, &raw, NOW, key, action);
                assert_eq!(
                    scope::sees_private(&person, key, action),
                    private,
                    "{action} {}",
                    told()
                );
            }
        }
    }
    println!(
        "{decisions} decisions: {seen} tickets seen, {clear} reporters in clear of {} asked for",
        decisions / 4
    );
    assert_eq!(decisions, 1_000_000);
    assert!(
        seen > 100_000 && seen < 900_000,
        "neither everything nor nothing"
    );
}

#[test]
fn what_is_offered_is_seen_and_is_not_refused_for_want_of_right() {
    let mut d = Draws::new(11);
    let tree = d.tree(8);
    let district = district(&tree);
    let statuses = Status::ALL.iter().filter(|s| !matches!(s, Status::Draft));
    let worlds: Vec<World> = statuses.map(|s| World::at(*s)).collect();
    let (mut offered, mut now) = (0, World::new());
    for _ in 0..5_000 {
        let raw = d.person(&tree);
        let person = raw.at(NOW, &district);
        let (key, n) = (d.key(&tree), d.below(worlds.len()));
        let w = &worlds[n];
        let (mut ticket, mut state) = (w.ticket.clone(), w.state.clone());
        ticket.created_by = key.created_by.clone();
        (state.area, state.grid) = (key.area.clone(), key.grid.clone());
        (state.lead_unit, state.co_units) = (key.lead_unit.clone(), key.co_units.clone());
        (state.handler, state.visited_by) = (key.handler.clone(), key.visited_by.clone());
        (now.ticket, now.state) = (ticket, state);
        let open = open_acts(&person, &now.ticket, &now.state);
        let key = ScopeKey::of(&now.ticket, &now.state);
        assert!(
            open.is_empty() || access::sees(&tree, &raw, NOW, &key),
            "{open:?} for {raw:?} on {key:?}"
        );
        for action in Action::ALL {
            let act = Act::parse(*action, payloads::required(*action, &now)).unwrap();
            let code = now
                .judge(Some(&person), &act, now.state.round)
                .err()
                .map(|e| e.code);
            let barred = matches!(code, Some(Code::NoRight | Code::WrongStatus));
            // 报到 is offered only while a whistle waits, which is a guard's matter when it is made; so is an answer that
            // nobody waits for.
            let barred = barred || code == Some(Code::NothingAsked);
            let apart = matches!(
                action,
                Action::Submit | Action::SolveOnSpot | Action::PhoneDuty | Action::ReportIn
            );
            assert!(
                apart || open.contains(action) != barred,
                "{action}: {code:?} for {raw:?} on {key:?}"
            );
            offered += usize::from(open.contains(action));
        }
    }
    println!("{offered} acts offered");
    assert!(offered > 3_000);
}
