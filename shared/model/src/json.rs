//! Reading JSON that people wrote: every refusal names the field.

use crate::{Code, Denial};
use serde::de::{DeserializeOwned, Error, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};

/// A JSON value in which no object says a key twice: what counts then would depend on the reader.
#[derive(Debug, Clone, PartialEq)]
pub struct Unique(pub Value);

/// Reads a value from bytes; a key that is written twice is refused with its place.
pub fn read(bytes: &[u8]) -> Result<Value, Denial> {
    let mut de = serde_json::Deserializer::from_slice(bytes);
    let value: Unique = serde_path_to_error::deserialize(&mut de).map_err(|e| explain(&e))?;
    ended(de.end())?;
    Ok(value.0)
}

/// The first value of a text in which more may follow.
pub fn first(text: &str) -> Result<Value, Denial> {
    let mut de = serde_json::Deserializer::from_str(text);
    let value: Unique = serde_path_to_error::deserialize(&mut de).map_err(|e| explain(&e))?;
    Ok(value.0)
}

/// Reads `T` from text; the error names the field and what is wrong with it.
pub fn from_text<T: DeserializeOwned>(text: &str) -> Result<T, Denial> {
    read(text.as_bytes())?;
    let mut de = serde_json::Deserializer::from_str(text);
    let value = serde_path_to_error::deserialize(&mut de).map_err(|e| explain(&e))?;
    ended(de.end())?;
    Ok(value)
}

fn ended(end: serde_json::Result<()>) -> Result<(), Denial> {
    end.map_err(|e| Denial::new(Code::JsonInvalid).with("detail", broken(&e)))
}

/// Where something is no JSON at all.
fn broken(error: &serde_json::Error) -> String {
    let place = match error.line() {
        0 => String::new(),
        line => format!("第 {line} 行第 {} 列附近", error.column()),
    };
    let what = match error.is_eof() {
        true => "没有写完，缺少右括号或引号",
        false => "多了或少了逗号、引号、括号，或者数字写法不对",
    };
    match place.is_empty() {
        true => what.to_string(),
        false => format!("{place}{what}"),
    }
}

/// Reads `T` from a JSON value.
pub fn from_value<T: DeserializeOwned>(value: Value) -> Result<T, Denial> {
    serde_path_to_error::deserialize(value).map_err(|e| explain(&e))
}

fn explain(error: &serde_path_to_error::Error<serde_json::Error>) -> Denial {
    said(&error.path().to_string(), error.inner())
}

/// What an error of the reader means, at a path (`.` for the whole).
pub fn said(path: &str, inner: &serde_json::Error) -> Denial {
    if inner.is_syntax() || inner.is_eof() {
        return Denial::new(Code::JsonInvalid).with("detail", broken(inner));
    }
    let message = inner.to_string();
    // Where it stands is said by the path.
    let place = format!(" at line {} column {}", inner.line(), inner.column());
    let message = message.strip_suffix(&place).unwrap_or(&message).to_string();
    let within = |name: &str| match path {
        "." => name.to_string(),
        _ if path == name || path.ends_with(&format!(".{name}")) => path.to_string(),
        _ => format!("{path}.{name}"),
    };
    if let Some(name) = quoted(&message, "duplicate field `") {
        return Denial::new(Code::FieldTwice).with("field", within(name));
    }
    if let Some(name) = quoted(&message, "unknown field `") {
        return Denial::new(Code::FieldUnknown).with("field", within(name));
    }
    if let Some(name) = quoted(&message, "missing field `") {
        return Denial::new(Code::FieldMissing).with("field", within(name));
    }
    if let Some(value) = quoted(&message, "unknown variant `") {
        return Denial::new(Code::ValueUnknown)
            .with("field", path)
            .with("value", value.chars().take(60).collect::<String>());
    }
    Denial::new(Code::FieldType)
        .with("field", path)
        .with("detail", mismatch(&message))
}

/// What a reader found and what it expected, in Chinese. What people wrote is said only where it is a number: a text may be
/// a name or a number to call.
fn mismatch(message: &str) -> String {
    let kinds = ["invalid value: ", "invalid type: ", "invalid length "];
    let said = kinds.iter().find_map(|kind| message.strip_prefix(kind));
    match said.and_then(|said| said.rsplit_once(", expected ")) {
        Some((found, expected)) => format!("须是{}，现在是{}", wanted(expected), given(found)),
        // Our own readers speak Chinese.
        None if !message.is_ascii() => message.chars().take(160).collect(),
        None => "这样写读不出来，请对照文档".into(),
    }
}

/// Types of numbers that fields have, with their bounds.
const NUMBERS: [(&str, i128, i128); 9] = [
    ("u8", 0, u8::MAX as i128),
    ("u16", 0, u16::MAX as i128),
    ("u32", 0, u32::MAX as i128),
    ("u64", 0, u64::MAX as i128),
    ("usize", 0, usize::MAX as i128),
    ("i8", i8::MIN as i128, i8::MAX as i128),
    ("i16", i16::MIN as i128, i16::MAX as i128),
    ("i32", i32::MIN as i128, i32::MAX as i128),
    ("i64", i64::MIN as i128, i64::MAX as i128),
];

fn wanted(expected: &str) -> String {
    let expected = expected.trim_start_matches("a ").trim_start_matches("an ");
    if let Some((_, least, most)) = NUMBERS.iter().find(|(name, ..)| *name == expected) {
        return format!(" {least} 到 {most} 的整数");
    }
    match expected {
        "f64" | "f32" => "数字",
        "boolean" => " true 或 false",
        "sequence" => "方括号里的一列",
        "map" => "花括号里的字段",
        "string" | "borrowed string" | "character" => "引号里的文字",
        _ if expected.starts_with("struct ") => "花括号里的字段",
        _ if expected.starts_with("tuple ") => "方括号里的几个值",
        _ => "文档里写的样子",
    }
    .to_string()
}

fn given(found: &str) -> String {
    let number = found
        .strip_prefix("integer ")
        .or(found.strip_prefix("floating point "));
    match (number, found) {
        (Some(number), _) => format!(" {}", number.trim_matches('`')),
        (_, "map") => "花括号里的字段".into(),
        (_, "sequence") => "方括号里的一列".into(),
        (_, "null" | "unit value") => "空值 null".into(),
        (_, "boolean `true`") => " true".into(),
        (_, "boolean `false`") => " false".into(),
        (_, text) if text.starts_with("string ") => "文字".into(),
        (_, n) if n.bytes().all(|b| b.is_ascii_digit()) => format!(" {n} 个值"),
        _ => "别的".into(),
    }
}

fn quoted<'a>(message: &'a str, start: &str) -> Option<&'a str> {
    let rest = message.strip_prefix(start)?;
    rest.split('`').next()
}

impl<'de> Deserialize<'de> for Unique {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        d.deserialize_any(AnyValue).map(Unique)
    }
}

struct AnyValue;

impl<'de> Visitor<'de> for AnyValue {
    type Value = Value;

    fn expecting(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        f.write_str("JSON")
    }
    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }
    fn visit_bool<E>(self, v: bool) -> Result<Value, E> {
        Ok(v.into())
    }
    fn visit_i64<E>(self, v: i64) -> Result<Value, E> {
        Ok(v.into())
    }
    fn visit_u64<E>(self, v: u64) -> Result<Value, E> {
        Ok(v.into())
    }
    fn visit_f64<E>(self, v: f64) -> Result<Value, E> {
        Ok(v.into())
    }
    fn visit_str<E>(self, v: &str) -> Result<Value, E> {
        Ok(v.into())
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut all = Vec::new();
        while let Some(Unique(item)) = items.next_element()? {
            all.push(item);
        }
        Ok(Value::Array(all))
    }
    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let mut all = Map::new();
        while let Some(key) = entries.next_key::<String>()? {
            if all.contains_key(&key) {
                // The words of serde's own readers of structs.
                let key: String = key.chars().take(60).collect();
                return Err(A::Error::custom(format_args!("duplicate field `{key}`")));
            }
            let Unique(value) = entries.next_value()?;
            all.insert(key, value);
        }
        Ok(Value::Object(all))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::issue::Issue;

    #[test]
    fn names_what_is_wrong() {
        let cases = [
            (r#"{"#, Code::JsonInvalid, ""),
            (r#"{"titel":"x"}"#, Code::FieldUnknown, "titel"),
            (r#"{"title":"x"}"#, Code::FieldMissing, "body"),
            (r#"{"title":5}"#, Code::FieldType, "title"),
            (
                r#"{"title":"x","body":"y","kind":"wish"}"#,
                Code::ValueUnknown,
                "kind",
            ),
            (
                r#"{"title":"x","where":{"area_code":"990100001001","altitude":3}}"#,
                Code::FieldUnknown,
                "where.altitude",
            ),
            (
                r#"{"title":"x","category":"1"}"#,
                Code::FieldType,
                "category",
            ),
            (r#"{"title":"x","title":"y"}"#, Code::FieldTwice, "title"),
            (
                r#"{"title":"x","where":{"lon":1,"lon":2}}"#,
                Code::FieldTwice,
                "where.lon",
            ),
        ];
        for (text, code, field) in cases {
            let denial = from_text::<Issue>(text).unwrap_err();
            assert_eq!(denial.code, code, "{text}: {denial:?}");
            assert_eq!(
                denial.params.get("field").map(String::as_str).unwrap_or(""),
                field,
                "{text}: {denial:?}"
            );
        }
    }

    /// Nobody who fills in a number knows what a u32 is, and what was typed in another field's place may be private.
    #[test]
    fn what_does_not_fit_is_told_in_chinese() {
        #[derive(Debug, PartialEq, Deserialize)]
        struct Many {
            n: u32,
            big: Option<u64>,
            yes: Option<bool>,
            text: Option<String>,
            list: Option<Vec<u8>>,
            pair: Option<(u8, u8)>,
            within: Option<Box<Many>>,
        }
        let sound = r#"{"n":1,"big":2,"yes":true,"text":"三","list":[4],"pair":[5,6]}"#;
        let read = Many {
            n: 1,
            big: Some(2),
            yes: Some(true),
            text: Some("三".into()),
            list: Some(vec![4]),
            pair: Some((5, 6)),
            within: None,
        };
        assert_eq!(from_text::<Many>(sound).unwrap(), read);
        for (text, field, detail) in [
            (r#"{"n":-1}"#, "n", "须是 0 到 4294967295 的整数，现在是 -1"),
            (
                r#"{"n":0.5}"#,
                "n",
                "须是 0 到 4294967295 的整数，现在是 0.5",
            ),
            (
                r#"{"n":4294967296}"#,
                "n",
                "须是 0 到 4294967295 的整数，现在是 4294967296",
            ),
            (
                r#"{"n":1e30}"#,
                "n",
                "须是 0 到 4294967295 的整数，现在是 1e+30",
            ),
            (
                r#"{"n":"13000000123, expected u8"}"#,
                "n",
                "须是 0 到 4294967295 的整数，现在是文字",
            ),
            (
                r#"{"n":null}"#,
                "n",
                "须是 0 到 4294967295 的整数，现在是空值 null",
            ),
            (
                r#"{"n":1,"within":{"n":{}}}"#,
                "within.n",
                "须是 0 到 4294967295 的整数，现在是花括号里的字段",
            ),
            (
                r#"{"n":1,"big":-2}"#,
                "big",
                "须是 0 到 18446744073709551615 的整数，现在是 -2",
            ),
            (r#"{"n":1,"yes":1}"#, "yes", "须是 true 或 false，现在是 1"),
            (r#"{"n":1,"text":7}"#, "text", "须是引号里的文字，现在是 7"),
            (
                r#"{"n":1,"list":[1,300]}"#,
                "list[1]",
                "须是 0 到 255 的整数，现在是 300",
            ),
            (
                r#"{"n":1,"list":true}"#,
                "list",
                "须是方括号里的一列，现在是 true",
            ),
            (
                r#"{"n":1,"pair":[1]}"#,
                "pair",
                "须是方括号里的几个值，现在是 1 个值",
            ),
            (r#"[]"#, ".", "须是花括号里的字段，现在是 0 个值"),
            (r#""x""#, ".", "须是花括号里的字段，现在是文字"),
        ] {
            let said = from_text::<Many>(text).unwrap_err();
            let params = (
                said.params["field"].as_str(),
                said.params["detail"].as_str(),
            );
            assert_eq!(
                (said.code, params),
                (Code::FieldType, (field, detail)),
                "{text}"
            );
        }
        for (text, detail) in [
            ("{\n\"n\": 01}", "第 2 行第"),
            ("{\n\"n\": 1", "附近没有写完"),
            ("", "没有写完"),
        ] {
            let said = from_text::<Many>(text).unwrap_err();
            let detail_said = &said.params["detail"];
            assert_eq!(said.code, Code::JsonInvalid);
            assert!(detail_said.contains(detail), "{text}: {detail_said}");
        }
    }

    #[test]
    fn a_key_is_said_once_or_refused() {
        let good = r#"{"a":[{"b":null},{"b":-1}],"c":{"a":1.5,"b":"\u4e00","c":18446744073709551615,"d":true}}"#;
        let value: Value = serde_json::from_str(good).unwrap();
        assert_eq!(read(good.as_bytes()), Ok(value));
        for (twice, field) in [
            (r#"{"a":1,"a":1}"#, "a"),
            (r#"{"a":1,"\u0061":2}"#, "a"),
            (
                r#"{"clocks":{"sign":{"normal":1,"normal":2}}}"#,
                "clocks.sign.normal",
            ),
            (r#"[0,{"x":{},"x":{}}]"#, "[1].x"),
        ] {
            let denial = read(twice.as_bytes()).unwrap_err();
            let said = denial.params.get("field").map(String::as_str);
            assert_eq!(
                (denial.code, said),
                (Code::FieldTwice, Some(field)),
                "{twice}"
            );
        }
        assert_eq!(read(b"{} {}").unwrap_err().code, Code::JsonInvalid);
        assert_eq!(first("{} {\"a\":1,\"a\":2}"), Ok(Value::Object(Map::new())));
        let twice = first(r#"{"where":{"lon":1,"lon":2}} {}"#).unwrap_err();
        assert_eq!(twice.params["field"], "where.lon");
    }
}
