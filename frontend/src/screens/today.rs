//! 今日: what a person should look at now, what was sent back, what waits to be sent, and 采集 in reach of the thumb.
//! Tests: `today`, `today-due`, `today-returned`, `today-send`, `today-capture`, `today-ticket`.

use crate::context::{AppContext, app};
use crate::parts::icons::{Icon, Sign};
use crate::parts::pill::{grade, pill, said};
use crate::parts::rail::rail;
use crate::route::A;
use crate::view_model::due::{self, Tone};
use crate::view_model::{stage, today};
use crate::words as w;
use api::{Outbox, OutboxTicket, ReadToday, Today};
use leptos::prelude::*;
use model::Status;
use model::row::Row;

/// The page.
#[component]
pub fn TodayPage() -> impl IntoView {
    let app = app();
    let (today, error) = (RwSignal::new(None::<Today>), RwSignal::new(String::new()));
    Effect::new(move |_| {
        app.changed.track();
        leptos::task::spawn_local(async move {
            match app.call(ReadToday {}).await {
                Ok(reply) => {
                    error.try_set(String::new());
                    today.try_set(Some(reply));
                }
                Err(refused) => _ = error.try_set(refused.detail),
            }
        });
    });
    let place = app.session.profile.with_untracked(|p| {
        let post = p.as_ref().and_then(|p| p.posts.first());
        post.map(|post| app.district().place(&post.area, None))
            .unwrap_or_default()
    });
    // For those who handle, capture is the least of their work.
    let take = if app.session.rooms().tasks {
        "button take small"
    } else {
        "button main take"
    };
    let date = move || today::date(app.clock.now.get(), app.offset());
    let captured = move || today.with(|t| t.as_ref().map_or(0, |t| t.captured));
    view! {
        <div class="today" data-test="today">
            <header class="today-head">
                <h1>{w::TODAY.t()}</h1>
                <p class="faint">{date}" · "{place}</p>
                <span class="grow"></span>
                <Show when=move || captured().gt(&0)><p class="faint">{move || w::TODAY_CAPTURED.with(&[&captured()])}</p></Show>
            </header>
            <Show when=move || error.with(|e| !e.is_empty())>
                <p class="banner bad" role="alert"><Sign icon=Icon::Alert />{move || error.get()}</p>
            </Show>
            {move || today.get().map(|today| columns(app, &today))}
        </div>
        {app.session.rooms().capture.then(|| view! {
            <A href="/capture" attr:class=take attr:data-test="today-capture"><Sign icon=Icon::Camera /><span>{w::NAV_CAPTURE.t()}</span></A>
        })}
    }
}

fn columns(app: AppContext, today: &Today) -> AnyView {
    let due = today::to_do(today);
    let total = today::total(today);
    let returned_none = today.returned.is_empty();
    let some = due.is_empty();
    // What is not here yet is not done.
    let fetching = Memo::new(move |_| {
        app.connection.outbox.with(|o| {
            let outbox = o.as_ref()?;
            outbox.fetching.map(|here| (here, outbox.running))
        })
    });
    let none = move || {
        some.then(|| match (fetching.get(), returned_none) {
        (Some((here, running)), _) => {
            let words = if running { w::TODAY_FETCHING } else { w::TODAY_FETCH_WAITS };
            let so_far = running.then(|| w::FETCHING.with(&[&here]));
            view! {
                <div class="empty" data-test="today-fetching" aria-busy=running.to_string()><Sign icon=Icon::Refresh /><strong>{words.t()}</strong>
                    <p>{so_far.unwrap_or_else(|| w::TODAY_FETCH_LEAD.t().to_string())}</p></div>
            }
            .into_any()
        }
        (None, true) => view! {
            <div class="empty"><Sign icon=Icon::Check /><strong>{w::TODAY_DUE_NONE.t()}</strong><p>{w::TODAY_DUE_NONE_LEAD.t()}</p></div>
        }
        .into_any(),
        // What was sent back may well be urgent.
        (None, false) => view! { <p class="all-sent"><Sign icon=Icon::Check />{w::TODAY_DUE_ONLY_RETURNED.t()}</p> }.into_any(),
    })
    };
    let more = (total > due.len() as u64).then(|| {
        view! { <A href="/mine" attr:class="text-button">{w::TODAY_ALL.with(&[&total])}</A> }
    });
    let returned = (!today.returned.is_empty()).then(|| {
        let cards: Vec<AnyView> = today::returned(today).iter().map(|row| returned_card(app, row)).collect();
        view! {
            <section class="today-part" aria-labelledby="today-returned" data-test="today-returned">
                <div class="card-line"><h2 id="today-returned">{w::TODAY_RETURNED.t()}<span class="count-words">{today.returned_total}</span></h2></div>
                <ul class="cards">{cards}</ul>
            </section>
        }
    });
    let cards: Vec<AnyView> = due.into_iter().map(|row| due_card(app, row)).collect();
    view! {
        <div class="today-columns">
            <section class="today-part" aria-labelledby="today-due" data-test="today-due">
                <div class="card-line">
                    <h2 id="today-due">{w::TODAY_DUE.t()}<span class="count-words">{total}</span></h2>
                    <span class="grow"></span>{more}
                </div>
                <ul class="cards">{cards}</ul>
                {none}
            </section>
            <div class="today-side">
                {returned}
                {app.session.rooms().outbox.then(|| waiting(app))}
            </div>
        </div>
    }
    .into_any()
}

fn due_card(app: AppContext, row: Row) -> AnyView {
    let place = place(app, &row);
    let own = row.clone();
    let state = move || {
        due::of_row(&own, app.clock.now.get())
            .map(|(clock, shown)| view! { <span class="named"><span class="faint">{w::label(clock)}</span>{pill(shown)}</span> })
    };
    view! {
        <li><A href=format!("/mine/{}", row.id) attr:class="card" attr:data-test="today-ticket" attr:data-id=row.id.to_string()>
            <div class="card-head"><strong class="card-title">{row.title.clone()}</strong>{grade(row.grade)}</div>
            <p class="faint card-place">{place}</p>
            <div class="card-end">{rail(row.status, false)}<span class="grow"></span>{state}</div>
        </A></li>
    }
    .into_any()
}

fn returned_card(app: AppContext, row: &Row) -> AnyView {
    let words = match (row.status, row.conflict) {
        (Status::Fixing, _) => w::RETURNED_FIX,
        (_, true) => w::RETURNED_CONFLICT,
        _ => w::RETURNED_VOID,
    };
    let (id, title, place) = (row.id.clone(), row.title.clone(), place(app, row));
    let level = grade(row.grade);
    let due = due::of_row(row, app.clock.now.get_untracked()).map(|(_, shown)| pill(shown));
    let state = if row.conflict {
        said(Tone::Clash, Icon::Split, w::TWO_VALUES.t())
    } else {
        pill(due::of_status(row.status))
    };
    view! {
        <li><A href=format!("/mine/{id}") attr:class="card returned" attr:data-test="today-ticket" attr:data-id=id.to_string()>
            <div class="card-head"><strong class="card-title">{title}</strong>{state}</div>
            <p class="card-note">{words.t()}</p>
            <p class="faint card-place">{place}</p>
            <div class="card-end">{level}<span class="grow"></span>{due}</div>
        </A></li>
    }
    .into_any()
}

fn place(app: AppContext, row: &Row) -> String {
    row.address
        .clone()
        .unwrap_or_else(|| app.district().place(&row.area_code, row.grid.as_deref()))
}

/// 待发送: the first few of 待同步.
fn waiting(app: AppContext) -> AnyView {
    const SHOWN: usize = 4;
    let card = |ticket: OutboxTicket, outbox: &Outbox| {
        let state = pill(stage::pill_of(&ticket, outbox, None));
        view! {
            <li><A href="/outbox" attr:class="card" attr:data-test="today-waiting">
                <div class="card-head"><strong class="card-title">{ticket.title}</strong>{state}</div>
                <p class="faint">{w::OUTBOX_ITEM.with(&[&ticket.edits, &ticket.photos])}</p>
            </A></li>
        }
    };
    view! {
        <section class="today-part" aria-labelledby="today-send" data-test="today-send">
            {move || app.connection.outbox.get().map(|outbox| {
                let count = (!outbox.tickets.is_empty()).then(|| w::TODAY_SEND_COUNT.with(&[&outbox.tickets.len(), &outbox.photos]));
                let cards: Vec<_> = outbox.tickets.iter().take(SHOWN).map(|t| card(t.clone(), &outbox)).collect();
                let none = outbox.tickets.is_empty().then(|| match outbox.last_contact {
                    Some(_) => view! { <p class="all-sent"><Sign icon=Icon::Check />{w::TODAY_SEND_NONE.t()}</p> }.into_any(),
                    None => view! { <p class="faint">{w::TODAY_SEND_NEVER.t()}</p> }.into_any(),
                });
                let more = (outbox.tickets.len() > SHOWN)
                    .then(|| view! { <A href="/outbox" attr:class="text-button">{w::TODAY_ALL.with(&[&outbox.tickets.len()])}</A> });
                view! {
                    <div class="card-line">
                        <h2 id="today-send">{w::TODAY_SEND.t()}<span class="count-words">{count}</span></h2>
                        <span class="grow"></span>{more}
                    </div>
                    <ul class="cards">{cards}</ul>
                    {none}
                }
            })}
        </section>
    }
    .into_any()
}
