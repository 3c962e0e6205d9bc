//! What a frame holds, counted before any of it is kept: two readings of the text that allocate nothing.

use serde::de::{IgnoredAny, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use std::fmt;
use std::marker::PhantomData;

/// Counts of one frame.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) struct Census {
    pub tickets: usize,
    pub edits: usize,
    /// Heads named as seen, by position or by digits.
    pub refs: usize,
    /// Authors and openings in the index.
    pub names: usize,
    pub sides: usize,
}

/// Values in a JSON text, however they are nested; at most one more than there are.
pub(super) fn values(json: &[u8]) -> usize {
    let (mut count, mut inside, mut escaped) = (1, false, false);
    for byte in json {
        match (inside, byte) {
            (true, _) if escaped => escaped = false,
            (true, b'\\') => escaped = true,
            (_, b'"') => inside = !inside,
            (false, b',' | b'[' | b'{') => count += 1,
            _ => {}
        }
    }
    count
}

/// Counts a push; none when it has another shape.
pub(super) fn count(json: &[u8]) -> Option<Census> {
    let push: PushShape = serde_json::from_slice(json).ok()?;
    let (tickets, edits, refs) = push.bundle.tickets.totals();
    Some(Census {
        tickets,
        edits,
        refs,
        names: push.bundle.users.0 + push.bundle.openings.0,
        sides: push.sides.0,
    })
}

#[derive(Deserialize)]
struct PushShape {
    #[serde(rename = "b")]
    bundle: BundleShape,
    #[serde(rename = "s", default)]
    sides: Items,
}

#[derive(Deserialize)]
struct BundleShape {
    #[serde(rename = "u")]
    users: Items,
    #[serde(rename = "o")]
    openings: Items,
    #[serde(rename = "k")]
    tickets: Sum<TicketShape>,
}

#[derive(Deserialize)]
struct TicketShape {
    #[serde(rename = "e")]
    edits: Sum<EditShape>,
}

#[derive(Deserialize)]
struct EditShape {
    #[serde(rename = "s", default)]
    seen: Option<Items>,
}

/// How many items a list has.
#[derive(Default)]
struct Items(usize);

impl<'de> Deserialize<'de> for Items {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let sum = Sum::<IgnoredAny>::deserialize(d)?;
        Ok(Items(sum.items))
    }
}

/// A list of which only sums are kept.
struct Sum<T> {
    items: usize,
    /// What its items add up to.
    inner: (usize, usize),
    kind: PhantomData<T>,
}

impl<T> Sum<T> {
    /// Its items, their items, and theirs.
    fn totals(&self) -> (usize, usize, usize) {
        (self.items, self.inner.0, self.inner.1)
    }
}

/// What an item adds.
trait Adds {
    fn adds(&self) -> (usize, usize);
}

impl Adds for IgnoredAny {
    fn adds(&self) -> (usize, usize) {
        (0, 0)
    }
}
impl Adds for EditShape {
    fn adds(&self) -> (usize, usize) {
        (self.seen.as_ref().map_or(0, |s| s.0), 0)
    }
}
impl Adds for TicketShape {
    fn adds(&self) -> (usize, usize) {
        let (edits, refs, _) = self.edits.totals();
        (edits, refs)
    }
}

impl<'de, T: Deserialize<'de> + Adds> Deserialize<'de> for Sum<T> {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        d.deserialize_seq(Sum {
            items: 0,
            inner: (0, 0),
            kind: PhantomData,
        })
    }
}

impl<'de, T: Deserialize<'de> + Adds> Visitor<'de> for Sum<T> {
    type Value = Self;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut items: A) -> Result<Self, A::Error> {
        while let Some(item) = items.next_element::<T>()? {
            let (a, b) = item.adds();
            self.items += 1;
            self.inner = (self.inner.0 + a, self.inner.1 + b);
        }
        Ok(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_is_counted_and_nothing_kept() {
        let json = br#"{"u":"a","p":[1,2],"t":3,"b":{"v":1,"u":["a","b"],"o":["x"],"t":0,"k":[
            {"i":"t","e":[{"n":[0,1],"w":{"facts":[1,{"x":","}]}},{"s":[0,"ab",2],"w":null}]},
            {"e":[{"s":[],"w":1}],"h":"00"}]},"s":[{},{}]}"#;
        let counted = Census {
            tickets: 2,
            edits: 3,
            refs: 3,
            names: 3,
            sides: 2,
        };
        assert_eq!(count(json), Some(counted));
        assert_eq!(count(b"{}"), None);
        assert_eq!(count(b"[1,2"), None);
        for (text, expect) in [
            (r#"1"#, 1),
            (r#"[1,2,3]"#, 4),
            (r#"{"a,[":"\",{","b":[]}"#, 4),
        ] {
            assert_eq!(values(text.as_bytes()), expect, "{text}");
        }
    }
}
