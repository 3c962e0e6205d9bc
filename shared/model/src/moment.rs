//! Points in time. Nothing in `shared/` reads a clock: a moment always comes from outside.

mod text;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
pub use text::NotAMoment;

/// Milliseconds since 1970-01-01T00:00:00Z. JSON: RFC 3339 in UTC, any offset accepted on reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Moment(pub i64);

impl Moment {
    /// This moment `minutes` later (earlier when negative).
    pub fn plus_minutes(self, minutes: i64) -> Self {
        Moment(self.0.saturating_add(minutes.saturating_mul(60_000)))
    }
    /// Milliseconds from `earlier` to this moment.
    pub fn since(self, earlier: Moment) -> i64 {
        self.0.saturating_sub(earlier.0)
    }
    fn timestamp(self) -> jiff::Timestamp {
        let (low, high) = (jiff::Timestamp::MIN, jiff::Timestamp::MAX);
        jiff::Timestamp::from_millisecond(self.0).unwrap_or(if self.0 < 0 { low } else { high })
    }
    /// Wall-clock fields in the district's time zone, given as minutes east of UTC.
    pub fn civil(self, offset_minutes: i32) -> jiff::civil::DateTime {
        let offset =
            jiff::tz::Offset::from_seconds(offset_minutes * 60).unwrap_or(jiff::tz::Offset::UTC);
        offset.to_datetime(self.timestamp())
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
        text.parse().map_err(|_| {
            serde::de::Error::custom(format!(
                "{text:?} is not a time such as 2026-11-22T10:32:00+08:00"
            ))
        })
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
mod tests {
    use super::*;

    #[test]
    fn reads_any_offset_and_writes_utc() {
        let m: Moment = "2026-11-22T10:32:00+08:00".parse().unwrap();
        assert_eq!(m.to_string(), "2026-11-22T02:32:00Z");
        assert_eq!(
            serde_json::to_string(&m).unwrap(),
            "\"2026-11-22T02:32:00Z\""
        );
        assert_eq!(m.civil(480).to_string(), "2026-11-22T10:32:00");
        assert!("yesterday".parse::<Moment>().is_err());
        assert!(Moment(i64::MAX).to_string().starts_with("9999"));
    }
}
