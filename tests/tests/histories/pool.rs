//! The real pool of one history: its store in a folder of its own, and its desk, entered by the functions behind the HTTP
//! routes, with the time given. A template is made once; each history gets a copy of its few files, so that they share nothing.

use crate::cast;
use crate::door::{Door, denied};
use api::call::ActCall;
use api::{Capture, EditFacts, TicketReply};
use ed25519_dalek::SigningKey;
use model::issue::Issue;
use model::person::{Person, Post};
use model::row::Row;
use model::ticket::Ticket;
use model::{Denial, DeviceId, Moment, TicketId, UserName};
use pool::ingest::{self, Context};
use pool::store::{self, Device, Store, Tx, User};
use pool::{Result, upkeep};
use serde_json::Value;
use std::collections::BTreeMap;
use std::ops::{Deref, DerefMut};
use std::path::Path;
use std::sync::Arc;
use tempfile::TempDir;

/// In memory where the system has such a folder: each commit of the pool waits for its disk.
pub fn folder() -> TempDir {
    let memory = Path::new("/dev/shm");
    match memory.is_dir() {
        true => TempDir::new_in(memory),
        false => TempDir::new(),
    }
    .expect("a temporary folder")
}

/// Copies the files of a flat folder.
pub fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap().map(Result::unwrap) {
        if entry.file_type().unwrap().is_file() {
            std::fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
        }
    }
}

/// A pool before its first ticket, and the keys of the devices it knows.
pub struct Template {
    dir: TempDir,
    /// The rule pack in force.
    pub rules: Value,
    /// Identity and signing key of each person's device.
    pub devices: BTreeMap<UserName, (DeviceId, SigningKey)>,
}

impl Template {
    pub fn new(rules: &Value) -> Self {
        let template = Template {
            dir: folder(),
            rules: rules.clone(),
            devices: devices(),
        };
        store::create(template.dir.path(), &cast::district(rules)).unwrap();
        let store = Store::open(template.dir.path()).unwrap();
        let devices = template.devices.clone();
        store
            .write_now(move |tx| {
                for person in cast::everybody() {
                    tx.put_user(&User {
                        person,
                        password: String::new(),
                        must_change: false,
                        disabled: false,
                    })?;
                }
                for (n, (user, (id, key))) in devices.iter().enumerate() {
                    let device = blank(id, user, key);
                    tx.add_device(&device, &[n as u8; 32], Moment(0))?;
                }
                Ok(())
            })
            .unwrap();
        store.close();
        template
    }

    /// Lets somebody work on the template itself, at its own time.
    pub fn open(&self) -> Arc<Store> {
        Store::open(self.dir.path()).unwrap()
    }

    /// A fresh pool.
    pub fn begin(&self, now: Moment) -> Pool {
        let dir = folder();
        copy(self.dir.path(), dir.path());
        Pool {
            door: Door {
                store: Store::open(dir.path()).unwrap(),
                now,
            },
            _dir: dir,
        }
    }
}

fn devices() -> BTreeMap<UserName, (DeviceId, SigningKey)> {
    let devices = (1u8..).zip(cast::FIELD).map(|(n, who)| {
        let id = DeviceId::new(format!("d0000000000000{n:02x}")).unwrap();
        (
            cast::named(who).user,
            (id, SigningKey::from_bytes(&[n; 32])),
        )
    });
    devices.collect()
}

fn blank(id: &DeviceId, user: &UserName, key: &SigningKey) -> Device {
    Device {
        id: id.clone(),
        user: user.clone(),
        public_key: key.verifying_key().to_bytes(),
        revoked_at: None,
        whole_until: u64::MAX,
        pulled: 0,
        fresh_until: 0,
        scope: String::new(),
        head: None,
        standing: Default::default(),
    }
}

/// A pool while its history runs.
pub struct Pool {
    door: Door,
    _dir: TempDir,
}

impl Deref for Pool {
    type Target = Door;
    fn deref(&self) -> &Door {
        &self.door
    }
}
impl DerefMut for Pool {
    fn deref_mut(&mut self) -> &mut Door {
        &mut self.door
    }
}

impl Pool {
    pub fn wait(&mut self, minutes: i64) {
        self.now = self.now.plus_minutes(minutes);
    }

    /// A call of the desk, as the route does it.
    fn desk<C: serde::Serialize + Send + 'static>(
        &self,
        user: &UserName,
        call: C,
        command: Option<String>,
        work: fn(&Tx, &Context, &Person, &C) -> Result<TicketReply>,
    ) -> Result<TicketReply, Denial> {
        let (person, cx) = (self.caller(user), Context::at(&self.store, None, self.now));
        denied(self.store.write_now(move |tx| {
            ingest::once(tx, &cx, &person, command.as_deref(), &call, || {
                work(tx, &cx, &person, &call)
            })
        }))
    }

    /// `act` at the desk.
    pub fn act(&self, user: &UserName, call: ActCall) -> Result<TicketReply, Denial> {
        let command = call.command_id.clone();
        self.desk(user, call, command, ingest::make_act)
    }

    /// `edit_facts` at the desk.
    pub fn edit(&self, user: &UserName, call: EditFacts) -> Result<TicketReply, Denial> {
        self.desk(user, call, None, ingest::edit_facts)
    }

    /// `capture` at the desk.
    pub fn capture(&self, user: &UserName, issue: Issue) -> TicketId {
        let call = Capture {
            issue,
            photos: Vec::new(),
            draft: None,
            note: None,
            command_id: None,
        };
        let reply = self.desk(user, call, None, ingest::capture);
        reply.expect("the desk captures").ticket.id
    }

    /// All posts of somebody end now, or begin again.
    pub fn set_posts(&self, user: &UserName, held: bool) {
        let (user, now) = (user.clone(), self.now);
        let change = move |tx: &Tx| {
            let mut known = tx.user(user.as_str())?.expect("somebody known");
            let posts = &mut known.person.posts;
            match held {
                true => posts.extend(cast::posts_of(&user).into_iter().map(|post| Post {
                    from: Some(now),
                    ..post
                })),
                false => {
                    let open = posts.iter_mut().filter(|p| p.until.is_none());
                    open.for_each(|p| p.until = Some(now));
                }
            }
            tx.put_user(&known)
        };
        self.store.write_now(change).unwrap();
    }

    /// What the pool does by itself.
    pub fn tend(&self) {
        upkeep::run(&self.store, self.now).unwrap();
    }

    /// What the stored document says; none before the ticket came in.
    pub fn ticket(&self, id: &TicketId) -> Option<Ticket> {
        let read = |db: &store::Db| {
            let Some(place) = db.ticket(id)? else {
                return Ok(None);
            };
            Ok(Some(db.document(place.n)?.document()?.read()?))
        };
        self.store.read_now(read).unwrap()
    }
    /// Its row, as lists read it.
    pub fn row(&self, id: &TicketId) -> Row {
        let place = self.store.read_now(|db| db.ticket(id)).unwrap();
        place.expect("a row").row
    }
    /// The last position in the feed: moves with every change of any ticket.
    pub fn position(&self) -> u64 {
        self.store.read_now(|db| db.feed_head()).unwrap()
    }
}

impl Drop for Pool {
    fn drop(&mut self) {
        self.store.close();
    }
}
