//! The product's own device: encrypted store, rules on the spot, driver, over a line inside this process.

use crate::album::picture;
use crate::line::Wire;
use crate::pool::Pool;
use crate::replica::{Line, Look, Replica};
use api::call::ActCall;
use api::shown::{Shown, VerdictWord};
use api::{Capture, EditFacts, NewPhoto};
use device::App;
use device::keys::NoKeyring;
use model::act::Act;
use model::edit::Photo;
use model::issue::{FactsPatch, Issue};
use model::person::Person;
use model::ticket::{Event, Ticket};
use model::transition::row;
use model::{Code, Denial, DeviceId, Moment, TicketId};
use pool::show::TicketView;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use tempfile::TempDir;

/// A clock that is set by hand.
pub fn clock() -> (Arc<AtomicI64>, device::app::Clock) {
    let time = Arc::new(AtomicI64::new(0));
    let read = time.clone();
    (time, Arc::new(move || Moment(read.load(Ordering::Relaxed))))
}

pub struct Tablet {
    app: App,
    id: DeviceId,
    person: Person,
    skew: i64,
    time: Arc<AtomicI64>,
    wire: Arc<Wire>,
    _dir: TempDir,
}

impl Tablet {
    /// Opens an enrolled folder.
    pub fn open(dir: TempDir, pin: &str, person: Person, skew: i64, wire: Arc<Wire>) -> Self {
        let (time, clock) = clock();
        let app = App::with(dir.path(), Box::new(NoKeyring), clock);
        app.unlock(pin).unwrap();
        Tablet {
            id: app.device().unwrap(),
            person,
            skew,
            time,
            app,
            wire,
            _dir: dir,
        }
    }
    fn at(&self, now: Moment) -> &App {
        self.time.store(now.0 + self.skew, Ordering::Relaxed);
        &self.app
    }
    fn shown(&self, id: &TicketId) -> Option<Shown> {
        self.app.show(id).ok().map(|reply| reply.ticket)
    }
    fn take(&self, photo: &Photo) -> NewPhoto {
        self.app
            .take_photo("现场.jpg", photo.kind, &picture(&photo.sha256).bytes)
            .unwrap()
    }
}

impl Replica for Tablet {
    fn person(&self) -> &Person {
        &self.person
    }
    fn id(&self) -> &DeviceId {
        &self.id
    }
    fn skew(&self) -> i64 {
        self.skew
    }

    fn capture(&mut self, now: Moment, issue: &Issue, photos: &[Photo]) -> TicketId {
        let app = self.at(now);
        let call = Capture {
            issue: issue.clone(),
            photos: photos.iter().map(|p| self.take(p)).collect(),
            draft: None,
            note: None,
            command_id: None,
        };
        app.capture(&call).expect("it is kept").ticket.id
    }

    fn tickets(&mut self) -> Vec<TicketId> {
        let ask = serde_json::from_str("{}").unwrap();
        let page = self.app.list(&ask).unwrap();
        page.tickets.into_iter().map(|row| row.id).collect()
    }

    fn look(&mut self, id: &TicketId) -> Option<Look> {
        let reply = self.app.show(id).ok()?;
        let mut may = reply.may;
        may.retain(|a| row(*a).is_some_and(|r| r.offline));
        Some(Look {
            round: reply.ticket.round,
            may,
        })
    }

    fn act(&mut self, now: Moment, id: &TicketId, round: u32, act: Act) -> bool {
        let call = ActCall {
            id: id.clone(),
            action: act.action(),
            payload: act.payload(),
            round: Some(round),
            command_id: None,
            seen: None,
        };
        self.at(now).act(&call).is_ok()
    }

    fn tell_more(&mut self, now: Moment, id: &TicketId, body: String) -> bool {
        let facts = FactsPatch {
            body: Some(body),
            ..FactsPatch::default()
        };
        let edit = EditFacts {
            id: id.clone(),
            facts,
            command_id: None,
            seen: None,
        };
        self.at(now).edit_facts(&edit).is_ok()
    }

    fn add_photo(&mut self, now: Moment, id: &TicketId, photo: &Photo) -> bool {
        let app = self.at(now);
        let add = api::AddPhoto {
            id: id.clone(),
            photo: self.take(photo),
            command_id: None,
        };
        app.add_photo(&add).is_ok()
    }

    fn sync(&mut self, pool: &Pool, line: Line) {
        let app = self.at(pool.now);
        let done = self.wire.with(pool, line, || app.sync());
        assert!(done.is_ok() || line != Line::Good, "{done:?}");
    }

    fn agrees(&mut self, pool: &Pool, ticket: &Ticket) {
        let here = self.shown(&ticket.id).expect("whoever sees it holds it");
        let person = pool.caller(&self.person.user);
        let there = pool.store.read_now(|db| {
            let n = db.ticket(&ticket.id)?.expect("a row").n;
            let view = TicketView {
                db,
                keys: &pool.store.keys,
                district: &pool.store.district(),
                person: &person,
                now: pool.now,
            };
            view.ticket(n, ticket, &ticket.state())
        });
        let there = there.unwrap().ticket;
        assert_eq!(here.seen, there.seen, "replicas agree");
        assert_eq!(here.log, there.log, "and tell the same");
        assert_eq!((here.status, here.status_pending), (there.status, None));
        assert_eq!(here.deadlines, there.deadlines);
        assert_eq!(here.facts, there.facts);
        assert_eq!(here.conflicts, there.conflicts);
        let listed = self
            .app
            .list(&serde_json::from_str("{}").unwrap())
            .unwrap()
            .tickets;
        let row = listed.into_iter().find(|r| r.id == ticket.id);
        assert_eq!(row, Some(pool.row(&ticket.id)), "its list says the same");
    }

    fn reported(&mut self, ticket: &TicketId, event: &Event, denial: &Denial) {
        let news = self.app.news().unwrap().news;
        let mut told = news.iter().flat_map(|n| &n.report.void);
        let mut said = vec![denial.code];
        // What the desk said of it later stands in the ticket alone.
        said.extend((denial.code == Code::NotConfirmed).then_some(Code::AwaitsConfirmation));
        let told = told.any(|v| v.event == event.id && v.id == *ticket && said.contains(&v.code));
        assert!(told, "{:?} was not reported: {denial}", event.act);
        let Some(shown) = self.shown(ticket) else {
            return; // It is another's ticket by now.
        };
        let here = shown
            .log
            .iter()
            .find(|e| e.id == event.id)
            .expect("it is shown");
        let ruling = here.ruling.as_ref().expect("ruled");
        assert_eq!(
            (ruling.verdict, ruling.code),
            (VerdictWord::Void, Some(denial.code))
        );
        assert_eq!(
            here.payload,
            event.act.payload(),
            "with the text as written"
        );
    }

    fn settled(&mut self, _: &[&Ticket]) -> u64 {
        let work = self.app.outbox().unwrap().tickets;
        assert!(
            work.iter().all(|t| t.edits == 0),
            "nothing waits any more: {work:?}"
        );
        work.iter().filter(|t| t.refused.is_some()).count() as u64
    }
}
