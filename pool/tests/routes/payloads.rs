//! Bad input for every act of the table: refused with its code, and nothing written.

use crate::support::Pool;
use model::act::{Field, Shape, Word, fields};
use model::transition::{Row, TABLE};
use model::{Action, Role};
use serde_json::{Map, Value, json};

/// A value that reads, by the kind of the field.
fn good(field: &Field) -> Value {
    let word = match field.shape {
        Shape::Text => return json!(format!("{}：演示", field.name)),
        Shape::List(Word::Unit, _) => return json!(["B03"]),
        Shape::List(..) => return json!([]),
        Shape::Word(word) => word,
    };
    match word {
        Word::YesNo => json!(true),
        Word::Moment => json!("2030-01-01T00:00:00Z"),
        Word::Category => json!("010103"),
        Word::Unit => json!("B02"),
        Word::Person => json!("demo_unit_leader"),
        Word::Ticket => json!("0199a3c4-5b1e-7cc0-8d1f-0a1b2c3d4e5f"),
        Word::Edit => json!("00".repeat(16)),
        Word::Visit => json!({"ticket": "0199a3c4-5b1e-7cc0-8d1f-0a1b2c3d4e5f", "call": "missed"}),
        Word::Member(list) => json!(list.members[0].0),
    }
}

fn payload(row: &Row) -> Map<String, Value> {
    let all = fields(row.action).iter();
    let required = all.filter(|f| f.required);
    required.map(|f| (f.name.to_string(), good(f))).collect()
}

/// Each bad payload with the codes it may get.
fn bad(row: &Row, note_max: usize) -> Vec<(String, Value, &'static [&'static str])> {
    let mut all: Vec<(String, Value, &'static [&'static str])> = Vec::new();
    let with = |name: &str, value: Option<Value>| {
        let mut map = payload(row);
        match value {
            Some(value) => map.insert(name.to_string(), value),
            None => map.remove(name),
        };
        Value::Object(map)
    };
    for field in row.fields() {
        let mut add = |what: &str, value: Option<Value>, codes| {
            let name = format!("{} {what}", field.name);
            all.push((name, with(field.name, value), codes));
        };
        if field.required {
            add("missing", None, &["field_missing"]);
        }
        add(
            "of the wrong type",
            Some(json!({"x": [1]})),
            &["field_type", "value_unknown"],
        );
        match field.shape {
            Shape::Text => {
                let long: String = "长".repeat(note_max + 1);
                add("too long", Some(json!(long)), &["text_too_long"]);
                add(
                    "with a control character",
                    Some(json!("a\u{7}b")),
                    &["text_control"],
                );
                if field.required {
                    add("blank", Some(json!("  ")), &["field_missing"]);
                }
            }
            Shape::List(of, max) => {
                let one = match of {
                    Word::Visit => json!({
                        "ticket": "0199a3c4-5b1e-7cc0-8d1f-0a1b2c3d4e5f", "call": "answered", "solved": "yes"
                    }),
                    _ => json!("B03"),
                };
                add("too many", Some(json!(vec![one; max + 1])), &["too_many"]);
                if field.required {
                    add("empty", Some(json!([])), &["field_missing"]);
                }
            }
            Shape::Word(_) => {}
        }
    }
    for own in ["status", "ticket_no", "effects", "by", "at", "round"] {
        let name = format!("the pool's own {own}");
        all.push((name, with(own, Some(json!("x"))), &["field_unknown"]));
    }
    all.push(("not an object".into(), json!([1]), &["field_type"]));
    all
}

/// Somebody with a right to this act on the ticket in hand.
fn actor(row: &Row) -> &'static str {
    let reaching = [
        (Role::UnitLeader, "demo_unit_leader"),
        (Role::Handler, "demo_handler"),
        (Role::DeskDistrict, "demo_desk_district"),
        (Role::DeskTown, "demo_desk_town"),
        (Role::TaskForce, "demo_task_force"),
        (Role::Supervisor, "demo_supervisor"),
        (Role::Assessor, "demo_assessor"),
        (Role::Visitor, "demo_visitor"),
        (Role::Collector, "demo_collector"),
    ];
    // What is the creator's own first: a leader has no such right.
    if matches!(
        row.action,
        Action::SolveOnSpot | Action::Resubmit | Action::Supplement | Action::PhoneDuty
    ) {
        return "demo_collector";
    }
    if row.action == Action::Void {
        return "demo_desk_town";
    }
    let mut found = reaching.into_iter().filter(|(r, _)| row.actors.contains(r));
    found
        .next()
        .unwrap_or_else(|| panic!("{}: nobody", row.action))
        .1
}

/// Where the feed and the numbers of the pool stand: what no refusal may move.
fn stand(pool: &Pool) -> (u64, u64) {
    pool.store.write_now(|_| Ok(())).unwrap();
    let count = |db: &pool::store::Db| Ok((db.feed_head()?, db.ticket_count()?));
    pool.store.read_now(count).unwrap()
}

#[tokio::test]
async fn each_act_refuses_what_it_cannot_read_and_writes_nothing() {
    let pool = Pool::new();
    let (handled, visiting) = (pool.captured("在办").await, pool.captured("待回访").await);
    pool.brought_to(&handled, "handling").await;
    pool.brought_to(&visiting, "visiting").await;
    let (parent, merged) = (pool.captured("主单").await, pool.captured("已并").await);
    pool.act(
        "demo_desk_town",
        &merged,
        "merge",
        json!({"parent": parent}),
    )
    .await
    .ok();
    let note_max = pool.store.district().district.rules.texts.note_max;
    let before = stand(&pool);
    let nowhere = "0199a3c4-5b1e-7cc0-8d1f-0a1b2c3d4e5f";
    let mut tried = 0;
    for row in TABLE {
        let action = row.action.as_str();
        if row.actors.is_empty() || row.action == Action::Submit {
            let mut map = payload(row);
            if row.action == Action::Joined || row.action == Action::Parted {
                map.insert("child".into(), json!(nowhere));
            }
            let answer = pool
                .act("demo_task_force", &handled, action, Value::Object(map))
                .await;
            assert_eq!(answer.refused(403), "pool_only", "{action}");
            continue;
        }
        let user = actor(row);
        let id = if user == "demo_visitor" {
            &visiting
        } else {
            &handled
        };
        for (what, payload, codes) in bad(row, note_max) {
            let answer = pool.act(user, id, action, payload).await;
            let code = answer.refused(400);
            assert!(codes.contains(&code.as_str()), "{action}, {what}: {code}");
            tried += 1;
        }
        let fine = Value::Object(payload(row));
        let gone = pool.act(user, nowhere, action, fine.clone()).await;
        assert_eq!(
            gone.refused(404),
            "not_found",
            "{action} on a ticket that is not there"
        );
        let other = json!({"id": id, "action": action, "payload": fine, "round": 99});
        let round = pool.call(user, "act", other).await;
        assert_eq!(
            round.refused(409),
            "wrong_round",
            "{action} of another round"
        );
        if row.action != Action::Split {
            let answer = pool
                .act(user, &merged, action, Value::Object(payload(row)))
                .await;
            let (status, code) = (answer.status.as_u16(), answer.json()["code"].clone());
            let seeing = [
                "demo_collector",
                "demo_desk_town",
                "demo_desk_district",
                "demo_task_force",
                "demo_assessor",
            ];
            let said = if seeing.contains(&user) {
                (409, json!("wrong_status"))
            } else {
                // Units, visitors and supervisors do not see a merged ticket at all.
                (404, json!("not_found"))
            };
            assert_eq!((status, code), said, "{action} on a merged ticket");
        }
    }
    assert!(tried > 300, "{tried}");
    assert_eq!(stand(&pool), before, "nothing was written");
    assert!(pool::verify::verify(&pool.store, &[]).ok);
}
