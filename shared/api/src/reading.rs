//! Reads what our own programs wrote. serde's types say what is read; this is a small reader below them.
//!
//! `serde_json` would do as well, but a page is downloaded: for each type serde makes code for every way in which a format
//! may hand it over, and this reader uses one way only. Objects are never read from lists, names come as text, and a
//! number is what the type asks for. What people wrote is read by [`model::json`], which says where they went wrong.

mod text;

use serde::Deserialize;
use serde::de::{self, DeserializeSeed, Deserializer, Visitor};
use std::fmt;
use text::Text;

/// Why something could not be read, and about where.
#[derive(Debug)]
pub struct Unread(Box<Why>);

#[derive(Debug)]
struct Why {
    what: String,
    at: usize,
}

/// Reads `T` from JSON.
pub fn read<'de, T: Deserialize<'de>>(json: &'de str) -> Result<T, Unread> {
    read_by(json, |reader| T::deserialize(reader))
}

pub(crate) fn read_by<'de, T>(
    json: &'de str,
    from: impl FnOnce(Reader<'_, 'de>) -> Result<T, Unread>,
) -> Result<T, Unread> {
    let mut text = Text::new(json);
    let read = from(Reader(&mut text));
    let read = read.and_then(|value| text.end().map(|()| value));
    read.map_err(|fault| text.located(fault))
}

/// Where the next value begins.
pub(crate) struct Reader<'a, 'de>(&'a mut Text<'de>);

/// Calls the one method of the visitor for what these ask for.
macro_rules! hand_over {
    ($($ask:ident)+ => $take:ident, $visit:ident) => { $(
        fn $ask<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unread> {
            visitor.$visit(self.0.$take()?)
        }
    )+ };
}

impl<'de> Deserializer<'de> for Reader<'_, 'de> {
    type Error = Unread;

    hand_over!(deserialize_bool => yes_or_no, visit_bool);
    hand_over!(deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64 => whole, visit_u64);
    hand_over!(deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64 => signed, visit_i64);
    hand_over!(deserialize_f32 deserialize_f64 => real, visit_f64);

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unread> {
        visitor.visit_str(&self.0.words()?)
    }
    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unread> {
        self.deserialize_str(visitor)
    }
    fn deserialize_char<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unread> {
        self.deserialize_str(visitor)
    }
    fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unread> {
        self.deserialize_str(visitor)
    }
    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unread> {
        if self.0.nothing()? {
            visitor.visit_none()
        } else {
            visitor.visit_some(self)
        }
    }
    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unread> {
        if self.0.nothing()? {
            visitor.visit_unit()
        } else {
            Err(self.0.other_than("null"))
        }
    }
    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unread> {
        self.0.skip()?;
        visitor.visit_unit()
    }
    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Unread> {
        visitor.visit_newtype_struct(self)
    }
    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unread> {
        let mut items = Parts::of(self.0, b'[')?;
        let value = visitor.visit_seq(&mut items)?;
        items.close().map(|()| value)
    }
    fn deserialize_tuple<V: Visitor<'de>>(
        self,
        _len: usize,
        visitor: V,
    ) -> Result<V::Value, Unread> {
        self.deserialize_seq(visitor)
    }
    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _len: usize,
        visitor: V,
    ) -> Result<V::Value, Unread> {
        self.deserialize_seq(visitor)
    }
    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unread> {
        let mut members = Parts::of(self.0, b'{')?;
        let value = visitor.visit_map(&mut members)?;
        members.close().map(|()| value)
    }
    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Unread> {
        self.deserialize_map(visitor)
    }
    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Unread> {
        // A bare word, or an object with one member.
        if self.0.peek()? == b'"' {
            return visitor.visit_enum(Variant(self.0, true));
        }
        let mut members = Parts::of(self.0, b'{')?;
        if !members.next()? {
            return Err(members.text.other_than("a word"));
        }
        let value = visitor.visit_enum(Variant(members.text, false))?;
        members.close().map(|()| value)
    }
    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unread> {
        match self.0.peek()? {
            b'{' => self.deserialize_map(visitor),
            b'[' => self.deserialize_seq(visitor),
            b'"' => self.deserialize_str(visitor),
            b'n' => self.deserialize_unit(visitor),
            b't' | b'f' => self.deserialize_bool(visitor),
            _ if self.0.is_real() => self.deserialize_f64(visitor),
            b'-' => self.deserialize_i64(visitor),
            _ => self.deserialize_u64(visitor),
        }
    }
    fn deserialize_bytes<V: Visitor<'de>>(self, _visitor: V) -> Result<V::Value, Unread> {
        Err(self.0.other_than("bytes, which JSON does not know"))
    }
    fn deserialize_byte_buf<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unread> {
        self.deserialize_bytes(visitor)
    }
    fn deserialize_unit_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Unread> {
        self.deserialize_unit(visitor)
    }
}

/// What stands inside brackets.
struct Parts<'a, 'de> {
    text: &'a mut Text<'de>,
    open: u8,
    first: bool,
    done: bool,
}

impl<'a, 'de> Parts<'a, 'de> {
    fn of(text: &'a mut Text<'de>, open: u8) -> Result<Self, Unread> {
        text.enter(open)?;
        Ok(Parts {
            text,
            open,
            first: true,
            done: false,
        })
    }
    /// Whether another part comes; else the bracket is behind us.
    fn next(&mut self) -> Result<bool, Unread> {
        let first = std::mem::take(&mut self.first);
        self.done = self.done || self.text.leave(self.open, first)?;
        Ok(!self.done)
    }
    /// Nothing may be left over.
    fn close(&mut self) -> Result<(), Unread> {
        if self.next()? {
            return Err(self.text.other_than("the end of it"));
        }
        Ok(())
    }
}

impl<'de> de::SeqAccess<'de> for Parts<'_, 'de> {
    type Error = Unread;
    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Unread> {
        if !self.next()? {
            return Ok(None);
        }
        seed.deserialize(Reader(self.text)).map(Some)
    }
}

impl<'de> de::MapAccess<'de> for Parts<'_, 'de> {
    type Error = Unread;
    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Unread> {
        if !self.next()? {
            return Ok(None);
        }
        seed.deserialize(Reader(self.text)).map(Some)
    }
    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Unread> {
        self.text.pass(b':')?;
        seed.deserialize(Reader(self.text))
    }
}

/// A variant's name, alone or before what it carries.
struct Variant<'a, 'de>(&'a mut Text<'de>, bool);

impl<'a, 'de> de::EnumAccess<'de> for Variant<'a, 'de> {
    type Error = Unread;
    type Variant = Self;
    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Self), Unread> {
        let name = seed.deserialize(Reader(self.0))?;
        if !self.1 {
            self.0.pass(b':')?;
        }
        Ok((name, self))
    }
}

impl<'a, 'de> Variant<'a, 'de> {
    fn content(self) -> Result<Reader<'a, 'de>, Unread> {
        if self.1 {
            return Err(self.0.other_than("what the word carries"));
        }
        Ok(Reader(self.0))
    }
}

impl<'de> de::VariantAccess<'de> for Variant<'_, 'de> {
    type Error = Unread;
    fn unit_variant(self) -> Result<(), Unread> {
        if self.1 || self.0.nothing()? {
            return Ok(());
        }
        Err(self.0.other_than("null"))
    }
    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, Unread> {
        seed.deserialize(self.content()?)
    }
    fn tuple_variant<V: Visitor<'de>>(self, _len: usize, visitor: V) -> Result<V::Value, Unread> {
        self.content()?.deserialize_seq(visitor)
    }
    fn struct_variant<V: Visitor<'de>>(
        self,
        _fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Unread> {
        self.content()?.deserialize_map(visitor)
    }
}

impl Unread {
    fn new(what: impl Into<String>) -> Self {
        let what = what.into();
        Unread(Box::new(Why { what, at: 0 }))
    }
}

/// Without the lists of what would have been right: they are long, and nobody can act on them in front of a screen.
impl de::Error for Unread {
    fn custom<T: fmt::Display>(what: T) -> Self {
        Unread::new(what.to_string())
    }
    fn invalid_type(_: de::Unexpected, _: &dyn de::Expected) -> Self {
        Unread::new("not of its type")
    }
    fn invalid_value(_: de::Unexpected, _: &dyn de::Expected) -> Self {
        Unread::new("not a value of its type")
    }
    fn invalid_length(_: usize, _: &dyn de::Expected) -> Self {
        Unread::new("too few or too many")
    }
    fn unknown_variant(word: &str, _: &'static [&'static str]) -> Self {
        Unread::new(["unknown word ", word].concat())
    }
    fn unknown_field(name: &str, _: &'static [&'static str]) -> Self {
        Unread::new(["unknown field ", name].concat())
    }
    fn missing_field(name: &'static str) -> Self {
        Unread::new(["missing field ", name].concat())
    }
    fn duplicate_field(name: &'static str) -> Self {
        Unread::new(["twice the field ", name].concat())
    }
}

impl std::error::Error for Unread {}

impl fmt::Display for Unread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at byte {}", self.0.what, self.0.at)
    }
}

#[cfg(test)]
mod tests;
