//! Photos in a browser: decoded, scaled on a canvas, encoded again as JPEG (which drops hidden data), hashed, and kept in
//! the page, and over a reload on its shelf, until the pool has them.

pub mod drawing;
mod sending;

pub use sending::send;

use super::shelf;
use api::{ApiError, NewPhoto};
use drawing::{bytes, redraw};
use js_sys::Uint8Array;
use model::rulepack::RulePack;
use model::{Code, Denial, Moment, PhotoKind, Sha256, TicketId, UserName};
use picture::{Bounds, Notes};
use std::cell::RefCell;
use std::collections::BTreeMap;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, BlobPropertyBag, File, Url};

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
