//! Limits and clocks that make no sense.

use crate::Pack;
use serde_json::json;

pub fn cases() -> Vec<Pack> {
    let limit = |n: i64| json!({"minutes": n});
    vec![
        (
            "a missing grade",
            "/clocks/done/urgent",
            json!(null),
            "rules.clocks.done.urgent",
        ),
        (
            "a missing grade",
            "/clocks/visit/complex",
            json!(null),
            "rules.clocks.visit.complex",
        ),
        (
            "a missing clock",
            "/clocks/fix",
            json!(null),
            "rules.clocks.fix",
        ),
        (
            "a negative limit",
            "/clocks/sign/normal",
            limit(-5),
            "rules.clocks.sign.normal",
        ),
        (
            "a limit in words",
            "/clocks/sign/normal",
            json!({"minutes": "two hours"}),
            "rules.clocks.sign.normal",
        ),
        (
            "half a minute",
            "/clocks/sign/normal",
            json!({"minutes": 0.5}),
            "rules.clocks.sign.normal",
        ),
        (
            "a limit beyond two years",
            "/clocks/done/complex",
            limit(3_000_000),
            "rules.clocks.done.complex",
        ),
        (
            "an unknown clock",
            "/clocks/lunch",
            json!({}),
            "rules.clocks",
        ),
        (
            "an unknown field",
            "/clocks/done/normal",
            json!({"minutes": 1, "hours": 2}),
            "rules.clocks.done.normal",
        ),
        (
            "longer for a higher grade",
            "/clocks/done/sudden",
            limit(5000),
            "rules.clocks.done.sudden",
        ),
        (
            "longer for a higher grade",
            "/clocks/done/urgent",
            limit(10081),
            "rules.clocks.done.urgent",
        ),
        (
            "longer than 疑难",
            "/clocks/respond/normal",
            limit(1441),
            "rules.clocks.respond.normal",
        ),
        (
            "working time above natural",
            "/clocks/sign/sudden",
            json!({"minutes": 10, "working": true}),
            "rules.clocks.sign.sudden",
        ),
        (
            "return longer for a higher grade",
            "/clocks/return/normal",
            json!({"minutes": 481, "working": true}),
            "rules.clocks.return.normal",
        ),
        (
            "by kind beyond two years",
            "/by_kind/consult",
            json!({"done": {"minutes": 3_000_000}}),
            "rules.by_kind.consult.done",
        ),
        (
            "by kind the check date",
            "/by_kind/consult",
            json!({"hang_check": {"minutes": 3}}),
            "rules.by_kind.consult.hang_check",
        ),
        (
            "an unknown kind",
            "/by_kind/gossip",
            json!({}),
            "rules.by_kind",
        ),
    ]
}
