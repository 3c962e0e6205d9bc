//! The schema of the store, moved forward step by step. A step and its number are one transaction: cut off anywhere, a store is of
//! one version or of the next.
//!
//! Up to version 7 a library moved stores and wrote down each step in a table of its own, before the number was set. A store that
//! was cut off in between is as far as that table says.

use crate::error::Result;
use model::{Code, Denial};
use rusqlite::{Connection, TransactionBehavior};

/// The steps, in the order of their numbers. New ones come to the end; none that was shipped is changed.
const STEPS: [&str; 7] = [
    include_str!("../../migrations/V1__store.sql"),
    include_str!("../../migrations/V2__field.sql"),
    include_str!("../../migrations/V3__aside.sql"),
    include_str!("../../migrations/V4__lists.sql"),
    include_str!("../../migrations/V5__told.sql"),
    include_str!("../../migrations/V6__photo_ref.sql"),
    include_str!("../../migrations/V7__danger.sql"),
];

/// The version of a store that went all of them.
const NEWEST: u32 = STEPS.len() as u32;

/// Brings a store to the newest version. `SchemaUnknown` where a newer program has moved it further: nothing is read then that
/// this one does not know.
pub fn migrate(conn: &mut Connection) -> Result<()> {
    let found = version(conn)?;
    if found > NEWEST {
        let unknown = Denial::new(Code::SchemaUnknown);
        return Err(unknown.with("schema", found).into());
    }
    for (number, step) in (1..).zip(STEPS).skip(found as usize) {
        let tx = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
        // Another window may have gone it meanwhile.
        if version(&tx)? < number {
            tx.execute_batch(step)?;
            tx.pragma_update(None, "user_version", number)?;
        }
        tx.commit()?;
    }
    Ok(())
}

fn version(conn: &Connection) -> Result<u32> {
    let noted: u32 = conn.query_row("pragma user_version", [], |r| r.get(0))?;
    let table = "select 1 from sqlite_master where name = 'refinery_schema_history'";
    if !conn.prepare(table)?.exists([])? {
        return Ok(noted);
    }
    let last = "select coalesce(max(version), 0) from refinery_schema_history";
    let moved = conn.query_row(last, [], |r| r.get(0))?;
    Ok(noted.max(moved))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn open() -> Connection {
        Connection::open_in_memory().unwrap()
    }

    /// Everything that stands in a schema, but for the table of the library.
    fn schema(conn: &Connection) -> Vec<(String, Option<String>)> {
        let sql =
            "select name, sql from sqlite_master where name not like '%refinery%' order by name";
        let mut statement = conn.prepare(sql).unwrap();
        let rows = statement.query_map([], |r| Ok((r.get(0)?, r.get(1)?)));
        rows.unwrap().map(std::result::Result::unwrap).collect()
    }

    #[test]
    fn every_file_is_a_step_in_its_place() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/migrations");
        let mut found = 0;
        for file in std::fs::read_dir(folder).unwrap() {
            let path = file.unwrap().path();
            let name = path.file_name().unwrap().to_str().unwrap();
            let number: usize = name[1..].split('_').next().unwrap().parse().unwrap();
            let text = std::fs::read_to_string(&path).unwrap();
            assert_eq!(STEPS[number - 1], text, "{name}");
            found += 1;
        }
        assert_eq!(found, STEPS.len());
    }

    #[test]
    fn a_store_that_was_cut_off_between_any_two_steps_comes_to_the_same_schema() {
        let mut whole = open();
        migrate(&mut whole).unwrap();
        migrate(&mut whole).unwrap();
        assert_eq!(version(&whole).unwrap(), NEWEST);
        for done in 0..=NEWEST {
            for by_library in [false, true] {
                let mut conn = open();
                for step in &STEPS[..done as usize] {
                    conn.execute_batch(step).unwrap();
                }
                let noted = match by_library {
                    false => done,
                    true => done.saturating_sub(1),
                };
                conn.pragma_update(None, "user_version", noted).unwrap();
                if by_library {
                    conn.execute_batch("create table refinery_schema_history (version int4)")
                        .unwrap();
                    for version in 1..=done {
                        let row = "insert into refinery_schema_history values (?)";
                        conn.execute(row, [version]).unwrap();
                    }
                }
                // The next step was under way when it ended.
                if let Some(step) = STEPS.get(done as usize) {
                    let tx = conn.transaction().unwrap();
                    tx.execute_batch(step).unwrap();
                    drop(tx);
                }
                migrate(&mut conn).unwrap();
                assert_eq!(schema(&conn), schema(&whole), "{done} {by_library}");
            }
        }
    }

    #[test]
    fn what_a_newer_program_moved_is_left_alone() {
        let mut conn = open();
        conn.pragma_update(None, "user_version", NEWEST + 1)
            .unwrap();
        let denial = migrate(&mut conn).unwrap_err().denial();
        assert_eq!(denial.code, Code::SchemaUnknown);
        assert!(schema(&conn).is_empty());
    }
}
