//! The demo shows every status and everything that can lie over a ticket.

use model::effect::State;
use model::score::Indicator;
use model::score::month::Month;
use model::talk::TalkVerdict;
use model::{PressKind, Status};
use pool::scores::Book;
use pool::store::Store;
use std::collections::BTreeMap;

/// How many tickets show what.
fn census(states: &[State], now: model::Moment) -> BTreeMap<&'static str, usize> {
    let mut seen: BTreeMap<&'static str, usize> = BTreeMap::new();
    let mut count = |what, yes: bool| *seen.entry(what).or_default() += usize::from(yes);
    for s in states {
        let kinds = |kind| s.presses.values().any(|p| p.kind == kind);
        let check = s.hang.as_ref().filter(|_| s.status == Status::Hung);
        let clock = s
            .deadlines
            .get(&model::Clock::HangCheck)
            .filter(|_| check.is_some());
        let extension = s.extension.as_ref();
        let exclusion = s.exclusion.as_ref();
        for status in Status::ALL {
            count(status.as_str(), s.status == *status);
        }
        count("returned", s.returns == 1);
        count("returned twice", s.returns == 2);
        count("ruled", s.designated);
        count(
            "whistle open",
            s.whistles
                .values()
                .any(|w| w.units.values().any(Option::is_none)),
        );
        count(
            "whistle answered",
            s.whistles
                .values()
                .any(|w| w.units.values().all(Option::is_some)),
        );
        count(
            "extension asked",
            extension.is_some_and(|e| e.granted.is_none()),
        );
        count(
            "extension granted",
            extension.is_some_and(|e| e.granted == Some(true)),
        );
        count(
            "extension denied",
            extension.is_some_and(|e| e.granted == Some(false)),
        );
        count(
            "hung, near its check",
            clock.is_some_and(|c| c.amber <= now && now <= c.due),
        );
        count(
            "hung, past its check",
            check.is_some_and(|h| h.next_check < now),
        );
        count("renewal asked", check.is_some_and(|h| h.renewal.is_some()));
        count("redone", s.redos > 0);
        count("redone and closed", s.redos > 0 && !s.status.is_open());
        count("urged", kinds(PressKind::Urge));
        count("supervised", kinds(PressKind::Supervise));
        count("escalated", kinds(PressKind::Escalate));
        count("owes a reply", s.presses.values().any(|p| p.open()));
        count("replied", s.presses.values().any(|p| !p.open()));
        count(
            "exclusion asked",
            exclusion.is_some_and(|e| e.granted.is_none()),
        );
        count(
            "excluded",
            exclusion.is_some_and(|e| e.granted == Some(true)),
        );
        count(
            "exclusion denied",
            exclusion.is_some_and(|e| e.granted == Some(false)),
        );
        count("family", !s.children.is_empty());
        count(
            "family to be visited",
            !s.children.is_empty() && s.status == Status::Visiting,
        );
        count("on the spot", s.on_spot && s.status == Status::Visiting);
        count(
            "on the spot, visited",
            s.on_spot && s.status == Status::Closed,
        );
        count(
            "missed",
            s.status == Status::Visiting && !s.missed.is_empty(),
        );
    }
    seen
}

#[test]
fn every_status_and_overlay_is_shown() {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("pool");
    let start = std::time::Instant::now();
    crate::load(&folder, 1, 300).unwrap();
    eprintln!("loaded in {:?}", start.elapsed());
    let store = Store::open(&folder).unwrap();
    let states: Vec<State> = store
        .read_now(|db| {
            let places = db.tickets_from(1, 1_000)?;
            let read =
                |p: &pool::store::Projection| Ok(db.document(p.n)?.document()?.read()?.state());
            places.iter().map(read).collect()
        })
        .unwrap();
    assert_eq!(states.len(), 300);
    let now = pool::clock::now();
    let seen = census(&states, now);
    eprintln!("{seen:?}");
    let missing: Vec<_> = seen
        .iter()
        .filter(|(what, n)| **n == 0 && !matches!(**what, "draft" | "queued"))
        .collect();
    assert!(missing.is_empty(), "{missing:?} in {seen:?}");
    let district = &store.district().district;
    let calendar = &district.rules.calendar;
    let last = Month::of(now, calendar).and_then(|this| this.before(calendar));
    let last = last.unwrap();
    let (text, file) = (last.text.clone(), store.district());
    let ratings = store.read_now(|db| {
        let book = Book::read(db, &file, last, Some(Indicator::Satisfied))?;
        Ok(pool::scores::ratings(&book))
    });
    let talks = api::Talks::of(district, text, &ratings.unwrap(), |_| true);
    for verdict in TalkVerdict::ALL {
        let mut lines = talks.groups.iter().flat_map(|g| &g.units);
        let rated = lines.any(|l| l.verdict == *verdict && l.rated > 0);
        assert!(rated, "{verdict}: {talks:?}");
    }
    assert!(pool::verify::verify(&store, &[]).ok);
}
