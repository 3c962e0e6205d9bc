//! Saving one person costs the same among few and among many: an import saves them all.

use super::{Db, END_ONE_TIME, STAND_INS};
use crate::store::lists::rows_for_tests;
use rusqlite::StatementStatus;

/// A store with so many people who chose their passwords and stand in for nobody.
fn filled(people: usize) -> (tempfile::TempDir, Db) {
    let (dir, db) = rows_for_tests::store();
    let sql = "insert into user (name, person, password, must_change) values (?1, ?2, '!', 0)";
    for n in 0..people {
        let name = format!("user{n:05}");
        let person = format!(r#"{{"user":"{name}","name":"演示{n}","posts":[]}}"#);
        let mut put = db.conn.prepare_cached(sql).unwrap();
        put.execute((name, person)).unwrap();
    }
    (dir, db)
}

/// Steps of SQLite's machine that one question takes.
fn steps(db: &Db, sql: &str) -> i32 {
    let mut ask = db.conn.prepare(sql).unwrap();
    for n in 1..=ask.parameter_count() {
        ask.raw_bind_parameter(n, 7).unwrap();
    }
    while ask.raw_query().next().unwrap().is_some() {}
    ask.get_status(StatementStatus::VmStep)
}

#[test]
fn saving_one_person_reads_no_others() {
    let (few, many) = (filled(3), filled(600));
    for sql in [STAND_INS, END_ONE_TIME] {
        let (of_few, of_many) = (steps(&few.1, sql), steps(&many.1, sql));
        assert_eq!(of_few, of_many, "{sql}");
        println!("{of_many} steps: {sql}");
    }
    // What is looked for is found all the same.
    let (_dir, db) = &many;
    let change = "update user set must_change = 1 where name = 'user00007'";
    db.conn.execute(change, []).unwrap();
    assert_eq!(db.conn.execute(END_ONE_TIME, [9]).unwrap(), 1);
    assert_eq!(db.conn.execute(END_ONE_TIME, [9]).unwrap(), 0);
    let stands = r#"update user set person = '{"user":"user00008","name":"演示","posts":[{"role":"handler","unit":"B01",
        "area":"990100000000","stands_for":"user00009"}]}' where name = 'user00008'"#;
    db.conn.execute(stands, []).unwrap();
    let names: Vec<String> = db
        .stand_ins()
        .unwrap()
        .iter()
        .map(|u| u.person.user.to_string())
        .collect();
    assert_eq!(names, ["user00008"]);
}
