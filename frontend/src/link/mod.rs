//! The one door: every question and every change goes through [`Link`], whatever shell the page runs in.

mod basemap;
#[cfg(any(test, feature = "fake"))]
pub mod fake;
mod http;
pub mod notices;
mod origin;
mod picture;
mod redraw;
mod shelf;
mod shell;
mod tauri;
mod worker;

use crate::view_model::fitness::Features;
use crate::view_model::markup::Stroke;
use crate::words as w;
use api::{ApiError, CallInfo, CallKind, NewPhoto, Request, RescueState, SignOut, Topic};
use model::rulepack::RulePack;
use model::{Code, Denial, PhotoKind, Sha256, TicketId, UserName};
use notices::{Listening, Notice};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use wasm_bindgen::JsCast;

/// Bytes of a rescue bundle, at most, and a little: the device says exactly.
const RESCUE_MAX: f64 = 5e7;

/// Where calls go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Link {
    /// The device behind this window.
    Tauri,
    /// The device in this browser's worker.
    Worker,
    /// The pool this page came from.
    Http,
    /// Canned answers, for looking at pages without a pool.
    #[cfg(any(test, feature = "fake"))]
    Fake,
}

impl Link {
    /// What this page was opened in.
    pub fn find() -> Self {
        #[cfg(any(test, feature = "fake"))]
        if fake::asked_for() {
            return Link::Fake;
        }
        if tauri::is_there() {
            Link::Tauri
        } else if worker::is_there() {
            Link::Worker
        } else {
            Link::Http
        }
    }

    /// Whether a device answers, with a store of its own.
    pub fn is_device(self) -> bool {
        matches!(self, Link::Tauri | Link::Worker)
    }

    /// Whether this page may become a tablet: it is a desk's, from a pool that has what is needed for one.
    pub fn may_be_tablet(self) -> bool {
        self == Link::Http && worker::is_offered()
    }

    /// What this browser has of what a tablet needs; none where it is not asked for.
    pub async fn features(self) -> Option<Features> {
        match self {
            Link::Http | Link::Worker => origin::features().await,
            _ => None,
        }
    }

    /// Whether this tablet's page stands in a plain tab of a system that clears what tabs store.
    pub fn is_plain_tab(self) -> bool {
        self == Link::Worker && origin::is_plain_tab()
    }

    /// Whether the browser has promised to keep what is stored; none where nothing of the kind is in question.
    pub async fn is_persisted(self) -> Option<bool> {
        match self {
            Link::Worker => origin::is_persisted().await,
            _ => None,
        }
    }

    /// Asks the browser for that promise; answers what it said.
    pub async fn persist(self) -> Option<bool> {
        match self {
            Link::Worker => origin::persist().await,
            _ => None,
        }
    }

    /// Shows on the app's icon how many tickets wait.
    pub fn badge(self, count: usize) {
        if self == Link::Worker {
            origin::badge(count);
        }
    }

    /// Keeps the page for opening without a network; `on_new` hears of a newer version.
    pub fn keep_page(self, on_new: impl Fn() + 'static) {
        if self == Link::Worker {
            shell::keep(on_new, worker::wake);
        }
    }

    /// Opens the page again in the newer version.
    pub async fn take_new_page() {
        shell::take_new().await;
    }

    /// Whether photos are on their way into the store.
    pub fn takes_photo(self) -> bool {
        self == Link::Worker && worker::takes_photo()
    }

    /// Makes this browser a tablet from the next page on.
    pub fn become_tablet() {
        worker::mark(true);
    }

    /// Lets this browser be a desk's again, from the next page on.
    pub async fn be_no_tablet() {
        worker::mark(false);
        shell::forget().await;
    }

    /// Forgets images in clear, when the device was locked.
    pub fn forget_photos(self) {
        if self == Link::Worker {
            worker::forget_photos();
        }
    }

    /// Makes one call.
    pub async fn call<R: Request>(self, request: R) -> Result<R::Reply, ApiError> {
        let body = Self::body(&request)?;
        Self::reply(&self.pass_on(R::INFO, body).await?)
    }

    /// What a call carries.
    pub fn body<R: Request>(request: &R) -> Result<String, ApiError> {
        serde_json::to_string(request).map_err(|e| unreadable(&e))
    }

    /// Reads what was answered.
    pub fn reply<Reply: DeserializeOwned>(answer: &str) -> Result<Reply, ApiError> {
        serde_json::from_str(answer).map_err(|e| unreadable(&e))
    }

    /// Takes a call there and its answer back; a refusal speaks the page's language.
    pub async fn pass_on(self, call: &'static CallInfo, body: String) -> Result<String, ApiError> {
        let answer = self.ask(call, body).await;
        answer.map_err(in_page_language)
    }

    async fn ask(self, call: &'static CallInfo, body: String) -> Result<String, ApiError> {
        match self {
            Link::Tauri => tauri::call(call.name, call.kind == CallKind::Changes, &body).await,
            Link::Worker => worker::call(call.name, call.kind == CallKind::Changes, &body).await,
            Link::Http => {
                let answer = http::call(call.name, body, call.access.open).await;
                // Another person who is signed in here now keeps what is theirs.
                let others = matches!(&answer, Err(e) if e.code == Code::OtherPerson);
                if call.name == SignOut::INFO.name && !others {
                    picture::forget().await;
                }
                answer
            }
            #[cfg(any(test, feature = "fake"))]
            Link::Fake => fake::call(call.name, &body),
        }
    }

    /// Hears from the device what has changed; on a desk nothing comes this way.
    pub async fn listen(self, on_notice: impl Fn(Topic) + 'static) -> Result<(), ApiError> {
        match self {
            Link::Tauri => tauri::listen(on_notice).await,
            Link::Worker => {
                worker::listen(on_notice);
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// Hears from the pool what has changed, until the answer is dropped. In the window that comes from the device.
    pub fn notices(self, heard: impl Fn(Notice) + 'static) -> Listening {
        if self == Link::Http {
            return Listening::start(Box::new(heard));
        }
        heard(Notice::Open);
        Listening::silent()
    }

    /// Where a file that the pool has made for this person is fetched from, once.
    pub fn export_address(self, name: &str) -> String {
        http::export_address(name)
    }

    /// Where the bytes of a fetched basemap pack are read from (`?offset=N&length=M`); only on a device.
    pub fn basemap(self, sha: &Sha256) -> Option<String> {
        match self {
            Link::Tauri => Some(tauri::basemap(sha)),
            Link::Worker => Some(format!("worker:{sha}")),
            _ => None,
        }
    }

    /// Takes in one camera file: scaled, stripped of hidden data, addressed by its hash, kept until it is delivered.
    pub async fn take_photo(
        self,
        file: web_sys::File,
        kind: PhotoKind,
        rules: &RulePack,
    ) -> Result<NewPhoto, ApiError> {
        // Looked at first: nothing of a file is read that will not be taken.
        picture::look_at(&file, rules.photos.bytes_max).await?;
        match self {
            Link::Tauri => tauri::take_photo(file, kind, None).await,
            Link::Worker => worker::take_photo(file, kind, None).await,
            _ => picture::take(file, kind, rules).await,
        }
    }

    /// The photo with what somebody drew on it, in place of the one they drew on, which is not kept.
    pub async fn redraw(
        self,
        old: &NewPhoto,
        strokes: &[Stroke],
        rules: &RulePack,
    ) -> Result<NewPhoto, ApiError> {
        let url = self.photo_url(&old.sha256, false).await?;
        let file = redraw::redrawn(&url, strokes).await;
        let file = file.map_err(|_| ApiError::from(Code::PhotoNotFound))?;
        let new = match self {
            Link::Tauri => tauri::take_photo(file, old.kind, Some(&old.sha256)).await?,
            Link::Worker => worker::take_photo(file, old.kind, Some(&old.sha256)).await?,
            _ => picture::take(file, old.kind, rules).await?,
        };
        match self {
            Link::Tauri => tauri::forget_photo(&old.sha256),
            Link::Worker => worker::forget_photo(&old.sha256),
            _ => picture::forget_one(&old.sha256).await,
        }
        Ok(NewPhoto {
            taken_at: old.taken_at,
            ..new
        })
    }

    /// Delivers photos of a ticket that has just been written; answers how many are still here. A device does this by itself.
    pub async fn send_photos(self, ticket: &TicketId) -> Result<usize, ApiError> {
        match self {
            Link::Http => picture::send(ticket).await.map_err(in_page_language),
            _ => Ok(0),
        }
    }

    /// Notes that these photos belong to a ticket now.
    pub fn photos_belong(self, photos: &[NewPhoto], ticket: &TicketId) {
        if !self.is_device() {
            picture::belong(photos, ticket);
        }
    }

    /// Whether the operating system may show notices of what waits; sets it when asked to. Only in the window.
    pub async fn system_notices(self, on: Option<bool>) -> Result<Option<bool>, ApiError> {
        match self {
            Link::Tauri => tauri::system_notices(on).await.map(Some),
            Link::Worker => worker::system_notices(on).await.map(Some),
            _ => Ok(None),
        }
    }

    /// What a rescue would hold; only on a device.
    pub async fn rescue(self) -> Result<RescueState, ApiError> {
        let state = match self {
            Link::Tauri => tauri::os_text("rescue", &[], None).await,
            Link::Worker => worker::os_text("rescue", &json!({}), None).await,
            _ => Err(ApiError::from(Code::NotEnrolled)),
        };
        Self::reply(&state.map_err(in_page_language)?)
    }

    /// Saves one of its files under this name; where to, when the shell says.
    pub async fn save_rescue(self, file: u64, name: &str) -> Result<Option<String>, ApiError> {
        let saved = match self {
            Link::Tauri => tauri::save_rescue(file, name).await.map(Some),
            Link::Worker => worker::save_rescue(file, name).await.map(|()| None),
            _ => Err(ApiError::from(Code::NotEnrolled)),
        };
        saved.map_err(in_page_language)
    }

    /// Reads what still reads of a store that was set aside, with the PIN it had.
    pub async fn salvage(self, pin: &str) -> Result<RescueState, ApiError> {
        let state = match self {
            Link::Tauri => tauri::os_text("salvage", &[("x-pin", pin)], None).await,
            Link::Worker => worker::os_text("salvage", &json!({ "pin": pin }), None).await,
            _ => Err(ApiError::from(Code::NotEnrolled)),
        };
        Self::reply(&state.map_err(in_page_language)?)
    }

    /// Takes a colleague's rescue bundle along; how many are carried now.
    pub async fn carry_rescue(self, file: web_sys::File) -> Result<u64, ApiError> {
        let broken = |_| ApiError::from(Code::RescueBroken);
        // A file that is larger than any bundle is not read.
        if file.size() > RESCUE_MAX {
            return Err(in_page_language(Code::RescueBroken.into()));
        }
        let buffer = wasm_bindgen_futures::JsFuture::from(file.array_buffer()).await;
        let buffer: js_sys::ArrayBuffer = buffer.map_err(broken)?.unchecked_into();
        let said = match self {
            Link::Tauri => tauri::os_text("carry_rescue", &[], Some(buffer)).await,
            Link::Worker => worker::os_text("carry_rescue", &json!({}), Some(buffer)).await,
            _ => Err(ApiError::from(Code::NotEnrolled)),
        };
        let said: Value = Self::reply(&said.map_err(in_page_language)?)?;
        Ok(said["carried"].as_u64().unwrap_or(0))
    }

    /// From here on the page is this person's, and says so with every request.
    pub fn belongs_to(self, user: Option<&UserName>) {
        if self == Link::Http {
            http::belongs_to(user);
        }
    }

    /// Takes back photos this person had in the browser before a reload; a device keeps its own.
    pub async fn bring_back_photos(self, user: &UserName) {
        if self == Link::Http {
            picture::bring_back(user).await;
        }
    }

    /// Photos that were submitted and are not delivered, by ticket.
    pub fn unsent(self) -> Vec<TicketId> {
        if self == Link::Http {
            picture::unsent()
        } else {
            Vec::new()
        }
    }

    /// Whether the bytes of this photo are still within reach; a draft that was reopened may have lost them.
    pub fn has_photo(self, sha: &Sha256) -> bool {
        self.is_device() || picture::url(sha).is_some()
    }

    /// Whether a photo would be lost with this page: a browser whose disk is full keeps none.
    pub fn is_loose(self, sha: &Sha256) -> bool {
        self == Link::Http && picture::is_loose(sha)
    }

    /// An address for `<img>`.
    pub async fn photo_url(self, sha: &Sha256, thumb: bool) -> Result<String, ApiError> {
        if let Some(own) = picture::url(sha) {
            return Ok(own);
        }
        match self {
            Link::Tauri => tauri::photo(sha, thumb).await,
            Link::Worker => worker::photo(sha, thumb).await,
            Link::Http => {
                let size = if thumb { "?size=thumb" } else { "" };
                Ok(http::marked(&format!("/api/v1/photos/{sha}{size}")))
            }
            #[cfg(any(test, feature = "fake"))]
            Link::Fake => Ok(fake::photo(sha)),
        }
    }
}

/// A refusal's sentence as this page's reader reads it.
fn in_page_language(error: ApiError) -> ApiError {
    ApiError {
        detail: w::sentence(&error),
        ..error
    }
}

/// An answer that is not what the contract says.
fn unreadable(error: &dyn std::fmt::Display) -> ApiError {
    let detail = w::BROKEN_LOCALLY.with(&[&error]);
    ApiError {
        detail,
        ..Denial::new(Code::Bug).with("detail", error).into()
    }
}
