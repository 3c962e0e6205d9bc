//! A handful of invented tickets that live as long as the page.

use super::seeds::SEEDS;
use crate::view_model::lists::small_district;
use api::shown::Shown;
use api::*;
use model::act::Act;
use model::decide::{Around, Case, Other, decide, open_acts};
use model::district::District;
use model::edit::{Photo, Ruling, Verdict};
use model::issue::{Issue, Reporter};
use model::person::{Person, Post};
use model::row::Row;
use model::scope::{ScopeKey, sees, sees_reporter};
use model::ticket::{Event, PhotoEntry, Ticket};
use model::*;
use serde_json::Value;
use std::collections::BTreeMap;

/// A district with its tickets as they stand, and who looks at it.
pub struct World {
    pub now: Moment,
    pub district: District,
    pub people: Vec<Person>,
    pub me: Person,
    pub tickets: Vec<Ticket>,
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
    count: u32,
}

impl World {
    pub fn new(mode: &str, now: Moment) -> Self {
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
        let (tickets, reporters, drafts, queued) = Default::default();
        let mut world = World {
            now,
            district,
            people,
            me,
            tickets,
            reporters,
            drafts,
            queued,
            notes: Vec::new(),
            views: Vec::new(),
            paused: false,
            bulk: Vec::new(),
            signed_in: true,
            mode,
            count: 0,
        };
        for (i, seed) in SEEDS.iter().enumerate() {
            world.plant(i, seed, now);
        }
        world.now = now;
        let mode = world.mode.clone();
        world.enter(&mode);
        world.signed_in = !matches!(mode.as_str(), "signin" | "enrol" | "unlock");
        world
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
        }
    }

    pub fn edit(&mut self) -> EditId {
        self.count += 1;
        Opening([7; 12]).edit(self.count)
    }

    pub fn ticket(&mut self, id: &TicketId) -> Result<&mut Ticket, ApiError> {
        self.tickets
            .iter_mut()
            .find(|t| t.id == *id)
            .ok_or_else(|| Code::NotFound.into())
    }

    pub fn capture(&mut self, issue: Issue, photos: &[NewPhoto]) -> Result<TicketId, ApiError> {
        let facts = issue.facts();
        facts.check(&self.district)?;
        let (edit, me, at) = (self.edit(), self.people[0].clone(), self.now);
        let id =
            TicketId::new(format!("0199a3c4-5b1e-7cc0-8d1f-{:012x}", self.count)).expect("a uuid");
        let event = Event {
            id: edit,
            by: Some(me.user.clone()),
            at,
            round: 0,
            act: Act::Submit(Default::default()),
            ruling: Some(Ruling {
                seq: 0,
                at,
                verdict: Verdict::Applied(Vec::new()),
            }),
        };
        self.tickets.push(Ticket {
            id: id.clone(),
            temp_no: format!("离-7K2A-261122-{:03}", self.tickets.len() + 1),
            created_by: me.user,
            opened_by: edit,
            captured_at: at,
            facts,
            conflicts: BTreeMap::new(),
            photos: Vec::new(),
            log: vec![event],
            other_rulings: BTreeMap::new(),
            heads: Vec::new(),
        });
        if let Some(reporter) = issue.reporter {
            self.reporters.insert(id.clone(), reporter);
        }
        for photo in photos {
            self.add_photo(&id, photo)?;
        }
        if self.mode == "officer" && self.tickets.len() > SEEDS.len() {
            self.queued.push(id.clone());
        } else {
            self.rule(None, &id, Act::EnterPool(Default::default()))?;
        }
        Ok(id)
    }

    pub fn add_photo(&mut self, id: &TicketId, new: &NewPhoto) -> Result<(), ApiError> {
        let (edit, by, at) = (self.edit(), self.me.user.clone(), self.now);
        let photo = Photo {
            sha256: new.sha256.clone(),
            kind: new.kind,
            bytes: new.bytes,
            w: new.w,
            h: new.h,
            taken_ms: new.taken_at.map(|m| m.0),
            original: None,
            caption: None,
        };
        self.ticket(id)?.photos.push(PhotoEntry {
            edit,
            by,
            at,
            photo,
        });
        Ok(())
    }

    pub fn act(
        &mut self,
        who: &Person,
        id: &TicketId,
        action: Action,
        payload: Value,
    ) -> Result<(), ApiError> {
        let act = Act::parse(action, payload)?;
        self.rule(Some(who), id, act)
    }

    fn rule(&mut self, who: Option<&Person>, id: &TicketId, act: Act) -> Result<(), ApiError> {
        let (edit, now) = (self.edit(), self.now);
        let number = format!("WS990100-20261122-{:06}-7", self.count);
        let has_reporter = self.reporters.contains_key(id);
        let ticket = self
            .tickets
            .iter()
            .find(|t| t.id == *id)
            .ok_or(Code::NotFound)?;
        let state = ticket.state();
        let case = Case {
            district: &self.district,
            rule_tag: "示例-2024",
            actor: who,
            ticket,
            state: &state,
            edit,
            at: now,
            now,
            round: state.round,
            photos_coming: 0,
            around: &Everything,
            has_reporter,
            ticket_no: Some(number),
        };
        let verdict = Verdict::Applied(decide(&case, &act)?);
        let (seq, by) = (ticket.next_ruling(), who.map(|p| p.user.clone()));
        self.ticket(id)?.log.push(Event {
            id: edit,
            by,
            at: now,
            round: state.round,
            act,
            ruling: Some(Ruling {
                seq,
                at: now,
                verdict,
            }),
        });
        Ok(())
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
        let reporter = self.reporters.get(id).map(|r| Reporter {
            name: r.name.as_deref().map(mask::name),
            phone: r.phone.as_deref().map(mask::phone),
            ..r.clone()
        });
        Ok(TicketReply {
            reporter_open: reporter.is_some()
                && sees_reporter(&self.me, &ScopeKey::of(ticket, &state), true),
            reporter,
            may: open_acts(&self.me, ticket, &state),
            may_edit: matches!(
                state.status,
                Status::Queued | Status::Pooled | Status::Accepted
            ),
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
            tickets,
            photos,
            photo_bytes: photos * 900_000,
            last_contact: Some(self.now.plus_minutes(-80)),
            trouble,
            running: false,
            paused: self.paused,
            free_bytes: Some(576_000_000),
            aside: 0,
        }
    }
}

/// A district in which every photo has arrived and everybody handles everything.
struct Everything;

impl Around for Everything {
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
