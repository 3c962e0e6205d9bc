//! Canned answers for looking at pages without a pool: `?fake=officer`, `?fake=desk`, and `signin`, `enrol`, `unlock`,
//! `handler`, `leader`, `visitor`, `admin`; `&rows=100000` makes the lists that long. Tickets are written by
//! the real editor. Never part of what is shipped.

mod boards;
mod desk;
mod field;
mod lists;
mod seeds;
mod world;

use crate::browser;
use api::*;
use model::act::Act;
use model::edit::Photo;
use model::scope::Clause;
use model::{Code, Moment, Sha256};
use serde_json::Value;
use std::cell::RefCell;
use world::World;

thread_local! {
    static WORLD: RefCell<Option<World>> = const { RefCell::new(None) };
}

fn asked() -> Option<String> {
    browser::query("fake")
}

/// Rows beyond the canned tickets, at most a million.
fn rows() -> usize {
    let asked = browser::query("rows").and_then(|n| n.parse::<usize>().ok());
    asked.unwrap_or(0).min(1_000_000)
}

/// Whether the address asks for canned answers.
pub fn asked_for() -> bool {
    asked().is_some()
}

/// Answers one call.
pub fn call(name: &str, body: &str) -> Result<String, ApiError> {
    let args = serde_json::from_str(body).unwrap_or(Value::Null);
    let call = Call::parse(name, args)?;
    WORLD.with_borrow_mut(|slot| {
        let now = Moment(js_sys::Date::now() as i64);
        let world = slot.get_or_insert_with(|| {
            let mut world = World::new(&asked().unwrap_or_default(), now);
            world.fill(rows());
            world
        });
        world.now = now;
        answer(world, call).map(|value| value.to_string())
    })
}

fn say<T: serde::Serialize>(reply: T) -> Result<Value, ApiError> {
    serde_json::to_value(reply).map_err(|_| Code::Bug.into())
}

fn answer(world: &mut World, call: Call) -> Result<Value, ApiError> {
    match call {
        Call::Me(_) => say(world.profile()),
        Call::SignIn(s) if s.password.is_empty() || s.password == "wrong" => {
            Err(Code::SignInFailed.into())
        }
        Call::SignIn(s) => {
            world.enter(if s.user.contains("desk") {
                "desk"
            } else {
                "officer"
            });
            say(SignedIn {
                token: "t".into(),
                user: world.me.user.clone(),
                roles: world.me.posts.iter().map(|p| p.role).collect(),
                expires_at: world.now.plus_minutes(480),
                must_change: s.user.contains("new"),
            })
        }
        Call::SignOut(_) | Call::Lock(_) => {
            world.signed_in = false;
            say(Done {})
        }
        Call::ChangePassword(_) => say(Done {}),
        Call::Enrol(e) if e.code.len() < 4 => Err(Code::CodeUnknown.into()),
        Call::Enrol(_) | Call::Unlock(_) => {
            if let Call::Unlock(u) = &call
                && u.pin != "123456"
            {
                return Err(Code::PinWrong.into());
            }
            world.enter("officer");
            say(world.profile())
        }
        Call::StartOver(_) => {
            world.enter("enrol");
            say(world.profile())
        }
        Call::ReadDistrict(_) => say(DistrictReply {
            version: "1".into(),
            district: Some(world.district.clone()),
            names: world
                .people
                .iter()
                .map(|p| (p.user.clone(), p.name.clone()))
                .collect(),
        }),
        Call::ListTickets(ask) => world.list(ask).and_then(say),
        Call::CountTickets(_) => {
            say(world.ask(|lists| lists.columns.counts(&[Clause::All], world.now)))
        }
        Call::ReadTicket(r) => world.reply(&r.id).and_then(say),
        Call::ReadReporter(r) => {
            let reporter = world
                .reporters
                .get(&r.id)
                .cloned()
                .ok_or(Code::ReporterNone)?;
            say(ReporterReply { reporter })
        }
        Call::FindReporters(f) => world.seek(&f).and_then(say),
        Call::Capture(c) => {
            let id = world.capture(c.issue, &c.photos)?;
            world.drafts.retain(|d| Some(&d.id) != c.draft.as_ref());
            world.note_became(c.note.as_ref(), &id);
            world.reply(&id).and_then(say)
        }
        Call::EditFacts(e) => {
            let me = world.me.clone();
            world.write(Some(&me), &e.id, |editor| {
                editor.edit_facts(&e.facts, e.seen.as_deref())
            })?;
            world.reply(&e.id).and_then(say)
        }
        Call::ChooseFact(c) => {
            let me = world.me.clone();
            world.write(Some(&me), &c.id, |editor| editor.choose_fact(&c.choice()))?;
            world.reply(&c.id).and_then(say)
        }
        Call::AddPhoto(a) => {
            let me = world.me.clone();
            let photo = Photo::from(&a.photo);
            world.write(Some(&me), &a.id, |editor| editor.add_photo(photo))?;
            world.reply(&a.id).and_then(say)
        }
        Call::Act(a) => {
            let (me, act) = (world.me.clone(), Act::parse(a.action, a.payload)?);
            world.write(Some(&me), &a.id, |editor| {
                editor.make_act(act, a.round, a.seen.as_deref())
            })?;
            world.reply(&a.id).and_then(say)
        }
        Call::SyncNow(_) => say(world.sync()),
        Call::Outbox(_) => say(world.outbox()),
        Call::ListDrafts(_) => say(Drafts {
            drafts: world.drafts.clone(),
        }),
        Call::SaveDraft(mut d) => {
            d.saved_at = Some(world.now);
            world.drafts.retain(|old| old.id != d.id);
            world.drafts.insert(0, d);
            say(DraftSaved {
                saved_at: world.now,
            })
        }
        Call::DropDraft(d) => {
            world.drafts.retain(|old| old.id != d.id);
            say(Done {})
        }
        Call::Today(_) => world.today().and_then(say),
        Call::ListViews(_) => say(world.all_views()),
        Call::SaveView(view) => world.save_view(view).and_then(say),
        Call::DropView(drop) => {
            world.views.retain(|v| v.name != drop.name);
            say(world.all_views())
        }
        Call::FindAlike(ask) => world.alike(&ask.id).and_then(say),
        Call::SuggestUnits(ask) => world.suggest(&ask.id).and_then(say),
        Call::WhyDue(ask) => world.why_due(&ask).and_then(say),
        Call::ReadBoards(_) => {
            say(world.ask(|lists| lists.columns.boards(&[Clause::All], world.now)))
        }
        Call::ListTalks(ask) => world.talks(ask).and_then(say),
        Call::ReadDuty(_) => say(Duty::of(&world.district)),
        // The canned world has no back office.
        Call::ListPeople(_)
        | Call::SavePerson(_)
        | Call::PutLeave(_)
        | Call::ListConsents(_)
        | Call::DecideConsent(_)
        | Call::ListDevices(_)
        | Call::RevokeDevice(_)
        | Call::ConfirmDevice(_)
        | Call::ListRules(_)
        | Call::ProposeRules(_)
        | Call::ApproveRules(_)
        | Call::ApplyRules(_)
        | Call::ReadAudit(_)
        | Call::ReadPeriod(_)
        | Call::ListSheets(_)
        | Call::ReadSheet(_)
        | Call::ListInstances(_)
        | Call::ListAppeals(_)
        | Call::PublishDraft(_)
        | Call::FileAppeal(_)
        | Call::WithdrawAppeal(_)
        | Call::OpineAppeal(_)
        | Call::DecideAppeal(_)
        | Call::ProposeFreeze(_)
        | Call::Freeze(_)
        | Call::Amend(_)
        | Call::DeclareWindow(_)
        | Call::ReadNotice(_)
        | Call::DraftNotice(_)
        | Call::StateItem(_)
        | Call::KeepItem(_)
        | Call::SignNotice(_)
        | Call::AnswerItem(_) => Err(Code::NeedsPool.into()),
        Call::ExportTickets(ask) => world.export(&ask).and_then(say),
        Call::ListNotes(_) => say(Notes {
            notes: world.notes.clone(),
        }),
        Call::SaveNote(note) => say(world.save_note(note)),
        Call::DropNote(drop) => {
            world.notes.retain(|n| n.id != drop.id);
            say(Done {})
        }
        Call::PauseSync(pause) => {
            world.paused = pause.paused;
            say(world.outbox())
        }
        Call::ReadNews(_) => say(world.news()),
        Call::ReadQr(_) => say(field::qr()),
        Call::ReadBasemap(_) | Call::FetchBasemap(_) => say(field::no_basemap()),
    }
}

/// A drawn scene instead of a photograph.
pub fn photo(sha: &Sha256) -> String {
    let turn = usize::from_str_radix(&sha.as_str()[..2], 16).unwrap_or(0) % 3;
    let (ground, hole) = [
        ("8d959c", "2d333b"),
        ("a8b7c4", "5a646c"),
        ("98a08f", "3b4148"),
    ][turn];
    format!(
        "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 400 300'%3E%3Crect width='400' height='300' \
         fill='%23{ground}'/%3E%3Cpath d='M0 230L400 190V300H0Z' fill='%23777f86'/%3E%3Crect x='40' y='20' width='60' height='110' \
         fill='%23a9623c'/%3E%3Cellipse cx='210' cy='200' rx='95' ry='45' fill='%23{hole}'/%3E%3C/svg%3E"
    )
}

/// One row, for tests.
#[cfg(test)]
pub fn sample_row() -> model::row::Row {
    let world = World::new("desk", "2026-11-22T10:40:00+08:00".parse().unwrap());
    world.rows().remove(0)
}

/// One ticket, for tests.
#[cfg(test)]
pub fn sample_shown() -> api::shown::Shown {
    let world = World::new("desk", "2026-11-22T10:40:00+08:00".parse().unwrap());
    let first = world
        .rows()
        .into_iter()
        .find(|r| r.status == model::Status::Pooled && r.grade == model::Grade::Urgent)
        .unwrap();
    world.reply(&first.id).unwrap().ticket
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::Status;

    #[test]
    fn the_canned_world_stands_at_every_link() {
        let world = World::new("desk", "2026-11-22T10:40:00+08:00".parse().unwrap());
        let statuses: Vec<Status> = world.rows().iter().map(|r| r.status).collect();
        for status in [
            Status::Pooled,
            Status::Accepted,
            Status::Dispatched,
            Status::Handling,
            Status::Visiting,
            Status::Closed,
        ] {
            assert!(statuses.contains(&status), "{status}");
        }
        for row in world.rows() {
            let reply = serde_json::to_string(&world.reply(&row.id).unwrap()).unwrap();
            serde_json::from_str::<TicketReply>(&reply).unwrap();
        }
    }

    #[test]
    fn long_lists_are_filtered_and_read_to_their_end() {
        let mut world = World::new("desk", "2026-11-22T10:40:00+08:00".parse().unwrap());
        let canned = world.rows().len() as u64;
        world.fill(3_000);
        let mut ask = ListTickets {
            limit: Some(500),
            ..ListTickets::default()
        };
        let (mut seen, mut pages) = (std::collections::BTreeSet::new(), 0);
        loop {
            let page = world.list(ask.clone()).unwrap();
            assert_eq!(page.total, canned + 3_000);
            seen.extend(page.tickets.iter().map(|r| r.id.clone()));
            pages += 1;
            ask.after = page.after;
            if ask.after.is_none() {
                break;
            }
        }
        assert_eq!((seen.len() as u64, pages), (canned + 3_000, 7));
        let ask = ListTickets {
            grade: Some(model::Grade::Sudden),
            ..ListTickets::default()
        };
        let sudden = world.list(ask).unwrap();
        assert!(
            sudden.total > 0
                && sudden
                    .tickets
                    .iter()
                    .all(|r| r.grade == model::Grade::Sudden)
        );
        let last = seen.iter().next_back().unwrap();
        assert!(
            world.reply(last).is_ok(),
            "a row beyond the canned ones opens"
        );
        let today = world.today().unwrap();
        assert!(today.urgent_total > 0 && today.urgent.len() <= 20);
        assert!(!world.suggest(&world.rows()[0].id).unwrap().units.is_empty());
        assert!(world.news().news.iter().any(|n| !n.changes.is_empty()));
    }
}
