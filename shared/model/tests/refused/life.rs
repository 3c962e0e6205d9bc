//! What else a rule pack says: amber, the life of a ticket, texts and photos.

use crate::Pack;
use serde_json::json;

pub fn cases() -> Vec<Pack> {
    vec![
        (
            "amber at once",
            "/amber_percent/urgent",
            json!(0),
            "rules.amber_percent.urgent",
        ),
        (
            "amber never",
            "/amber_percent/normal",
            json!(100),
            "rules.amber_percent.normal",
        ),
        (
            "redo for nothing",
            "/life/redo_percent",
            json!(0),
            "rules.life.redo_percent",
        ),
        (
            "no floor",
            "/life/redo_floor_minutes",
            json!(0),
            "rules.life.redo_floor_minutes",
        ),
        (
            "no return ever",
            "/life/returns_max",
            json!(0),
            "rules.life.returns_max",
        ),
        (
            "a hang above the total",
            "/life/hang_days_max",
            json!(400),
            "rules.life.hang_days_max",
        ),
        (
            "a check above the hang",
            "/life/hang_check_days_max",
            json!(91),
            "rules.life.hang_check_days_max",
        ),
        (
            "more days than tries",
            "/life/missed_days",
            json!(4),
            "rules.life.missed_days",
        ),
        (
            "no time to reply",
            "/life/reply_minutes/supervise",
            json!(0),
            "rules.life.reply_minutes.supervise",
        ),
        (
            "a rule left out",
            "/life/reopen_days",
            json!(null),
            "rules.life.reopen_days",
        ),
        (
            "satisfaction above all",
            "/talk/floor_bp",
            json!(10_001),
            "rules.talk.floor_bp",
        ),
        (
            "alike everywhere",
            "/alike/metres",
            json!(5_001),
            "rules.alike",
        ),
        (
            "no title",
            "/texts/title_max",
            json!(0),
            "rules.texts.title_max",
        ),
        (
            "a body that cannot be",
            "/texts/body_min",
            json!(1001),
            "rules.texts.body_min",
        ),
        (
            "no photos",
            "/photos/count_max",
            json!(0),
            "rules.photos.count_max",
        ),
        (
            "locked out by one slip",
            "/access",
            json!({"tries": 1}),
            "rules.access.tries",
        ),
        (
            "locked out for days",
            "/access",
            json!({"lock_minutes_max": 1441}),
            "rules.access.lock_minutes_max",
        ),
        (
            "a one-time password for ever",
            "/access",
            json!({"one_time_hours": 721}),
            "rules.access.one_time_hours",
        ),
        ("no name", "/name", json!(" "), "rules.name"),
    ]
}
