//! 待同步: drafts, what waits ticket by ticket and photo by photo, 立即重试 and 暂停, and what the last syncs brought.
//! Tests: `outbox-ticket`, `outbox-draft`, `outbox-aside`, `outbox-photo`, `sync-retry`, `sync-pause`, `sync-go-on`, `news`, `news-change`.

use crate::context::{AppContext, app};
use crate::parts::button::{Button, Look};
use crate::parts::icons::{Icon, Sign};
use crate::parts::pill::{pill, said};
use crate::parts::rescue::RescueBox;
use crate::parts::waits::{pause, sync_now};
use crate::route::A;
use crate::view_model::due::{Tone, of_status};
use crate::view_model::form::Form;
use crate::view_model::{form_draft, stage, time};
use crate::words as w;
use api::{Change, Draft, ListDrafts, News, OutboxTicket, ReadNews, ReadTicket, TicketReply};
use leptos::prelude::*;

/// The page.
#[component]
pub fn OutboxPage() -> impl IntoView {
    let app = app();
    let (drafts, news) = (
        RwSignal::new(Vec::<Draft>::new()),
        RwSignal::new(Vec::<News>::new()),
    );
    Effect::new(move |_| {
        app.changed.track();
        leptos::task::spawn_local(async move {
            if let Ok(reply) = app.call(ListDrafts {}).await {
                let mut found = reply.drafts;
                found.retain(|d| !form_draft::is_one(d));
                drafts.try_set(found);
            }
            if let Ok(reply) = app.call(ReadNews {}).await {
                news.try_set(reply.news);
            }
        });
    });
    let busy = RwSignal::new(false);
    let state = move |get: fn(&api::Outbox) -> bool| {
        app.connection.outbox.with(|o| o.as_ref().is_some_and(get))
    };
    let running = Signal::derive(move || busy.get() || state(|o| o.running));
    let paused = move || state(|o| o.paused);
    let outbox = app.connection.outbox;
    let aside = Memo::new(move |_| outbox.with(|o| o.as_ref().map_or(0, |o| o.aside)));
    let any_aside = move || aside.get() != 0;
    // Before the first contact nothing is sure to have arrived.
    let known = Memo::new(move |_| state(|o| o.last_contact.is_some()));
    // Drawn again only when something about the tickets changes, not at each look.
    let tickets = Memo::new(move |_| {
        app.connection
            .outbox
            .get()
            .map(|o| o.tickets)
            .unwrap_or_default()
    });
    view! {
        <div class="page outbox">
            <div class="page-head">
                <h1>{w::OUTBOX_TITLE.t()}</h1><span class="grow"></span>
                <Show when=paused fallback=move || view! {
                    <Button label=w::SYNC_PAUSE.t().to_string() icon=Icon::Pause on_press=move || pause(app, true) test="sync-pause" />
                    <Button label=Signal::derive(move || if running.get() { w::STAGE_SENDING } else { w::SYNC_RETRY }.t().to_string()) look=Look::Main
                        icon=Icon::Refresh rests=running on_press=move || sync_now(app, busy) test="sync-retry" />
                }>
                    <Button label=w::SYNC_RESUME.t().to_string() look=Look::Main icon=Icon::Play on_press=move || pause(app, false) test="sync-go-on" />
                </Show>
            </div>
            <section class="block" aria-labelledby="outbox-tickets">
                <h2 id="outbox-tickets">{w::OUTBOX_TICKETS.t()}<span class="count-words">{move || tickets.with(Vec::len)}</span></h2>
                <ul class="cards">
                    <For each=move || tickets.get() key=|t| (t.id.clone(), t.edits, t.photos, t.refused) let:ticket>
                        <li>{waiting_card(app, ticket)}</li>
                    </For>
                </ul>
                <Show when=move || tickets.with(Vec::is_empty)>
                    {move || match known.get() {
                        true => view! { <div class="empty"><Sign icon=Icon::Check /><strong>{w::OUTBOX_NOTHING.t()}</strong><p>{w::OUTBOX_NOTHING_LEAD.t()}</p></div> },
                        false => view! { <div class="empty"><Sign icon=Icon::Refresh /><strong>{w::OUTBOX_NOT_YET.t()}</strong><p>{w::OUTBOX_NOT_YET_LEAD.t()}</p></div> },
                    }}
                </Show>
            </section>
            <Show when=any_aside>
                <p class="wrong-words" data-test="outbox-aside"><Sign icon=Icon::Alert />{move || w::OUTBOX_ASIDE.with(&[&aside.get()])}</p>
            </Show>
            <RescueBox />
            <Show when=move || drafts.with(|d| !d.is_empty())>
                <section class="block" aria-labelledby="outbox-drafts">
                    <h2 id="outbox-drafts">{w::OUTBOX_DRAFTS.t()}<span class="count-words">{move || drafts.with(Vec::len)}</span></h2>
                    <ul class="cards">
                        <For each=move || drafts.get() key=|d| (d.id.clone(), d.saved_at) let:draft><li>{draft_card(app, draft)}</li></For>
                    </ul>
                </section>
            </Show>
            <section class="block" aria-labelledby="outbox-news" data-test="news">
                <div class="card-line"><h2 id="outbox-news">{w::NEWS.t()}</h2><span class="faint">{w::NEWS_LEAD.t()}</span></div>
                <Show when=move || news.with(|n| !n.is_empty()) fallback=|| view! { <p class="faint">{w::NEWS_NONE.t()}</p> }>
                    <ol class="news">
                        <For each=move || news.get() key=|n| n.at let:one><li>{news_card(app, one)}</li></For>
                    </ol>
                </Show>
            </section>
        </div>
    }
}

/// A waiting ticket with its photos, read from the ticket itself.
fn waiting_card(app: AppContext, ticket: OutboxTicket) -> AnyView {
    let whole = RwSignal::new(None::<TicketReply>);
    let id = ticket.id.clone();
    leptos::task::spawn_local(async move {
        if let Ok(reply) = app.call(ReadTicket { id }).await {
            whole.try_set(Some(reply));
        }
    });
    let counts = move || {
        whole.with(|w| {
            w.as_ref().map(|w| {
                let photos = &w.ticket.photos;
                (photos.iter().filter(|p| p.delivered).count(), photos.len())
            })
        })
    };
    let own = ticket.clone();
    let state = move || {
        app.connection
            .outbox
            .with(|o| o.as_ref().map(|o| pill(stage::pill_of(&own, o, counts()))))
    };
    let refused = ticket.refused.map(|code| view! {
        <p class="wrong-words"><Sign icon=Icon::Alert />{w::OUTBOX_REFUSED.with(&[&w::sentence_of(code)])}</p>
        <p class="hint">{w::OUTBOX_REFUSED_KEPT.t()}</p>
    });
    let progress = move || {
        counts().filter(|(_, all)| *all > 0).map(|(sent, all)| {
        let words = w::OUTBOX_PHOTOS_OF.with(&[&sent, &all]);
        view! {
            <progress value=sent.to_string() max=all.to_string() aria-label=words.clone()></progress>
            <p class="faint">{words}</p>
        }
    })
    };
    let photos = move || {
        let running = app
            .connection
            .outbox
            .with(|o| o.as_ref().is_some_and(|o| o.running));
        whole.with(|w| w.as_ref().map(|w| {
            let photos = w.ticket.photos.iter().enumerate().map(|(i, photo)| {
                let words = w::OUTBOX_PHOTO.with(&[&(i + 1), &time::size(photo.bytes)]);
                view! { <li class="card-line" data-test="outbox-photo"><span>{words}</span><span class="grow"></span>{pill(stage::of_photo(photo.delivered, running).pill())}</li> }
            });
            photos.collect::<Vec<_>>()
        }))
    };
    let many = ticket.photos > 0;
    view! {
        <article class="card-box" data-test="outbox-ticket">
            <div class="card-head">
                <h3 class="card-title"><A href=format!("/mine/{}", ticket.id)>{ticket.title}</A></h3>{state}
            </div>
            {refused}
            <p class="faint">{w::OUTBOX_ITEM.with(&[&ticket.edits, &ticket.photos])}</p>
            {progress}
            {many.then(|| view! { <details class="fold"><summary>{w::PHOTOS.t()}</summary><ul class="lines">{photos}</ul></details> })}
        </article>
    }
    .into_any()
}

fn draft_card(app: AppContext, draft: Draft) -> AnyView {
    let form = Form::kept(&draft.fields).unwrap_or_default();
    let title = [form.title, form.body]
        .into_iter()
        .find(|t| !t.trim().is_empty());
    let title = title.unwrap_or_else(|| w::OUTBOX_DRAFT_UNTITLED.t().to_string());
    let saved = draft.saved_at.map(|at| {
        w::OUTBOX_DRAFT_SAVED.with(&[&time::full(at, app.clock.now.get_untracked(), app.offset())])
    });
    view! {
        <A href="/capture" attr:class="card" attr:data-test="outbox-draft">
            <div class="card-head"><strong class="card-title">{title}</strong>{pill(stage::Stage::Draft.pill())}</div>
            <p class="faint">{saved}</p>
        </A>
    }
    .into_any()
}

/// One sync: its counts, and what changed by whom.
fn news_card(app: AppContext, news: News) -> AnyView {
    let report = &news.report;
    let at = time::full(news.at, app.clock.now.get_untracked(), app.offset());
    let bad = |count: usize, words: w::Text| {
        (count > 0).then(|| said(Tone::Sudden, Icon::Alert, words.with(&[&count])))
    };
    let (refused, void) = (
        bad(report.refused.len(), w::NEWS_REFUSED),
        bad(report.void.len(), w::NEWS_VOID),
    );
    let counts = w::NEWS_COUNTS.with(&[&report.pushed, &report.photos_sent, &report.pulled]);
    let changes: Vec<AnyView> = news
        .changes
        .into_iter()
        .map(|change| change_line(app, change))
        .collect();
    view! {
        <div class="card-line"><span class="event-time">{at}</span><strong>{counts}</strong>{refused}{void}</div>
        <ul class="lines">{changes}</ul>
    }
    .into_any()
}

fn change_line(app: AppContext, change: Change) -> AnyView {
    let who = change.by.as_ref().map_or_else(
        || w::BY_SYSTEM.t().to_string(),
        |by| app.district().name(by),
    );
    let what = change.action.map_or(w::NEWS_CHANGED.t(), w::label);
    let done = w::NEWS_DONE.with(&[&who, &what]);
    let why = change.code.map(|code| view! {
        <p class="wrong-words"><Sign icon=Icon::Alert />{w::VOIDED_WHY.with(&[&w::sentence_of(code)])}</p>
    });
    view! {
        <li data-test="news-change">
            <A href=format!("/mine/{}", change.id) attr:class="line-link">
                <strong>{change.title}</strong><span class="faint">{done}</span><span class="grow"></span>{pill(of_status(change.status))}
            </A>
            {why}
        </li>
    }
    .into_any()
}
