//! One ticket's document. Layout (schema 1):
//!
//! ```text
//! meta     text: [schema, ticket id, created_by, temp_no]
//! facts    { what, body, grade, where, when -> text: [by, at, value] }
//! photos   { sha256 -> text: [by, at, photo] }
//! log      { edit id -> text: [by or null, at, round, act] }
//! rulings  { edit id -> text: [seq, at, verdict] }
//! ```
//!
//! Each value is one JSON text, so a group of facts is replaced as a whole and two writers leave two whole values.
//! `change_of` is frozen per schema: pool and devices of different versions must build identical changes.

mod read;

use automerge::transaction::{CommitOptions, Transactable};
use automerge::{ActorId, AutoCommit, Change, ChangeHash, ObjType, ROOT, ReadDoc};
use model::edit::{Edit, Write};
use model::facts::FactGroup;
use model::{DeviceId, EditId, Head, Moment, Sha256, UserName};
use std::collections::BTreeSet;

/// What can go wrong with a document.
#[derive(Debug, thiserror::Error)]
pub enum DocError {
    /// A stored piece does not fit its checksum or does not load.
    #[error("the stored document is damaged")]
    Damaged,
    /// The edit names heads this document does not hold.
    #[error("the edit names heads this document does not hold")]
    HeadsUnknown,
    /// The edit's id was used before.
    #[error("this edit id was used before")]
    EditReused,
    /// A schema this version cannot write.
    #[error("schema {0} is not known")]
    SchemaUnknown(u32),
    /// The document does not read as a ticket.
    #[error("the document does not read as a ticket: {0}")]
    NotATicket(&'static str),
    /// Automerge refused; ours to look into.
    #[error("the document refused the edit: {0}")]
    Refused(String),
}

/// A ticket's document in memory.
pub struct Document(AutoCommit);

/// The change an edit became.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// Its hash.
    pub head: Head,
    /// Its bytes, to be stored as one chunk (under a checksum).
    pub bytes: Vec<u8>,
}

impl Default for Document {
    fn default() -> Self {
        Document::new()
    }
}

impl Document {
    /// A document without any change.
    pub fn new() -> Self {
        Document(AutoCommit::new())
    }

    /// From a saved base (may be empty) and the chunks written since, in order; all already verified.
    pub fn load<'a>(
        base: &[u8],
        chunks: impl IntoIterator<Item = &'a [u8]>,
    ) -> Result<Self, DocError> {
        let mut all = base.to_vec();
        chunks.into_iter().for_each(|c| all.extend_from_slice(c));
        if all.is_empty() {
            return Ok(Document::new());
        }
        AutoCommit::load(&all)
            .map(Document)
            .map_err(|_| DocError::Damaged)
    }

    /// The whole document as one base.
    pub fn save(&mut self) -> Vec<u8> {
        self.0.save()
    }

    /// The present heads, sorted.
    pub fn heads(&mut self) -> Vec<Head> {
        let mut heads: Vec<Head> = self.0.get_heads().iter().map(|h| Head(h.0)).collect();
        heads.sort();
        heads
    }

    /// Whether a change with this hash is here.
    pub fn holds(&mut self, head: &Head) -> bool {
        self.0
            .get_change_meta_by_hash(&ChangeHash(head.0))
            .is_some()
    }

    /// How many changes the document has.
    pub fn changes(&mut self) -> usize {
        self.0.get_changes_meta(&[]).len()
    }

    /// Builds the edit's change on exactly the heads its author had seen, and merges it.
    pub fn write(&mut self, edit: &Edit) -> Result<Written, DocError> {
        if edit.schema != model::edit::SCHEMA {
            return Err(DocError::SchemaUnknown(edit.schema));
        }
        // Automerge keeps the distance from one change's time to the next; between moments past any calendar it overflows.
        if !(Moment::FIRST..=Moment::LAST).contains(&edit.at) {
            let past = format!("an edit dated {} ms", edit.at.0);
            return Err(DocError::Refused(past));
        }
        let mut seen: Vec<Head> = edit.seen.clone();
        seen.sort();
        seen.dedup();
        if !seen.iter().all(|h| self.holds(h)) {
            return Err(DocError::HeadsUnknown);
        }
        self.0.set_actor(ActorId::from(edit.id.0));
        if let Some(before) = self.0.get_last_local_change() {
            // The id is taken: the same edit again is fine and changes nothing, another one under its name is not.
            let change = change_of(&mut self.past(&seen)?, edit)?;
            return if change.hash() == before.hash() {
                Ok(written(&change))
            } else {
                Err(DocError::EditReused)
            };
        }
        if seen == self.heads() {
            return change_of(&mut self.0, edit).map(|c| written(&c));
        }
        let change = change_of(&mut self.past(&seen)?, edit)?;
        self.0.apply_changes([change.clone()]).map_err(refused)?;
        Ok(written(&change))
    }

    /// The newest moment among the changes of this device (at the pool: its own rulings) that these heads are or rest on. A
    /// change of its own rests on all that was there, so nothing before the first one met needs to be looked at.
    pub fn newest_by(&mut self, device: &DeviceId, heads: &[Head]) -> Option<Moment> {
        let mut waiting: Vec<ChangeHash> = heads.iter().map(|h| ChangeHash(h.0)).collect();
        let (mut met, mut newest) = (BTreeSet::new(), None);
        while let Some(hash) = waiting.pop() {
            if !met.insert(hash) {
                continue;
            }
            let Some(change) = self.0.get_change_meta_by_hash(&hash) else {
                continue;
            };
            let id: Option<[u8; 16]> = change.actor.to_bytes().try_into().ok();
            match id.map(EditId).filter(|id| id.device() == *device) {
                Some(_) => newest = newest.max(Some(Moment(change.timestamp))),
                None => waiting.extend(change.deps.iter().copied()),
            }
        }
        newest
    }

    /// The document as its reader had it on the screen: at these heads, which must be known here.
    pub fn at(&mut self, seen: &[Head]) -> Result<Document, DocError> {
        if !seen.iter().all(|h| self.holds(h)) {
            return Err(DocError::HeadsUnknown);
        }
        self.past(seen).map(Document)
    }

    /// The document as it was at these heads.
    fn past(&mut self, seen: &[Head]) -> Result<AutoCommit, DocError> {
        if seen.is_empty() {
            return Ok(AutoCommit::new());
        }
        let at: Vec<ChangeHash> = seen.iter().map(|h| ChangeHash(h.0)).collect();
        self.0.fork_at(&at).map_err(refused)
    }
}

fn written(change: &Change) -> Written {
    Written {
        head: Head(change.hash().0),
        bytes: change.raw_bytes().to_vec(),
    }
}

fn refused(e: automerge::AutomergeError) -> DocError {
    DocError::Refused(e.to_string())
}

fn text(value: &impl serde::Serialize) -> Result<String, DocError> {
    serde_json::to_string(value).map_err(|e| DocError::Refused(e.to_string()))
}

/// The frozen function: one edit of schema 1 as one change by the actor that is the edit's id.
fn change_of(doc: &mut AutoCommit, edit: &Edit) -> Result<Change, DocError> {
    doc.set_actor(ActorId::from(edit.id.0));
    let outcome = put(doc, edit);
    if outcome.is_err() {
        doc.rollback();
    }
    outcome?;
    doc.commit_with(CommitOptions::default().with_time(edit.at.0));
    doc.get_last_local_change()
        .filter(|c| c.actor_id().to_bytes() == edit.id.0)
        .ok_or(DocError::EditReused)
}

fn put(doc: &mut AutoCommit, edit: &Edit) -> Result<(), DocError> {
    let (by, at) = (&edit.by, edit.at.0);
    let key = edit.id.to_string();
    match &edit.write {
        Write::Open(opened) => {
            let meta = text(&(edit.schema, &edit.ticket, by, &opened.temp_no))?;
            doc.put(ROOT, "meta", meta).map_err(refused)?;
            let facts = doc
                .put_object(ROOT, "facts", ObjType::Map)
                .map_err(refused)?;
            for group in model::Group::ALL {
                let value = fact(by, at, &opened.facts.part(*group))?;
                doc.put(&facts, group.as_str(), value).map_err(refused)?;
            }
            doc.put_object(ROOT, "photos", ObjType::Map)
                .map_err(refused)?;
            let log = doc.put_object(ROOT, "log", ObjType::Map).map_err(refused)?;
            let submit = model::act::Act::Submit(model::act::Empty {});
            doc.put(&log, key, text(&(by, at, 0, &submit))?)
                .map_err(refused)?;
            doc.put_object(ROOT, "rulings", ObjType::Map)
                .map_err(refused)?;
        }
        Write::Facts(parts) => {
            let facts = map(doc, "facts")?;
            for part in parts {
                doc.put(&facts, part.group().as_str(), fact(by, at, part)?)
                    .map_err(refused)?;
            }
        }
        Write::Photo(photo) => {
            let photos = map(doc, "photos")?;
            doc.put(&photos, photo.sha256.as_str(), text(&(by, at, photo))?)
                .map_err(refused)?;
        }
        Write::Act { round, act } => {
            let log = map(doc, "log")?;
            doc.put(&log, key, text(&(by, at, round, act))?)
                .map_err(refused)?;
        }
        Write::Rule(rule) => {
            if let Some(act) = &rule.act {
                let log = map(doc, "log")?;
                doc.put(&log, key, text(&(None::<&UserName>, at, 0, act))?)
                    .map_err(refused)?;
            }
            let rulings = map(doc, "rulings")?;
            for (seq, (id, verdict)) in (rule.first..).zip(&rule.rulings) {
                doc.put(&rulings, id.to_string(), text(&(seq, at, verdict))?)
                    .map_err(refused)?;
            }
        }
    }
    Ok(())
}

/// A group as it stands in the document. Written from the typed value, never through `serde_json::Value`: the order of its
/// keys depends on a feature that any crate of a build may switch on, and the change's hash must not.
fn fact(by: &UserName, at: i64, part: &FactGroup) -> Result<String, DocError> {
    match part {
        FactGroup::What(v) => text(&(by, at, v)),
        FactGroup::Body(v) => text(&(by, at, v)),
        FactGroup::Grade(v) => text(&(by, at, v)),
        FactGroup::Where(v) => text(&(by, at, v)),
        FactGroup::When(v) => text(&(by, at, v)),
    }
}

/// One of the five maps; missing when the document was not opened.
fn map(doc: &AutoCommit, name: &'static str) -> Result<automerge::ObjId, DocError> {
    match doc.get(ROOT, name).map_err(refused)? {
        Some((automerge::Value::Object(ObjType::Map), id)) => Ok(id),
        _ => Err(DocError::NotATicket(name)),
    }
}

/// The edit that wrote a value, by the actor of its operation.
fn writer(id: &automerge::ObjId) -> Option<EditId> {
    match id {
        automerge::ObjId::Id(_, actor, _) => actor.to_bytes().try_into().ok().map(EditId),
        automerge::ObjId::Root => None,
    }
}

fn photo_key(key: &str) -> Option<Sha256> {
    Sha256::new(key).ok()
}
