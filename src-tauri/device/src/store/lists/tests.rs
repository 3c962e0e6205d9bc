//! The suite of lists over the device's store, while tickets come, change and leave.

use super::*;
use crate::app::tests::{device, issue};
use crate::store::{Tx, edit, removal, ticket};
use ::lists::suite::{self, Act, Draws, Fate, Held, NOW};
use model::act::Act as Done;
use model::edit::{Edit, SCHEMA, Write};
use model::scope::Clause;
use model::ticket::Ticket;
use model::{Action, Head, Opening, TicketId};
use std::collections::BTreeSet;

/// A store with tickets by the test's own numbers.
struct Ground {
    store: Store,
    here: BTreeSet<usize>,
    edits: u32,
    draws: Draws,
    _dir: tempfile::TempDir,
}

/// What a row is drawn from, as far as the store reads it.
fn ticket_of(row: &Row) -> Ticket {
    Ticket {
        id: row.id.clone(),
        temp_no: row.temp_no.clone(),
        created_by: row.created_by.clone(),
        opened_by: Opening([0; 12]).edit(1),
        captured_at: row.captured_at,
        facts: issue().facts(),
        conflicts: Default::default(),
        photos: Vec::new(),
        log: Vec::new(),
        other_rulings: Default::default(),
        heads: Vec::new(),
    }
}

fn put(tx: &Tx, row: &Row) {
    ticket::project(tx, &ticket_of(row), row).unwrap();
}

impl Ground {
    fn new(seed: u64) -> Self {
        let dir = tempfile::tempdir().unwrap();
        Ground {
            store: Store::create(dir.path(), &crate::keys::Key::default()).unwrap(),
            here: BTreeSet::new(),
            edits: 0,
            draws: Draws::new(seed),
            _dir: dir,
        }
    }

    /// One that is here.
    fn any(&mut self) -> Option<usize> {
        let all: Vec<usize> = self.here.iter().copied().collect();
        (!all.is_empty()).then(|| *self.draws.pick(&all))
    }

    /// Some come, some change, some leave, some acts are made.
    fn turn(&mut self) {
        let (mut rows, mut acts, mut left) = (Vec::new(), Vec::new(), Vec::new());
        for _ in 0..self.draws.below(40) {
            let n = self.here.last().map_or(0, |last| last + 1);
            self.here.insert(n);
            rows.push(suite::row(n, &mut self.draws));
        }
        for _ in 0..self.draws.below(20) {
            let Some(n) = self.any() else { break };
            rows.push(suite::row(n, &mut self.draws));
        }
        for _ in 0..self.draws.below(12) {
            let Some(ticket) = self.any() else { break };
            let act = suite::act(1, &mut self.draws);
            acts.push((self.edits, Act { ticket, ..act }));
            self.edits += 1;
        }
        for _ in 0..self.draws.below(4) {
            // Nothing leaves while work on it waits.
            let Some(n) = self.any() else { break };
            left.push(suite::id(n));
        }
        let done = self.store.write(|tx| {
            rows.iter().for_each(|row| put(tx, row));
            acts.iter().for_each(|(serial, act)| keep(tx, *serial, act));
            for id in &left {
                ticket::set_leaving(tx, ticket::expect(tx, id)?, true)?;
            }
            removal::remove_left(tx)
        });
        done.unwrap();
        let held = self.held();
        let ids: BTreeSet<TicketId> = held.rows.into_iter().map(|(_, row)| row.id).collect();
        self.here.retain(|n| ids.contains(&suite::id(*n)));
    }

    /// Everything the store holds, row by row.
    fn held(&self) -> Held {
        self.store
            .read(held)
            .map(|(rows, acts)| Held { rows, acts })
            .unwrap()
    }

    fn compare(&mut self) {
        let draws = &mut self.draws;
        self.store
            .with_columns(|lists| {
                let (rows, acts) = held(lists.source.db)?;
                suite::compare(lists, &Held { rows, acts }, draws);
                Ok(())
            })
            .unwrap();
    }
}

type Rows = (Vec<(i64, Row)>, Vec<(UserName, OwnAct)>);

fn held(db: &Db) -> Result<Rows> {
    let mut ask = db.prepare_cached("select no, row from ticket order by no")?;
    let rows = ask.query_map([], |r| Ok((r.get(0)?, r.get::<_, String>(1)?)))?;
    let rows = rows.map(|r| {
        let (n, row) = r?;
        Ok((n, serde_json::from_str(&row)?))
    });
    let rows = rows.collect::<Result<_>>()?;
    let sql = "select ticket, author, at, state, write from edit order by no";
    let mut ask = db.prepare_cached(sql)?;
    let mut edits = ask.query([])?;
    let mut acts = Vec::new();
    while let Some(r) = edits.next()? {
        let write: Write = serde_json::from_str(&r.get::<_, String>(4)?)?;
        let state: i64 = r.get(3)?;
        if !matches!(write, Write::Act { .. }) || state > 3 {
            continue;
        }
        let act = OwnAct {
            n: r.get(0)?,
            at: Moment(r.get(2)?),
            void: state == 3,
        };
        acts.push((UserName::new(r.get::<_, String>(1)?)?, act));
    }
    Ok((rows, acts))
}

/// Keeps an act as the app and the answers to a push would.
fn keep(tx: &Tx, serial: u32, act: &Act) {
    let id = suite::id(act.ticket);
    let no = ticket::expect(tx, &id).unwrap();
    let write = match act.fate {
        Fate::Aside => Write::Facts(Vec::new()),
        _ => Write::Act {
            round: 1,
            act: Done::parse(Action::Sign, serde_json::Value::Null).unwrap(),
        },
    };
    let written = Edit {
        id: Opening([7; 12]).edit(serial),
        ticket: id,
        schema: SCHEMA,
        by: act.by.clone(),
        at: act.at,
        seen: Vec::new(),
        write,
    };
    edit::insert(tx, no, &written, &Head([1; 32])).unwrap();
    let state = match act.fate {
        Fate::Counts => edit::State::Held,
        Fate::Waits => edit::State::Pending,
        Fate::Void => edit::State::Void,
        Fate::Aside => edit::State::Refused,
    };
    edit::set_state(tx, &written.id, state, None).unwrap();
}

#[test]
fn every_question_is_answered_as_a_walk_over_the_rows_would() {
    let mut ground = Ground::new(21);
    ground.compare();
    for _ in 0..50 {
        ground.turn();
        for _ in 0..6 {
            ground.compare();
        }
    }
    assert!(ground.here.len() > 500 && ground.edits > 100);
    // Columns that are loaded at once say what those say that grew with the tickets.
    ground.store.index = Index::default();
    for _ in 0..30 {
        ground.compare();
    }
}

#[test]
fn the_first_page_of_a_cold_start_is_that_of_the_columns() {
    let mut ground = Ground::new(22);
    for _ in 0..8 {
        ground.turn();
    }
    for loaded in [false, true] {
        let held = ground.held();
        let (store, mut draws) = (&ground.store, Draws::new(5));
        assert_eq!(store.index.is_loaded(), loaded);
        for _ in 0..10 {
            suite::compare_plain(|filter| store.list(filter).unwrap(), &held, &mut draws);
        }
        ground.compare();
    }
}

#[test]
fn a_row_that_cannot_be_read_is_left_out_and_everything_else_goes_on() {
    let mut ground = Ground::new(23);
    while ground.here.len() < 60 {
        ground.turn();
    }
    ground.compare();
    let total = ground.here.len() as u64;
    let tickets: Vec<usize> = ground.here.iter().copied().collect();
    let damage = |sql: &str, n: usize| {
        ground
            .store
            .write(|tx| {
                let id = suite::id(n);
                tx.execute("update listing set version = version + 1", [])?;
                let sql = format!(
                    "update ticket set {sql}, version = (select version from listing) where id = ?"
                );
                tx.execute(&sql, [id.as_str()])
            })
            .unwrap()
    };
    // A status of a later version, co-units of an unknown form, and a row of an unknown form.
    assert_eq!(damage("status = 'enshrined'", tickets[3]), 1);
    assert_eq!(damage("co_units = '{}'", tickets[4]), 1);
    assert_eq!(damage("row = '{}'", tickets[5]), 1);
    let me = suite::person(&mut Draws::new(1));
    let filter = |sort| {
        let ask = api::ListTickets {
            sort: Some(sort),
            limit: Some(500),
            ..Default::default()
        };
        Filter::new(&me, vec![Clause::All], ask, false, NOW).unwrap()
    };
    for fresh in [false, true] {
        if fresh {
            ground.store.index = Index::default();
        }
        let page = ground.store.list(&filter(api::Sort::Oldest)).unwrap();
        assert_eq!(
            (page.tickets.len() as u64, page.total),
            (total - 3, total - 3)
        );
        // Once found, it is left out of counts too.
        let counts = ground
            .store
            .with_columns(|l| Ok(l.columns.counts(&[Clause::All], NOW)));
        let counted: u64 = counts.unwrap().by_status.values().sum();
        assert_eq!(counted, total - 3);
        let today = ground
            .store
            .with_columns(|l| l.today(&me, &[Clause::All], NOW, NOW));
        assert!(today.is_ok());
    }
    // Mended, they are in the lists again.
    let mut draws = Draws::new(2);
    let rows = [3, 4, 5].map(|n| suite::row(tickets[n], &mut draws));
    ground
        .store
        .write(|tx| {
            rows.iter().for_each(|row| put(tx, row));
            Ok(())
        })
        .unwrap();
    ground.compare();
    let page = ground.store.list(&filter(api::Sort::Due)).unwrap();
    assert_eq!(page.total, total);
}

#[test]
fn an_older_store_gets_its_new_columns_filled() {
    let dir = tempfile::tempdir().unwrap();
    let app = device(dir.path());
    app.capture_files(&issue(), &[]).unwrap();
    let store = &app.session().unwrap().store;
    let columns = "alarm, asked, returns, redos, presses, hang_check";
    let all = || {
        store.read(|db| {
            let sql = format!("select {columns} from ticket order by no");
            let mut ask = db.prepare_cached(&sql)?;
            let rows = ask.query_map([], |r| {
                let values: Vec<Option<i64>> =
                    (0..6).map(|i| r.get(i)).collect::<rusqlite::Result<_>>()?;
                Ok(values)
            })?;
            Ok(rows.collect::<rusqlite::Result<Vec<_>>>()?)
        })
    };
    let mut row = suite::row(1, &mut Draws::new(6));
    (row.alarm, row.asked) = (true, true);
    (row.returns, row.redos, row.presses) = (1, 2, 3);
    row.hang_check = Some(Moment(1_795_000_000_123));
    store
        .write(|tx| {
            put(tx, &row);
            put(tx, &suite::row(2, &mut Draws::new(7)));
            tx.execute("update ticket set row = 'x' where no = 1", [])?;
            Ok(())
        })
        .unwrap();
    let written = all().unwrap();
    assert_eq!(written[1], [1, 1, 1, 2, 3, 1_795_000_000_123].map(Some));
    store
        .write(|tx| {
            let migration = include_str!("../../../migrations/V4__lists.sql");
            let update = migration.find("update ticket set").unwrap();
            let end = update + migration[update..].find(';').unwrap();
            let forget = "update ticket set alarm = 0, asked = 0, returns = 0, redos = 0, presses = 0, hang_check = null";
            tx.execute(forget, [])?;
            tx.execute(&migration[update..end], [])?;
            Ok(())
        })
        .unwrap();
    assert_eq!(all().unwrap(), written, "as the projection writes them");
}

/// Words are kept as they were written and looked at in their plain form when somebody searches: what an earlier version kept
/// needs no second index.
#[test]
fn a_ticket_kept_by_an_earlier_version_is_found_by_what_people_type() {
    let ground = Ground::new(1);
    let row = suite::row(1, &mut Draws::new(1));
    let store = &ground.store;
    let keep = |tx: &Tx| {
        put(tx, &row);
        Ok(())
    };
    store.write(keep).unwrap();
    let old = "update ticket set words = 'Cafe\u{301} ⑫号楼 ⼈⾏道'";
    store.write(|tx| tx.execute(old, [])).unwrap();
    for (text, expect) in [("人行道", 1), ("12号楼", 1), ("café", 1), ("1号楼", 0)] {
        let mut bits = Bits::default();
        bits.put(0);
        let left = store.read(|db| {
            let view = View { db, index: None };
            view.narrow(&search::query(text), false, &mut bits)?;
            Ok(bits.count())
        });
        assert_eq!(left.unwrap(), expect, "{text}");
    }
}
