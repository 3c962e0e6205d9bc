//! Photos of a ticket with what each shows and whether it is delivered; and adding one, e.g. 处置后.

use crate::parts::choice::{Chips, choices};
use crate::parts::files::{File, FileInput};
use crate::parts::icons::{Icon, Sign};
use crate::parts::photo::Tile;
use crate::parts::photo_taker::ACCEPT;
use crate::parts::pill::pill;
use crate::screens::ticket::pane::Pane;
use crate::view_model::{evidence, stage, time};
use crate::words as w;
use api::shown::ShownPhoto;
use api::{AddPhoto, TicketReply};
use leptos::prelude::*;
use model::{PhotoKind, Role, Status};

/// The photos.
pub fn photos(pane: Pane, reply: &TicketReply) -> AnyView {
    let (app, ticket) = (pane.app, &reply.ticket);
    let now = app.clock.now.get_untracked();
    let tile = |photo: &ShownPhoto| {
        let at = time::full(photo.taken_at.unwrap_or(photo.at), now, app.offset());
        let label = format!("{} {at}", w::label(photo.kind));
        let running = app
            .connection
            .outbox
            .with_untracked(|o| o.as_ref().is_some_and(|o| o.running));
        let state = pill(stage::of_photo(photo.delivered, running).pill());
        view! { <Tile sha=photo.sha256.clone() label=label state=state /> }.into_any()
    };
    let pair = pair_of(&ticket.photos);
    let paired = pair.map(|(before, after)| {
        view! {
            <div class="photo-pair" role="group" aria-label=w::PHOTO_PAIR.t() data-test="photo-pair">
                {tile(&ticket.photos[before])}{tile(&ticket.photos[after])}
            </div>
        }
    });
    let rest = |i: &usize| pair.is_none_or(|(before, after)| *i != before && *i != after);
    let tiles: Vec<AnyView> = (0..ticket.photos.len())
        .filter(rest)
        .map(|i| tile(&ticket.photos[i]))
        .collect();
    let none = ticket.photos.is_empty().then(|| {
        let words = match &ticket.facts.no_photo_reason {
            Some(why) => w::NO_PHOTOS_WHY.with(&[why]),
            None => w::NO_PHOTOS.t().to_string(),
        };
        view! { <p class="faint">{words}</p> }
    });
    view! {
        <section class="block" aria-label=w::PHOTOS.t()>
            {paired}
            <div class="tiles">{tiles}</div>
            {none}
        </section>
    }
    .into_any()
}

/// The first photo from before the work and the last one after it, to be seen side by side.
fn pair_of(photos: &[ShownPhoto]) -> Option<(usize, usize)> {
    let first = |kind| photos.iter().position(|p| p.kind == kind);
    let before = first(PhotoKind::Before).or_else(|| first(PhotoKind::Scene))?;
    let after = photos.iter().rposition(|p| p.kind == PhotoKind::After)?;
    Some((before, after))
}

/// Those who capture or handle, while work goes on; the pool has the last word.
fn may_add(pane: Pane, status: Status) -> bool {
    let takes = |role: &Role| {
        matches!(
            role,
            Role::Collector | Role::VillageHead | Role::Handler | Role::UnitLeader
        )
    };
    status.is_open()
        && !pane.desk
        && pane.app.session.profile.with_untracked(|p| {
            p.as_ref()
                .is_some_and(|p| p.posts.iter().any(|post| takes(&post.role)))
        })
}

/// Adds one, for whoever may.
pub fn adder(pane: Pane, reply: &TicketReply) -> Option<AnyView> {
    let (status, round) = (reply.ticket.status, reply.ticket.round);
    may_add(pane, status).then(|| form(pane, evidence::kind_of_next(status, round)))
}

fn form(pane: Pane, preset: PhotoKind) -> AnyView {
    let app = pane.app;
    let kind = RwSignal::new(preset);
    let busy = RwSignal::new(false);
    let add = Callback::new(move |files: Vec<File>| {
        let (Some(file), Some(id)) = (
            files.into_iter().next(),
            pane.ticket
                .with_untracked(|t| t.as_ref().map(|t| t.ticket.id.clone())),
        ) else {
            return;
        };
        let rules = app.district().district.rules.clone();
        busy.set(true);
        leptos::task::spawn_local(async move {
            let outcome = match app
                .link
                .take_photo(file, kind.get_untracked(), &rules)
                .await
            {
                Ok(photo) => {
                    let request = AddPhoto {
                        id: id.clone(),
                        photo: photo.clone(),
                        command_id: Some(crate::browser::fresh_id()),
                    };
                    let answer = app.call(request).await;
                    if answer.is_ok() {
                        app.link.photos_belong(&[photo], &id);
                    }
                    answer
                }
                Err(error) => Err(error),
            };
            match outcome {
                Ok(reply) => {
                    pane.took(reply);
                    app.toasts.say(w::PHOTO_ADDED.t());
                    app.deliver(id).await;
                }
                Err(error) => app.toasts.complain(&error),
            }
            busy.try_set(false);
        });
    });
    view! {
        <div class="adder">
            <span class="hint">{w::PHOTO_KIND.t()}</span>
            <Chips name="photo-kind" label=w::PHOTO_KIND.t().to_string() choices=choices(PhotoKind::ALL)
                value=Signal::derive(move || kind.get().to_string())
                on_pick=move |id| if let Ok(picked) = id.parse() { kind.set(picked) } />
            <label class="button">
                <FileInput accept=ACCEPT camera=true rests=busy test="add-photo" on_files=add />
                <Sign icon=Icon::Camera /><span>{move || if busy.get() { w::PHOTO_BUSY.t() } else { w::ADD_PHOTO.t() }}</span>
            </label>
        </div>
    }
    .into_any()
}
