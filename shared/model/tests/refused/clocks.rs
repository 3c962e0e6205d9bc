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
            "working days past every calendar",
            "/clocks/done/complex",
            json!({"minutes": 1_000_000, "working": true}),
            "rules.clocks.done.complex.minutes",
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
            "a limit of nothing",
            "/clocks/sign/normal",
            limit(0),
            "rules.clocks.sign.normal.minutes",
        ),
        (
            "a limit larger than any number",
            "/clocks/done/complex",
            json!({"minutes": 4_294_967_296_u64}),
            "rules.clocks.done.complex.minutes",
        ),
        (
            "by kind a limit of nothing",
            "/by_kind/consult",
            json!({"done": {"minutes": 0}}),
            "rules.by_kind.consult.done.minutes",
        ),
        (
            "done before the answer",
            "/clocks/done",
            json!({"sudden": {"minutes": 1}, "urgent": {"minutes": 1}, "normal": {"minutes": 1}, "complex": {"minutes": 1}}),
            "rules.clocks.done",
        ),
        (
            "done in natural time before the feedback in working time",
            "/clocks/feedback/complex",
            json!({"minutes": 21601, "working": true}),
            "rules.clocks.done.complex.minutes",
        ),
        (
            "feedback before the answer",
            "/clocks/feedback/sudden",
            limit(29),
            "rules.clocks.feedback.sudden.minutes",
        ),
        (
            "signed after all is done",
            "/clocks/sign/complex",
            limit(21601),
            "rules.clocks.done.complex.minutes",
        ),
        (
            "by kind done before the answer",
            "/by_kind/consult",
            json!({"done": {"minutes": 1439}}),
            "rules.by_kind.consult.done.minutes",
        ),
        (
            "by kind answered after it is done",
            "/by_kind/consult",
            json!({"respond": {"minutes": 10081}}),
            "rules.by_kind.consult.respond.minutes",
        ),
        (
            "an unknown kind",
            "/by_kind/gossip",
            json!({}),
            "rules.by_kind",
        ),
    ]
}
