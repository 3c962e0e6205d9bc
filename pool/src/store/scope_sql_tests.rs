//! The SQL of scope against its meaning, over random people and tickets.

use super::{Db, scope_sql};
use model::person::{Person, Post};
use model::scope::{self, ScopeKey};
use model::{AreaCode, Role, Status, UnitCode, UserName};
use rusqlite::params_from_iter;

struct Draws(u64);

impl Draws {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) % n as u64) as usize
    }
    fn some<T>(&mut self, percent: usize, make: impl FnOnce(&mut Self) -> T) -> Option<T> {
        (self.below(100) < percent).then(|| make(self))
    }
    fn area(&mut self) -> AreaCode {
        let (town, village) = (self.below(4), self.below(4));
        AreaCode::new(format!("990100{town:03}{village:03}")).unwrap()
    }
    fn grid(&mut self) -> String {
        format!("g{}", self.below(6))
    }
    fn unit(&mut self) -> UnitCode {
        UnitCode::new(format!("B{}", self.below(5))).unwrap()
    }
    fn user(&mut self) -> UserName {
        UserName::new(format!("u{}", self.below(8))).unwrap()
    }
    fn key(&mut self) -> ScopeKey {
        ScopeKey {
            created_by: self.user(),
            area: Some(self.area()),
            grid: self.some(70, Draws::grid),
            status: Status::ALL[self.below(Status::ALL.len())],
            lead_unit: self.some(60, Draws::unit),
            co_units: (0..self.below(3)).map(|_| self.unit()).collect(),
            handler: self.some(50, Draws::user),
            visited_by: self.some(30, Draws::user),
        }
    }
    fn person(&mut self) -> Person {
        let post = |d: &mut Self| Post {
            role: Role::ALL[d.below(Role::ALL.len())],
            unit: d.unit(),
            area: d.area(),
            grid: d.some(50, Draws::grid),
            from: None,
            until: None,
            stands_for: None,
            below: Vec::new(),
        };
        let posts = (0..1 + self.below(3)).map(|_| post(self)).collect();
        Person {
            user: self.user(),
            name: String::new(),
            posts,
        }
    }
}

#[test]
fn a_million_decisions_agree() {
    const TICKETS: usize = 2_000;
    const PEOPLE: usize = 500;
    let dir = tempfile::TempDir::new().unwrap();
    let db = Db::open(&dir.path().join("scope.sqlite")).unwrap();
    let mut draws = Draws(7);
    let keys: Vec<ScopeKey> = (0..TICKETS).map(|_| draws.key()).collect();
    db.conn.execute_batch("begin").unwrap();
    for (n, key) in keys.iter().enumerate() {
        let sql = "insert into ticket (n, id, pos, status, open, grade, town, area, grid, created_by, lead_unit, handler, visited_by, due, row)
                   values (?1, ?2, 0, ?3, ?4, 0, substr(?5, 1, 9), ?5, ?6, ?7, ?8, ?9, ?10, 0, '')";
        let values = (
            n,
            n.to_be_bytes(),
            key.status.as_str(),
            key.status.is_open(),
            key.area.as_ref().unwrap().as_str(),
            key.grid.as_deref(),
            key.created_by.as_str(),
            key.lead_unit.as_ref().map(UnitCode::as_str),
            key.handler.as_ref().map(UserName::as_str),
            key.visited_by.as_ref().map(UserName::as_str),
        );
        db.conn
            .prepare_cached(sql)
            .unwrap()
            .execute(values)
            .unwrap();
        for unit in &key.co_units {
            let sql = "insert or ignore into co_unit (unit, n) values (?1, ?2)";
            db.conn
                .prepare_cached(sql)
                .unwrap()
                .execute((unit.as_str(), n))
                .unwrap();
        }
    }
    db.conn.execute_batch("commit").unwrap();
    for _ in 0..PEOPLE {
        let person = draws.person();
        let mut params = Vec::new();
        let condition = scope_sql::condition(&scope::clauses(&person), &mut params);
        let sql = format!("select t.n from ticket t where {condition} order by t.n");
        let mut ask = db.conn.prepare(&sql).unwrap();
        let found: Vec<usize> = ask
            .query_map(params_from_iter(params), |r| r.get(0))
            .unwrap()
            .collect::<Result<_, _>>()
            .unwrap();
        let expect: Vec<usize> = (0..TICKETS)
            .filter(|n| scope::sees(&person, &keys[*n]))
            .collect();
        assert_eq!(found, expect, "{person:?}");
    }
}
