//! Photos of a browser's drafts, kept over a reload in IndexedDB. Nothing of them outlives its person: another one signing
//! in, a sign-out, delivery, or a day empties the shelf. What the browser will not keep stays in the page, as before.

use js_sys::{Array, Object, Promise, Reflect};
use model::{Moment, Sha256, TicketId, UserName};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Blob, IdbDatabase, IdbObjectStore, IdbOpenDbRequest, IdbRequest, IdbTransactionMode as Mode,
};

const NAME: &str = "zs12345";
const STORE: &str = "photos";
const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// A photo whose bytes are not delivered yet.
pub struct ShelvedPhoto {
    /// Of its bytes.
    pub sha: Sha256,
    pub blob: Blob,
    /// The ticket it belongs to; none while it is in a draft.
    pub ticket: Option<TicketId>,
}

/// Keeps a photo, or keeps it again with its ticket.
pub async fn put(owner: &UserName, kept: &ShelvedPhoto) -> Result<(), JsValue> {
    let record = Object::new();
    let ticket = kept.ticket.as_ref().map(|t| JsValue::from(t.as_str()));
    for (name, value) in [
        ("sha", kept.sha.as_str().into()),
        ("owner", owner.as_str().into()),
        ("at", js_sys::Date::now().into()),
        ("ticket", ticket.unwrap_or(JsValue::NULL)),
        ("blob", kept.blob.clone().into()),
    ] {
        Reflect::set(&record, &name.into(), &value)?;
    }
    done(&store(Mode::Readwrite).await?.put(&record)?).await?;
    Ok(())
}

/// Forgets one photo.
pub async fn remove(sha: &Sha256) -> Result<(), JsValue> {
    let store = store(Mode::Readwrite).await?;
    done(&store.delete(&sha.as_str().into())?).await?;
    Ok(())
}

/// Forgets every photo.
pub async fn clear() -> Result<(), JsValue> {
    done(&store(Mode::Readwrite).await?.clear()?).await?;
    Ok(())
}

/// What this person left here within a day; everything else is forgotten.
pub async fn all(owner: &UserName, now: Moment) -> Result<Vec<ShelvedPhoto>, JsValue> {
    let store = store(Mode::Readwrite).await?;
    let records: Array = done(&store.get_all()?).await?.unchecked_into();
    let (mut own, mut others) = (Vec::new(), Vec::new());
    for record in records.iter() {
        let field = |name: &str| Reflect::get(&record, &name.into()).unwrap_or(JsValue::NULL);
        let text = |name: &str| field(name).as_string();
        let at = field("at").as_f64().unwrap_or(0.0) as i64;
        let known = text("sha")
            .and_then(|sha| Sha256::new(sha).ok())
            .zip(field("blob").dyn_into::<Blob>().ok());
        match known {
            Some((sha, blob))
                if text("owner").as_deref() == Some(owner.as_str())
                    && is_fresh(Moment(at), now) =>
            {
                own.push(ShelvedPhoto {
                    sha,
                    blob,
                    ticket: text("ticket").and_then(|t| TicketId::new(t).ok()),
                });
            }
            _ => others.push(field("sha")),
        }
    }
    for sha in others {
        done(&store.delete(&sha)?).await?;
    }
    Ok(own)
}

fn is_fresh(at: Moment, now: Moment) -> bool {
    (0..DAY_MS).contains(&now.since(at))
}

async fn store(mode: Mode) -> Result<IdbObjectStore, JsValue> {
    let factory = web_sys::window()
        .and_then(|w| w.indexed_db().ok().flatten())
        .ok_or(JsValue::NULL)?;
    let request: IdbOpenDbRequest = factory.open_with_u32(NAME, 1)?;
    let opening = request.clone();
    let make = Closure::once_into_js(move || {
        if let Ok(database) = opening.result() {
            let database: IdbDatabase = database.unchecked_into();
            let by_sha = web_sys::IdbObjectStoreParameters::new();
            by_sha.set_key_path(&"sha".into());
            // It is made once, in a database that has just begun.
            let _ = database.create_object_store_with_optional_parameters(STORE, &by_sha);
        }
    });
    request.set_onupgradeneeded(Some(make.unchecked_ref()));
    let database: IdbDatabase = done(&request).await?.unchecked_into();
    let transaction = database.transaction_with_str_and_mode(STORE, mode)?;
    transaction.object_store(STORE)
}

/// Waits for a request and answers its result.
async fn done(request: &IdbRequest) -> Result<JsValue, JsValue> {
    let waiting = request.clone();
    let promise = Promise::new(&mut |good, bad| {
        waiting.set_onsuccess(Some(&good));
        waiting.set_onerror(Some(&bad));
    });
    JsFuture::from(promise).await?;
    request.result()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_photo_is_kept_for_a_day() {
        let now = Moment(1_795_312_800_000);
        for (age, fresh) in [(0, true), (DAY_MS - 1, true), (DAY_MS, false), (-1, false)] {
            assert_eq!(is_fresh(Moment(now.0 - age), now), fresh, "{age}");
        }
    }
}
