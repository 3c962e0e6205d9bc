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

/// Reads `T` from text; the error names the field and what is wrong with it.
pub fn from_text<T: DeserializeOwned>(text: &str) -> Result<T, Denial> {
    read(text.as_bytes())?;
    let mut de = serde_json::Deserializer::from_str(text);
    let value = serde_path_to_error::deserialize(&mut de).map_err(|e| explain(&e))?;
    ended(de.end())?;
    Ok(value)
}

fn ended(end: serde_json::Result<()>) -> Result<(), Denial> {
    end.map_err(|e| Denial::new(Code::JsonInvalid).with("detail", e))
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
    let message = inner.to_string();
    if inner.is_syntax() || inner.is_eof() {
        return Denial::new(Code::JsonInvalid).with("detail", message);
    }
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
        .with("detail", message.chars().take(160).collect::<String>())
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
    }
}
