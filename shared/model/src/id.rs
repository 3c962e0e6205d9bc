//! Names of things: newtypes, checked where they enter, so that nothing else has to look twice.

use crate::code::{Code, Denial};
use serde::{Deserialize, Deserializer, Serialize};
use std::fmt;

macro_rules! text_id {
    ($(#[$doc:meta])* $name:ident, $field:literal, $check:expr) => {
        text_id!($(#[$doc])* $name, $field, std::convert::identity, $check);
    };
    ($(#[$doc:meta])* $name:ident, $field:literal, $written:expr, $check:expr) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
        #[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
        #[serde(transparent)]
        pub struct $name(String);
        impl $name {
            /// Checks and wraps; the error names the field and the value.
            pub fn new(text: impl Into<String>) -> Result<Self, Denial> {
                let text = $written(text.into());
                let check: fn(&str) -> bool = $check;
                if check(&text) { Ok(Self(text)) } else {
                    Err(Denial::new(Code::ValueUnknown).with("field", $field).with("value", clip(&text)))
                }
            }
            /// The text.
            pub fn as_str(&self) -> &str { &self.0 }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { f.write_str(&self.0) }
        }
        impl std::str::FromStr for $name {
            type Err = Denial;
            fn from_str(s: &str) -> Result<Self, Denial> { Self::new(s) }
        }
        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
                Self::new(String::deserialize(d)?).map_err(serde::de::Error::custom)
            }
        }
    };
}

/// What people type, in the one way codes are written ([`crate::text::code`]): what looks the same is the same, whether it
/// comes from a keyboard, a table or a program. Blanks inside stay, and are refused.
fn typed(text: String) -> String {
    let trimmed = text.trim();
    if text.bytes().all(|b| b.is_ascii_graphic()) || trimmed.contains(char::is_whitespace) {
        return text;
    }
    crate::text::code(trimmed)
}

fn clip(text: &str) -> String {
    text.chars().take(60).collect()
}
fn digits(s: &str) -> bool {
    s.bytes().all(|b| b.is_ascii_digit())
}
fn lower_hex(s: &str) -> bool {
    s.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
}
fn plain(s: &str) -> bool {
    !s.is_empty() && s.len() <= 64 && !s.chars().any(|c| c.is_control() || c.is_whitespace())
}

text_id!(
    /// A ticket (工单): UUIDv7, lower case with hyphens, made on the device.
    TicketId, "id", |s| s.len() == 36 && uuid::Uuid::try_parse(s).is_ok_and(|u| u.hyphenated().to_string() == s)
);
text_id!(
    /// A person's sign-in name.
    UserName, "user", typed, plain
);
text_id!(
    /// A unit (承办单位): a department, street office or public-service company.
    UnitCode, "unit", typed, plain
);
text_id!(
    /// An area: 12-digit 统计用区划代码 (district, town or village).
    AreaCode, "area_code", typed, |s| s.len() == 12 && digits(s)
);
text_id!(
    /// A category: two, four or six digits, two for each level.
    CategoryCode, "category", typed, |s| matches!(s.len(), 2 | 4 | 6) && digits(s)
);
text_id!(
    /// SHA-256 in lower-case hexadecimal, of an image as stored.
    Sha256, "sha256", |s| s.len() == 64 && lower_hex(s)
);
text_id!(
    /// A device: the 8 bytes issued at enrolment, in hexadecimal; the first half of its edits' ids.
    DeviceId, "device", |s| s.len() == 16 && lower_hex(s)
);

impl AreaCode {
    /// The leading digits that all places inside this area share: 6 for a district, 9 for a town, 12 for a village.
    pub fn prefix(&self) -> &str {
        if self.0.ends_with("000000") {
            &self.0[..6]
        } else if self.0.ends_with("000") {
            &self.0[..9]
        } else {
            &self.0
        }
    }
    /// Whether `other` is this area or lies inside it.
    pub fn covers(&self, other: &AreaCode) -> bool {
        other.0.starts_with(self.prefix())
    }
    /// The town this area belongs to (itself when it is one; the district's own code for a district).
    pub fn town(&self) -> AreaCode {
        AreaCode(if self.0.ends_with("000000") {
            self.0.clone()
        } else {
            format!("{}000", &self.0[..9])
        })
    }
    /// 3 for a village, 2 for a town, 1 for the district.
    pub fn level(&self) -> u8 {
        match self.prefix().len() {
            6 => 1,
            9 => 2,
            _ => 3,
        }
    }
}

impl CategoryCode {
    /// 1, 2 or 3.
    pub fn level(&self) -> usize {
        self.0.len() / 2
    }
    /// The code of this category's ancestor at `level`, or itself when it is not deeper.
    pub fn at_level(&self, level: usize) -> CategoryCode {
        CategoryCode(self.0[..self.0.len().min(level * 2)].to_string())
    }
}

/// One edit, and the Automerge actor that makes its change: 8 bytes of the device, 4 random bytes drawn at each opening
/// of the store, a 4-byte counter. Nothing is ever reused, so cloned folders and restored tablets cannot collide.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EditId(pub [u8; 16]);

impl EditId {
    /// The device or pool that made it.
    pub fn device(&self) -> DeviceId {
        DeviceId(hex(&self.0[..8]))
    }
    /// The 12 bytes that all edits of one opening of one store share.
    pub fn opening(&self) -> Opening {
        let mut o = [0; 12];
        o.copy_from_slice(&self.0[..12]);
        Opening(o)
    }
    /// The position inside its opening.
    pub fn counter(&self) -> u32 {
        u32::from_be_bytes([self.0[12], self.0[13], self.0[14], self.0[15]])
    }
}

/// One opening of one store: device and the random bytes drawn then.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Opening(pub [u8; 12]);

impl Opening {
    /// Joins the issued device bytes and the bytes drawn at this opening.
    pub fn new(device: &DeviceId, drawn: [u8; 4]) -> Self {
        let mut o = [0; 12];
        o[..8].copy_from_slice(&unhex::<8>(device.as_str()).unwrap_or_default());
        o[8..].copy_from_slice(&drawn);
        Opening(o)
    }
    /// The edit with this counter.
    pub fn edit(&self, counter: u32) -> EditId {
        let mut id = [0; 16];
        id[..12].copy_from_slice(&self.0);
        id[12..].copy_from_slice(&counter.to_be_bytes());
        EditId(id)
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}
fn unhex<const N: usize>(s: &str) -> Option<[u8; N]> {
    if s.len() != N * 2 || !lower_hex(s) {
        return None;
    }
    let mut out = [0; N];
    for (i, byte) in out.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&s[i * 2..i * 2 + 2], 16).ok()?;
    }
    Some(out)
}

macro_rules! hex_text {
    ($name:ident, $len:literal, $what:literal) => {
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&hex(&self.0))
            }
        }
        impl std::str::FromStr for $name {
            type Err = Denial;
            fn from_str(s: &str) -> Result<Self, Denial> {
                unhex::<$len>(s).map($name).ok_or_else(|| {
                    Denial::new(Code::ValueUnknown)
                        .with("field", $what)
                        .with("value", clip(s))
                })
            }
        }
        impl Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
                s.collect_str(self)
            }
        }
        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
                String::deserialize(d)?
                    .parse()
                    .map_err(serde::de::Error::custom)
            }
        }
        #[cfg(feature = "schema")]
        impl utoipa::PartialSchema for $name {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
                <String as utoipa::PartialSchema>::schema()
            }
        }
        #[cfg(feature = "schema")]
        impl utoipa::ToSchema for $name {}
    };
}
hex_text!(EditId, 16, "edit");
hex_text!(Opening, 12, "opening");

impl fmt::Debug for EditId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "EditId({self})")
    }
}

/// A document's head: the hash of one change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Head(pub [u8; 32]);
hex_text!(Head, 32, "head");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_checked_where_they_enter() {
        assert!(TicketId::new("0199a3c4-5b1e-7cc0-8d1f-0a1b2c3d4e5f").is_ok());
        assert!(TicketId::new("0199A3C4-5B1E-7CC0-8D1F-0A1B2C3D4E5F").is_err());
        assert!(TicketId::new("../../etc/passwd").is_err());
        assert!(AreaCode::new("11019900100").is_err());
        assert!(CategoryCode::new("010").is_err());
        assert!(UserName::new("").is_err() && UserName::new("\u{200b} ").is_err());
        for typed in [
            "demo_admin",
            "ｄｅｍｏ＿ａｄｍｉｎ",
            " demo_admin\u{200b}",
            "\u{202d}demo_admin\u{202c}",
        ] {
            assert_eq!(
                UserName::new(typed).unwrap().as_str(),
                "demo_admin",
                "{typed:?}"
            );
        }
        assert_eq!(
            AreaCode::new("９９０１００００１００１").unwrap().as_str(),
            "990100001001"
        );
        assert_eq!(UnitCode::new("Ｔ０９").unwrap().as_str(), "T09");
        assert!(
            UserName::new("demo admin").is_err() && UserName::new("demo\u{3000}admin").is_err()
        );
    }

    #[test]
    fn areas_cover_what_lies_inside() {
        let district = AreaCode::new("990100000000").unwrap();
        let town = AreaCode::new("990100003000").unwrap();
        let village = AreaCode::new("990100003012").unwrap();
        assert!(district.covers(&village) && town.covers(&village) && village.covers(&village));
        assert!(!village.covers(&town) && !AreaCode::new("990100004000").unwrap().covers(&village));
        assert_eq!(village.town(), town);
        assert_eq!((district.level(), town.level(), village.level()), (1, 2, 3));
    }

    #[test]
    fn an_edit_id_is_device_opening_counter() {
        let device = DeviceId::new("00112233445566ff").unwrap();
        let id = Opening::new(&device, [1, 2, 3, 4]).edit(7);
        assert_eq!(id.device(), device);
        assert_eq!(id.counter(), 7);
        assert_eq!(id.to_string(), "00112233445566ff0102030400000007");
        assert_eq!(id.to_string().parse::<EditId>().unwrap(), id);
    }
}
