//! Tickets with a past at town T01: acts by the pool's own way in, each at its time.

use crate::support::{Pool, issue};
use api::call::ActCall;
use api::{AddPhoto, Capture, NewPhoto};
use model::person::Person;
use model::{Action, Moment, PhotoKind, Sha256, TicketId};
use pool::ingest::{self, Context};
use serde_json::{Value, json};

/// A demo person with the posts held at a time.
pub fn person(user: &str, now: Moment) -> Person {
    let all = demo::users();
    let found = all.into_iter().find(|p| p.user.as_str() == user);
    found.unwrap().at(now, &demo::district())
}

/// One ticket and its time.
pub struct Past<'a> {
    pub pool: &'a Pool,
    pub id: TicketId,
    pub now: Moment,
}

impl<'a> Past<'a> {
    /// Captured at this time.
    pub fn captured(pool: &'a Pool, now: Moment, reporter: bool, source: &str) -> Self {
        let mut issue = issue("路灯不亮");
        issue["source"] = json!(source);
        if reporter {
            issue["reporter"] = json!({"kind": "person", "name": "演示王某", "phone": "13000000123", "wants_visit": true, "consent": true});
        }
        let call: Capture = serde_json::from_value(json!({"issue": issue})).unwrap();
        let cx = Context::at(&pool.store, None, now);
        let person = person("demo_collector", now);
        let reply = pool
            .store
            .write_now(move |tx| ingest::capture(tx, &cx, &person, &call))
            .unwrap();
        Past {
            pool,
            id: reply.ticket.id,
            now,
        }
    }
    /// And dispatched to the town, a minute a step.
    pub fn dispatched(pool: &'a Pool, now: Moment, reporter: bool) -> Self {
        let mut past = Past::captured(pool, now, reporter, "visit");
        past.accept();
        past.act(
            "demo_desk_town",
            Action::Dispatch,
            json!({"lead_unit": "T01"}),
        );
        past
    }
    pub fn accept(&mut self) {
        let accept = json!({"category": "010103", "grade": "normal"});
        self.act("demo_desk_town", Action::Accept, accept);
    }
    pub fn wait(&mut self, minutes: i64) {
        self.now = self.now.plus_minutes(minutes);
    }
    /// A step that must count, a minute after the one before.
    pub fn act(&mut self, user: &str, action: Action, payload: Value) {
        if let Err(refused) = self.try_act(user, action, payload) {
            panic!("{user} {action}: {refused}");
        }
    }
    /// A step, a minute after the one before.
    pub fn try_act(&mut self, user: &str, action: Action, payload: Value) -> pool::Result<()> {
        self.wait(1);
        let call = ActCall {
            id: self.id.clone(),
            action,
            payload,
            round: None,
            command_id: None,
            seen: None,
        };
        let cx = Context::at(&self.pool.store, None, self.now);
        let person = person(user, self.now);
        let store = &self.pool.store;
        store.write_now(move |tx| ingest::make_act(tx, &cx, &person, &call).map(drop))
    }
    pub fn photo(&mut self, n: u8, kind: PhotoKind) {
        self.wait(1);
        let call = AddPhoto {
            id: self.id.clone(),
            photo: NewPhoto {
                sha256: Sha256::new(format!("{n:02x}").repeat(32)).unwrap(),
                kind,
                bytes: 1000,
                w: 640,
                h: 480,
                taken_at: None,
                original: None,
                caption: None,
            },
            command_id: None,
        };
        let cx = Context::at(&self.pool.store, None, self.now);
        let person = person("demo_collector", self.now);
        let store = &self.pool.store;
        store
            .write_now(move |tx| ingest::add_photo(tx, &cx, &person, &call).map(drop))
            .unwrap();
    }
    pub fn handled(&mut self) {
        self.act("demo_handler_town", Action::Sign, json!({}));
        self.respond();
    }
    pub fn respond(&mut self) {
        let said = json!({"means": "scene", "note": "已到场"});
        self.act("demo_handler_town", Action::Respond, said);
    }
    pub fn done(&mut self) {
        let said = json!({"result": "已修复", "reply": "已告知", "measure": "更换"});
        self.act("demo_handler_town", Action::RequestDone, said);
        self.act("demo_leader_town", Action::PassDone, json!({}));
    }
    pub fn pass(&mut self, payload: Value) {
        self.act("demo_visitor", Action::VisitPass, payload);
    }
    pub fn redo(&mut self, mut payload: Value) {
        payload["note"] = json!("请再办");
        self.act("demo_visitor", Action::Redo, payload);
    }
}

/// A call that reached the reporter.
pub fn call(solved: &str, satisfied: &str) -> Value {
    json!({"means": "phone", "contacted": true, "solved": solved, "satisfied": satisfied})
}

/// A check on site.
pub fn site(solved: &str) -> Value {
    json!({"means": "site_check", "solved": solved})
}
