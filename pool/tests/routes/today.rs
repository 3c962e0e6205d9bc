use crate::list_tickets::{danger_of, filled};
use crate::support::Pool;
use model::hands::{hands, in_hands};
use model::{Grade, scope};
use serde_json::{Value, json};

fn ids(list: &Value) -> Vec<String> {
    let rows = list.as_array().unwrap().iter();
    rows.map(|r| r["id"].as_str().unwrap().to_string())
        .collect()
}

#[tokio::test]
async fn today_shows_what_waits_for_each_person() {
    let pool = filled(120);
    let rows = pool.store.read_now(|db| db.tickets_from(1, 1000)).unwrap();
    let now = crate::support::now();
    let mut some = 0;
    for person in demo::users() {
        let user = person.user.as_str();
        let hands = hands(&person);
        let waits: Vec<_> = rows.iter().filter(|p| in_hands(&hands, &p.row)).collect();
        assert!(
            waits.iter().all(|p| scope::sees(&person, &p.scope())),
            "{user}"
        );
        let due = waits
            .iter()
            .filter(|p| p.row.amber_at.is_some_and(|a| a <= now));
        let urgent = waits.iter().filter(|p| p.row.grade != Grade::Normal);
        let today = pool.call(user, "today", json!({})).await.ok();
        let (due, urgent) = (due.count(), urgent.count());
        some += due + urgent;
        assert_eq!(today["due_total"], due, "{user}");
        assert_eq!(today["urgent_total"], urgent, "{user}");
        assert_eq!(ids(&today["due"]).len(), due.min(20), "{user}");
        let due = today["due"].as_array().unwrap().iter();
        let order: Vec<(u8, &str)> = due
            .map(|r| (danger_of(r), r["due_at"].as_str().unwrap()))
            .collect();
        assert!(
            order.is_sorted(),
            "{user}: danger first, then the most pressing"
        );
    }
    assert!(some > 20, "the demo has something to do");
}

#[tokio::test]
async fn captures_of_today_are_counted_for_their_author() {
    let pool = Pool::new();
    for title in ["路灯不亮", "井盖松动"] {
        pool.captured(title).await;
    }
    for (user, count) in [("demo_collector", 2), ("demo_desk_town", 0)] {
        let today = pool.call(user, "today", json!({})).await.ok();
        assert_eq!(today["captured"], count, "{user}");
        assert_eq!(today["returned_total"], 0);
    }
    assert_eq!(
        pool.post("today", None, "{}").await.refused(401),
        "signed_out"
    );
}
