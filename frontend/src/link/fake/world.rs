//! A handful of invented tickets that live as long as the page.

use crate::view_model::lists::small_district;
use ::sync::editor::{Authority, Held, History, Outside, OutsideError, Series, Terms};
use ::sync::{Changes, Document, EditError, TicketEditor};
use api::shown::Shown;
use api::*;
use model::act::Act;
use model::decide::{Around, Other, may_edit_facts, open_acts};
use model::district::District;
use model::edit::Photo;
use model::issue::{Issue, Reporter};
use model::person::{Person, Post};
use model::row::Row;
use model::scope::{ScopeKey, sees, sees_reporter};
use model::ticket::Ticket;
use model::*;
use serde_json::Value;
use std::cell::Cell;
use std::collections::BTreeMap;

/// A district with its tickets as they stand, and who looks at it.
pub struct World {
    pub now: Moment,
    pub district: District,
    pub people: Vec<Person>,
    pub me: Person,
    /// What the documents say, in the order in which they were opened.
    pub tickets: Vec<Ticket>,
    /// Documents as a store keeps them.
    documents: BTreeMap<TicketId, Saved>,
    pub reporters: BTreeMap<TicketId, Reporter>,
    pub drafts: Vec<Draft>,
    pub queued: Vec<TicketId>,
    pub notes: Vec<Note>,
    pub views: Vec<View>,
    pub paused: bool,
    /// Rows beyond the canned tickets, for long lists (`&rows=100000`).
    pub bulk: Vec<Row>,
    pub signed_in: bool,
    mode: String,
    issuer: DeviceId,
    count: Cell<u32>,
    /// The canned tickets are there.
    seeded: bool,
}

/// A document as saved: its changes one after another, and how many they are.
#[derive(Default)]
struct Saved {
    changes: u64,
    bytes: Vec<u8>,
}

impl World {
    /// The district and its people, without a ticket.
    pub fn empty(mode: &str, now: Moment) -> Self {
        let post = |role: Role, unit: &str, area: &str| Person {
            user: UserName::new(role.as_str()).expect("plain"),
            name: format!(
                "{}{}",
                ["张", "吴", "王", "陈", "刘", "赵", "周", "孙"][role as usize % 8],
                role.label()
            ),
            posts: vec![Post {
                role,
                unit: UnitCode::new(unit).expect("plain"),
                area: AreaCode::new(area).expect("12 digits"),
                grid: None,
                from: None,
                until: None,
                stands_for: None,
                below: Vec::new(),
            }],
        };
        let (street, whole) = ("990100001000", "990100000000");
        let people = vec![
            post(Role::Collector, "T01", "990100001001"),
            post(Role::DeskDistrict, "H01", whole),
            post(Role::DeskTown, "T01", street),
            post(Role::Handler, "B01", whole),
            post(Role::UnitLeader, "B01", whole),
            post(Role::Visitor, "H01", whole),
            post(Role::Admin, "H01", whole),
        ];
        let district = small_district();
        let (me, mode) = (people[0].clone(), mode.to_string());
        let (tickets, documents, reporters, drafts, queued) = Default::default();
        World {
            now,
            district,
            people,
            me,
            tickets,
            documents,
            reporters,
            drafts,
            queued,
            notes: Vec::new(),
            views: Vec::new(),
            paused: false,
            bulk: Vec::new(),
            signed_in: true,
            mode,
            // Its 临时编号 begin with 离-7K2A.
            issuer: DeviceId::new("070707070703cc4a").expect("16 digits"),
            count: Cell::new(0),
            seeded: false,
        }
    }

    /// Everything that was there before is: whoever the page was opened as begins at this moment.
    pub fn begin(&mut self, now: Moment) {
        self.seeded = true;
        self.now = now;
        let mode = self.mode.clone();
        self.enter(&mode);
        self.signed_in = !matches!(mode.as_str(), "signin" | "enrol" | "unlock");
    }

    pub fn enter(&mut self, mode: &str) {
        let role = match mode {
            "desk" => Role::DeskDistrict,
            "handler" => Role::Handler,
            "leader" => Role::UnitLeader,
            "visitor" => Role::Visitor,
            "admin" => Role::Admin,
            _ => Role::Collector,
        };
        self.me = self
            .people
            .iter()
            .find(|p| p.is(role))
            .expect("everybody is there")
            .clone();
        self.signed_in = true;
    }

    pub fn profile(&self) -> Profile {
        let desk = self.me.is(Role::DeskDistrict);
        let device = matches!(self.mode.as_str(), "officer" | "enrol" | "unlock");
        let known = self.signed_in.then_some(&self.me);
        Profile {
            user: known.map(|p| p.user.clone()),
            name: known.map(|p| p.name.clone()),
            posts: known.map(|p| p.posts.clone()).unwrap_or_default(),
            district: Some(self.district.name.clone()),
            demo: true,
            capabilities: Capabilities {
                offline: device,
                desk,
                password: !device,
            },
            locked: !self.signed_in && device,
            enrolled: self.signed_in || self.mode != "enrol",
            set_aside: false,
            keyring: false,
            waiting: None,
        }
    }

    /// An officer's captures wait, once the canned ones are there.
    fn waits(&self) -> bool {
        self.mode == "officer" && self.seeded
    }

    pub fn capture(&mut self, issue: Issue, photos: &[NewPhoto]) -> Result<TicketId, ApiError> {
        let author = self.people[0].clone();
        let number = self.count.get();
        let id = TicketId::new(format!("0199a3c4-5b1e-7cc0-8d1f-{number:012x}")).expect("a uuid");
        if self.waits() {
            self.queued.push(id.clone());
        }
        let photos = photos.iter().map(Photo::from).collect();
        let captured = self.write(Some(&author), &id, |editor| {
            editor.capture(issue.facts(), photos, issue.reporter.as_ref())
        });
        if captured.is_err() {
            self.queued.retain(|queued| *queued != id);
        }
        captured.map(|()| id)
    }

    pub fn act(
        &mut self,
        who: &Person,
        id: &TicketId,
        action: Action,
        payload: Value,
    ) -> Result<(), ApiError> {
        let act = Act::parse(action, payload)?;
        self.write(Some(who), id, |editor| editor.make_act(act, None, None))
    }

    /// One write to a ticket through its editor; what waits on the device is judged by the device, the rest ruled on.
    pub fn write(
        &mut self,
        who: Option<&Person>,
        id: &TicketId,
        write: impl FnOnce(&mut TicketEditor) -> Result<(), EditError>,
    ) -> Result<(), ApiError> {
        let mut changes = self.edited(who, id, write).map_err(error)?;
        if let Some((other, act)) = changes.counterpart.take() {
            let other = self.edited(None, &other, |editor| editor.act_by_system(act));
            self.keep(other.map_err(error)?);
        }
        self.keep(changes);
        Ok(())
    }

    fn keep(&mut self, changes: Changes) {
        let saved = self.documents.entry(changes.id.clone()).or_default();
        saved.changes = changes.history.changes;
        saved.bytes.extend(changes.pieces().concat());
        for side in changes.sides {
            self.reporters.insert(side.ticket, side.reporter);
        }
        match self.tickets.iter_mut().find(|t| t.id == changes.id) {
            Some(ticket) => *ticket = changes.ticket,
            None => self.tickets.push(changes.ticket),
        }
    }

    fn edited(
        &self,
        who: Option<&Person>,
        id: &TicketId,
        write: impl FnOnce(&mut TicketEditor) -> Result<(), EditError>,
    ) -> Result<Changes, EditError> {
        let terms = Terms {
            authority: match self.queued.contains(id) {
                true => Authority::Device,
                false => Authority::Pool,
            },
            district: &self.district,
            rule_tag: "示例-2024",
            issuer: &self.issuer,
            now: self.now,
            sent: None,
            person: who,
            outside: Box::new(Everything(&self.count)),
        };
        let mut editor = match self.documents.get(id) {
            None => TicketEditor::begin(terms, id.clone()),
            Some(saved) => {
                let held = Held {
                    document: Document::load(&saved.bytes, [])?,
                    history: History {
                        changes: saved.changes,
                        bytes: saved.bytes.len() as u64,
                    },
                    row: None,
                };
                TicketEditor::load(terms, id.clone(), held)?
            }
        };
        write(&mut editor)?;
        editor.finish()
    }

    pub fn rows(&self) -> Vec<Row> {
        let seen = |t: &&Ticket| sees(&self.me, &ScopeKey::of(t, &t.state()));
        self.tickets
            .iter()
            .filter(seen)
            .map(|t| Row::of(t, &t.state()))
            .collect()
    }

    pub fn reply(&self, id: &TicketId) -> Result<TicketReply, ApiError> {
        let ticket = self.behind(id).ok_or(Code::NotFound)?;
        let state = ticket.state();
        let here = !self.queued.contains(id);
        let reporter = self.reporters.get(id).map(Reporter::masked);
        Ok(TicketReply {
            reporter_open: reporter.is_some()
                && sees_reporter(&self.me, &ScopeKey::of(ticket, &state), true),
            reporter,
            may: open_acts(&self.me, ticket, &state),
            may_edit: may_edit_facts(&self.me, ticket, &state).is_ok(),
            turns: model::turn::turns(&self.me, ticket, &state),
            ticket: Shown::of(ticket, &state, |_| here, Vec::new()),
        })
    }

    pub fn outbox(&self) -> Outbox {
        let waiting = self.tickets.iter().filter(|t| self.queued.contains(&t.id));
        let tickets: Vec<OutboxTicket> = waiting
            .map(|t| OutboxTicket {
                id: t.id.clone(),
                title: t.facts.what.title.clone(),
                edits: 1,
                photos: t.photos.len() as u64,
                refused: None,
            })
            .collect();
        let photos: u64 = tickets.iter().map(|t| t.photos).sum();
        let trouble = (!tickets.is_empty()).then(|| Code::PoolUnreachable.into());
        Outbox {
            fetching: None,
            tickets,
            photos,
            photo_bytes: photos * 900_000,
            last_contact: Some(self.now.plus_minutes(-80)),
            trouble,
            running: false,
            paused: self.paused,
            free_bytes: Some(576_000_000),
            aside: 0,
            carried: 0,
            carried_refused: None,
        }
    }
}

/// A refusal as calls answer it.
fn error(error: EditError) -> ApiError {
    match error {
        EditError::Denied(denial) => denial.into(),
        other => Denial::new(Code::Bug).with("detail", other).into(),
    }
}

/// A district in which every photo has arrived and everybody handles everything; with one count for all it numbers.
struct Everything<'a>(&'a Cell<u32>);

impl Everything<'_> {
    fn next(&self) -> u32 {
        self.0.set(self.0.get() + 1);
        self.0.get()
    }
}

impl Around for Everything<'_> {
    fn holds_photo(&self, _: &Sha256) -> bool {
        true
    }
    fn other(&self, _: &TicketId) -> Option<Other> {
        None
    }
    fn handles(&self, _: &UserName, _: &UnitCode) -> Option<bool> {
        Some(true)
    }
}

impl Outside for Everything<'_> {
    fn next_edit(&self) -> EditId {
        Opening([7; 12]).edit(self.next())
    }
    fn draw(&self, _: Series, _: &str) -> Result<u32, OutsideError> {
        Ok(self.next())
    }
    fn aside(&self, _: &TicketId) -> Result<History, OutsideError> {
        Ok(History::default())
    }
    fn share(&self, _: &TicketId, _: &UserName) -> Result<History, OutsideError> {
        Ok(History::default())
    }
}
