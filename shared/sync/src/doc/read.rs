//! A document read as a ticket.

use super::{DocError, Document, map, photo_key, refused, writer};
use automerge::{AutoCommit, ObjId, ROOT, ReadDoc, Value};
use model::act::Act;
use model::edit::{Photo, Ruling, Verdict};
use model::facts::{FactGroup, Facts};
use model::ticket::{Claim, Event, PhotoEntry, Ticket};
use model::{EditId, Group, Moment, TicketId, UserName};
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;

impl Document {
    /// What the document says.
    pub fn read(&mut self) -> Result<Ticket, DocError> {
        let heads = self.heads();
        let doc = &self.0;
        let (meta, opening) = doc
            .get(ROOT, "meta")
            .map_err(refused)?
            .ok_or(DocError::NotATicket("meta"))?;
        let (_, id, created_by, temp_no): (u32, TicketId, UserName, String) = parse(&meta, "meta")?;
        let opened_by = writer(&opening).ok_or(DocError::NotATicket("meta"))?;

        let mut claims = read_claims(doc)?;
        let winner =
            |claims: &mut BTreeMap<Group, Vec<Claim>>, group| -> Result<FactGroup, DocError> {
                claims
                    .get(&group)
                    .and_then(|c| c.last())
                    .map(|c| c.value.clone())
                    .ok_or(DocError::NotATicket("facts"))
            };
        let facts = match (
            winner(&mut claims, Group::What)?,
            winner(&mut claims, Group::Body)?,
            winner(&mut claims, Group::Grade)?,
            winner(&mut claims, Group::Where)?,
            winner(&mut claims, Group::When)?,
        ) {
            (
                FactGroup::What(what),
                FactGroup::Body(body),
                FactGroup::Grade(grade),
                FactGroup::Where(place),
                FactGroup::When(when),
            ) => Facts {
                what,
                body,
                grade,
                place,
                when,
            },
            _ => return Err(DocError::NotATicket("facts")),
        };
        claims.retain(|_, c| c.len() > 1);

        let mut rulings = read_rulings(doc)?;
        let log = read_log(doc, &mut rulings)?;
        let captured_at = log
            .iter()
            .find(|e| e.id == opened_by)
            .map(|e| e.at)
            .ok_or(DocError::NotATicket("log"))?;
        Ok(Ticket {
            id,
            temp_no,
            created_by,
            opened_by,
            captured_at,
            facts,
            conflicts: claims,
            photos: read_photos(doc)?,
            log,
            other_rulings: rulings,
            heads,
        })
    }
}

fn parse<T: DeserializeOwned>(value: &Value, what: &'static str) -> Result<T, DocError> {
    let text = value.as_str().ok_or(DocError::NotATicket(what))?;
    serde_json::from_str(text).map_err(|_| DocError::NotATicket(what))
}

fn read_claims(doc: &AutoCommit) -> Result<BTreeMap<Group, Vec<Claim>>, DocError> {
    let facts = map(doc, "facts")?;
    let mut all = BTreeMap::new();
    for group in Group::ALL {
        let mut claims = Vec::new();
        for (value, id) in doc.get_all(&facts, group.as_str()).map_err(refused)? {
            let (by, at, raw): (UserName, i64, serde_json::Value) = parse(&value, "facts")?;
            let value = serde_json::from_value(serde_json::json!({ "group": group, "value": raw }))
                .map_err(|_| DocError::NotATicket("facts"))?;
            claims.push(Claim {
                edit: writer(&id).ok_or(DocError::NotATicket("facts"))?,
                by,
                at: Moment(at),
                value,
            });
        }
        all.insert(*group, claims);
    }
    Ok(all)
}

fn entries<'a>(
    doc: &'a AutoCommit,
    map: &ObjId,
) -> impl Iterator<Item = (String, Value<'a>, ObjId)> {
    doc.map_range(map, ..)
        .map(|item| (item.key.to_string(), item.value.clone().into(), item.id()))
        .collect::<Vec<_>>()
        .into_iter()
}

fn read_rulings(doc: &AutoCommit) -> Result<BTreeMap<EditId, Ruling>, DocError> {
    entries(doc, &map(doc, "rulings")?)
        .map(|(key, value, _)| {
            let id = key.parse().map_err(|_| DocError::NotATicket("rulings"))?;
            let (seq, at, verdict): (u32, i64, Verdict) = parse(&value, "rulings")?;
            Ok((
                id,
                Ruling {
                    seq,
                    at: Moment(at),
                    verdict,
                },
            ))
        })
        .collect()
}

/// Ruled events in ruling order, then waiting ones by time; takes their rulings out of the map.
fn read_log(
    doc: &AutoCommit,
    rulings: &mut BTreeMap<EditId, Ruling>,
) -> Result<Vec<Event>, DocError> {
    let mut log: Vec<Event> = entries(doc, &map(doc, "log")?)
        .map(|(key, value, _)| {
            let id: EditId = key.parse().map_err(|_| DocError::NotATicket("log"))?;
            let (by, at, round, act): (Option<UserName>, i64, u32, Act) = parse(&value, "log")?;
            Ok(Event {
                id,
                by,
                at: Moment(at),
                round,
                act,
                ruling: rulings.remove(&id),
            })
        })
        .collect::<Result<_, DocError>>()?;
    log.sort_by_key(|e| (e.ruling.as_ref().map_or(u32::MAX, |r| r.seq), e.at, e.id));
    Ok(log)
}

fn read_photos(doc: &AutoCommit) -> Result<Vec<PhotoEntry>, DocError> {
    let mut photos = Vec::new();
    for (key, value, id) in entries(doc, &map(doc, "photos")?) {
        photo_key(&key).ok_or(DocError::NotATicket("photos"))?;
        let (by, at, photo): (UserName, i64, Photo) = parse(&value, "photos")?;
        photos.push(PhotoEntry {
            edit: writer(&id).ok_or(DocError::NotATicket("photos"))?,
            by,
            at: Moment(at),
            photo,
        });
    }
    photos.sort_by_key(|p| (p.at, p.edit));
    Ok(photos)
}
