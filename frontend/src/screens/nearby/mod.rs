//! 附近: what lies around a place, as a map and as a list that can do the same; from this device's own tickets when there is
//! no network. Tests: `nearby-locate`, `nearby-reach`, `nearby-card`, `nearby-open`, `nearby-only-open`, `map`, `map-live`.

use crate::browser;
use crate::context::{AppContext, app};
use crate::parts::area::AreaPicker;
use crate::parts::button::{Button, Look};
use crate::parts::choice::{Chips, Choice, Tick};
use crate::parts::icons::{Icon, Sign};
use crate::parts::locate::{Fixing, accuracy};
use crate::parts::map::Map;
use crate::parts::pill::{grade, pill, said};
use crate::route::A;
use crate::screens::capture::fresh::fresh_form;
use crate::view_model::due::{self, Tone};
use crate::view_model::measurement::Fix;
use crate::view_model::nearby::{Near, REACHES, bounds, distance, near};
use crate::view_model::outline::HIGH;
use crate::view_model::shape;
use crate::view_model::view::{View, frame_of, mark};
use crate::words as w;
use api::ListTickets;
use leptos::prelude::*;
use model::deadline::Heat;
use model::{AreaCode, Status};

/// Asked for at most; more would be a crowd on the map.
const MOST: u32 = 500;

/// Around where.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Centre {
    at: (f64, f64),
    /// Radius of the measurement; none for a place that was chosen.
    metres: Option<f64>,
}

/// The page.
#[component]
pub fn NearbyPage() -> impl IntoView {
    let app = app();
    let post = fresh_form(app);
    let (area, grid) = (RwSignal::new(post.area), RwSignal::new(post.grid));
    let centre = RwSignal::new(middle(app, area.get_untracked()));
    let reach = RwSignal::new(REACHES[1]);
    let only_open = RwSignal::new(true);
    let (found, total) = (RwSignal::new(Vec::<Near>::new()), RwSignal::new(0u64));
    let (error, chosen) = (RwSignal::new(String::new()), RwSignal::new(None::<String>));
    let fixing = Fixing::new(Callback::new(move |(fix, _): (Fix, u32)| {
        let metres = Some(fix.metres);
        centre.set(Some(Centre {
            at: (fix.lon, fix.lat),
            metres,
        }));
    }));
    if app.session.offline() {
        fixing.start(None);
    }
    let turn = StoredValue::new(0u32);
    Effect::new(move |_| {
        app.changed.track();
        let (Some(centre), reach) = (centre.get(), f64::from(reach.get())) else {
            return;
        };
        let only_open = only_open.get();
        turn.update_value(|n| *n += 1);
        let mine = turn.get_value();
        leptos::task::spawn_local(async move {
            let query = ListTickets {
                bbox: Some(bounds(centre.at, reach)),
                limit: Some(MOST),
                ..ListTickets::default()
            };
            let answer = app.call(query).await;
            // An answer to an older question is not shown.
            if turn.try_get_value() != Some(mine) {
                return;
            }
            match answer {
                Ok(page) => {
                    total.set(page.total.saturating_sub(page.tickets.len() as u64));
                    let mut rows = page.tickets;
                    rows.retain(|r| !only_open || !is_over(r.status));
                    found.set(near(rows, centre.at, reach));
                    error.set(String::new());
                }
                Err(refused) => error.set(refused.detail),
            }
        });
    });
    let view = Memo::new(move |_| {
        let now = app.clock.now.get();
        let shown = centre.get();
        View {
            bounds: shown.map(|c| bounds(c.at, f64::from(reach.get()))),
            pin: shown.filter(|c| c.metres.is_some()).map(|c| c.at),
            measured: shown.filter(|c| c.metres.is_none()).map(|c| c.at),
            metres: shown.and_then(|c| c.metres).unwrap_or(0.0),
            marks: found.with(|all| all.iter().filter_map(|n| mark(&n.row, now)).collect()),
            chosen: chosen.get(),
            ..View::default()
        }
    });
    let choose = move |id: String| {
        chosen.set(Some(id.clone()));
        browser::show(&format!("#near-{id}"));
    };
    let move_to = move |at: (f64, f64)| {
        fixing.stop();
        centre.set(Some(Centre { at, metres: None }));
    };
    let pick_area = move |new: Option<AreaCode>, new_grid: Option<String>| {
        fixing.stop();
        area.set(new.clone());
        grid.set(new_grid);
        if let Some(place) = middle(app, new) {
            centre.set(Some(place));
        }
    };
    let reaches: Vec<Choice> = REACHES
        .iter()
        .map(|m| (m.to_string(), distance(f64::from(*m))))
        .collect();
    let state = move || {
        centre.get().and_then(|c| c.metres).map(|metres| {
            let (tone, words) = accuracy(metres);
            said(
                tone,
                Icon::Pin,
                w::ACCURACY.with(&[&(metres.round() as i64), &words.t()]),
            )
        })
    };
    let locate_words = Signal::derive(move || {
        if fixing.running() {
            w::LOCATING.with(&[&fixing.seconds.get()])
        } else {
            w::NEARBY_HERE.t().to_string()
        }
    });
    // Where, how far, and of what, in a line: on a phone the fields stand behind it.
    let asked = move || {
        let lists = app.district();
        let place = match (centre.get(), area.get()) {
            (
                Some(Centre {
                    metres: Some(_), ..
                }),
                _,
            ) => Some(w::NEARBY_HERE.t().to_string()),
            (now, Some(area)) if now == middle(app, Some(area.clone())) => {
                Some(lists.place(&area, None))
            }
            _ => Some(w::NEARBY_POINT.t().to_string()),
        };
        let open = only_open.get().then(|| w::NEARBY_OPEN_ONLY.t().to_string());
        let reach = Some(distance(f64::from(reach.get())));
        [place, reach, open]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join(" · ")
    };
    view! {
        <div class="nearby">
            <section class="nearby-map" aria-label=w::MAP_LIVE_LOOK.t()>
                <Map view=view shape=HIGH on_move=Callback::new(move_to) on_pick=Callback::new(choose) />
                <div class="place-state" aria-live="polite">{state}</div>
            </section>
            <section class="nearby-list" aria-label=w::NAV_NEARBY.t()>
                <div class="mine-head">
                    <div class="card-line">
                        <h1>{w::NAV_NEARBY.t()}<span class="faint count-words">{move || w::NEARBY_COUNT.with(&[&found.with(Vec::len)])}</span></h1>
                        <span class="grow"></span>
                        <Button label=locate_words icon=Icon::Pin look=Look::Main test="nearby-locate"
                            on_press=move || if fixing.running() { fixing.stop() } else { fixing.start(None) } />
                    </div>
                    <Show when=move || fixing.trouble.with(|t| !t.is_empty())><p class="hint warn" role="status">{move || fixing.trouble.get()}</p></Show>
                    <details class="fold" open=!browser::is_narrow()>
                        <summary>{asked}</summary>
                        <div class="stack-close">
                            <AreaPicker area=area grid=grid on_pick=pick_area />
                            <Chips name="nearby-reach" label=w::NEARBY_REACH.t().to_string() choices=reaches joined=true
                                value=Signal::derive(move || reach.get().to_string()) on_pick=move |m| if let Ok(m) = m.parse() { reach.set(m) } />
                            <Tick label=w::NEARBY_OPEN_ONLY.t() value=only_open on_pick=move |yes| only_open.set(yes) test="nearby-only-open" />
                        </div>
                    </details>
                    <p class="hint legend">
                        {[(Tone::Sudden, w::label(Heat::Late)), (Tone::Urgent, w::label(Heat::Near)), (Tone::Calm, w::label(Heat::Normal)), (Tone::Wait, w::NEARBY_NO_CLOCK.t())].map(named)}
                        <span>{w::NEARBY_LEGEND.t()}</span>
                    </p>
                </div>
                <Show when=move || error.with(|e| !e.is_empty())>
                    <p class="banner bad" role="alert"><Sign icon=Icon::Alert />{move || error.get()}</p>
                </Show>
                <ul class="cards">
                    <For each=move || found.get() key=|n| (n.row.id.clone(), n.metres.to_bits(), n.row.status, n.row.due_at) let:near>
                        <li>{card(app, near, chosen)}</li>
                    </For>
                </ul>
                <Show when=move || found.with(Vec::is_empty)>
                    <div class="empty"><Sign icon=Icon::Inbox /><strong>{w::NEARBY_NONE.t()}</strong><p>{w::NEARBY_NONE_LEAD.t()}</p></div>
                </Show>
                <Show when=move || total.get().gt(&0)><p class="hint">{move || w::NEARBY_MORE.with(&[&total.get()])}</p></Show>
            </section>
        </div>
    }
}

/// What a shape means.
fn named((tone, words): (Tone, &'static str)) -> AnyView {
    let frame = format!("-{0} -{0} {1} {1}", shape::REACH, 2 * shape::REACH);
    let class = format!("shape {}", tone.class());
    view! { <span class="named"><svg class=class viewBox=frame aria-hidden="true"><path d=shape::of(tone) /></svg>{words}</span> }
        .into_any()
}

fn is_over(status: Status) -> bool {
    use Status::*;
    matches!(status, Closed | Archived | Merged | Rejected | Void)
}

/// The middle of a chosen area, or of the district.
fn middle(app: AppContext, area: Option<AreaCode>) -> Option<Centre> {
    let lists = app.district();
    let area = area.unwrap_or_else(|| lists.district.code.clone());
    let [west, south, east, north] = frame_of(&lists, &area)?;
    Some(Centre {
        at: ((west + east) / 2.0, (south + north) / 2.0),
        metres: None,
    })
}

fn card(app: AppContext, near: Near, chosen: RwSignal<Option<String>>) -> AnyView {
    let row = near.row;
    let lists = app.district();
    let place = row
        .address
        .clone()
        .unwrap_or_else(|| lists.place(&row.area_code, row.grid.as_deref()));
    let id = row.id.to_string();
    let (mine, picked) = (id.clone(), id.clone());
    let away = format!("{} {}", near.way.t(), distance(near.metres));
    let due = due::of_row(&row, app.clock.now.get_untracked()).map(|(_, shown)| pill(shown));
    view! {
        <div class="card near" id=format!("near-{id}") data-test="nearby-card" aria-current=move || chosen.with(|c| c.as_ref() == Some(&mine)).then_some("true")>
            <button type="button" class="near-pick" on:click=move |_| chosen.set(Some(picked.clone()))>
                <span class="card-head"><strong class="card-title isolate">{row.title.clone()}</strong>{grade(row.grade)}</span>
                <span class="near-away">{away}</span>
                <span class="faint card-place">{place}</span>
            </button>
            <div class="card-foot">{pill(due::of_status(row.status))}{due}<span class="grow"></span>
                <A href=format!("/mine/{id}") attr:class="text-button" attr:data-test="nearby-open">{w::NEARBY_OPEN.t()}</A>
            </div>
        </div>
    }
    .into_any()
}
