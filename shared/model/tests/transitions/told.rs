//! Effects as one line of text: `status accepted; start dispatch +0 +96 +120`. Times are minutes from now.

use model::Moment;
use model::effect::Effect;
use serde_json::Value;

/// All effects of an act.
pub fn told(effects: &[Effect], now: Moment) -> String {
    let all: Vec<String> = effects.iter().map(|e| one(e, now)).collect();
    all.join("; ")
}

/// The kinds of effects, for the table.
pub fn kinds(effects: &[Effect]) -> Vec<String> {
    let kind = |e: &Effect| match serde_json::to_value(e).unwrap() {
        Value::Object(o) => o.keys().next().unwrap().clone(),
        other => other.as_str().unwrap().to_string(),
    };
    effects.iter().map(kind).collect()
}

fn one(effect: &Effect, now: Moment) -> String {
    match serde_json::to_value(effect).unwrap() {
        Value::Object(o) => {
            let (kind, value) = o.iter().next().unwrap();
            format!("{kind} {}", flat(value, now))
        }
        other => flat(&other, now),
    }
}

fn flat(value: &Value, now: Moment) -> String {
    match value {
        Value::Number(n) => match n.as_i64().unwrap() {
            ms if ms > 100_000_000_000 => minutes(Moment(ms), now),
            n => n.to_string(),
        },
        Value::String(s) => match s.parse::<Moment>() {
            Ok(at) => minutes(at, now),
            Err(_) if s.len() == 32 => "EDIT".into(),
            Err(_) => s.clone(),
        },
        Value::Array(a) => {
            let all: Vec<String> = a.iter().map(|v| flat(v, now)).collect();
            all.join(" ")
        }
        Value::Object(o) => {
            // By name: a workspace build keeps the order of fields, a build of this crate alone sorts them.
            let mut all: Vec<String> = o
                .iter()
                .map(|(k, v)| format!("{k}={}", flat(v, now)))
                .collect();
            all.sort();
            all.join(" ")
        }
        other => other.to_string(),
    }
}

fn minutes(at: Moment, now: Moment) -> String {
    let ms = at.since(now);
    match ms % 60_000 {
        0 => format!("{:+}", ms / 60_000),
        _ => format!("{:+.1}", ms as f64 / 60_000.0),
    }
}
