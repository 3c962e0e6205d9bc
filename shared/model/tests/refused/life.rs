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
            "late work never",
            "/life/late_days",
            json!(0),
            "rules.life.late_days",
        ),
        (
            "late work after its post is forgotten",
            "/life/late_days",
            json!(31),
            "rules.life.late_days",
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
        (
            "a photo of one pixel",
            "/photos/long_edge",
            json!(1),
            "rules.photos.long_edge",
        ),
        (
            "a photo of none",
            "/photos/long_edge",
            json!(0),
            "rules.photos.long_edge",
        ),
        (
            "a photo no pool opens",
            "/photos/long_edge",
            json!(4097),
            "rules.photos.long_edge",
        ),
        (
            "a thumbnail of nothing",
            "/photos/thumb_edge",
            json!(0),
            "rules.photos.thumb_edge",
        ),
        (
            "a thumbnail above its photo",
            "/photos/thumb_edge",
            json!(100000),
            "rules.photos.thumb_edge",
        ),
        (
            "no pixel may be opened",
            "/photos/pixels_max",
            json!(0),
            "rules.photos.pixels_max",
        ),
        (
            "stored and never opened",
            "/photos/pixels_max",
            json!(1000001),
            "rules.photos.pixels_max",
        ),
        (
            "no byte may be opened",
            "/photos/bytes_max",
            json!(0),
            "rules.photos.bytes_max",
        ),
        (
            "more than memory",
            "/photos/bytes_max",
            json!(2000000000),
            "rules.photos.bytes_max",
        ),
        (
            "more photos than a ticket holds",
            "/photos/count_max",
            json!(101),
            "rules.photos.count_max",
        ),
        (
            "a body longer than a cell",
            "/texts/body_max",
            json!(32768),
            "rules.texts.body_max",
        ),
        (
            "a note longer than a cell",
            "/texts/note_max",
            json!(32768),
            "rules.texts.note_max",
        ),
        (
            "a title like a book",
            "/texts/title_max",
            json!(201),
            "rules.texts.title_max",
        ),
        (
            "tags without end",
            "/texts/tags_max",
            json!(101),
            "rules.texts.tags_max",
        ),
        (
            "a clock never wrong",
            "/clock_skew_minutes",
            json!(0),
            "rules.clock_skew_minutes",
        ),
        (
            "a clock days wrong",
            "/clock_skew_minutes",
            json!(1441),
            "rules.clock_skew_minutes",
        ),
        (
            "a zone outside the world",
            "/calendar/utc_offset_minutes",
            json!(841),
            "rules.calendar.utc_offset_minutes",
        ),
        (
            "talks without a visit",
            "/talk/rated_min",
            json!(0),
            "rules.talk.rated_min",
        ),
        (
            "alike after years",
            "/alike/days",
            json!(367),
            "rules.alike.days",
        ),
        ("no name", "/name", json!(" "), "rules.name"),
    ]
}
