use crate::list_tickets::{all, filled};
use crate::support::Pool;
use model::row::Row;
use serde_json::{Value, json};

const DESK: &str = "demo_desk_district";

#[tokio::test]
async fn each_filter_finds_what_the_rows_say() {
    let pool = filled(80);
    let rows = pool.store.read_now(|db| db.tickets_from(1, 1000)).unwrap();
    let rows: Vec<&Row> = rows.iter().map(|p| &p.row).collect();
    let some = rows
        .iter()
        .find(|r| r.lon.is_some() && r.grid.is_some())
        .unwrap();
    let (grid, (lon, lat)) = (some.grid.clone(), (some.lon.unwrap(), some.lat.unwrap()));
    let bbox = [lon - 0.02, lat - 0.02, lon + 0.02, lat + 0.02];
    let at = rows[rows.len() / 2].received_at.unwrap();
    type Fits<'a> = Box<dyn Fn(&Row) -> bool + 'a>;
    let cases: Vec<(Value, Fits)> = vec![
        (
            json!({"link": "answer"}),
            Box::new(|r| r.status.link() == Some(model::Link::Answer)),
        ),
        (
            json!({"grade": "urgent"}),
            Box::new(|r| r.grade == model::Grade::Urgent),
        ),
        (
            json!({"kind": "hazard"}),
            Box::new(|r| r.kind == model::Kind::Hazard),
        ),
        (
            json!({"source": "patrol"}),
            Box::new(|r| r.source == model::Source::Patrol),
        ),
        (
            json!({"category": "01"}),
            Box::new(|r| r.category.as_str().starts_with("01")),
        ),
        (
            json!({"category": some.category}),
            Box::new(|r| r.category == some.category),
        ),
        (json!({"grid": grid}), Box::new(|r| r.grid == grid)),
        (
            json!({"bbox": bbox}),
            Box::new(|r| {
                r.lon.is_some_and(|x| x >= bbox[0] && x <= bbox[2])
                    && r.lat.is_some_and(|y| y >= bbox[1] && y <= bbox[3])
            }),
        ),
        (
            json!({"since": at}),
            Box::new(|r| r.received_at.unwrap() >= at),
        ),
        (
            json!({"until": at}),
            Box::new(|r| r.received_at.unwrap() < at),
        ),
        (
            json!({"link": "answer", "kind": "hazard", "category": "01", "since": at, "sort": "newest"}),
            Box::new(|r| {
                r.status.link() == Some(model::Link::Answer)
                    && r.kind == model::Kind::Hazard
                    && r.category.as_str().starts_with("01")
                    && r.received_at.unwrap() >= at
            }),
        ),
    ];
    for (ask, fits) in cases {
        let expect = rows.iter().filter(|r| fits(r)).count();
        let (ids, total) = all(&pool, DESK, ask.clone()).await;
        assert_eq!((ids.len(), total), (expect, expect as u64), "{ask}");
    }
}

#[tokio::test]
async fn mine_are_those_i_captured_and_scope_stays() {
    let pool = Pool::new();
    let id = pool.captured("路灯不亮").await;
    for (user, mine, found) in [
        ("demo_collector", true, 1),
        ("demo_collector", false, 0),
        ("demo_desk_town", true, 0),
        ("demo_desk_town", false, 1),
        ("demo_admin", false, 0),
    ] {
        let (ids, _) = all(&pool, user, json!({"mine": mine})).await;
        assert_eq!(ids.len(), found, "{user} {mine}");
        assert!(ids.iter().all(|i| *i == id));
    }
    // No filter opens what the scope closes.
    for ask in [
        json!({"link": "take"}),
        json!({"bbox": [-180, -90, 180, 90]}),
        json!({"category": "01"}),
    ] {
        assert_eq!(all(&pool, "demo_admin", ask.clone()).await.1, 0, "{ask}");
        assert_eq!(
            all(&pool, "demo_unit_leader", ask.clone()).await.1,
            0,
            "{ask}"
        );
    }
}

#[tokio::test]
async fn what_nothing_could_mean_is_refused() {
    let pool = Pool::new();
    for (bad, code) in [
        (json!({"link": "办"}), "value_unknown"),
        (json!({"grade": "very"}), "value_unknown"),
        (json!({"kind": 3}), "field_type"),
        (json!({"category": "1"}), "field_type"),
        (json!({"grid": ""}), "field_missing"),
        (json!({"grid": "x".repeat(41)}), "text_too_long"),
        (json!({"bbox": [1, 2, 3]}), "field_type"),
        (json!({"bbox": [117.2, 40.0, 117.1, 40.1]}), "field_type"),
        (
            json!({"bbox": [117.0, 40.0, 217.1, 40.1]}),
            "place_out_of_world",
        ),
        (json!({"since": "gestern"}), "field_type"),
        (
            json!({"since": "2026-11-22T00:00:00Z", "until": "2026-11-22T00:00:00Z"}),
            "field_type",
        ),
        (json!({"mine": "me"}), "field_type"),
    ] {
        let answer = pool.call(DESK, "list_tickets", bad.clone()).await;
        assert_eq!(answer.refused(400), code, "{bad}");
    }
    // Whoever sees no positions may not feel for them either.
    let probe = json!({"bbox": [117.08, 40.17, 117.09, 40.18]});
    let answer = pool.call("demo_assessor", "list_tickets", probe).await;
    assert_eq!(answer.refused(400), "field_type");
}

#[tokio::test]
async fn units_are_counted_inside_the_scope() {
    let pool = filled(80);
    let rows = pool.store.read_now(|db| db.tickets_from(1, 1000)).unwrap();
    let now = crate::support::now();
    for person in demo::users() {
        let user = person.user.as_str();
        let counts = pool.call(user, "count_tickets", json!({})).await.ok();
        let mut expect = std::collections::BTreeMap::<String, (u64, u64)>::new();
        for p in &rows {
            let row = &p.row;
            if let Some(unit) = row.lead_unit.as_ref().filter(|_| row.status.is_open())
                && model::scope::sees(&person, &p.scope())
            {
                let count = expect.entry(unit.to_string()).or_default();
                count.0 += 1;
                count.1 += u64::from(row.due_at.is_some_and(|d| d < now));
            }
        }
        let found: std::collections::BTreeMap<String, (u64, u64)> = counts["by_unit"]
            .as_object()
            .unwrap()
            .iter()
            .map(|(u, c)| {
                let n = |k: &str| c[k].as_u64().unwrap();
                (u.clone(), (n("open"), n("overdue")))
            })
            .collect();
        assert_eq!(found, expect, "{user}");
    }
}
