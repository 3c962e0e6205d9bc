//! Reading JSON that people wrote: every refusal names the field.

use crate::{Code, Denial};
use serde::de::DeserializeOwned;

/// Reads `T` from text; the error names the field and what is wrong with it.
pub fn from_text<T: DeserializeOwned>(text: &str) -> Result<T, Denial> {
    let mut de = serde_json::Deserializer::from_str(text);
    let value = serde_path_to_error::deserialize(&mut de).map_err(|e| explain(&e))?;
    de.end()
        .map_err(|e| Denial::new(Code::JsonInvalid).with("detail", e))?;
    Ok(value)
}

/// Reads `T` from a JSON value.
pub fn from_value<T: DeserializeOwned>(value: serde_json::Value) -> Result<T, Denial> {
    serde_path_to_error::deserialize(value).map_err(|e| explain(&e))
}

fn explain(error: &serde_path_to_error::Error<serde_json::Error>) -> Denial {
    let path = error.path().to_string();
    let inner = error.inner();
    let message = inner.to_string();
    if inner.is_syntax() || inner.is_eof() {
        return Denial::new(Code::JsonInvalid).with("detail", message);
    }
    let within = |name: &str| {
        if path == "." || path == name || path.ends_with(&format!(".{name}")) {
            if path == "." {
                name.to_string()
            } else {
                path.clone()
            }
        } else {
            format!("{path}.{name}")
        }
    };
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
}
