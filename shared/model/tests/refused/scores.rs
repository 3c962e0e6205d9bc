//! What a rule pack says of 考: weights that do not sum, caps below a case, numbers that make no sense.

use crate::Pack;
use serde_json::{Value, json};

pub fn cases() -> Vec<Pack> {
    let score = |told, value: Value, place| (told, "/score", value, place);
    vec![
        score(
            "weights of nine tenths",
            json!({"weights": [3000, 3500, 2500]}),
            "rules.score.weights",
        ),
        score(
            "weights past every number",
            json!({"weights": [4_294_967_295u32, 4_294_967_295u32, 2]}),
            "rules.score.weights",
        ),
        score(
            "a negative weight",
            json!({"weights": [-1, 5001, 5000]}),
            "rules.score.weights",
        ),
        score(
            "a cap below one case",
            json!({"deduct": {"redo": [50, 40]}}),
            "rules.score.deduct.redo[1]",
        ),
        score(
            "a case worth more than everything",
            json!({"add": {"proactive": [10_001, 20_000]}}),
            "rules.score.add.proactive[0]",
        ),
        score(
            "three halves",
            json!({"mostly_half": 3}),
            "rules.score.mostly_half",
        ),
        score("bands of nothing", json!({"min_n": 0}), "rules.score.min_n"),
        score(
            "no day for appeals",
            json!({"appeal_wd": 0}),
            "rules.score.appeal_wd",
        ),
        score(
            "grace into the next month",
            json!({"settle_days": 15}),
            "rules.score.settle_days",
        ),
        score(
            "a rule nobody knows",
            json!({"target": 9500}),
            "rules.score.target",
        ),
    ]
}
