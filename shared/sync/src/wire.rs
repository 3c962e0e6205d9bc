//! Edits of many tickets as they travel: everything that can be derived is left out.
//!
//! An edit's id is the one after the edit before it, its author the first of the list, its time a difference, and `seen`
//! "after my previous edit here", unless said otherwise.

use crate::editor::SEEN_MAX;
use model::edit::{Edit, Write};
use model::{Code, Denial, EditId, Head, Moment, Opening, TicketId, UserName};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Edits of many tickets, in causal order within each.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bundle {
    /// Schema of every edit inside.
    #[serde(rename = "v")]
    pub schema: u32,
    /// Authors, named by index.
    #[serde(rename = "u")]
    pub users: Vec<UserName>,
    /// Openings of stores, named by index.
    #[serde(rename = "o")]
    pub openings: Vec<Opening>,
    /// Time of the first edit in milliseconds.
    #[serde(rename = "t")]
    pub start: i64,
    #[serde(rename = "k")]
    pub tickets: Vec<WireTicket>,
}

/// One ticket's edits.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WireTicket {
    /// Left out in a reply, where the position says which.
    #[serde(rename = "i", default, skip_serializing_if = "Option::is_none")]
    pub id: Option<TicketId>,
    #[serde(rename = "e")]
    pub edits: Vec<WireEdit>,
    /// The first 8 hexadecimal digits of the last edit's hash: equal means both sides hold the same changes.
    #[serde(rename = "h", default, skip_serializing_if = "Option::is_none")]
    pub hash: Option<String>,
}

/// One edit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WireEdit {
    /// Index of the opening and counter; left out when it follows the edit before it in the bundle.
    #[serde(rename = "n", default, skip_serializing_if = "Option::is_none")]
    pub number: Option<(u32, u32)>,
    /// Index of the author.
    #[serde(rename = "u", default, skip_serializing_if = "is_zero")]
    pub user: u32,
    /// Milliseconds since the edit before it in the bundle.
    #[serde(rename = "t", default, skip_serializing_if = "is_zero_i64")]
    pub after: i64,
    /// The heads seen; left out for "the previous edit of this ticket here", or none for the first.
    #[serde(
        rename = "s",
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "few_refs"
    )]
    pub seen: Option<Vec<SeenRef>>,
    #[serde(rename = "w")]
    pub write: WireWrite,
}

/// What was written. One that does not read (a later version's, or malformed) stays unread, so that it blocks no other.
#[derive(Debug, Clone, PartialEq)]
pub enum WireWrite {
    /// Read.
    Known(Write),
    /// Not readable here.
    Unread,
}

impl Serialize for WireWrite {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        match self {
            WireWrite::Known(write) => write.serialize(s),
            WireWrite::Unread => s.serialize_none(),
        }
    }
}

impl<'de> Deserialize<'de> for WireWrite {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let raw = Box::<serde_json::value::RawValue>::deserialize(d)?;
        Ok(serde_json::from_str(raw.get()).map_or(WireWrite::Unread, WireWrite::Known))
    }
}

/// A head, shortly.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum SeenRef {
    /// What the edit at this position of the ticket's list became.
    Index(u32),
    /// Leading hexadecimal digits of a hash, unique within the document.
    Prefix(String),
}

/// Reads the heads seen as far as an edit may name them, and one more by which it is found to name too many; the rest is
/// passed over.
fn few_refs<'de, D: serde::Deserializer<'de>>(d: D) -> Result<Option<Vec<SeenRef>>, D::Error> {
    struct Few;
    impl<'de> serde::de::Visitor<'de> for Few {
        type Value = Vec<SeenRef>;
        fn expecting(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
            f.write_str("heads")
        }
        fn visit_seq<A: serde::de::SeqAccess<'de>>(
            self,
            mut a: A,
        ) -> Result<Self::Value, A::Error> {
            let mut refs = Vec::new();
            while refs.len() <= SEEN_MAX {
                match a.next_element()? {
                    Some(found) => refs.push(found),
                    None => return Ok(refs),
                }
            }
            while a.next_element::<serde::de::IgnoredAny>()?.is_some() {}
            Ok(refs)
        }
    }
    d.deserialize_seq(Few).map(Some)
}

impl WireEdit {
    /// Whether a ticket begins with it.
    pub fn opens(&self) -> bool {
        matches!(self.write, WireWrite::Known(Write::Open(_)))
    }
}

fn is_zero(n: &u32) -> bool {
    *n == 0
}
fn is_zero_i64(n: &i64) -> bool {
    *n == 0
}

/// The short form of a head: 8 hexadecimal digits.
pub fn short(head: &Head) -> String {
    head.to_string()[..8].to_string()
}

/// Digits of a `seen` prefix: 48 bits, unique in any document of at most 2,000 changes for all practical purposes.
const PREFIX: usize = 12;

/// One ticket to be packed.
pub struct Outgoing<'a> {
    /// None where the position says which.
    pub id: Option<TicketId>,
    /// What earlier positions became, when the receiver knows them (in a reply: the pushed edits).
    pub before: &'a [Vec<Head>],
    /// The edits with the hash each became.
    pub edits: &'a [(Edit, Head)],
}

/// An edit whose `seen` is not resolved yet.
#[derive(Debug, Clone, PartialEq)]
pub struct LooseEdit {
    pub id: EditId,
    /// The edit, `seen` empty; none when it does not read.
    pub edit: Option<Edit>,
    /// Its heads, shortly.
    pub refs: Vec<SeenRef>,
}

impl Bundle {
    /// Packs the edits of many tickets.
    pub fn pack(tickets: &[Outgoing]) -> Bundle {
        let first = tickets.iter().find_map(|t| t.edits.first()).map(|(e, _)| e);
        let start = first.map_or(0, |e| e.at.0);
        let schema = first.map_or(model::edit::SCHEMA, |e| e.schema);
        let mut bundle = Bundle {
            schema,
            users: Vec::new(),
            openings: Vec::new(),
            start,
            tickets: Vec::new(),
        };
        let (mut last_id, mut last_at) = (None, start);
        for ticket in tickets {
            let mut became: Vec<Vec<Head>> = ticket.before.to_vec();
            let mut edits = Vec::with_capacity(ticket.edits.len());
            for (edit, head) in ticket.edits {
                let opening = index_of(&mut bundle.openings, edit.id.opening());
                let follows = last_id.is_some_and(|l: EditId| {
                    l.opening() == edit.id.opening()
                        && l.counter().checked_add(1) == Some(edit.id.counter())
                });
                edits.push(WireEdit {
                    number: (!follows).then_some((opening, edit.id.counter())),
                    user: index_of(&mut bundle.users, edit.by.clone()),
                    // Wrapping both ways: whatever a moment is, it arrives as it left.
                    after: edit.at.0.wrapping_sub(last_at),
                    seen: shorten(&edit.seen, &became),
                    write: WireWrite::Known(edit.write.clone()),
                });
                became.push(vec![*head]);
                (last_id, last_at) = (Some(edit.id), edit.at.0);
            }
            let hash = ticket.edits.last().map(|(_, h)| short(h));
            bundle.tickets.push(WireTicket {
                id: ticket.id.clone(),
                edits,
                hash,
            });
        }
        bundle
    }

    /// The edits of each ticket. `id_at` names the ticket at a position that does not name itself.
    pub fn unpack(
        &self,
        id_at: impl Fn(usize) -> Option<TicketId>,
    ) -> Result<Vec<(TicketId, Vec<LooseEdit>)>, Denial> {
        self.clone().into_lists(id_at)
    }

    /// The same, for a bundle that is not needed any more: what was written is not copied.
    pub fn into_lists(
        self,
        id_at: impl Fn(usize) -> Option<TicketId>,
    ) -> Result<Vec<(TicketId, Vec<LooseEdit>)>, Denial> {
        let broken = || Denial::from(Code::FrameBroken);
        let mut out = Vec::with_capacity(self.tickets.len());
        let (mut last_id, mut last_at): (Option<EditId>, i64) = (None, self.start);
        for (place, ticket) in self.tickets.into_iter().enumerate() {
            let id = ticket.id.or_else(|| id_at(place)).ok_or_else(broken)?;
            let mut edits = Vec::with_capacity(ticket.edits.len());
            for wire in ticket.edits {
                let edit_id = match (wire.number, last_id) {
                    (Some((o, n)), _) => self.openings.get(o as usize).ok_or_else(broken)?.edit(n),
                    (None, Some(l)) => l
                        .opening()
                        .edit(l.counter().checked_add(1).ok_or_else(broken)?),
                    (None, None) => return Err(broken()),
                };
                let at = last_at.wrapping_add(wire.after);
                let refs = match wire.seen {
                    Some(refs) => refs,
                    None if matches!(wire.write, WireWrite::Known(Write::Open(_))) => Vec::new(),
                    None => vec![SeenRef::Index(u32::MAX)],
                };
                let by = self.users.get(wire.user as usize).ok_or_else(broken)?;
                let edit = match wire.write {
                    WireWrite::Known(write) => Some(Edit {
                        id: edit_id,
                        ticket: id.clone(),
                        schema: self.schema,
                        by: by.clone(),
                        at: Moment(at),
                        seen: Vec::new(),
                        write,
                    }),
                    WireWrite::Unread => None,
                };
                edits.push(LooseEdit {
                    id: edit_id,
                    edit,
                    refs,
                });
                (last_id, last_at) = (Some(edit_id), at);
            }
            out.push((id, edits));
        }
        Ok(out)
    }
}

fn index_of<T: PartialEq>(list: &mut Vec<T>, item: T) -> u32 {
    let at = list.iter().position(|x| *x == item).unwrap_or_else(|| {
        list.push(item);
        list.len() - 1
    });
    u32::try_from(at).unwrap_or(u32::MAX)
}

fn shorten(seen: &[Head], became: &[Vec<Head>]) -> Option<Vec<SeenRef>> {
    let mut seen: Vec<Head> = seen.to_vec();
    seen.sort();
    if became.last().map_or(seen.is_empty(), |last| *last == seen) {
        return None;
    }
    let mut refs = Vec::new();
    let mut rest = seen;
    for (k, heads) in became.iter().enumerate().rev() {
        if !heads.is_empty() && heads.iter().all(|h| rest.contains(h)) {
            rest.retain(|h| !heads.contains(h));
            refs.push(SeenRef::Index(u32::try_from(k).unwrap_or(u32::MAX)));
        }
    }
    refs.extend(
        rest.iter()
            .map(|h| SeenRef::Prefix(h.to_string()[..PREFIX].to_string())),
    );
    Some(refs)
}

/// Resolves `seen` edit by edit, since what an edit became is known only once it was rebuilt. An edit that was not taken
/// becomes what it had seen, so that it blocks nothing after it.
#[derive(Debug, Clone, Default)]
pub struct Resolver {
    became: Vec<Vec<Head>>,
}

impl Resolver {
    /// Starts with what earlier positions became (a reply continues the pushed list).
    pub fn after(became: Vec<Vec<Head>>) -> Self {
        Resolver { became }
    }
    /// The heads behind the references; none when one is not known here. `find` looks a prefix up in the document. At most one
    /// more than an edit may name, however often earlier edits are named that name many themselves.
    pub fn resolve(
        &self,
        refs: &[SeenRef],
        mut find: impl FnMut(&str) -> Option<Head>,
    ) -> Option<Vec<Head>> {
        let mut heads = BTreeSet::new();
        for r in refs.iter().take(SEEN_MAX + 1) {
            match r {
                SeenRef::Index(u32::MAX) => heads.extend(self.became.last()?),
                SeenRef::Index(k) => heads.extend(self.became.get(*k as usize)?),
                SeenRef::Prefix(p) if p.len() >= 8 && p.len() <= 64 => {
                    heads.insert(find(p)?);
                }
                SeenRef::Prefix(_) => return None,
            }
            if heads.len() > SEEN_MAX {
                break;
            }
        }
        Some(heads.into_iter().take(SEEN_MAX + 1).collect())
    }
    /// Says what the next edit of the list became: its hash, or the heads it had seen when it was not taken.
    pub fn became(&mut self, heads: Vec<Head>) {
        self.became.push(heads);
    }
    /// What all positions became so far.
    pub fn heads(&self) -> &[Vec<Head>] {
        &self.became
    }
}
