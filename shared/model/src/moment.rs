//! Points in time. Nothing in `shared/` reads a clock: a moment always comes from outside.

use crate::{Code, Denial};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::str::FromStr;

/// Milliseconds since 1970-01-01T00:00:00Z. JSON: RFC 3339 in UTC, any offset accepted on reading.
///
/// Documents keep any milliseconds; as text and on a calendar a moment lies between [`Moment::FIRST`] and [`Moment::LAST`].
/// One outside is written as the nearer of the two, so that whatever is written can be read, and is refused on reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Moment(pub i64);

/// A text is no moment, or one that is out of range.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotAMoment;

impl std::error::Error for NotAMoment {}

impl fmt::Display for NotAMoment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a time such as 2026-11-22T10:32:00+08:00")
    }
}

impl Moment {
    /// 0000-01-01T00:00:00Z: RFC 3339 has no year before it.
    pub const FIRST: Moment = Moment(-62_167_219_200_000);
    /// 9999-12-30T22:00:00Z: still a year of four digits in every time zone.
    pub const LAST: Moment = Moment(253_402_207_200_000);

    /// 2000-01-01T00:00:00Z: nothing that is written happened before it. Physics of the store, not a rule of a district.
    pub const EARLIEST: Moment = Moment(946_684_800_000);
    /// 2100-01-01T00:00:00Z: whatever is written happens, or is due, before it.
    pub const LATEST: Moment = Moment(4_102_444_800_000);

    /// Whether something may be written with this time: from [`Moment::EARLIEST`] on, before [`Moment::LATEST`]. What was
    /// written earlier, or by others, is read whatever its time.
    pub fn is_plausible(self) -> bool {
        (Moment::EARLIEST..Moment::LATEST).contains(&self)
    }
    /// Refuses a time that cannot be, with the field it was given in.
    pub fn check(self, field: &str) -> Result<(), Denial> {
        if self.is_plausible() {
            return Ok(());
        }
        Err(Denial::new(Code::TimeImplausible).with("field", field))
    }
    /// This moment `minutes` later (earlier when negative).
    pub fn plus_minutes(self, minutes: i64) -> Self {
        Moment(self.0.saturating_add(minutes.saturating_mul(60_000)))
    }
    /// Milliseconds from `earlier` to this moment.
    pub fn since(self, earlier: Moment) -> i64 {
        self.0.saturating_sub(earlier.0)
    }
    fn timestamp(self) -> jiff::Timestamp {
        let within = self.clamp(Moment::FIRST, Moment::LAST);
        jiff::Timestamp::from_millisecond(within.0).unwrap_or_default()
    }
    /// Wall-clock fields in the district's time zone, given as minutes east of UTC.
    pub fn civil(self, offset_minutes: i32) -> jiff::civil::DateTime {
        let offset = jiff::tz::Offset::from_seconds(offset_minutes.saturating_mul(60));
        offset
            .unwrap_or(jiff::tz::Offset::UTC)
            .to_datetime(self.timestamp())
    }
    /// The day in that time zone, written as 2026-11-22.
    pub fn day(self, offset_minutes: i32) -> String {
        self.civil(offset_minutes).date().to_string()
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.timestamp())
    }
}

impl FromStr for Moment {
    type Err = NotAMoment;
    fn from_str(text: &str) -> Result<Self, NotAMoment> {
        let at: jiff::Timestamp = text.parse().map_err(|_| NotAMoment)?;
        let at = Moment(at.as_millisecond());
        let known = Moment::FIRST..=Moment::LAST;
        known.contains(&at).then_some(at).ok_or(NotAMoment)
    }
}

impl Serialize for Moment {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Moment {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(d)?;
        text.parse()
            .map_err(|e| serde::de::Error::custom(format!("{text:?} is {e}")))
    }
}

/// Moments as plain milliseconds: for documents and frames, where every byte counts.
pub mod ms {
    use super::Moment;
    use serde::{Deserialize, Deserializer, Serializer};
    /// Writes the milliseconds.
    pub fn serialize<S: Serializer>(m: &Moment, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_i64(m.0)
    }
    /// Reads the milliseconds.
    pub fn deserialize<'de, D: Deserializer<'de>>(d: D) -> Result<Moment, D::Error> {
        i64::deserialize(d).map(Moment)
    }
}

#[cfg(feature = "schema")]
mod schema {
    impl utoipa::PartialSchema for super::Moment {
        fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
            use utoipa::openapi::schema::{KnownFormat, ObjectBuilder, SchemaFormat, Type};
            ObjectBuilder::new()
                .schema_type(Type::String)
                .format(Some(SchemaFormat::KnownFormat(KnownFormat::DateTime)))
                .into()
        }
    }
    impl utoipa::ToSchema for super::Moment {}
}

#[cfg(test)]
mod tests;
