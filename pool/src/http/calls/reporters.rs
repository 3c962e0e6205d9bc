//! Reporters in clear, and finding them by name or number: both with a reason, both written down before they are answered.

use super::super::refusals;
use super::super::state::App;
use crate::budget::{Bearer, Brought};
use crate::reasons::{self, FOUND, READ};
use crate::store::Projection;
use crate::{Result, clock, ingest, reporters, show};
use api::{FindReporters, ReadReporter, ReporterHit, ReporterReply, ReportersFound};
use model::issue::Reporter;
use model::person::Person;
use model::sought::Sought;
use model::{Code, Denial, scope};

/// Tickets of one reporter that are shown at once.
const SHOWN: usize = 20;

fn checked(reason: &str) -> Result<String> {
    let reason = model::text::clean(reason);
    if reason.is_empty() {
        return Err(Code::ReasonMissing.into());
    }
    model::text::check("原因", &reason, 1, 200)?;
    Ok(reason)
}

/// The reporter in clear; each reading is written down with its reason.
pub async fn read_reporter(app: &App, person: Person, ask: ReadReporter) -> Result<ReporterReply> {
    let ReadReporter { id, reason } = ask;
    refusals::about(&id);
    let reason = checked(&reason)?;
    let store = app.store.clone();
    let refused = app
        .store
        .write(move |tx| {
            let place = tx.ticket(&id)?.ok_or(Code::NotFound)?;
            let (now, life) = (clock::now(), &store.district().district.rules.life);
            match reporters::opens(tx, &person, &place, life, now)? {
                Some(true) => {}
                Some(false) => {
                    return Ok(Err(Denial::new(Code::NoRight).with("action", "查看反映人")));
                }
                None => return Err(Code::NotFound.into()),
            }
            let Some(sealed) = tx.sealed_reporter(place.n)? else {
                return Ok(Err(Code::ReporterNone.into()));
            };
            let who = (READ, person.user.as_str(), now);
            reasons::note(tx, &store.keys, (place.n, &id), who, &reason)?;
            Ok(Ok(reporters::open(&store.keys, &id, &sealed)?))
        })
        .await?;
    Ok(ReporterReply { reporter: refused? })
}

/// The tickets of whom somebody looks for, as far as this person may read their reporters. Every try is counted and written
/// down, whether it finds somebody or not.
pub async fn find_reporters(
    app: &App,
    person: Person,
    ask: FindReporters,
) -> Result<ReportersFound> {
    if !scope::seeks_reporters(&person.posts) {
        return Err(Denial::new(Code::NoRight)
            .with("action", "查找反映人")
            .into());
    }
    let (sought, reason) = (Sought::read(&ask.text)?, checked(&ask.reason)?);
    let now = clock::now();
    let one = Brought {
        seeks: 1,
        ..Brought::default()
    };
    ingest::charge(&app.store, now, Bearer::new(None, &person), &one)?;
    let (store, seeker) = (app.store.clone(), person.clone());
    // Many may have one name: they are gone through beside the one writer.
    let mut found = app
        .store
        .read(move |db| {
            let district = store.district();
            let life = &district.district.rules.life;
            let may = |place: &Projection| {
                let opens = reporters::opens(db, &seeker, place, life, now)?;
                Ok(opens == Some(true))
            };
            db.with_snapshot(|db| reporters::find(db, &store.keys, &sought, SHOWN, may))
        })
        .await?;
    let more = found.len() > SHOWN;
    found.truncate(SHOWN);
    let store = app.store.clone();
    app.store
        .write(move |tx| {
            let who = person.user.as_str();
            // What was erased meanwhile is found no more, and leaves no reason behind.
            let gone: Vec<bool> = found
                .iter()
                .map(|(place, _)| Ok(tx.sealed_reporter(place.n)?.is_none()))
                .collect::<Result<_>>()?;
            let mut gone = gone.into_iter();
            found.retain(|_| gone.next() == Some(false));
            reasons::note_seeking(tx, &store.keys, (who, now), &reason, !found.is_empty())?;
            for (place, _) in &found {
                let ticket = (place.n, &place.row.id);
                reasons::note(tx, &store.keys, ticket, (FOUND, who, now), &reason)?;
            }
            let hit = |(place, reporter): (Projection, Reporter)| ReporterHit {
                row: show::row(&person, place.row),
                reporter: reporter.masked(),
            };
            Ok(ReportersFound {
                hits: found.into_iter().map(hit).collect(),
                more,
            })
        })
        .await
}
