//! Photos in a browser: decoded, scaled on a canvas, encoded again as JPEG (which drops hidden data), hashed, and kept in
//! the page, and over a reload on its shelf, until the pool has them.

use super::{Link, http, shelf};
use crate::words as w;
use api::{AddPhoto, ApiError, NewPhoto, ReadTicket, Request, sync::PhotoReceipt};
use js_sys::{ArrayBuffer, Promise, Uint8Array};
use model::rulepack::RulePack;
use model::{Code, Denial, Moment, PhotoKind, Sha256, TicketId, UserName};
use picture::{Bounds, Notes};
use std::cell::RefCell;
use std::collections::BTreeMap;
use wasm_bindgen::{JsCast, JsValue, prelude::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Blob, BlobPropertyBag, CanvasRenderingContext2d, File, HtmlCanvasElement, ImageBitmap, Url,
};

/// Quality of the stored JPEG.
const QUALITY: f64 = 0.85;

/// A processed photo whose bytes are still only here.
struct PagePhoto {
    blob: Blob,
    url: String,
    ticket: Option<TicketId>,
    fate: Fate,
    /// The browser keeps it over a reload too.
    shelved: bool,
    /// What stood on its way.
    blocked: Blocked,
}

/// How often a gateway did not let a photo through, when it goes again, and whether a smaller one went in its place.
#[derive(Debug, Clone, Copy, Default)]
struct Blocked {
    times: u32,
    again: Moment,
    anew: bool,
}

/// What became of a photo so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    /// In a draft, or to be sent.
    Waits,
    /// The pool has it.
    Delivered,
    /// The pool will never take it: it is shown here and not sent again.
    Refused,
}

thread_local! {
    static KEPT: RefCell<BTreeMap<Sha256, PagePhoto>> = const { RefCell::new(BTreeMap::new()) };
    /// Whose photos these are; nothing goes on the shelf before somebody is known.
    static OWNER: RefCell<Option<UserName>> = const { RefCell::new(None) };
}

/// Takes back what this person had here before a reload. Another person's photos are forgotten.
pub async fn bring_back(user: &UserName) {
    if OWNER.with_borrow(|owner| owner.as_ref() == Some(user)) {
        return;
    }
    forget_page();
    OWNER.replace(Some(user.clone()));
    let now = Moment(js_sys::Date::now() as i64);
    // A browser that keeps nothing has nothing to bring back.
    for kept in shelf::all(user, now).await.unwrap_or_default() {
        if let Ok(url) = Url::create_object_url_with_blob(&kept.blob) {
            let own = PagePhoto {
                blob: kept.blob,
                url,
                ticket: kept.ticket,
                fate: Fate::Waits,
                shelved: true,
                blocked: Blocked::default(),
            };
            KEPT.with_borrow_mut(|all| {
                all.entry(kept.sha).or_insert(own);
            });
        }
    }
}

/// Forgets every photo, here and on the shelf: somebody signed out, perhaps at a shared computer.
pub async fn forget() {
    OWNER.take();
    forget_page();
    // Nobody is known any more: what could not be cleared now is when the next person comes.
    let _ = shelf::clear().await;
}

fn forget_page() {
    for own in KEPT.take().into_values() {
        // The address dies with the page anyway.
        let _ = Url::revoke_object_url(&own.url);
    }
}

/// Puts a photo on the shelf as it is in the page now.
async fn keep(sha: &Sha256) {
    let kept = KEPT.with_borrow(|all| {
        all.get(sha).map(|own| shelf::ShelvedPhoto {
            sha: sha.clone(),
            blob: own.blob.clone(),
            ticket: own.ticket.clone(),
        })
    });
    let owner = OWNER.with_borrow(Clone::clone);
    if let (Some(owner), Some(kept)) = (owner, kept) {
        let shelved = shelf::put(&owner, &kept).await.is_ok();
        KEPT.with_borrow_mut(|all| {
            if let Some(own) = all.get_mut(sha) {
                own.shelved = shelved;
            }
        });
    }
}

/// Whether a photo is in this page alone, because the browser had no room for it.
pub fn is_loose(sha: &Sha256) -> bool {
    KEPT.with_borrow(|all| {
        all.get(sha)
            .is_some_and(|own| !own.shelved && own.fate == Fate::Waits)
    })
}

/// Size after scaling so that the long edge is at most `edge`.
pub fn scaled(w: u32, h: u32, edge: u32) -> (u32, u32) {
    let long = w.max(h).max(1);
    if long <= edge {
        return (w, h);
    }
    let scale = |n: u32| (u64::from(n) * u64::from(edge) / u64::from(long)).max(1);
    (
        u32::try_from(scale(w)).unwrap_or(edge),
        u32::try_from(scale(h)).unwrap_or(edge),
    )
}

/// Bytes that say what kind of file it is.
const HEAD: f64 = 12.0;

/// Refuses a file by its size, and by its first bytes, before the rest of it is read.
pub async fn look_at(file: &File, bytes_max: u64) -> Result<(), Denial> {
    let denial = if file.size() < 1.0 {
        Denial::new(Code::PhotoEmpty)
    } else if file.size() > bytes_max as f64 {
        Denial::too_many_bytes(Code::PhotoTooLarge, file.size() as u64, bytes_max)
    } else {
        let head = file.slice_with_f64_and_f64(0.0, HEAD);
        let head = match head {
            Ok(head) => bytes(&head).await.unwrap_or_default(),
            Err(_) => Vec::new(),
        };
        if picture::Kind::of(&head).is_some() {
            return Ok(());
        }
        Denial::new(Code::PhotoFormat)
    };
    Err(denial.with("name", file.name()))
}

/// Processes one camera file.
pub async fn take(file: File, kind: PhotoKind, rules: &RulePack) -> Result<NewPhoto, ApiError> {
    let (limits, name) = (&rules.photos, file.name());
    let named = |denial: Denial| ApiError::from(denial.with("name", &name));
    let denied = |code: Code| named(code.into());
    let bytes = bytes(&file).await.map_err(|_| denied(Code::PhotoBroken))?;
    // The container is read before the browser opens it: what is too large never is, and the notes are the tablet's.
    let layout =
        picture::read_camera(&bytes, Bounds::of_camera(limits.pixels_max)).map_err(named)?;
    let now = Moment(js_sys::Date::now() as i64);
    let notes = layout
        .exif(&bytes)
        .map(|block| Notes::read(block, rules.calendar.utc_offset_minutes, now));
    let original = sha256(&bytes).await?;
    let drawn = redraw(&file, limits.long_edge, limits.pixels_max).await;
    let drawn = drawn.map_err(named)?;
    let new = NewPhoto {
        sha256: sha256(&drawn.bytes).await?,
        kind,
        bytes: drawn.bytes.len() as u64,
        w: drawn.w,
        h: drawn.h,
        // A file's own date is when it was copied or saved, which may be years later.
        taken_at: notes.and_then(|notes| notes.taken_at),
        original: Some(original),
        caption: None,
    };
    hold(&new.sha256, &drawn.bytes, None).await.map_err(named)?;
    Ok(new)
}

/// A picture drawn anew, as it is stored.
struct Drawn {
    bytes: Vec<u8>,
    w: u32,
    h: u32,
}

/// Opens a picture and draws it with a long edge of at most `edge`, as a JPEG without anything hidden.
async fn redraw(file: &Blob, edge: u32, pixels_max: u64) -> Result<Drawn, Denial> {
    let broken = |_: JsValue| Denial::from(Code::PhotoBroken);
    let window = web_sys::window().ok_or(Code::PhotoBroken)?;
    let opened = window.create_image_bitmap_with_blob(file).map_err(broken)?;
    let bitmap: ImageBitmap = JsFuture::from(opened)
        .await
        .map_err(broken)?
        .unchecked_into();
    let (w, h) = scaled(bitmap.width(), bitmap.height(), edge);
    let drawn = draw(&bitmap, w, h).await;
    bitmap.close();
    let drawn = bytes(&drawn.map_err(broken)?).await.map_err(broken)?;
    // Some browsers write notes and profiles of their own.
    let layout = picture::read(&drawn, Bounds::of_camera(pixels_max))?;
    let bytes = layout.stripped(&drawn).into_owned();
    Ok(Drawn { bytes, w, h })
}

/// Keeps a drawn picture in the page and on its shelf.
async fn hold(sha: &Sha256, bytes: &[u8], ticket: Option<&TicketId>) -> Result<(), Denial> {
    let broken = |_: JsValue| Denial::from(Code::PhotoBroken);
    let blob = jpeg(bytes).map_err(broken)?;
    let url = Url::create_object_url_with_blob(&blob).map_err(broken)?;
    let own = PagePhoto {
        blob,
        url,
        ticket: ticket.cloned(),
        fate: Fate::Waits,
        shelved: false,
        blocked: Blocked::default(),
    };
    KEPT.with_borrow_mut(|kept| kept.insert(sha.clone(), own));
    keep(sha).await;
    Ok(())
}

/// Forgets a photo whose place another has taken.
pub async fn forget_one(sha: &Sha256) {
    let gone = KEPT.with_borrow_mut(|kept| kept.remove(sha));
    if let Some(own) = gone {
        let _ = Url::revoke_object_url(&own.url);
        let _ = shelf::remove(sha).await;
    }
}

/// These photos went into a ticket.
pub fn belong(photos: &[NewPhoto], ticket: &TicketId) {
    KEPT.with_borrow_mut(|kept| {
        for photo in photos {
            if let Some(own) = kept.get_mut(&photo.sha256) {
                own.ticket = Some(ticket.clone());
            }
        }
    });
    let photos: Vec<Sha256> = photos.iter().map(|p| p.sha256.clone()).collect();
    wasm_bindgen_futures::spawn_local(async move {
        for sha in &photos {
            keep(sha).await;
        }
    });
}

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
            super::in_page_language(error.clone()).detail,
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
    let receipt: PhotoReceipt = serde_json::from_str(&answer).map_err(|e| super::unreadable(&e))?;
    if receipt.sha256 == *sha {
        Ok(())
    } else {
        Err(Code::PhotoHash.into())
    }
}

/// Tickets with photos that are not delivered, one entry a photo.
pub fn unsent() -> Vec<TicketId> {
    KEPT.with_borrow(|kept| {
        kept.values()
            .filter(|own| own.fate == Fate::Waits)
            .filter_map(|own| own.ticket.clone())
            .collect()
    })
}

/// The address of a photo whose bytes are here.
pub fn url(sha: &Sha256) -> Option<String> {
    KEPT.with_borrow(|kept| kept.get(sha).map(|own| own.url.clone()))
}

/// Bytes as a blob of the type that photos are stored in.
fn jpeg(bytes: &[u8]) -> Result<Blob, JsValue> {
    let parts = js_sys::Array::of1(&Uint8Array::from(bytes));
    let kind = BlobPropertyBag::new();
    kind.set_type("image/jpeg");
    Blob::new_with_u8_array_sequence_and_options(&parts, &kind)
}

async fn bytes(blob: &Blob) -> Result<Vec<u8>, JsValue> {
    let buffer: ArrayBuffer = JsFuture::from(blob.array_buffer()).await?.unchecked_into();
    Ok(Uint8Array::new(&buffer).to_vec())
}

async fn sha256(bytes: &[u8]) -> Result<Sha256, ApiError> {
    // Browsers offer this only on https and on this very machine.
    let subtle = web_sys::window()
        .and_then(|w| w.crypto().ok())
        .map(|c| c.subtle());
    let insecure = || ApiError::from(Code::AddressInsecure);
    let subtle = subtle.filter(|s| !s.is_undefined()).ok_or_else(insecure)?;
    let data = Uint8Array::from(bytes);
    let promise = subtle
        .digest_with_str_and_buffer_source("SHA-256", &data)
        .map_err(|_| insecure())?;
    let digest = JsFuture::from(promise).await.map_err(|_| insecure())?;
    let hex: String = Uint8Array::new(&digest)
        .to_vec()
        .iter()
        .map(|b| format!("{b:02x}"))
        .collect();
    Sha256::new(hex).map_err(ApiError::from)
}

async fn draw(bitmap: &ImageBitmap, w: u32, h: u32) -> Result<Blob, JsValue> {
    let (canvas, context) = board(w, h)?;
    context.draw_image_with_image_bitmap_and_dw_and_dh(bitmap, 0.0, 0.0, w.into(), h.into())?;
    encoded(&canvas).await
}

/// A white board of this size.
pub(super) fn board(
    w: u32,
    h: u32,
) -> Result<(HtmlCanvasElement, CanvasRenderingContext2d), JsValue> {
    let document = web_sys::window()
        .and_then(|w| w.document())
        .ok_or(JsValue::NULL)?;
    let canvas: HtmlCanvasElement = document.create_element("canvas")?.unchecked_into();
    canvas.set_width(w);
    canvas.set_height(h);
    let context: CanvasRenderingContext2d = canvas
        .get_context("2d")?
        .ok_or(JsValue::NULL)?
        .unchecked_into();
    // JPEG knows no transparency: a see-through PNG becomes white, not black.
    context.set_fill_style_str("#fff");
    context.fill_rect(0.0, 0.0, w.into(), h.into());
    Ok((canvas, context))
}

/// What is on the board as a JPEG.
pub(super) async fn encoded(canvas: &HtmlCanvasElement) -> Result<Blob, JsValue> {
    let promise = Promise::new(&mut |done, failed| {
        let taken = Closure::once_into_js(move |blob: JsValue| {
            let _ = if blob.is_null() {
                failed.call0(&JsValue::NULL)
            } else {
                done.call1(&JsValue::NULL, &blob)
            };
        });
        let _ = canvas.to_blob_with_type_and_encoder_options(
            taken.unchecked_ref(),
            "image/jpeg",
            &QUALITY.into(),
        );
    });
    Ok(JsFuture::from(promise).await?.unchecked_into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn none_is_enlarged() {
        assert_eq!(scaled(4000, 3000, 2048), (2048, 1536));
        assert_eq!(scaled(3000, 4000, 2048), (1536, 2048));
        assert_eq!(scaled(640, 480, 2048), (640, 480));
        assert_eq!(scaled(100_000, 1, 2048), (2048, 1));
    }
}
