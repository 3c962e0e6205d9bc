//! One sync from its beginning to its end: push, pull, photos, until nothing remains either way.

use super::net::{Net, Tally};
use super::{photos, pull, push};
use crate::app::{App, Session};
use crate::error::{Error, Result};
use crate::lock;
use crate::photos::vault::Size;
use crate::store::setting::{self, key};
use crate::store::{edit, news, ticket};
use api::call::ActCall;
use api::{ApiError, Profile, ReadDistrict, SyncReport, TicketReply, Topic};
use model::{Class, Code, Moment, Sha256};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use std::sync::atomic::Ordering;

/// Times a sync begins again because an answer made new work; what is left after that waits for the next one.
const ROUNDS: usize = 5;

/// How far sync has come.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Place {
    pub epoch: u64,
    pub cursor: u64,
    pub scope: String,
}

/// A sync under way.
pub(crate) struct Round<'a> {
    pub app: &'a App,
    pub session: Arc<Session>,
    pub net: Net<'a>,
    pub place: Place,
    pub report: SyncReport,
    /// The district's lists or the person's posts have changed.
    pub district: Option<String>,
    pub posts_changed: bool,
    /// Work of ours was written again on other heads and has to go up.
    pub again: bool,
    /// The news of this sync, once it has any.
    pub news: Option<news::No>,
    /// It began with nothing: all it brings is new.
    pub first: bool,
    tally: &'a Tally,
}

impl App {
    /// Sends what waits and takes what changed. Ends when nothing remains either way; errors lose nothing.
    pub fn sync(&self) -> Result<SyncReport> {
        let session = self.session()?;
        let _one_at_a_time = lock::hold(&self.inner.dir.join("sync.lock"), lock::PATIENCE)?;
        self.inner.syncing.store(true, Ordering::Relaxed);
        self.notify(Topic::Outbox);
        let tally = Tally::default();
        let outcome = self.inner.engine.run(run(self, session.clone(), &tally));
        self.inner.syncing.store(false, Ordering::Relaxed);
        let outcome = self.note_outcome(&session, outcome);
        self.notify(Topic::Outbox);
        outcome
    }

    fn note_outcome<T>(&self, session: &Session, outcome: Result<T>) -> Result<T> {
        let before: Option<ApiError> = session
            .store
            .read(|c| setting::get::<Option<ApiError>>(c, key::TROUBLE))?
            .flatten();
        let (outcome, now) = match outcome {
            Ok(value) => (Ok(value), None),
            Err(error) => {
                let denial = error.denial();
                (
                    Err(Error::Denied(denial.clone())),
                    Some(ApiError::from(denial)),
                )
            }
        };
        if before != now {
            // Not to be able to note the trouble must not hide it.
            let _ = session
                .store
                .write(|tx| setting::put(tx, key::TROUBLE, &now));
        }
        outcome
    }

    /// An act that only the pool decides: what waits goes up first, so that it decides on what is on this screen.
    pub(crate) fn forward_act(&self, call: &ActCall) -> Result<TicketReply> {
        self.sync().map_err(needs_pool)?;
        let reply: TicketReply = self.forward(call)?;
        // The reply is the pool's own; the copy here follows now or at the next sync.
        let _ = self.sync();
        self.notify(Topic::Tickets);
        Ok(reply)
    }

    /// Passes a call on to the pool. `NeedsPool` when it cannot be reached.
    pub(crate) fn forward<R: api::Request>(&self, request: &R) -> Result<R::Reply> {
        let tally = Tally::default();
        let me = self.session()?.me();
        self.inner
            .engine
            .run(async { Net::of(&me, &tally)?.call(request).await })
            .map_err(needs_pool)
    }

    /// A photo's bytes from the pool.
    pub(crate) fn fetch_photo(&self, sha: &Sha256, size: Size) -> Result<Vec<u8>> {
        let tally = Tally::default();
        let me = self.session()?.me();
        let query = if size == Size::Thumb {
            "?size=thumb"
        } else {
            ""
        };
        let path = format!("photos/{sha}{query}");
        self.inner
            .engine
            .run(async {
                Net::of(&me, &tally)?
                    .bytes(reqwest::Method::GET, &path, "", Vec::new())
                    .await
            })
            .map_err(needs_pool)
    }
}

fn needs_pool(error: Error) -> Error {
    match error.code() {
        Some(code) if code.class() == Class::Network => Code::NeedsPool.into(),
        _ => error,
    }
}

async fn run(app: &App, session: Arc<Session>, tally: &Tally) -> Result<SyncReport> {
    let net = Net::of(&session.me(), tally)?;
    let place: Place = session
        .store
        .read(|c| setting::get(c, key::PLACE))?
        .unwrap_or_default();
    let report = SyncReport {
        pushed: 0,
        pulled: 0,
        photos_sent: 0,
        refused: Vec::new(),
        void: Vec::new(),
        requests: 0,
        bytes_up: 0,
        bytes_down: 0,
    };
    let mut round = Round {
        app,
        session,
        net,
        report,
        district: None,
        posts_changed: false,
        again: false,
        news: None,
        first: place.cursor == 0,
        place,
        tally,
    };
    for _ in 0..ROUNDS {
        round.again = false;
        push::all(&mut round).await?;
        pull::all(&mut round).await?;
        round.lists().await?;
        if !round.again {
            break;
        }
    }
    photos::send_all(&mut round).await?;
    round.remove_left()?;
    round.close_news()?;
    Ok(round.counted())
}

impl Round<'_> {
    /// The report with requests and bytes as counted so far.
    pub fn counted(&self) -> SyncReport {
        SyncReport {
            requests: self.tally.requests.load(Ordering::Relaxed),
            bytes_up: self.tally.up.load(Ordering::Relaxed),
            bytes_down: self.tally.down.load(Ordering::Relaxed),
            ..self.report.clone()
        }
    }

    /// The pool's epoch is another: it may have lost what it had, so everything is offered and asked for again.
    pub fn check_epoch(&mut self, conn: &rusqlite::Connection, epoch: u64) -> Result<bool> {
        let lost = self.place.epoch != 0 && epoch != self.place.epoch;
        if lost {
            edit::offer_again(conn)?;
            self.place = Place {
                epoch,
                ..Place::default()
            };
            setting::put(conn, key::PLACE, &self.place)?;
            self.again = true;
        }
        Ok(lost)
    }

    /// Notes that the pool answered, and how far its clock is from ours.
    pub fn note_contact(&self, conn: &rusqlite::Connection, pool_now: Moment) -> Result<()> {
        let now = self.app.now();
        setting::put(conn, key::SKEW, &pool_now.since(now))?;
        setting::put(conn, key::LAST_CONTACT, &now)
    }

    /// Fetches the district's lists and the person's posts when the pool says they have changed.
    async fn lists(&mut self) -> Result<()> {
        let me = self.session.me();
        let have = me.lists.as_ref().map(|l| l.version.clone());
        let newer = self.district.take().filter(|v| Some(v) != have.as_ref());
        if newer.is_some() || have.is_none() {
            let reply = self.net.call(&ReadDistrict { have }).await?;
            store_lists(&self.session, &reply)?;
            self.session.reload()?;
        }
        if std::mem::take(&mut self.posts_changed) {
            let profile: Profile = self.net.call(&api::Me {}).await?;
            if profile.user.as_ref() == Some(&me.person.user) {
                let mut person = me.person.clone();
                person.posts = profile.posts;
                person.name = profile.name.unwrap_or(person.name);
                self.session
                    .store
                    .write(|tx| setting::put(tx, key::PERSON, &person))?;
                self.session.reload()?;
                self.app.notify(Topic::Session);
            }
        }
        Ok(())
    }

    fn remove_left(&mut self) -> Result<()> {
        let any = self.session.store.read(|conn| {
            let mut statement =
                conn.prepare_cached("SELECT 1 FROM ticket WHERE leaving = 1 LIMIT 1")?;
            Ok(statement.exists([])?)
        })?;
        if any {
            let gone = self.session.store.write(|tx| ticket::remove_left(tx))?;
            gone.iter()
                .try_for_each(|sha| self.session.vault.remove(sha))?;
            self.app.notify(Topic::Tickets);
        }
        Ok(())
    }
}

/// Keeps the district's lists, when the reply brings any.
pub(crate) fn store_lists(session: &Session, reply: &api::DistrictReply) -> Result<()> {
    let Some(district) = &reply.district else {
        return Ok(());
    };
    let lists = crate::app::Lists {
        version: reply.version.clone(),
        district: district.clone(),
        names: reply.names.clone(),
    };
    session
        .store
        .write(|tx| setting::put(tx, key::DISTRICT, &lists))
}
