//! A device as the pool sees it: a key, a token, documents, and frames made with the same functions as a real one's.

use super::{Answer, Pool, sign_with};
use ed25519_dalek::{Signer, SigningKey};
use model::act::{Act, Empty};
use model::edit::{Edit, Opened, Photo, SCHEMA, Write};
use model::facts::FactGroup;
use model::issue::{Issue, Reporter};
use model::{DeviceId, EditId, Head, Moment, Opening, TicketId, UserName};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use sync::{Bundle, Document, Outgoing, Page, Push, PushReply, SideRecord};

/// A device under test.
pub struct Device {
    pub id: DeviceId,
    pub user: UserName,
    pub token: String,
    pub key: SigningKey,
    opening: Opening,
    counter: u32,
    pub documents: BTreeMap<TicketId, Document>,
    pub position: (u64, u64),
    pub scope: String,
    /// The proof of the newest pool time it was told.
    pub told: String,
    known: BTreeMap<TicketId, Vec<Head>>,
    wants: Vec<TicketId>,
}

/// Edits of one ticket with what each became.
pub type Written = (TicketId, Vec<(Edit, Head)>);

impl Device {
    /// Enrols a device for a demo person.
    pub async fn enrolled(pool: &Pool, user: &str) -> Self {
        let key = SigningKey::from_bytes(&pool::store::random().unwrap());
        let code = pool.code(user);
        let reply = pool.post("enrol", None, enrol_body(&code, &key)).await.ok();
        let id: DeviceId = serde_json::from_value(reply["device"].clone()).unwrap();
        sign_with(reply["token"].as_str().unwrap(), &id, &key);
        Device {
            opening: Opening::new(&id, pool::store::random().unwrap()),
            id,
            user: user.parse().unwrap(),
            token: reply["token"].as_str().unwrap().to_string(),
            key,
            counter: 0,
            documents: BTreeMap::new(),
            position: (0, 0),
            scope: String::new(),
            told: reply["told"].as_str().unwrap().to_string(),
            known: BTreeMap::new(),
            wants: Vec::new(),
        }
    }
    /// The same device with its key and token, as in other hands.
    pub fn copy(&self) -> Self {
        Device {
            id: self.id.clone(),
            user: self.user.clone(),
            token: self.token.clone(),
            key: self.key.clone(),
            opening: self.opening,
            counter: self.counter,
            documents: BTreeMap::new(),
            position: self.position,
            scope: self.scope.clone(),
            known: BTreeMap::new(),
            told: self.told.clone(),
            wants: Vec::new(),
        }
    }
    /// The next edit id.
    pub fn next(&mut self) -> EditId {
        self.counter += 1;
        self.opening.edit(self.counter)
    }
    /// Writes into the local copy.
    pub fn write(&mut self, ticket: &TicketId, write: Write) -> (Edit, Head) {
        let id = self.next();
        let document = self.documents.entry(ticket.clone()).or_default();
        let seen = document.heads();
        let edit = Edit {
            id,
            ticket: ticket.clone(),
            schema: SCHEMA,
            by: self.user.clone(),
            at: super::now(),
            seen,
            write,
        };
        let head = document.write(&edit).unwrap().head;
        self.known.entry(ticket.clone()).or_default().push(head);
        (edit, head)
    }
    /// A capture and the photos that go with it.
    pub fn capture(&mut self, title: &str, photos: Vec<Photo>) -> Written {
        self.capture_with(super::issue(title), photos)
    }
    /// A capture of any issue.
    pub fn capture_with(&mut self, issue: Value, photos: Vec<Photo>) -> Written {
        let issue: Issue = serde_json::from_value(issue).unwrap();
        let uuid = uuid::Builder::from_unix_timestamp_millis(
            super::now().0 as u64,
            &pool::store::random().unwrap(),
        );
        let ticket = TicketId::new(uuid.into_uuid().hyphenated().to_string()).unwrap();
        let opened = Opened {
            temp_no: format!("离-TEST-{:03}", self.counter),
            facts: issue.facts(),
        };
        let mut edits = vec![self.write(&ticket, Write::Open(Box::new(opened)))];
        for photo in photos {
            edits.push(self.write(&ticket, Write::Photo(Box::new(photo))));
        }
        (ticket, edits)
    }
    /// An edit of facts.
    pub fn facts(&mut self, ticket: &TicketId, parts: Vec<FactGroup>) -> Written {
        (
            ticket.clone(),
            vec![self.write(ticket, Write::Facts(parts))],
        )
    }
    /// An act.
    pub fn act(&mut self, ticket: &TicketId, round: u32, act: Act) -> Written {
        (
            ticket.clone(),
            vec![self.write(ticket, Write::Act { round, act })],
        )
    }
    /// 签收.
    pub fn sign(&mut self, ticket: &TicketId, round: u32) -> Written {
        self.act(ticket, round, Act::Sign(Empty {}))
    }
    /// A side record.
    pub fn side(&mut self, ticket: &TicketId, reporter: Reporter) -> SideRecord {
        SideRecord {
            id: self.next(),
            ticket: ticket.clone(),
            at: super::now(),
            reporter,
        }
    }
    /// The frame that carries all this.
    pub fn frame(&self, written: &[Written], sides: Vec<SideRecord>) -> Vec<u8> {
        sync::encode_push(&self.push_of(written, sides), &self.id, &self.key).unwrap()
    }
    /// The push before it is signed.
    pub fn push_of(&self, written: &[Written], sides: Vec<SideRecord>) -> Push {
        let outgoing: Vec<Outgoing> = written
            .iter()
            .map(|(id, edits)| Outgoing {
                id: Some(id.clone()),
                before: &[],
                edits,
            })
            .collect();
        Push {
            user: self.user.clone(),
            seen: self.position,
            at: Moment(jiff::Timestamp::now().as_millisecond()),
            told: self.told.clone(),
            bundle: Bundle::pack(&outgoing),
            sides,
        }
    }
    /// As if the pool had told it another time last.
    pub fn told_at(&mut self, pool: &Pool, at: Moment) {
        self.told = pool::stamp::told(&pool.store.keys, &self.id, at);
    }
    /// Sends a frame.
    pub async fn send(&self, pool: &Pool, frame: Vec<u8>) -> Answer {
        pool.post("push", Some(&self.token), frame).await
    }
    /// Pushes, and applies the pool's own edits.
    pub async fn push(&mut self, pool: &Pool, written: &[Written]) -> PushReply {
        self.push_with(pool, written, Vec::new()).await
    }
    /// Pushes with side records.
    pub async fn push_with(
        &mut self,
        pool: &Pool,
        written: &[Written],
        sides: Vec<SideRecord>,
    ) -> PushReply {
        let answer = self.send(pool, self.frame(written, sides)).await;
        assert_eq!(answer.status, 200, "{}", answer.json());
        let reply = sync::decode_reply(&answer.bytes).unwrap();
        self.told = reply.told.clone();
        let lists = reply
            .bundle
            .unpack(|at| written.get(at).map(|w| w.0.clone()))
            .unwrap();
        for ((ticket, list), (_, mine)) in lists.into_iter().zip(written) {
            self.apply(ticket, list, mine.iter().map(|(_, h)| vec![*h]).collect());
        }
        reply
    }
    /// Writes edits of others; a ticket whose past is missing is wanted whole.
    fn apply(&mut self, ticket: TicketId, list: Vec<sync::LooseEdit>, became: Vec<Vec<Head>>) {
        let mut resolver = sync::Resolver::after(became);
        for loose in list {
            let known = self.known.entry(ticket.clone()).or_default();
            let find = |p: &str| known.iter().find(|h| h.to_string().starts_with(p)).copied();
            let Some(seen) = resolver.resolve(&loose.refs, find) else {
                self.wants.push(ticket.clone());
                return;
            };
            let mut edit = loose.edit.unwrap();
            edit.seen = seen;
            let document = self
                .documents
                .get_mut(&ticket)
                .expect("edits of a ticket that is here");
            // One that is here already changes nothing.
            let head = document
                .write(&edit)
                .map(|w| w.head)
                .unwrap_or(Head([0; 32]));
            known.push(head);
            resolver.became(vec![head]);
        }
    }
    /// One page.
    pub async fn pull(&mut self, pool: &Pool, want: &[TicketId]) -> (Page, usize) {
        let want: Vec<TicketId> = want
            .iter()
            .cloned()
            .chain(std::mem::take(&mut self.wants))
            .collect();
        let body = json!({"epoch": self.position.0, "cursor": self.position.1, "scope": self.scope, "want": want});
        let answer = pool.post("pull", Some(&self.token), body.to_string()).await;
        assert_eq!(answer.status, 200, "{}", answer.json());
        let page = sync::decode_page(&answer.bytes).unwrap();
        self.position = (page.epoch, page.cursor);
        self.told = page.told.clone();
        self.scope = page.scope.clone();
        for whole in page.tickets.iter().filter(|t| t.document.is_some()) {
            let mut document = Document::load(whole.document.as_deref().unwrap(), []).unwrap();
            self.known
                .entry(whole.id.clone())
                .or_default()
                .extend(document.heads());
            self.documents.insert(whole.id.clone(), document);
        }
        for (ticket, list) in page.bundle.iter().flat_map(|b| b.unpack(|_| None).unwrap()) {
            self.apply(ticket, list, Vec::new());
        }
        for id in &page.removed {
            self.documents.remove(id);
        }
        (page, answer.bytes.len())
    }
    /// A pull that hands a head of the audit chain back.
    pub async fn pull_holding(&self, pool: &Pool, held: Option<&sync::AuditHead>) -> Answer {
        let said = held.map(|h| h.held().to_string());
        self.pull_saying(pool, &said.unwrap_or_default()).await
    }
    /// A pull that says this of the head it holds; nothing when empty.
    pub async fn pull_saying(&self, pool: &Pool, said: &str) -> Answer {
        let bearer = format!("Bearer {}", self.token);
        let mut request = axum::http::Request::post("/api/v1/pull").header("authorization", bearer);
        if !said.is_empty() {
            request = request.header(sync::audit_head::HEADER, said);
        }
        pool.send(request.body(axum::body::Body::from("{}")).unwrap())
            .await
    }
    /// Pages until nothing is left; how many.
    pub async fn pull_all(&mut self, pool: &Pool) -> usize {
        let mut pages = 0;
        loop {
            pages += 1;
            if !self.pull(pool, &[]).await.0.more && self.wants.is_empty() {
                return pages;
            }
        }
    }
    /// Where the device's copy of a ticket stands.
    pub fn status(&mut self, ticket: &TicketId) -> String {
        let document = self.documents.get_mut(ticket).expect("a copy");
        document.read().unwrap().state().status.to_string()
    }
}

/// The body of `enrol`.
pub fn enrol_body(code: &str, key: &SigningKey) -> String {
    let proof = key.sign(format!("zs12345-enrol{code}").as_bytes());
    json!({
        "code": code,
        "public_key": hex::encode(key.verifying_key().to_bytes()),
        "proof": hex::encode(proof.to_bytes()),
    })
    .to_string()
}
