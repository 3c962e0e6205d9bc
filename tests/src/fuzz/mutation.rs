//! How an input becomes another: bytes turned, cut, doubled and spliced; numbers and texts of JSON made extreme.

use serde_json::Value;
use testkit::Draws;

/// Inputs grow no further.
const LONGEST: usize = 200_000;
const NUMBERS: [&str; 16] = [
    "0",
    "-1",
    "1",
    "255",
    "256",
    "65535",
    "2147483647",
    "2147483648",
    "4294967295",
    "9007199254740993",
    "9223372036854775807",
    "-9223372036854775808",
    "18446744073709551615",
    "1e308",
    "-0.0",
    "123456789012345678901234567890",
];

fn number(draws: &mut Draws) -> &'static str {
    NUMBERS[draws.below(NUMBERS.len())]
}

/// Another input from one of these.
pub fn mutate(corpus: &[Vec<u8>], json: bool, draws: &mut Draws) -> Vec<u8> {
    let mut bytes = corpus
        .get(draws.below(corpus.len().max(1)))
        .cloned()
        .unwrap_or_default();
    for _ in 0..=draws.below(4) {
        let by_value = json && draws.chance(60);
        bytes = match by_value
            .then(|| serde_json::from_slice(&bytes).ok())
            .flatten()
        {
            Some(value) => in_value(value, draws),
            None => in_bytes(bytes, corpus, draws),
        };
    }
    bytes.truncate(LONGEST);
    bytes
}

fn in_bytes(mut bytes: Vec<u8>, corpus: &[Vec<u8>], draws: &mut Draws) -> Vec<u8> {
    if bytes.is_empty() {
        return vec![draws.below(256) as u8];
    }
    let at = draws.below(bytes.len());
    let length = 1 + draws.below((bytes.len() - at).min(64));
    match draws.below(10) {
        0 => bytes[at] ^= 1 << draws.below(8),
        1 => bytes[at] = draws.below(256) as u8,
        2 => bytes[at] = *draws.pick(&[0, 1, 0x7f, 0x80, 0xff, b'"', b'{', b'[']),
        3 => drop(bytes.drain(at..at + length)),
        4 => bytes.truncate(at),
        5 => {
            let part = bytes[at..at + length].to_vec();
            let times = 1 + draws.below(40);
            let repeated = part.repeat(times);
            bytes.splice(at..at, repeated);
        }
        6 => {
            let number = number(draws).as_bytes().to_vec();
            bytes.splice(at..at + length.min(8), number);
        }
        7 => {
            // A length or an offset in the middle of a container.
            let value: u32 = *draws.pick(&[0, 1, 0xff, 0xffff, 0x7fff_ffff, 0xffff_ffff]);
            let all = if draws.chance(50) {
                value.to_be_bytes()
            } else {
                value.to_le_bytes()
            };
            let width = *draws.pick(&[2, 4]);
            let end = (at + width).min(bytes.len());
            bytes.splice(at..end, all[4 - width..].to_vec());
        }
        8 => {
            let other = draws.pick(corpus);
            let from = draws.below(other.len().max(1));
            bytes.truncate(at);
            bytes.extend(other.get(from..).unwrap_or_default());
        }
        _ => {
            let other = draws.below(bytes.len());
            bytes.swap(at, other);
        }
    }
    bytes
}

fn in_value(mut value: Value, draws: &mut Draws) -> Vec<u8> {
    let places = count(&value);
    let mut left = draws.below(places.max(1));
    change(&mut value, &mut left, draws);
    let mut text = value.to_string();
    // Numbers beyond what a value holds, and a field twice, only text can say.
    if draws.chance(10)
        && let Some(at) = text.find(":0")
    {
        text.replace_range(at + 1..at + 2, number(draws));
    }
    if draws.chance(5)
        && let Some(end) = text.find(',').filter(|_| text.starts_with('{'))
    {
        let field = text[1..end].to_string();
        text.insert_str(1, &format!("{field},"));
    }
    text.into_bytes()
}

fn count(value: &Value) -> usize {
    1 + match value {
        Value::Array(all) => all.iter().map(count).sum(),
        Value::Object(all) => all.values().map(count).sum(),
        _ => 0,
    }
}

/// Changes the value at the place that is so many steps away.
fn change(value: &mut Value, left: &mut usize, draws: &mut Draws) -> bool {
    if *left == 0 {
        replace(value, draws);
        return true;
    }
    *left -= 1;
    match value {
        Value::Array(all) => all.iter_mut().any(|one| change(one, left, draws)),
        Value::Object(all) => all.values_mut().any(|one| change(one, left, draws)),
        _ => false,
    }
}

fn replace(value: &mut Value, draws: &mut Draws) {
    *value = match (draws.below(9), &mut *value) {
        (0, _) => Value::Null,
        (1, _) => serde_json::from_str(number(draws)).unwrap_or(Value::Null),
        (2, Value::String(text)) => Value::String(text.repeat(1 + draws.below(60))),
        (3, Value::String(text)) => Value::String(text.chars().rev().collect()),
        (4, Value::Array(all)) => {
            let doubled = all.iter().cycle().take(all.len() * (1 + draws.below(30)));
            Value::Array(doubled.cloned().collect())
        }
        (5, Value::Array(all)) => Value::Array(all.split_off(draws.below(all.len() + 1))),
        (6, Value::Object(all)) => {
            let fields: Vec<String> = all.keys().cloned().collect();
            if !fields.is_empty() {
                all.remove(draws.pick(&fields));
            }
            Value::Object(std::mem::take(all))
        }
        (7, _) => Value::String(
            draws
                .pick(&[
                    "",
                    "\u{0}",
                    "\u{feff}",
                    "\u{202e}",
                    "9999-12-31T23:59:59Z",
                    "-009999-01-01T00:00:00Z",
                    "../x",
                    "01",
                    "ffffffffffffffff",
                ])
                .to_string(),
        ),
        (8, inner) => Value::Array(vec![inner.take()]),
        (_, inner) => match inner {
            Value::Bool(is) => Value::Bool(!*is),
            other => other.take(),
        },
    };
}
