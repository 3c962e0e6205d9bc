//! Photos on their way to the pool, and what becomes of those that are not taken or are stopped on the way.

use super::super::{Link, http, in_page_language, shelf, unreadable};
use super::drawing::redraw;
use super::{Fate, KEPT, PagePhoto, hold, sha256, unsent};
use crate::words as w;
use api::{AddPhoto, ApiError, NewPhoto, ReadTicket, Request, sync::PhotoReceipt};
use model::{Code, Denial, Moment, Sha256, TicketId};
use wasm_bindgen::JsValue;
use web_sys::Blob;

/// Uploads what belongs to this ticket and is not there yet; answers how many remain. One that the pool will never take is not
/// sent again: its reason is said this once, and a smaller one goes in its place where that helps. One that a gateway stops
/// waits, and goes again later.
pub async fn send(ticket: &TicketId) -> Result<usize, ApiError> {
    let mut trouble = None;
    let mut waiting = waiting_for(ticket);
    while let Some((sha, blob)) = waiting.pop() {
        // One bad photo does not keep the others from going.
        match put(&sha, ticket, &blob).await {
            Ok(()) => settle(&sha, Fate::Delivered).await,
            Err(error) if picture::is_final(error.code) || error.code == Code::PhotoBlocked => {
                let large = match error.code {
                    Code::PhotoBlocked => put_off(&sha, &error),
                    code => {
                        settle(&sha, Fate::Refused).await;
                        code == Code::PhotoTooLarge
                    }
                };
                let anew = match large {
                    true => scale_anew(&sha, ticket, &blob).await,
                    false => None,
                };
                trouble = Some(match anew {
                    Some(smaller) => {
                        waiting.extend(
                            waiting_for(ticket)
                                .into_iter()
                                .filter(|(s, _)| *s == smaller),
                        );
                        said_anew(error)
                    }
                    None => error,
                });
            }
            Err(error) => trouble = Some(error),
        }
    }
    trouble.map_or(Ok(unsent().len()), Err)
}

fn waiting_for(ticket: &TicketId) -> Vec<(Sha256, Blob)> {
    let now = Moment(js_sys::Date::now() as i64);
    let waits = |own: &PagePhoto| {
        own.fate == Fate::Waits && own.ticket.as_ref() == Some(ticket) && now >= own.blocked.again
    };
    KEPT.with_borrow(|kept| {
        let mine = kept.iter().filter(|(_, own)| waits(own));
        mine.map(|(sha, own)| (sha.clone(), own.blob.clone()))
            .collect()
    })
}

/// A photo that a gateway stopped goes again later; whether a smaller one should go in its place now.
fn put_off(sha: &Sha256, error: &ApiError) -> bool {
    let now = Moment(js_sys::Date::now() as i64);
    let status = error.params.get(http::STATUS).and_then(|s| s.parse().ok());
    KEPT.with_borrow_mut(|kept| {
        kept.get_mut(sha).is_some_and(|own| {
            let blocked = &mut own.blocked;
            blocked.times = blocked.times.saturating_add(1);
            blocked.again = now.plus_minutes(picture::minutes_until_again(blocked.times));
            status == Some(picture::TOO_LARGE) && !std::mem::replace(&mut blocked.anew, true)
        })
    })
}

/// Nothing more is to be done about a photo.
async fn settle(sha: &Sha256, fate: Fate) {
    KEPT.with_borrow_mut(|kept| {
        if let Some(own) = kept.get_mut(sha) {
            own.fate = fate;
        }
    });
    // One that stays on the shelf is only sent once more.
    let _ = shelf::remove(sha).await;
}

fn said_anew(error: ApiError) -> ApiError {
    ApiError {
        detail: format!(
            "{}。{}",
            in_page_language(error.clone()).detail,
            w::PHOTO_ANEW.t()
        ),
        ..error
    }
}

/// Adds a picture of half the size to the ticket in place of one that was too large; none when that would show nothing, or
/// cannot be done.
async fn scale_anew(sha: &Sha256, ticket: &TicketId, blob: &Blob) -> Option<Sha256> {
    let id = ticket.clone();
    let shown = ask(&ReadTicket { id: id.clone() }).await.ok()?.ticket;
    let shown = shown.photos.into_iter().find(|p| p.sha256 == *sha)?;
    let edge = picture::edge_anew(shown.w, shown.h)?;
    // It was drawn here before: opening it takes no more than that did.
    let drawn = redraw(blob, edge, u64::from(shown.w) * u64::from(shown.h))
        .await
        .ok()?;
    let photo = NewPhoto {
        sha256: sha256(&drawn.bytes).await.ok()?,
        kind: shown.kind,
        bytes: drawn.bytes.len() as u64,
        w: drawn.w,
        h: drawn.h,
        taken_at: shown.taken_at,
        original: None,
        caption: shown.caption,
    };
    let smaller = photo.sha256.clone();
    let added = AddPhoto {
        id,
        photo,
        // The same again, should the answer be lost, is the same photo.
        command_id: Some(smaller.to_string()),
    };
    ask(&added).await.ok()?;
    hold(&smaller, &drawn.bytes, Some(ticket)).await.ok()?;
    Some(smaller)
}

async fn ask<R: Request>(request: &R) -> Result<R::Reply, ApiError> {
    let answer = http::call(R::INFO.name, Link::body(request)?, false).await?;
    Link::reply(&answer)
}

async fn put(sha: &Sha256, ticket: &TicketId, blob: &Blob) -> Result<(), ApiError> {
    let path = format!("/api/v1/photos/{sha}?ticket={ticket}");
    let request = http::ours(gloo_net::http::Request::put(&path))
        .header("content-type", "image/jpeg")
        .body(JsValue::from(blob.clone()))
        .map_err(|_| http::unreachable_here())?;
    let answer = http::text(request.send().await.map_err(|_| http::unreachable_here())?).await;
    let answer = answer.map_err(|error| {
        let status = error.params.get(http::STATUS).and_then(|s| s.parse().ok());
        // Only the pool's own word is about the photo for good.
        if status.is_some_and(picture::is_blocked) {
            let denial = Denial {
                code: Code::PhotoBlocked,
                params: error.params,
            };
            let sent = model::size::bytes(blob.size() as u64);
            return denial
                .with("name", &sha.as_str()[..8])
                .with("sent", sent)
                .into();
        }
        error
    })?;
    let receipt: PhotoReceipt = serde_json::from_str(&answer).map_err(|e| unreadable(&e))?;
    if receipt.sha256 == *sha {
        Ok(())
    } else {
        Err(Code::PhotoHash.into())
    }
}
