//! Whether and when what is typed was saved, for whoever wonders whether it may be left.

use crate::autosave::SaveState;
use crate::browser;
use crate::context::AppContext;
use crate::parts::icons::Icon;
use crate::parts::pill::said;
use crate::view_model::due::Tone;
use crate::view_model::time;
use crate::words as w;
use leptos::prelude::*;

/// The pill.
pub fn saved_pill(app: AppContext, saved: SaveState) -> AnyView {
    match saved {
        SaveState::Nothing => said(Tone::Wait, Icon::Edit, w::DRAFT_EMPTY.t()),
        SaveState::Now => said(Tone::Wait, Icon::Clock, w::SAVING.t()),
        SaveState::At(at) => {
            let words = if app.session.offline() {
                w::SAVED_DEVICE
            } else {
                w::SAVED_BROWSER
            };
            let at = time::full(at, browser::now(), app.offset());
            said(Tone::Calm, Icon::Check, words.with(&[&at]))
        }
        SaveState::Failed(why) => said(
            Tone::Sudden,
            Icon::Alert,
            format!("{}：{why}", w::NOT_SAVED.t()),
        ),
    }
}
