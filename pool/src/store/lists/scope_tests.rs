//! Access through the store against the words of docs/domain.md 8.5: a million decisions each by list, search, counts and read,
//! and by photo, of random people and tickets. `feed` does the same for pull.

use super::super::{HeldPhoto, Tx};
pub(crate) use super::rows_for_tests::id;
use super::{Db, rows_for_tests};
use api::{ListTickets, Sort};
use lists::Filter;
use model::district::District;
use model::person::Person;
use model::row::Row;
use model::scope::{self, ScopeKey};
use model::unit::Unit;
use model::{Sha256, Status, UnitGroup, UserName};
use std::collections::{BTreeMap, BTreeSet};
use testkit::Draws;
use testkit::access::{self, NOW, Tree};

/// Random tickets in a store of their own, and the tree their units stand in.
pub(crate) struct Ground {
    pub db: Db,
    pub tree: Tree,
    pub district: District,
    pub keys: Vec<ScopeKey>,
    pub draws: Draws,
    _dir: tempfile::TempDir,
}

impl Ground {
    pub fn new(seed: u64, tickets: usize) -> Self {
        let (dir, db) = rows_for_tests::store();
        let mut draws = Draws::new(seed);
        let tree = draws.tree(12);
        let keys: Vec<ScopeKey> = (0..tickets).map(|_| draws.key(&tree)).collect();
        let tx = db.begin().unwrap();
        for (n, key) in keys.iter().enumerate() {
            add(&tx, n, key);
        }
        tx.commit().unwrap();
        let district = demo::district();
        let units = tree.iter().map(|(code, parent)| Unit {
            code: code.clone(),
            name: "演示单位".into(),
            group: UnitGroup::Bureau,
            area: district.code.clone(),
            parent: parent.clone(),
        });
        let units = units.collect();
        let district = District { units, ..district };
        Ground {
            db,
            tree,
            district,
            keys,
            draws,
            _dir: dir,
        }
    }
    /// Somebody as written down, and as of now.
    pub fn person(&mut self) -> (Person, Person) {
        let raw = self.draws.person(&self.tree);
        let now = raw.at(NOW, &self.district);
        (raw, now)
    }
    /// The tickets this person is to see.
    pub fn seen(&self, raw: &Person) -> BTreeSet<usize> {
        let all = self.keys.iter().enumerate();
        let seen = all.filter(|(_, key)| access::sees(&self.tree, raw, NOW, key));
        seen.map(|(n, _)| n).collect()
    }
}

fn add(tx: &Tx, n: usize, key: &ScopeKey) {
    let mut row = rows_for_tests::row();
    (row.id, row.status, row.grid) = (id(n), key.status, key.grid.clone());
    (row.created_by, row.area_code) = (key.created_by.clone(), key.area.clone().unwrap());
    (row.lead_unit, row.co_units) = (key.lead_unit.clone(), key.co_units.clone());
    (row.handler, row.visited_by) = (key.handler.clone(), key.visited_by.clone());
    let body = ["路灯不亮", "路灯破损"][n % 2];
    let number = rows_for_tests::add(tx, &row, body);
    tx.add_document(number, &[1, 2, 3], sync::editor::History::default())
        .unwrap();
}

/// Every page of a list.
fn listed(db: &Db, person: &Person, text: Option<&str>) -> BTreeSet<usize> {
    let (mut found, mut after) = (BTreeSet::new(), None);
    loop {
        let ask = ListTickets {
            text: text.map(Into::into),
            sort: Some(Sort::Oldest),
            after,
            ..ListTickets::default()
        };
        let filter = Filter {
            clauses: scope::clauses(person),
            user: person.user.clone(),
            hands: Vec::new(),
            ask,
            limit: 500,
            now: NOW,
            masked: false,
        };
        let page = db.with_columns(|s| s.lists().list(&filter)).unwrap();
        let tail = |row: &Row| usize::from_str_radix(&row.id.as_str()[24..], 16).unwrap();
        found.extend(page.tickets.iter().map(tail));
        match page.after {
            Some(next) => after = Some(next),
            None => {
                assert_eq!(
                    page.total,
                    found.len() as u64,
                    "the total is what the pages hold"
                );
                return found;
            }
        }
    }
}

#[test]
fn a_million_decisions_agree_for_list_search_counts_and_read() {
    const TICKETS: usize = 2_000;
    const PEOPLE: usize = 500;
    let mut g = Ground::new(7, TICKETS);
    let places: Vec<_> = (0..TICKETS)
        .map(|n| g.db.ticket(&id(n)).unwrap().unwrap())
        .collect();
    let mut seen = 0;
    for round in 0..PEOPLE {
        let (raw, person) = g.person();
        let want = g.seen(&raw);
        seen += want.len();
        assert_eq!(listed(&g.db, &person, None), want, "list: {raw:?}");
        // A word that all have, and one that every other has.
        let (word, part) = [("路灯", 1), ("不亮", 2)][round % 2];
        let some = want.iter().copied().filter(|n| n % part == 0).collect();
        assert_eq!(listed(&g.db, &person, Some(word)), some, "search: {raw:?}");
        let mut counts: BTreeMap<Status, u64> = BTreeMap::new();
        want.iter()
            .for_each(|n| *counts.entry(g.keys[*n].status).or_default() += 1);
        let clauses = scope::clauses(&person);
        let found = g.db.with_columns(|s| Ok(s.columns().counts(&clauses, NOW)));
        assert_eq!(found.unwrap().by_status, counts, "counts: {raw:?}");
        // What the calls of one ticket and of a photo ask: the place as it is stored.
        let read: BTreeSet<usize> = (0..TICKETS)
            .filter(|n| scope::sees(&person, &places[*n].scope()))
            .collect();
        assert_eq!(read, want, "read: {raw:?}");
    }
    println!(
        "{} decisions by each of list, search, counts and read, {seen} seen",
        TICKETS * PEOPLE
    );
}

#[test]
fn a_photo_is_given_to_whoever_sees_a_ticket_that_holds_it() {
    const TICKETS: usize = 2_000;
    const PEOPLE: usize = 500;
    let mut g = Ground::new(8, TICKETS);
    let sha = |n: usize| Sha256::new(format!("{n:064x}")).unwrap();
    let tx = g.db.begin().unwrap();
    let by = UserName::new("yan_shi").unwrap();
    for n in 0..TICKETS {
        // Two tickets share each photo; a third lists a hash of which nobody brought it the bytes.
        let row = |n: usize| i64::try_from(n).unwrap() + 1;
        let held = HeldPhoto {
            sha256: sha(n / 2),
            mime: "image/jpeg".into(),
            bytes: 1,
            w: 1,
            h: 1,
            held_at: NOW,
            safe_at: None,
            via: None,
        };
        tx.list_photo(row(n), &sha(n / 2), &by, 1).unwrap();
        tx.hold_photo(row(n), &held, &by).unwrap();
        let other = UserName::new("yan_shi_2").unwrap();
        tx.list_photo(row((n + 2) % TICKETS), &sha(n / 2), &other, 1)
            .unwrap();
    }
    tx.commit().unwrap();
    let mut decisions = 0;
    for _ in 0..PEOPLE {
        let (raw, person) = g.person();
        let want = g.seen(&raw);
        for n in 0..TICKETS / 2 {
            let tickets = g.db.tickets_holding(&sha(n)).unwrap();
            assert_eq!(tickets.len(), 2);
            let mut places = tickets
                .iter()
                .map(|(_, id)| g.db.ticket(id).unwrap().unwrap());
            let given = places.any(|p| scope::sees(&person, &p.scope()));
            assert_eq!(
                given,
                want.contains(&(2 * n)) || want.contains(&(2 * n + 1)),
                "{raw:?}"
            );
            decisions += 2;
        }
    }
    println!("{decisions} decisions by photo");
}
